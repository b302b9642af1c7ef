"""Records of an XML file, one after the other: no document type, no entities, bounded depth, size and text.

Namespaces are passed over (lists change them): elements and attributes are known by their local names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from sapar.standards.watchlists.model import WatchlistError

DEEPEST = 40
MOST_NODES = 200_000  # in one record
MOST_CHARACTERS = 4_000_000  # in one record
_PIECE = 1 << 16


@dataclass(slots=True)
class Node:
    """An element: local name, attributes by local name, children, text directly inside."""

    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def all(self, *path: str) -> Iterator[Node]:
        """Descendants by a path of names."""
        found = [self]
        for name in path:
            found = [child for node in found for child in node.children if child.name == name]
        yield from found

    def one(self, *path: str) -> str:
        """Text of the first descendant at a path, trimmed; empty if there is none."""
        for node in self.all(*path):
            text = " ".join(node.text.split())
            if text:
                return text
        return ""


class _Reader:
    def __init__(self, records: frozenset[str], take: Callable[[Node], None], root: Callable[[Node], None]) -> None:
        self.records, self.take, self.root = records, take, root
        self.depth = 0
        self.open: list[Node] = []
        self.nodes = self.characters = 0
        self.pieces: list[list[str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise WatchlistError("depth", "elements are nested too deeply")
        if self.depth > 1 and not self.open and _local(name) not in self.records:
            return
        node = Node(_local(name), {_local(key): value for key, value in attributes.items()})
        if self.depth == 1:
            self.root(node)
            return
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise WatchlistError("size", "one record of the list is too large")
        if self.open:
            self.open[-1].children.append(node)
        self.open.append(node)
        self.pieces.append([])

    def end(self, name: str) -> None:
        self.depth -= 1
        if not self.open:
            return
        node = self.open.pop()
        node.text = "".join(self.pieces.pop())
        if not self.open:
            self.nodes = self.characters = 0
            self.take(node)

    def data(self, text: str) -> None:
        if self.open:
            self.characters += len(text)
            if self.characters > MOST_CHARACTERS:
                raise WatchlistError("size", "one record of the list is too large")
            self.pieces[-1].append(text)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise WatchlistError("xml_doctype", "a list with a document type definition is not read")


def read_records(
    data: bytes, records: frozenset[str], take: Callable[[Node], None], root: Callable[[Node], None] = lambda _: None
) -> None:
    """Calls ``root`` with the root's name and attributes and ``take`` with each outermost element of ``records``.

    Raises `WatchlistError` with rules ``xml``, ``xml_doctype``, ``depth``, ``size``, ``encoding``.
    """
    reader = _Reader(records, take, root)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.buffer_text = True
    try:
        for at in range(0, len(data), _PIECE):
            parser.Parse(data[at : at + _PIECE], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise WatchlistError(
            "xml", f"no well-formed XML: {expat.errors.messages.get(error.code, 'error')}", error.lineno
        ) from None
    except (LookupError, UnicodeError) as error:
        raise WatchlistError("encoding", "the encoding of the file is not known") from error
    except ValueError as error:
        if isinstance(error, WatchlistError):
            raise
        raise WatchlistError("encoding", "the encoding of the file cannot be read") from error
