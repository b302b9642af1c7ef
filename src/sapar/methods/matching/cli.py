"""``sapar screen`` and ``sapar match``: people against lists, and people against people, from files.

The only place of this package that reads and writes. Exit codes: 0 done, 2 something could not be read.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sapar.methods.matching.explain import explained, sentence
from sapar.methods.matching.index import LIMIT, Candidate, Index
from sapar.methods.matching.score import OPERATING_POINT, Comparison, Subject, compare_many
from sapar.standards import watchlists
from sapar.standards.watchlists import Listed, WatchlistError, jsonlines

_SEPARATOR = "\x1f"  # between the number of a list and an id: two lists may use one id
_TOGETHER = 2_000
_CANNOT_READ = 2
# Candidates far below the operating point are shown too: whoever measures retrieval wants the first ten.
_LEAST = 0.10


class _Refused(Exception):
    """What is said to whoever typed the command."""


def subject(listed: Listed, identity: str | None = None) -> Subject:
    """An entry of a list as the matcher knows people."""
    return Subject(
        identity if identity is not None else listed.id,
        tuple(listed.names),
        tuple(listed.weak_names),
        tuple(listed.birth_dates),
        listed.sex,
        tuple(listed.nationalities),
        tuple(listed.documents),
    )


def explanation(comparison: Comparison) -> list[dict[str, Any]]:
    """Findings as data: the code of the rule, its parameters, and the English sentence."""
    return [
        {"code": finding.code, "parameters": finding.parameters, "text": sentence(finding)}
        for finding in explained(comparison)
    ]


def screen_main(argv: Sequence[str] | None = None) -> int:
    """``sapar screen --list FILE… --queries FILE [--json]``."""
    parser = argparse.ArgumentParser(
        prog="sapar screen",
        description="Search people in watchlists: FollowTheMoney JSON lines, UN Security Council XML, OFAC advanced XML or "
        "CSV, INTERPOL notices, CSV. The format is told by the content.",
        epilog=f"Candidates with a score of {OPERATING_POINT} or more are matches (operating point). "
        "Exit code 2: a file cannot be read.",
    )
    parser.add_argument("--list", nargs="+", action="extend", required=True, metavar="FILE", help="watchlists")
    parser.add_argument(
        "--queries", required=True, metavar="FILE", help="people, one JSON object a line; - for standard input"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a query, each on a line of its own")
    parser.add_argument(
        "--limit",
        type=int,
        metavar="N",
        help=f"at most N candidates a query (without it: every match, and others up to {LIMIT} in all)",
    )
    parser.add_argument(
        "--least", type=float, default=_LEAST, metavar="S", help=f"no candidate below S (default {_LEAST})"
    )
    return _run(parser, argv, _screen)


def match_main(argv: Sequence[str] | None = None) -> int:
    """``sapar match FILE [--json]``."""
    parser = argparse.ArgumentParser(
        prog="sapar match",
        description="Score pairs of people: one JSON object a line with id, left and right.",
        epilog=f"A score of {OPERATING_POINT} or more is a match (operating point). Exit code 2: the file cannot be read.",
    )
    parser.add_argument("file", help="pairs, one JSON object a line; - for standard input")
    parser.add_argument("--json", action="store_true", help="one JSON object a pair, each on a line of its own")
    return _run(parser, argv, _match)


def _run(parser: argparse.ArgumentParser, argv: Sequence[str] | None, lines: Any) -> int:
    try:
        options = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        for line in lines(options, parser.prog):
            sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except _Refused as refused:
        sys.stdout.flush()
        sys.stderr.write(f"{parser.prog}: {refused}\n")
        return _CANNOT_READ
    except BrokenPipeError:
        # Whoever read our output has had enough. Python flushes once more at its end, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _read(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise _Refused(f"{name}: {error.strerror or error}") from error


def _text(name: str) -> str:
    try:
        return _read(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Refused(f"{name}: the file is not UTF-8 text") from error


def _screen(options: argparse.Namespace, program: str) -> Iterator[str]:
    people = []
    for number, name in enumerate(options.list):
        try:
            found = watchlists.read(_read(name))
        except WatchlistError as error:
            raise _Refused(f"{name}: {error}") from error
        _report(program, name, found)
        people += [
            subject(entry, f"{number}{_SEPARATOR}{entry.id}") for entry in found.entries if entry.kind != "other"
        ]
    index = Index(people)
    text = _text(options.queries)
    try:
        for number, record in jsonlines.records(text):
            query = _query(record, number, options.queries, program)
            candidates = _shown(index.search(query, None, options.least), options.limit)
            yield _as_json(record, candidates) if options.json else _as_text(query, candidates)
    except WatchlistError as error:
        raise _Refused(f"{options.queries}: {error}") from error


def _shown(candidates: list[Candidate], limit: int | None) -> list[Candidate]:
    """No match is left out unless that was asked for: the one that matters may be the eleventh of namesakes."""
    matches = sum(candidate.comparison.match for candidate in candidates)
    return candidates[: max(LIMIT, matches) if limit is None else max(limit, 0)]


def _report(program: str, name: str, found: watchlists.Watchlist) -> None:
    """Says what of a list was left out: how many values of which field, never which."""
    if found.problems:
        counts = Counter(problem.field for problem in found.problems)
        fields = ", ".join(f"{field} {count}" for field, count in sorted(counts.items()))
        sys.stderr.write(
            f"{program}: {name}: {found.format}, {len(found.entries)} entries; could not be read: {fields}\n"
        )


def _query(record: dict[str, Any], number: int, name: str, program: str) -> Subject:
    problems: list[watchlists.Problem] = []
    entry = jsonlines.own(record, number, problems)
    for problem in problems:
        sys.stderr.write(f"{program}: {name}: line {number}: {problem.field} cannot be read and is left out\n")
    return subject(entry)


def _identity(record: dict[str, Any]) -> Any:
    return record.get("id")


def _as_json(record: dict[str, Any], candidates: list[Candidate]) -> str:
    found = [
        {
            "entity": candidate.subject.id.partition(_SEPARATOR)[2],
            "score": candidate.comparison.score,
            "match": candidate.comparison.match,
            "explanation": explanation(candidate.comparison),
        }
        for candidate in candidates
    ]
    return json.dumps({"id": _identity(record), "candidates": found}, ensure_ascii=False)


def _as_text(query: Subject, candidates: list[Candidate]) -> str:
    lines = [f"{query.id}: {len(candidates)} candidates"]
    for candidate in candidates:
        comparison = candidate.comparison
        lines.append(
            f"  {comparison.score:.2f} {'match' if comparison.match else '-----'} "
            f"{candidate.subject.id.partition(_SEPARATOR)[2]}  {comparison.right}"
        )
        lines += [f"      {sentence(finding)}" for finding in explained(comparison)]
    return "\n".join(lines)


def _match(options: argparse.Namespace, program: str) -> Iterator[str]:
    waiting: list[tuple[dict[str, Any], Subject, Subject]] = []
    try:
        for number, record in jsonlines.records(_text(options.file)):
            left, right = record.get("left"), record.get("right")
            if not isinstance(left, dict) or not isinstance(right, dict):
                raise _Refused(f"{options.file}: line {number}: a pair needs left and right")
            one, other = (_query(side, number, options.file, program) for side in (left, right))
            waiting.append((record, one, other))
            if len(waiting) == _TOGETHER:
                yield from _matched(waiting, options.json)
                waiting = []
    except WatchlistError as error:
        raise _Refused(f"{options.file}: {error}") from error
    yield from _matched(waiting, options.json)


def _matched(waiting: list[tuple[dict[str, Any], Subject, Subject]], as_json: bool) -> Iterator[str]:
    compared = compare_many([(left, right) for _, left, right in waiting])
    for (record, _, _), comparison in zip(waiting, compared, strict=True):
        if as_json:
            result = {
                "id": _identity(record),
                "score": comparison.score,
                "match": comparison.match,
                "explanation": explanation(comparison),
            }
            yield json.dumps(result, ensure_ascii=False)
        else:
            lines = [f"{_identity(record)}: {comparison.score:.2f} {'match' if comparison.match else 'no match'}"]
            yield "\n".join([*lines, *(f"    {sentence(finding)}" for finding in explained(comparison))])
