"""The lists of OFAC: the advanced XML of the sanctions list service, and the older CSV without heading.

Advanced XML: ``ReferenceValueSets`` (number → text), ``IDRegDocuments``, ``DistinctParties``, ``SanctionsEntries``; elements
are known by local names because the namespace changed. A name part's kind is found through its group. Field names were
taken from public descriptions and not checked against the published file (`unverified`).
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict

from sapar.standards.watchlists import dates
from sapar.standards.watchlists.countries import alpha3
from sapar.standards.watchlists.model import MOST_ENTRIES, MOST_REMARK, Listed, Problem, Watchlist, WatchlistError, add
from sapar.standards.watchlists.xml import Node, read_records

_RECORDS = frozenset(
    {"DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry"}
)
_SETS = (
    "NamePartType",
    "FeatureType",
    "PartySubType",
    "PartyType",
    "Country",
    "AreaCode",
    "DetailReference",
    "AliasType",
    "SanctionsType",
)
# Order of the parts of a name in the text that is made of them.
_ORDER = {"first": 0, "given": 0, "middle": 1, "patronymic": 2, "matronymic": 4, "last": 3, "surname": 3}


class _Party:
    def __init__(self, entry: Listed, identities: list[str]) -> None:
        self.entry, self.identities = entry, identities


def read(data: bytes) -> Watchlist:
    """Raises `WatchlistError`."""
    words: dict[str, dict[str, str]] = defaultdict(dict)
    documents: dict[str, list[str]] = defaultdict(list)
    countries: dict[str, list[str]] = {}
    parties: list[_Party] = []
    listings: dict[str, list[Node]] = defaultdict(list)
    problems: list[Problem] = []
    issued: list[str] = []

    def take(node: Node) -> None:
        if node.name == "DateOfIssue":
            issued.append(_date(node))
        elif node.name == "ReferenceValueSets":
            for part in node.children:
                for value in part.children:
                    name = value.name
                    words[name][value.attributes.get("ID", "")] = " ".join(value.text.split())
                    if name == "PartySubType":
                        words["PartyTypeOf"][value.attributes.get("ID", "")] = value.attributes.get("PartyTypeID", "")
        elif node.name == "Location":
            found = [
                words["AreaCode"].get(area.attributes.get("AreaCodeID", ""), "")
                for area in node.all("LocationAreaCode")
            ]
            found += [
                words["Country"].get(country.attributes.get("CountryID", ""), "")
                for country in node.all("LocationCountry")
            ]
            countries[node.attributes.get("ID", "")] = [code for code in map(alpha3, found) if code]
        elif node.name == "IDRegDocument":
            add(documents[node.attributes.get("IdentityID", "")], [node.one("IDRegistrationNo")])
        elif node.name == "SanctionsEntry":
            listings[node.attributes.get("ProfileID", "")].append(node)
        else:
            if len(parties) >= MOST_ENTRIES:
                raise WatchlistError("entries", "the list has too many entries")
            parties.append(_party(node, words, countries, problems, len(parties) + 1))

    read_records(data, _RECORDS, take)
    for party in parties:
        for identity in party.identities:
            add(party.entry.documents, documents.get(identity, ()))
        for listing in listings.get(party.entry.reference, ()):
            _add_listing(party.entry, listing, words)
    return Watchlist("ofac_advanced", issued[0] if issued else "", [party.entry for party in parties], problems)


def _party(
    node: Node, words: dict[str, dict[str, str]], countries: dict[str, list[str]], problems: list[Problem], number: int
) -> _Party:
    entry = Listed(node.attributes.get("FixedRef") or f"entry-{number}")
    entry.authority = "OFAC"
    identities = []
    for profile in node.all("Profile"):
        entry.reference = profile.attributes.get("ID", "")
        kind = profile.attributes.get("PartySubTypeID", "")
        label = f"{words['PartySubType'].get(kind, '')} {words['PartyType'].get(words['PartyTypeOf'].get(kind, ''), '')}".lower()
        entry.kind = (
            "person"
            if "individual" in label or not label.strip()
            else "other"
            if "vessel" in label or "aircraft" in label
            else "organisation"
        )
        for identity in profile.all("Identity"):
            identities.append(identity.attributes.get("ID", ""))
            _add_names(entry, identity, words)
        for feature in profile.all("Feature"):
            _add_feature(entry, feature, words, countries, problems)
    entry.weak_names = [name for name in entry.weak_names if name not in entry.names]
    if not entry.names:
        problems.append(Problem(entry.id, "name", ""))
    return _Party(entry, identities)


def _add_names(entry: Listed, identity: Node, words: dict[str, dict[str, str]]) -> None:
    kinds = {
        group.attributes.get("ID", ""): words["NamePartType"]
        .get(group.attributes.get("NamePartTypeID", ""), "")
        .lower()
        for group in identity.all("NamePartGroups", "MasterNamePartGroup", "NamePartGroup")
    }
    for alias in identity.all("Alias"):
        weak = alias.attributes.get("LowQuality", "").lower() == "true"
        for name in alias.all("DocumentedName"):
            parts = [
                (
                    _ORDER.get(kinds.get(value.attributes.get("NamePartGroupID", ""), "").split(" ")[0], 3),
                    at,
                    value.text,
                )
                for at, value in enumerate(name.all("DocumentedNamePart", "NamePartValue"))
            ]
            add(entry.weak_names if weak else entry.names, [" ".join(text for _, _, text in sorted(parts))])


def _add_feature(
    entry: Listed,
    feature: Node,
    words: dict[str, dict[str, str]],
    countries: dict[str, list[str]],
    problems: list[Problem],
) -> None:
    kind = words["FeatureType"].get(feature.attributes.get("FeatureTypeID", ""), "").lower()
    for version in feature.all("FeatureVersion"):
        details = [*version.all("VersionDetail")]
        text = " ".join(
            detail.text.strip() or words["DetailReference"].get(detail.attributes.get("DetailReferenceID", ""), "")
            for detail in details
        )
        if "birthdate" in kind or "date of birth" in kind:
            for period in version.all("DatePeriod"):
                found = _span(period)
                add(entry.birth_dates, found)
                if not found:
                    problems.append(Problem(entry.id, "birth_date", ""))
        elif "gender" in kind:
            sex = text.strip().upper()[:1]
            entry.sex = sex if sex in ("M", "F") else entry.sex
        elif "nationality" in kind or "citizenship" in kind:
            found = [
                code
                for place in version.all("VersionLocation")
                for code in countries.get(place.attributes.get("LocationID", ""), [])
            ]
            add(entry.nationalities, found or [alpha3(text)])


def _date(node: Node) -> str:
    return dates.normalised("-".join(filter(None, (node.one("Year"), node.one("Month"), node.one("Day")))))


def _span(period: Node) -> list[str]:
    """Start from … to, end from … to: the first and the last day that are possible."""
    edges = [_date(edge) for path in (("Start", "From"), ("End", "To")) for edge in period.all(*path)]
    known = [edge for edge in edges if edge]
    if not known:
        return []
    first, last = known[0], known[-1]
    if first[:4] == last[:4] and first.endswith("-01-01") and last.endswith("-12-31"):
        return [first[:4]]
    return dates.between(first, last)


def _add_listing(entry: Listed, listing: Node, words: dict[str, dict[str, str]]) -> None:
    for event in listing.all("EntryEvent"):
        days = [_date(day) for day in event.all("Date")]
        entry.listed_on = entry.listed_on or next((day for day in days if day), "")
    reasons = [measure.one("Comment") for measure in listing.all("SanctionsMeasure")]
    kinds = [
        words["SanctionsType"].get(measure.attributes.get("SanctionsTypeID", ""), "")
        for measure in listing.all("SanctionsMeasure")
    ]
    found = dict.fromkeys(filter(None, [entry.reason, *reasons, *kinds]))
    entry.reason = "; ".join(found)[:MOST_REMARK]


def is_old_csv(text: str) -> bool:
    """The older file has twelve columns, no heading, a number first, and ``-0-`` for nothing."""
    line = text.lstrip("\ufeff").split("\n", 1)[0]
    return "-0-" in line and line[:1].isdigit() and line.count(",") >= 11


def read_old_csv(text: str) -> Watchlist:
    """``sdn.csv``: number, name, kind, program, title, …, remarks. Raises `WatchlistError`."""
    entries: list[Listed] = []
    problems: list[Problem] = []
    try:
        for row in csv.reader(io.StringIO(text)):
            cells = ["" if cell.strip() == "-0-" else cell.strip() for cell in row]
            if len(cells) < 12:
                continue  # the file ends with a control character on a line of its own
            if len(entries) >= MOST_ENTRIES:
                raise WatchlistError("entries", "the list has too many entries")
            kind = cells[2].lower()
            entry = Listed(
                cells[0],
                "person" if kind == "individual" else "other" if kind in ("vessel", "aircraft") else "organisation",
            )
            entry.authority, entry.reason = "OFAC", cells[3]
            surname, comma, given = cells[1].partition(", ")
            add(entry.names, [f"{given} {surname}" if comma and entry.kind == "person" else cells[1]])
            for remark in cells[11].split("; "):
                _read_remark(entry, remark.strip().rstrip("."), problems)
            entries.append(entry)
    except csv.Error as error:
        raise WatchlistError("csv", f"no readable CSV: {error}") from error
    return Watchlist("ofac_csv", "", entries, problems)


def _read_remark(entry: Listed, remark: str, problems: list[Problem]) -> None:
    lower = remark.lower()
    if lower.startswith(("dob ", "alt. dob ")):
        text = remark[lower.index("dob ") + 4 :]
        found = dates.normalised(text)
        first, to, last = text.partition(" to ")
        years = [found] if found else dates.between(dates.normalised(first), dates.normalised(last)) if to else []
        add(entry.birth_dates, years)
        if not years:
            problems.append(Problem(entry.id, "birth_date", text))
    elif lower.startswith(("nationality ", "citizen ")):
        add(entry.nationalities, [alpha3(remark.split(" ", 1)[1])])
    elif lower.startswith("gender "):
        entry.sex = lower[7:8].upper() if lower[7:8] in ("m", "f") else ""
    elif lower.startswith(("passport ", "national id no. ", "identification number ")):
        _kind, number_follows, number = remark.split(" (")[0].rpartition(" ")
        if number_follows:
            add(entry.documents, [number])
        else:
            problems.append(Problem(entry.id, "document", remark))
    elif lower.startswith(("a.k.a. ", "f.k.a. ")):
        add(entry.names, [remark[7:].strip("'\" ")])
