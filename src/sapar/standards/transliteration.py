"""National letters to the letters A-Z of a machine readable zone, as tables with ordered alternatives.

A table maps a capital letter to its spellings, the recommended one first. Where a standard gives alternatives ("AE or
A"), the issuer chooses and a reader has to expect all of them: ``transliterate`` writes one spelling,
``spellings`` gives every one for matching (BÄŞIM: BAESIM, BASIM).

Sources
- ICAO Doc 9303 Part 3, 8th edition (2021) with amendments 1 and 2 (20 March 2024), sections 6.A (Latin) and 6.B
  (Cyrillic). Section 6.B has no row for Ь (left out here) and three rows that are taken for errors of the table:
  Һ is printed as C (no language reads it so; H stands first here and C as an alternative), GJ is attached to Ғ though
  Macedonian writes Ѓ, and Serbian Г is given as H (G stands first here).
- BGN/PCGN table of correspondences for Turkmen (2000): the Cyrillic letters used until 1993.
- Kazakh, Kyrgyz, Uzbek and Tajik passports: no published table was found. Their rows follow spellings seen in public
  use and are ``unverified``, as is every choice that Turkmen passports make for Ä, Ö and Ü.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product

Spellings = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Spellings of the letters of one language or script.

    ``letters``: capital letter to its spellings in A-Z, recommended first; an empty spelling drops the letter.
    ``initial``: spellings at the start of a word, where they differ.
    ``verified``: False if any of it rests on usage only and not on a published rule.
    """

    name: str
    source: str
    verified: bool
    letters: Mapping[str, Spellings]
    initial: Mapping[str, Spellings] = field(default_factory=dict)


def _rows(text: str) -> dict[str, Spellings]:
    """Rows like ``Ä AE A`` or, for many letters with one spelling, ``ÀÁÂ A``; ``-`` stands for nothing."""
    letters: dict[str, Spellings] = {}
    for row in text.strip().splitlines():
        characters, *spellings = row.split()
        for character in characters:
            letters[character] = tuple("" if spelling == "-" else spelling for spelling in spellings)
    return letters


_ICAO_LATIN = _rows(
    """
    ÀÁÂÃĀĂĄ A
    Ä AE A
    Å AA A
    Æ AE
    ÇĆĈĊČ C
    ÐĎĐ D
    ÈÉÊËĒĔĖĘĚ E
    ĜĞĠĢ G
    ĤĦ H
    ÌÍÎÏĨĪĬĮİı I
    Ĳ IJ
    Ĵ J
    Ķ K
    ĹĻĽĿŁ L
    Ñ N NXX
    ŃŅŇŊ N
    ÒÓÔÕŌŎŐ O
    Ö OE O
    Ø OE
    Œ OE
    ŔŖŘ R
    ŚŜŞŠ S
    ẞ SS
    ŢŤŦ T
    Þ TH
    ÙÚÛŨŪŬŮŰŲ U
    Ü UE UXX U
    Ŵ W
    ÝŶŸ Y
    ŹŻŽ Z
    """
)
# Letters that 6.A lacks, by the rule of their neighbours; Ə as Azerbaijani names are mostly spelt.
_LATIN_BEYOND_ICAO = _rows(
    """
    Ə A E
    Ș S
    Ț T
    Ǆǅ DZ
    Ǉǈ LJ
    Ǌǋ NJ
    Ʒ Z
    Ơ O
    Ư U
    """
)
_ICAO_CYRILLIC = _rows(
    """
    А A
    Б B
    В V
    Г G
    Д D
    ЕЁЭ E
    Ж ZH
    З Z
    ИЙІЇ I
    К K
    Л L
    М M
    Н N
    О O
    П P
    Р R
    С S
    Т T
    УЎѪ U
    Ф F
    Х KH
    Ц TS
    Ч CH
    Ш SH
    Щ SHCH
    Ъ IE
    Ы Y
    Ь -
    Ю IU
    Я IA
    Ѵ Y
    ҐҒ G
    Ѓ G GJ
    Ђ D
    Ћ C
    Є IE
    Ѕ DZ
    Ј J
    Ќ K KJ
    Љ LJ
    Њ NJ
    Һ H C
    Џ DZ
    """
)


def _exceptions(text: str) -> dict[str, Spellings]:
    return {**_ICAO_CYRILLIC, **_rows(text)}


_ICAO_PART_3 = "ICAO Doc 9303 Part 3 (2021, amendment 2 of 2024), section "

LATIN = Table(
    "latin",
    _ICAO_PART_3 + "6.A; Ə, Ș, Ț, Ǆ, Ǉ, Ǌ, Ʒ, Ơ, Ư added",
    True,
    {**_ICAO_LATIN, **_LATIN_BEYOND_ICAO},
)
CYRILLIC = Table("cyrillic", _ICAO_PART_3 + "6.B", True, _ICAO_CYRILLIC)
BELARUSIAN = Table("belarusian", _ICAO_PART_3 + "6.B", True, _exceptions("Ё IO\nГ H"))
UKRAINIAN = Table(
    "ukrainian",
    _ICAO_PART_3 + "6.B",
    True,
    _exceptions("Г H\nИ Y"),
    initial=_rows("Є YE\nЇ YI\nЙ Y\nЮ YU\nЯ YA"),
)
BULGARIAN = Table("bulgarian", _ICAO_PART_3 + "6.B", True, _exceptions("Щ SHT"))
SERBIAN = Table(
    "serbian",
    _ICAO_PART_3 + "6.B; Г as G, since Serbian Latin writes G",
    True,
    _exceptions("Ж Z\nХ H\nЦ C\nЧ C\nШ S\nГ G H"),
)
MACEDONIAN = Table(
    "macedonian",
    _ICAO_PART_3 + "6.B; GJ on Ѓ instead of Ғ",
    True,
    _exceptions("Ѓ GJ\nЌ KJ\nЏ DJ\nХ H\nЦ C"),
)
TURKMEN_CYRILLIC = Table(
    "turkmen-cyrillic",
    "BGN/PCGN table of correspondences for Turkmen (2000), then Doc 9303 Part 3, 6.A; unverified: what passports print",
    False,
    _exceptions(
        """
        В W V
        Е E YE
        Ё YO
        Ж Z ZH
        Җ J
        Й Y
        Ң N
        Ө OE O
        Ү UE UXX U
        Х H KH
        Ц S
        Ч C CH
        Ш S SH
        Щ SC SHCH
        Ъ -
        Ь -
        Э E
        Ә AE A
        Ю YU
        Я YA
        """
    ),
    initial=_rows("Е YE E"),
)
KAZAKH_CYRILLIC = Table(
    "kazakh-cyrillic",
    "unverified: usage in public; ICAO for the letters that Russian has",
    False,
    _exceptions("Ә A\nҒ G GH\nҚ K Q\nҢ N NG\nӨ O\nҰҮ U\nҺ H\nІ I\nЮ YU IU\nЯ YA IA\nЪ -\nЖ ZH J"),
)
KYRGYZ_CYRILLIC = Table(
    "kyrgyz-cyrillic",
    "unverified: usage in public; ICAO for the letters that Russian has",
    False,
    _exceptions("Ж ZH J DZH\nҢ N NG\nӨ O\nҮ U\nЮ YU IU\nЯ YA IA\nЙ I Y"),
)
UZBEK_CYRILLIC = Table(
    "uzbek-cyrillic",
    "unverified: the Latin alphabet of 1995 without its apostrophes",
    False,
    _exceptions("Ж J\nЙ Y\nҚ Q K\nҒ G GH\nҲ H KH\nЎ O U\nХ KH X H\nЁ YO\nЮ YU\nЯ YA\nЪ -\nЦ TS S"),
)
TAJIK_CYRILLIC = Table(
    "tajik-cyrillic",
    "unverified: usage in public; ICAO for the letters that Russian has",
    False,
    _exceptions("Ғ GH G\nӢ I\nҚ Q K\nӮ U O\nҲ H KH\nҶ J DZH\nЙ Y I\nЁ YO\nЮ YU\nЯ YA\nЪ -"),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        LATIN,
        CYRILLIC,
        BELARUSIAN,
        UKRAINIAN,
        BULGARIAN,
        SERBIAN,
        MACEDONIAN,
        TURKMEN_CYRILLIC,
        KAZAKH_CYRILLIC,
        KYRGYZ_CYRILLIC,
        UZBEK_CYRILLIC,
        TAJIK_CYRILLIC,
    )
}

# Letters that neither a table nor ICAO has, as the first table that has them spells them.
_NEIGHBOURS: dict[str, Spellings] = {
    letter: spellings for table in reversed(TABLES.values()) for letter, spellings in table.letters.items()
}

# Choices among the alternatives; letters not named take the recommended spelling.
DIGRAPHS: Mapping[str, str] = {}
PLAIN: Mapping[str, str] = {"Ä": "A", "Å": "A", "Ö": "O", "Ü": "U", "Ñ": "N", "Ә": "A", "Ө": "O", "Ү": "U"}


@dataclass(frozen=True, slots=True)
class Profile:
    """How one issuer spells names: a table for each script and its choices among their alternatives.

    ``verified``: False where the State's own practice was not found and the tables' recommended spellings stand in for it. A
    reader expects every spelling of the tables all the same: see ``issuer_spellings``.
    """

    issuer: str
    cyrillic: Table = CYRILLIC
    latin: Table = LATIN
    choices: Mapping[str, str] = field(default_factory=dict)
    verified: bool = True

    def table(self, text: str) -> Table:
        """The table for the script of a text; a text without Cyrillic letters is read as Latin."""
        return self.cyrillic if any("\u0400" <= character <= "\u052f" for character in text) else self.latin


PROFILES: dict[str, Profile] = {
    profile.issuer: profile
    for profile in (
        Profile("TKM", TURKMEN_CYRILLIC, verified=False),
        Profile("KAZ", KAZAKH_CYRILLIC, verified=False),
        Profile("KGZ", KYRGYZ_CYRILLIC, verified=False),
        Profile("UZB", UZBEK_CYRILLIC, verified=False),
        Profile("TJK", TAJIK_CYRILLIC, verified=False),
        Profile("RUS"),
        Profile("BLR", BELARUSIAN),
        Profile("UKR", UKRAINIAN),
        Profile("BGR", BULGARIAN),
        Profile("SRB", SERBIAN),
        Profile("MKD", MACEDONIAN),
    )
}


def profile_of(issuer: str) -> Profile:
    """The issuer's profile; the ICAO tables for an issuer that has none of its own."""
    return PROFILES.get(issuer) or Profile(issuer)


def issuer_spellings(text: str, issuer: str = "", limit: int = 256) -> list[str]:
    """Every spelling that a document may have: of the issuer's table first, then of every other table of that script.

    Without repetition, at most ``limit``. What an issuer is thought to choose decides the order only.
    """
    chosen = profile_of(issuer).table(text)
    others = [profile.table(text) for profile in PROFILES.values()]
    found: dict[str, None] = {}
    for table in dict.fromkeys((chosen.name, *(table.name for table in others))):
        found.update(dict.fromkeys(spellings(text, TABLES[table], limit)))
    return list(found)[:limit]


def transliterate(text: str, table: Table = LATIN, choices: Mapping[str, str] = DIGRAPHS) -> str:
    """``text`` in capitals with every national letter spelt in A-Z; all other characters stay as they are.

    Letters of the other script than the table's follow the ICAO tables, those of a neighbour's language (a Kazakh name in an
    Uzbek passport) the neighbour's table. A letter that no table has loses its
    diacritics; a letter without any Latin base (Greek, Chinese, …) stays, for the caller to refuse.
    ``choices`` picks a spelling for a letter, which must be one of the table's: ``ValueError`` otherwise.
    """
    spelt = []
    for letter, spellings in _letters(text, table):
        choice = choices.get(letter)
        if choice is None:
            spelt.append(spellings[0])
        elif choice in spellings:
            spelt.append(choice)
        else:
            raise ValueError(f"{choice} is no spelling of {letter} in the table {table.name}")
    return "".join(spelt)


def spellings(text: str, table: Table = LATIN, limit: int = 256) -> list[str]:
    """All spellings of ``text``, without repetition, the recommended one first; at most ``limit`` of them."""
    choices = product(*(spellings for _, spellings in _letters(text, table)))
    return list(dict.fromkeys("".join(choice) for choice in islice(choices, limit)))


def _letters(text: str, table: Table) -> Iterator[tuple[str, Spellings]]:
    """Each letter of the text in capitals, with its spellings; other characters with themselves."""
    in_word = False
    for character in _capitals(text):
        found = None if in_word else table.initial.get(character)
        found = found or table.letters.get(character)
        found = found or _ICAO_CYRILLIC.get(character) or LATIN.letters.get(character) or _NEIGHBOURS.get(character)
        if found is None:
            found = (_base(character),)
        in_word = character.isalpha() or (in_word and unicodedata.combining(character) != 0)
        yield character, found


def _capitals(text: str) -> str:
    """Composed capitals. The small dotless ı and the capital dotted İ have one spelling, so case does not matter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).upper())


def _base(character: str) -> str:
    """The letter without its diacritics if that leaves A-Z; nothing for a loose diacritic; else the character."""
    if character.isascii():
        return character
    base = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    return base if base == "" or (base.isascii() and base.isalpha()) else character
