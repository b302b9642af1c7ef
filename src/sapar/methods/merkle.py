"""Merkle tree of an append-only log, exactly as RFC 9162 §2.1 (same hashes as RFC 6962 §2.1).

A *stored node* is the root of a complete subtree: node ``(level, index)`` covers the leaves
``index * 2**level`` up to but not including ``(index + 1) * 2**level``; level 0 holds the leaf hashes. Appending a
leaf completes a known set of nodes; a log stores them once and never changes them. Every proof is then made from
O(log n) look-ups through a callback ``get_node(level, index) -> bytes``.

All hashes are 32 bytes (SHA-256). Functions that make proofs raise ``ValueError`` for impossible positions; functions
that verify return ``False`` for anything wrong and raise nothing on hostile input of the declared types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

GetNode = Callable[[int, int], bytes]
# (level, index, hash) of a complete subtree, as a log stores it.
Node = tuple[int, int, bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf: SHA-256(0x00 || entry) (RFC 9162 §2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 || left || right) (RFC 9162 §2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a tree: what is needed to append leaves and to give the root, O(log n) hashes.

    ``nodes`` are the roots of the complete subtrees that make up the tree, largest (leftmost) first: one for each set
    bit of ``size``.
    """

    __slots__ = ("nodes", "size")

    def __init__(self, size: int = 0, nodes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.nodes = list(nodes)
        if size < 0 or len(self.nodes) != size.bit_count() or any(len(node) != HASH_SIZE for node in self.nodes):
            raise ValueError("a frontier has one 32-byte hash for each set bit of its size")

    @classmethod
    def load(cls, size: int, get_node: GetNode) -> Frontier:
        """The frontier of the first ``size`` leaves, read back from stored nodes."""
        return cls(size, [get_node(level, index) for level, index in _complete(0, size)])

    def append(self, leaf: bytes) -> list[Node]:
        """Append a leaf hash; returns the nodes it completes, the leaf itself first, for storing."""
        if len(leaf) != HASH_SIZE:
            raise ValueError("a leaf hash has 32 bytes")
        index, level, current = self.size, 0, leaf
        made: list[Node] = [(0, index, leaf)]
        while index & 1:
            current = node_hash(self.nodes.pop(), current)
            index >>= 1
            level += 1
            made.append((level, index, current))
        self.nodes.append(current)
        self.size += 1
        return made

    def root(self) -> bytes:
        """Root of the tree as it stands; the hash of nothing for the empty tree."""
        return _fold(self.nodes)


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Root over leaf hashes in order (RFC 9162 §2.1.1); the hash of nothing for none."""
    frontier = Frontier()
    for leaf in leaf_hashes:
        frontier.append(leaf)
    return frontier.root()


def root_at(size: int, get_node: GetNode) -> bytes:
    """Root of the first ``size`` leaves from stored nodes."""
    return _range_root(0, size, get_node)


def inclusion_proof(index: int, size: int, get_node: GetNode) -> list[bytes]:
    """Audit path of leaf ``index`` in the tree of the first ``size`` leaves (RFC 9162 §2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError("the leaf must lie within the tree")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        split = low + _largest_power_below(high - low)
        if index < split:
            path.append(_range_root(split, high, get_node))
            high = split
        else:
            path.append(_range_root(low, split, get_node))
            low = split
    path.reverse()
    return path


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes) -> bool:
    """Whether the path leads from the leaf hash at ``index`` to the root of ``size`` leaves (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size or not _all_hashes((leaf, expected_root, *path)):
        return False
    fn, sn, current = index, size - 1, leaf
    for step in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            current = node_hash(step, current)
            while fn and not fn & 1:
                fn >>= 1
                sn >>= 1
        else:
            current = node_hash(current, step)
        fn >>= 1
        sn >>= 1
    return sn == 0 and current == expected_root


def consistency_proof(old: int, new: int, get_node: GetNode) -> list[bytes]:
    """Proof that the tree of ``old`` leaves is a prefix of the tree of ``new`` leaves (RFC 9162 §2.1.4.1).

    Empty for ``old == new``. ``old`` must be at least 1: every tree is consistent with the empty one.
    """
    if not 0 < old <= new:
        raise ValueError("a consistency proof needs 0 < old <= new")
    proof: list[bytes] = []
    low, high, whole = 0, new, True
    while old != high:
        split = low + _largest_power_below(high - low)
        if old <= split:
            proof.append(_range_root(split, high, get_node))
            high = split
        else:
            proof.append(_range_root(low, split, get_node))
            low, whole = split, False
    if not whole:
        proof.append(_range_root(low, high, get_node))
    proof.reverse()
    return proof


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that ``new_root`` only appended to ``old_root`` (RFC 9162 §2.1.4.2)."""
    if not 0 < old <= new or not _all_hashes((old_root, new_root, *proof)):
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    first = second = path[0]
    for step in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            first = node_hash(step, first)
            second = node_hash(step, second)
            while fn and not fn & 1:
                fn >>= 1
                sn >>= 1
        else:
            second = node_hash(second, step)
        fn >>= 1
        sn >>= 1
    return sn == 0 and first == old_root and second == new_root


def _all_hashes(values: Iterable[bytes]) -> bool:
    return all(len(value) == HASH_SIZE for value in values)


def _largest_power_below(count: int) -> int:
    """The largest power of two smaller than ``count`` (count > 1)."""
    return 1 << ((count - 1).bit_length() - 1)


def _complete(low: int, high: int) -> list[tuple[int, int]]:
    """Complete subtrees that make up leaves low..high-1, left to right; low is aligned to their size."""
    parts: list[tuple[int, int]] = []
    while low < high:
        level = (high - low).bit_length() - 1
        parts.append((level, low >> level))
        low += 1 << level
    return parts


def _range_root(low: int, high: int, get_node: GetNode) -> bytes:
    return _fold([get_node(level, index) for level, index in _complete(low, high)])


def _fold(nodes: Sequence[bytes]) -> bytes:
    if not nodes:
        return EMPTY_ROOT
    current = nodes[-1]
    for node in reversed(nodes[:-1]):
        current = node_hash(node, current)
    return current
