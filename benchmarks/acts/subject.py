"""The act under measurement: the same shape as any area's, with one record made by the ORM."""

from __future__ import annotations

from django.db import models

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import about, act
from sapar.methods.ids import uuid7


class Record(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7)
    institution_id = models.UUIDField()
    name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "acts"
        db_table = "bench_record"
        managed = False


@act("bench.record", roles=("access.manager",), purpose="node.operation", title="Benchmark")
def record(actor: Actor, *, name: str) -> Record:
    made = Record(institution_id=actor.institution_id, name=name, at=clock.now())
    made.save(force_insert=True)
    about("bench", made.pk)
    return made
