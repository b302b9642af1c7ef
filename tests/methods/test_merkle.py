"""The Merkle log equals RFC 9162 §2.1: published answers, an independent recursive definition, and proofs."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.methods import merkle

# The eight reference inputs of the Certificate Transparency project and their roots for sizes 1 to 8.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
N1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
N23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
N4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
N45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
N67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
N4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
# (leaf, size, path) and (old, new, proof) of the same project.
PATHS = [
    (0, 1, []),
    (0, 8, [N1, N23, N4567]),
    (5, 8, [N4, N67, ROOTS[4]]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [ROOTS[1], N23, N4]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [N1, N23, N4567]),
    (6, 8, [N45, N67, ROOTS[4]]),
    (2, 5, [N23, N4]),
    (
        3,
        8,
        [
            "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
            "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
            ROOTS[2],
            N4567,
        ],
    ),
]


def mth(entries: list[bytes]) -> bytes:
    """The recursive definition of RFC 9162 §2.1.1, written independently of the code under test."""
    if not entries:
        return sha256().digest()
    if len(entries) == 1:
        return sha256(b"\0" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return sha256(b"\1" + mth(entries[:k]) + mth(entries[k:])).digest()


class Store:
    """Stored nodes of a log, counting look-ups."""

    def __init__(self, entries: list[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.reads = 0
        self.frontier = merkle.Frontier()
        for entry in entries:
            for level, index, value in self.frontier.append(merkle.leaf_hash(entry)):
                assert (level, index) not in self.nodes, "a stored node is written once"
                self.nodes[level, index] = value

    def get(self, level: int, index: int) -> bytes:
        self.reads += 1
        return self.nodes[level, index]


def test_reference_roots() -> None:
    """Roots of the published reference inputs, sizes 0 to 8, by three ways of computing."""
    store = Store(INPUTS)
    for size in range(9):
        assert mth(INPUTS[:size]).hex() == ROOTS[size]
        assert merkle.root(map(merkle.leaf_hash, INPUTS[:size])).hex() == ROOTS[size]
        assert merkle.root_at(size, store.get).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_reference_inclusion(index: int, size: int, path: list[str]) -> None:
    """Published audit paths of the reference tree."""
    proof = merkle.inclusion_proof(index, size, Store(INPUTS).get)
    assert [step.hex() for step in proof] == path
    assert merkle.verify_inclusion(merkle.leaf_hash(INPUTS[index]), index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new", "expected"), CONSISTENCY)
def test_reference_consistency(old: int, new: int, expected: list[str]) -> None:
    """Published consistency proofs of the reference tree."""
    proof = merkle.consistency_proof(old, new, Store(INPUTS).get)
    assert [step.hex() for step in proof] == expected
    assert merkle.verify_consistency(old, new, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]), proof)


def test_seven_leaf_example() -> None:
    """The worked example of RFC 9162 §2.1.5: seven leaves, named nodes, audit paths and consistency proofs."""
    d = [bytes([number]) for number in range(7)]
    a, b, c, dd, e, f, j = [merkle.leaf_hash(entry) for entry in d]
    g, h, i = merkle.node_hash(a, b), merkle.node_hash(c, dd), merkle.node_hash(e, f)
    k, m = merkle.node_hash(g, h), merkle.node_hash(i, j)
    store = Store(d)
    assert merkle.root_at(7, store.get) == merkle.node_hash(k, m)
    assert merkle.inclusion_proof(0, 7, store.get) == [b, h, m]
    assert merkle.inclusion_proof(3, 7, store.get) == [c, g, m]
    assert merkle.inclusion_proof(4, 7, store.get) == [f, j, k]
    assert merkle.inclusion_proof(6, 7, store.get) == [i, k]
    assert merkle.consistency_proof(3, 7, store.get) == [c, dd, g, m]
    assert merkle.consistency_proof(4, 7, store.get) == [m]
    assert merkle.consistency_proof(6, 7, store.get) == [i, j, k]


def test_every_pair_up_to_forty() -> None:
    """Every inclusion and consistency proof of every tree up to 40 leaves verifies, and with no other root."""
    entries = [bytes([number]) for number in range(40)]
    store = Store(entries)
    roots = [mth(entries[:size]) for size in range(41)]
    for size in range(1, 41):
        assert merkle.Frontier.load(size, store.get).root() == roots[size]
        for index in range(size):
            leaf = merkle.leaf_hash(entries[index])
            proof = merkle.inclusion_proof(index, size, store.get)
            assert merkle.verify_inclusion(leaf, index, size, proof, roots[size])
            assert not merkle.verify_inclusion(leaf, index, size, proof, roots[size - 1])
            assert not merkle.verify_inclusion(leaf, (index + 1) % size, size, proof, roots[size]) or size == 1
        for old in range(1, size + 1):
            proof = merkle.consistency_proof(old, size, store.get)
            assert merkle.verify_consistency(old, size, roots[old], roots[size], proof)
            assert not merkle.verify_consistency(old, size, roots[old - 1], roots[size], proof)
            assert not merkle.verify_consistency(old, size, roots[old], roots[size - 1], proof)


@settings(max_examples=150, deadline=None)
@given(
    size=st.integers(2, 300),
    data=st.data(),
)
def test_a_changed_proof_fails(size: int, data: st.DataObject) -> None:
    """No single change of leaf, path, order or length leaves a proof valid."""
    entries = [number.to_bytes(2, "big") for number in range(size)]
    store = Store(entries)
    index = data.draw(st.integers(0, size - 1))
    leaf, whole = merkle.leaf_hash(entries[index]), store.frontier.root()
    proof = merkle.inclusion_proof(index, size, store.get)
    place = data.draw(st.integers(0, len(proof) - 1))
    flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    assert not merkle.verify_inclusion(leaf, index, size, [*proof[:place], flipped, *proof[place + 1 :]], whole)
    assert not merkle.verify_inclusion(leaf, index, size, [*proof[:place], *proof[place + 1 :]], whole)
    assert not merkle.verify_inclusion(leaf, index, size, [*proof, flipped], whole)
    assert not merkle.verify_inclusion(merkle.leaf_hash(b"other"), index, size, proof, whole)
    assert not merkle.verify_inclusion(leaf, index, size, [proof[0][:31], *proof[1:]], whole)
    old = data.draw(st.integers(1, size - 1))
    old_root = merkle.root_at(old, store.get)
    steps = merkle.consistency_proof(old, size, store.get)
    place = data.draw(st.integers(0, len(steps) - 1))
    flipped = bytes([steps[place][0] ^ 1]) + steps[place][1:]
    assert not merkle.verify_consistency(old, size, old_root, whole, [*steps[:place], flipped, *steps[place + 1 :]])
    assert not merkle.verify_consistency(old, size, old_root, whole, steps[:-1])
    assert not merkle.verify_consistency(old, size, old_root, whole, [*steps, flipped])


def test_proofs_read_few_nodes() -> None:
    """A proof over 20,000 entries reads O(log n) stored nodes, not the log."""
    store = Store([number.to_bytes(4, "big") for number in range(20_000)])
    for index in (0, 9_999, 16_384, 19_999):
        store.reads = 0
        merkle.inclusion_proof(index, 20_000, store.get)
        merkle.consistency_proof(index or 1, 20_000, store.get)
        assert store.reads <= 4 * 15


def test_impossible_positions() -> None:
    """Making a proof outside the tree is an error; verifying one is merely false."""
    store = Store(INPUTS)
    for index, size in ((-1, 8), (8, 8), (0, 0)):
        with pytest.raises(ValueError, match="within"):
            merkle.inclusion_proof(index, size, store.get)
        assert not merkle.verify_inclusion(bytes(32), index, size, [], bytes(32))
    for old, new in ((0, 8), (5, 4)):
        with pytest.raises(ValueError, match="consistency"):
            merkle.consistency_proof(old, new, store.get)
        assert not merkle.verify_consistency(old, new, bytes(32), bytes(32), [])
    with pytest.raises(ValueError, match="frontier"):
        merkle.Frontier(3, [bytes(32)])
    with pytest.raises(ValueError, match="32 bytes"):
        merkle.Frontier().append(b"short")
