"""A process that carries out one act after another until it is killed; started by ``test_kill``."""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    django.setup()
    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.acts import create_account

    console, number = Actor.system("console"), 0
    while True:
        number += 1
        name = f"w{os.getpid()}.{number}"
        create_account(console, username=name, full_name="Written", key=name)
        if number == 1:
            print("writing", flush=True)


if __name__ == "__main__":
    sys.exit(main())
