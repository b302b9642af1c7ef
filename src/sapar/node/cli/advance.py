"""``python -m sapar.node.cli.advance DAYS``: move a demo's clock, then queue every scheduled job once.

What a deadline does when it passes is done by the clock's job in the worker, as it would be a month later.
"""

from __future__ import annotations

import sys
import time

from sapar.node import config
from sapar.node.cli import common


def main(days: int) -> int:
    with common.django(config.data_dir()):
        from procrastinate.contrib.django import app

        from sapar.kernel import clock

        clock.advance(days)
        for periodic in app.periodic_registry.periodic_tasks.values():
            periodic.task.configure(**periodic.configure_kwargs).defer(timestamp=int(time.time()))
        print(f"The demo's day is now {clock.today().isoformat()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
