"""``python -m sapar.node.worker``: the ledger's sequencer in a thread, jobs (procrastinate) in the main thread."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from importlib.util import find_spec

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sapar.node.settings")


def main() -> int:
    import django

    django.setup()
    import structlog
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    from sapar.kernel.documents.tasks import publish_revocations
    from sapar.node import children

    children.exit_when_orphaned()
    stop = threading.Event()
    sequencer: threading.Thread | None = None
    if find_spec("sapar.kernel.ledger.sequencer"):
        from sapar.kernel.ledger.sequencer import run_forever

        def numbering() -> None:
            try:
                run_forever(stop)
            except BaseException:  # noqa: BLE001 - whatever it was, it is logged and the process ends
                # Without numbering nothing can be proved: end, and let the supervisor start us again.
                structlog.get_logger(__name__).exception("sequencer_ended")
                os._exit(3)

        sequencer = threading.Thread(target=numbering, name="sequencer")
        sequencer.start()
    # After a night without power the lists of revoked seals may be stale: not an hour later, but now.
    with contextlib.suppress(AlreadyEnqueued):
        publish_revocations.defer(timestamp=int(time.time()))  # type: ignore[call-arg]
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
            # Signals end it gracefully: no new job begins, running ones get their time.
            worker_app.run_worker(
                concurrency=2, shutdown_graceful_timeout=15, listen_notify=True, delete_jobs="successful"
            )
    finally:
        stop.set()
        if sequencer is not None:
            sequencer.join(10)
    return 0


if __name__ == "__main__":
    sys.exit(main())
