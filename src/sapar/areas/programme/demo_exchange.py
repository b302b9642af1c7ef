"""The demo's programme, in and out: IOM has published the plan as IATI; a colleague's table waits with two faults in it."""

from __future__ import annotations

from collections.abc import Mapping

from sapar.areas.programme import acts
from sapar.areas.programme.models import Plan
from sapar.areas.programme.queries import publishing
from sapar.areas.programme.rules.publishing import IOM_REF, Publisher
from sapar.kernel.access.actor import Actor

# As a ministry's department would send it: Russian titles, names as people write them, a day that is none.
TABLE = (
    "Направление;Результат;Промежуточный результат;Мероприятие;Ответственный;Соисполнители;Начало;Срок исполнения;"
    "Источник финансирования;Сумма;Валюта\r\n"
    "Цифровые и безбумажные процедуры;Разрешения признаются за рубежом;Соглашение о проверке печатей подготовлено;"
    "Консультации с соседними государствами о взаимной проверке печатей;MFA;IOM;01.03.{year};30.11.{year};IDF;18 000;USD\r\n"
    ";;;Обучение инспекторов проверке печатей без сети;Погранслужба;IOM;15.04.{year};31.06.{year};EU;24 500,50;EUR\r\n"
    ";;;Памятка для пассажиров на трёх языках;MFA;;01.05.{year};01.10.{year};;;\r\n"
)
# Counter-trafficking: gender equality matters; emergencies: reducing the risk of disasters is what they are for.
MARKED = {"1": {"1": "1"}, "4": {"10": "2"}}


def load(actors: Mapping[str, Actor], present: Plan, coming: Plan) -> None:
    """Publish the present plan, leave a table to be mended for the coming one."""
    iom = actors["iom"]
    acts.describe_publisher(iom, publisher=Publisher(IOM_REF, "40", "TM"))
    directions = [line for line in publishing.marking_view(iom, present.pk).lines if line.level == "direction"]
    for line in directions:
        if line.number in MARKED:
            acts.mark_policy(iom, plan_id=present.pk, line_id=line.id, markers=MARKED[line.number])
    made = publishing.publish_view(iom, present.pk).made
    if made is not None and made.publishable:
        acts.publish_iati(iom, plan_id=present.pk, sha256=made.sha256)
    acts.import_begin(actors["coordinator"], plan_id=coming.pk, content=TABLE.format(year=coming.year).encode())
