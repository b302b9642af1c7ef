"""``python -m sapar.node.cli.first USERNAME FULL-NAME``: keys, the node's own institution, the first administrator."""

from __future__ import annotations

import sys

from sapar.node import config
from sapar.node.cli import common, inside
from sapar.node.errors import NodeError


def main(username: str, full_name: str) -> int:
    data = config.data_dir()
    node = config.load(data)
    with common.django(data):
        from sapar.kernel.access.actor import Actor
        from sapar.kernel.access.models import Institution
        from sapar.kernel.acts import CATALOGUE
        from sapar.node import keys

        keys.ensure(data)
        if not Institution.objects.filter(kind="node").exists():
            names = dict.fromkeys(("name_tk", "name_ru", "name_en"), node.name)
            CATALOGUE["access.create_institution"](Actor.system("console"), code="NODE", kind="node", **names)
        password = inside.make_user(username, full_name, "NODE", "node.administrator", node.languages[0])
        from sapar.kernel.ledger import sequencer

        sequencer.drain()
    print(f"\nFirst administrator\n  user name  {username}\n  password   {password}")
    print("  The second factor is set up at the first sign-in.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except NodeError as error:
        sys.exit(f"sapar: {error}")
