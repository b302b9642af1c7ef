"""Random ledgers and their exports for the tests of the offline verifier."""

from __future__ import annotations

import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sapar.kernel.ledger import heads
from sapar.kernel.ledger.body import EntryFields, entry_body
from sapar.kernel.ledger.exports import export_lines
from sapar.methods.merkle import Frontier, leaf_hash

KEY = heads.load_private_key(heads.new_key())
KEYS = {heads.key_id(KEY.public_key()): KEY.public_key()}
START = datetime(2026, 3, 1, tzinfo=UTC)


def body(number: int, chance: random.Random) -> bytes:
    """A canonical entry; ``number`` only moves its time."""
    return entry_body(
        EntryFields(
            id=uuid.UUID(int=chance.getrandbits(128)),
            at=START + timedelta(seconds=number),
            kind=chance.choice(["act", "look", "refusal", "system"]),
            act=chance.choice(["labour.grant", "border.admit"]),
            actor=f"account:{uuid.UUID(int=chance.getrandbits(128))}",
            purpose="labour.permit",
            subjects=[uuid.UUID(int=chance.getrandbits(128)) for _ in range(chance.randrange(3))],
            input_digest=chance.randbytes(32).hex(),
        )
    )


class Log:
    """A log of ``size`` entries with signed heads at the given sizes."""

    def __init__(self, sizes: list[int], seed: int = 0, node: str = "tm") -> None:
        chance = random.Random(seed)
        self.bodies = [body(number, chance) for number in range(sizes[-1])]
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.heads: list[heads.SignedHead] = []
        frontier = Frontier()
        for size in range(sizes[-1] + 1):
            if size:
                for level, index, value in frontier.append(leaf_hash(self.bodies[size - 1])):
                    self.nodes[level, index] = value
            if size in sizes:
                at = START + timedelta(minutes=size)
                self.heads.append(heads.sign_head(KEY, size=size, root=frontier.root(), at=at, node=node))

    def get_node(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def lines(self) -> list[dict[str, Any]]:
        """The export as JSON objects, to be damaged by a test."""
        return [json.loads(line) for line in export_lines(self.bodies, self.heads)]


def raw(lines: list[dict[str, Any]]) -> list[bytes]:
    """JSON objects back to lines."""
    return [json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for line in lines]
