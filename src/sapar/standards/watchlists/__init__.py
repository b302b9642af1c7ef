"""Watchlists of others, told by their content and read into one form.

``read(data)`` takes the bytes of a file: FollowTheMoney entities (JSON lines), Sapar's own lines, the consolidated list of
the UN Security Council (XML), OFAC's advanced XML and older CSV, INTERPOL notices (JSON), CSV. Whatever cannot be read
raises `WatchlistError`; what of an entry cannot be read is a `Problem` of the list.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Mapping

from sapar.standards.watchlists import jsonlines, ofac, table, un_sc
from sapar.standards.watchlists.model import FORMATS, MOST_BYTES, Listed, Problem, Watchlist, WatchlistError
from sapar.standards.watchlists.xml import Node, read_records

__all__ = ["FORMATS", "Listed", "Problem", "Watchlist", "WatchlistError", "read", "text_of"]

PACKED = b"\x1f\x8b"
_XML = {"CONSOLIDATED_LIST": un_sc.read, "Sanctions": ofac.read}


class _Known(Exception):
    """Ends the reading when the root is known; no error."""

    def __init__(self, name: str) -> None:
        self.name = name


def read(data: bytes, mapping: Mapping[str, str] | None = None) -> Watchlist:
    """The list in ``data``, perhaps packed with gzip. ``mapping`` (column → field) says that it is CSV. Raises
    `WatchlistError`."""
    if data.startswith(PACKED):
        data = unpacked(data)
    if len(data) > MOST_BYTES:
        raise WatchlistError("size", "the file is too large")
    if mapping is None:
        start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
        if start.startswith(b"<") or data.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
            return _read_xml(data)
    text = text_of(data)
    if not text.strip():
        raise WatchlistError("empty", "the file is empty")
    if mapping is not None:
        return table.read(text, mapping)
    if text.lstrip()[0] in "{[":
        return _read_json(text)
    if ofac.is_old_csv(text):
        return ofac.read_old_csv(text)
    if not table.proposed(table.headings(text)):
        raise WatchlistError("format", "the file is no list that is known, and has no known column")
    return table.read(text)


def unpacked(data: bytes, most: int = MOST_BYTES) -> bytes:
    """What is packed with gzip, at most one byte more than ``most``. Raises `WatchlistError` with rule ``format``."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise WatchlistError("format", "the packed file is damaged") from error


def _read_xml(data: bytes) -> Watchlist:
    def found(node: Node) -> None:
        raise _Known(node.name)

    try:
        read_records(data, frozenset(), lambda _: None, found)
    except _Known as known:
        if known.name in _XML:
            return _XML[known.name](data)
    raise WatchlistError("format", "the XML file is no list that is known")


def text_of(data: bytes) -> str:
    """The text of a file that is no XML. Raises `WatchlistError` with rule ``encoding``."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise WatchlistError("encoding", "the file is not UTF-8 text") from error
    if "\0" in text:
        raise WatchlistError("encoding", "the file is no text")
    return text


def _read_json(text: str) -> Watchlist:
    first = text.lstrip().split("\n", 1)[0]
    sample: object = None
    try:
        sample = json.loads(first)
    except RecursionError as error:
        raise WatchlistError("depth", "values are nested too deeply") from error
    except ValueError:
        sample = jsonlines.parse(text)  # one value over several lines
    if isinstance(sample, list):
        whole = jsonlines.parse(text)
        sample = next((item for item in whole if isinstance(item, dict)), {}) if isinstance(whole, list) else {}
        if "entity_id" in sample or "forename" in sample:
            return jsonlines.read_interpol(whole)
    if isinstance(sample, dict):
        if "schema" in sample:
            return jsonlines.read_ftm(_one_line(text))
        if "_embedded" in sample or "notices" in sample or "entity_id" in sample:
            return jsonlines.read_interpol(jsonlines.parse(text))
        if "names" in sample or "name" in sample:
            return jsonlines.read_own(_one_line(text))
    raise WatchlistError("format", "the JSON file is no list that is known")


def _one_line(text: str) -> str:
    """A single object that is written over several lines, as one; anything else as it is."""
    start = text.lstrip()
    if start.startswith("{"):
        try:
            json.loads(start.split("\n", 1)[0])
        except ValueError:
            return json.dumps(jsonlines.parse(text))
    return text
