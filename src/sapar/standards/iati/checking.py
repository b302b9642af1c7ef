"""Checking an IATI 2.03 activity file against the official schema, the standard ruleset and the code lists.

Nothing outside the bytes is read: no network, no document type, no entities. Bounds: ``MAX_BYTES``, libxml2's own
limits of depth and size, ``MAX_FINDINGS``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from threading import Lock
from typing import Any

from lxml import etree

from sapar.standards.iati import codes, ruleset
from sapar.standards.iati.rules import ERROR, WARNING, Rule
from sapar.standards.iati.rules import RULES as _OTHER_RULES

MAX_BYTES = 40_000_000
MAX_FINDINGS = 1_000
RULES: dict[str, Rule] = {**_OTHER_RULES, **codes.RULES}
"""Every rule by its code."""

_NOT_DATA = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_BOM = b"\xef\xbb\xbf"
_ELEMENT = re.compile(r"Element '(?P<element>[^']*)'(, attribute '(?P<attribute>[^']*)')?: ")
_VALUE = re.compile(
    r"'(?P<value>.*)' is not a valid value of the (atomic|union|local atomic) type '?(?P<type>[^'.]*)", re.DOTALL
)
_EXPECTED = re.compile(r"Expected is (one of )?\( (?P<names>.*) \)\.")
_KINDS = {
    "xs:date": "a date such as 2026-03-02",
    "xs:dateTime": "a date and time such as 2026-03-02T09:30:00Z",
    "xs:decimal": "a number",
    "xs:int": "a whole number",
    "xs:positiveInteger": "a whole number from 1",
    "xs:boolean": "1 or 0, true or false",
    "xs:anyURI": "a web address",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong and where. ``path`` is an XPath, ``line`` counts from 1 (0: unknown), ``detail`` may be empty."""

    rule: str
    severity: str
    path: str
    line: int
    detail: str

    @property
    def explanation(self) -> str:
        """What the rule asks for, in plain English."""
        return RULES[self.rule].explanation


def check(data: bytes, now: datetime) -> list[Finding]:
    """All findings in a file by line; an empty list: the file may be published. Never raises on what the file holds.

    ``now``: what counts as future; a time with time zone (ValueError without).
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    if len(data) > MAX_BYTES:
        return [_finding("file.too-large", detail=f"{len(data):,} bytes, at most {MAX_BYTES:,}")]
    if _declares(data):
        return [_finding("file.doctype")]
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = int(getattr(error, "lineno", 0) or 0)
        return [_finding("file.not-xml", line=line, detail=str(error).splitlines()[0][:200] if str(error) else "")]
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None:
        return [_finding("file.doctype")]
    if root.tag != "iati-activities":
        return [_finding("file.root", path="/*", line=_line(root), detail=ruleset.shown(str(root.tag)))]
    found = _Found(tree)
    _version(root, found)
    _schema_findings(tree, found)
    _activities(root, now, found)
    return found.in_order()


def publishable(findings: list[Finding]) -> bool:
    """Whether there is no error among them."""
    return all(one.severity != ERROR for one in findings)


class _Found:
    """Collects findings up to the bound, each once."""

    def __init__(self, tree: etree._ElementTree) -> None:
        self._tree = tree
        self._all: dict[tuple[str, str, int, str], Finding] = {}
        self.full = False

    def add(self, finding: Finding) -> None:
        if len(self._all) >= MAX_FINDINGS:
            self.full = True
            return
        self._all.setdefault((finding.rule, finding.path, finding.line, finding.detail), finding)

    def report(self, rule: str, element: etree._Element, detail: str) -> None:
        if len(self._all) >= MAX_FINDINGS:
            self.full = True
            return
        self.add(_finding(rule, self._tree.getpath(element), _line(element), detail))

    def in_order(self) -> list[Finding]:
        made = sorted(self._all.values(), key=lambda one: (one.line, one.path, one.rule, one.detail))
        if self.full:
            made.append(_finding("file.many", detail=f"the first {MAX_FINDINGS:,} are shown"))
        return made


def _finding(rule: str, path: str = "/", line: int = 0, detail: str = "") -> Finding:
    return Finding(rule, RULES[rule].severity, path, line, detail)


def _line(element: Any) -> int:
    return int(element.sourceline or 0)


def _declares(data: bytes) -> bool:
    """Whether a declaration stands before the first element: seen before any parser looks at it."""
    at = len(_BOM) if data.startswith(_BOM) else 0
    while skipped := _NOT_DATA.match(data, at):
        at = skipped.end()
    return data.startswith(b"<!", at)


def _version(root: etree._Element, found: _Found) -> None:
    version = root.get("version") or ""
    if version.startswith("1."):
        found.report("0.6.1", root, ruleset.shown(version))
    elif version != "2.03":
        found.report("file.version", root, ruleset.shown(version))


@cache
def _schema() -> etree.XMLSchema:
    folder = resources.files(__package__).joinpath("schema")
    with resources.as_file(folder) as place:
        parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
        return etree.XMLSchema(etree.parse(str(place / "iati-activities-schema.xsd"), parser))


# A schema object keeps the errors of its last validation: one at a time.
_ONE_AT_A_TIME = Lock()


def _schema_findings(tree: etree._ElementTree, found: _Found) -> None:
    with _ONE_AT_A_TIME:
        schema: Any = _schema()
        entries = [] if schema.validate(tree) else [(one.message, one.path, one.line) for one in schema.error_log]
    for message, path, line in entries:
        rule, detail = _explained(message)
        found.add(_finding(rule, path or "/", line, detail))


def _explained(message: str) -> tuple[str, str]:
    """The rule that a message of libxml2 is about, and its particulars in plain words."""
    head = _ELEMENT.match(message)
    element = head["element"] if head else ""
    attribute = head["attribute"] if head else ""
    rest = message[head.end() :] if head else message
    expected = _EXPECTED.search(rest)
    names = expected["names"].replace("##other*", "elements of another namespace") if expected else ""
    if rest.startswith("Missing child"):
        return "schema.missing-child", f"{element} needs {names}"
    if rest.startswith("This element is not expected"):
        return "schema.unexpected-child", f"{element}" + (f"; here may stand: {names}" if names else "")
    if "is required but missing" in rest:
        return "schema.missing-attribute", f"{element} needs {rest.split(chr(39))[1]}"
    if rest.endswith("is not allowed.") and attribute:
        return "schema.unexpected-attribute", f"{element} has {attribute}"
    if rest.startswith("Character content"):
        return "schema.text", element
    where = f"{element}/@{attribute}" if attribute else element
    if value := _VALUE.search(rest):
        kind = _KINDS.get(value["type"], f"of the type {value['type']}")
        return "schema.value", f"{where} is {ruleset.shown(value['value'])}, which is not {kind}"
    return "schema.other", " ".join(message.split())[:200]


def _activities(root: etree._Element, now: datetime, found: _Found) -> None:
    seen: set[str] = set()
    for activity in root.iterchildren("iati-activity"):
        kids = ruleset.children(activity)
        for element in kids["iati-identifier"][:1]:
            identifier = element.text or ""
            if identifier and identifier in seen:
                found.report("1.1.2", element, ruleset.shown(identifier))
            seen.add(identifier)
        ruleset.identifiers(kids, found.report)
        ruleset.naming(kids, found.report)
        ruleset.texts(activity, found.report)
        ruleset.dates(activity, kids, now, found.report)
        ruleset.percentages(kids, found.report)
        ruleset.either_level(activity, kids, found.report)
        ruleset.money(activity, kids, found.report)
        ruleset.results(kids, found.report)
        ruleset.codes(activity, found.report)
        if found.full:
            return


__all__ = ["ERROR", "MAX_BYTES", "MAX_FINDINGS", "RULES", "WARNING", "Finding", "check", "publishable"]
