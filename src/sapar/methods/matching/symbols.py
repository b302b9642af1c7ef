"""Words of a name as strings of sound symbols: one alphabet of one-byte codes for Latin, Cyrillic and Arabic letters.

A symbol is a letter or a group of letters that stands for one sound (``sh``, ``kh``, ``дж``). Letters of one script keep
symbols of their own: how likely the scripts' symbols stand for each other is learned (`learned`), not decided here.
Decided here is spelling within a script: accents that change no sound, letters of the region that are written as groups
elsewhere (ş = sh, ç = ch, ž = zh), letter forms of Arabic, marks that passports leave out. Greek, Georgian and Armenian
letters are read as Latin. Letters of any other script have codes too, but agree with themselves only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Script(IntEnum):
    """What a word is written in; two words are compared by the table of their two scripts."""

    LATIN = 0
    CYRILLIC = 1
    ARABIC = 2
    OTHER = 3


LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyzäöü"
LATIN_GROUPS = (
    "shch sch sh ch zh kh gh ts tz th ph dj cz sz rz ou oo ee ai ei ya yu yo ye ia iu io ie ae oe ue ng"
).split()  # fmt: skip
CYRILLIC_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщыэюяіқғөұүәңһўҳҷӣӯҗ"
CYRILLIC_GROUPS = ["кс", "дж", "ий"]
ARABIC_LETTERS = "اأإآءئؤبتثجحخدذرزسشصضطظعغفقكلمنهةويىپچژگ"
# The article at the start of a word, which is left out or written apart as often as not.
ARABIC_GROUPS = ["^ال"]

SYMBOLS: tuple[str, ...] = (
    "",  # code 0: nothing, where a symbol of the other word has no counterpart
    *LATIN_LETTERS, *LATIN_GROUPS, *CYRILLIC_LETTERS, *CYRILLIC_GROUPS, *ARABIC_LETTERS, *ARABIC_GROUPS,
)  # fmt: skip
CODES: dict[str, int] = {symbol: code for code, symbol in enumerate(SYMBOLS) if symbol}
FIRST_OTHER = len(SYMBOLS)
SIZE = 256  # of tables over codes
LONGEST = 16  # symbols of a word that are looked at

_LATIN_SPELLING = {
    "ş": "sh", "š": "sh", "ș": "sh", "ç": "ch", "č": "ch", "ć": "ch", "ž": "zh", "ż": "zh", "ğ": "gh", "ǵ": "gh",
    "ň": "n", "ñ": "n", "ŋ": "ng", "ß": "s", "æ": "ae", "ø": "ö", "œ": "oe", "å": "o", "ł": "l", "đ": "d", "ð": "d",
    "þ": "th", "ı": "y", "ə": "ä", "ý": "y", "ÿ": "y", "ä": "ä", "ö": "ö", "ü": "ü", "ħ": "h", "ŧ": "t",
    # Greek, Georgian, Armenian
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l", "μ": "m",
    "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch",
    "ψ": "ps", "ω": "o",
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i", "კ": "k", "ლ": "l", "მ": "m",
    "ნ": "n", "ო": "o", "პ": "p", "ჟ": "zh", "რ": "r", "ს": "s", "ტ": "t", "უ": "u", "ფ": "p", "ქ": "k", "ღ": "gh", "ყ": "q",
    "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch", "ხ": "kh", "ჯ": "j", "ჰ": "h",
    "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "y", "թ": "t", "ժ": "zh", "ի": "i", "լ": "l",
    "խ": "kh", "ծ": "ts", "կ": "k", "հ": "h", "ձ": "dz", "ղ": "gh", "ճ": "ch", "մ": "m", "յ": "y", "ն": "n", "շ": "sh",
    "ո": "o", "չ": "ch", "պ": "p", "ջ": "j", "ռ": "r", "ս": "s", "վ": "v", "տ": "t", "ր": "r", "ց": "ts", "ւ": "v",
    "փ": "p", "ք": "k", "օ": "o", "ֆ": "f", "և": "ev",
}  # fmt: skip
_CYRILLIC_SPELLING = {
    "ь": "", "ъ": "", "ї": "и", "є": "е", "ґ": "г", "ѓ": "г", "ђ": "дж", "џ": "дж", "ћ": "ч", "ј": "й", "љ": "л", "њ": "н",
    "ѕ": "з", "ќ": "к", "ҝ": "г", "ҹ": "дж", "ӈ": "ң", "ҡ": "қ", "ӊ": "ң", "ӱ": "ү", "ӧ": "ө", "ӕ": "ә", "ҽ": "ч",
}  # fmt: skip
_ARABIC_SPELLING = {
    "ک": "ك", "ی": "ي", "ۍ": "ي", "ې": "ي", "ے": "ي", "ێ": "ي", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ۃ": "ة", "ۇ": "و",
    "ۆ": "و", "ۈ": "و", "ۋ": "و", "ۉ": "و", "ٱ": "ا", "ڤ": "ف", "ټ": "ت", "ٹ": "ت", "ډ": "د", "ڈ": "د", "ړ": "ر", "ڑ": "ر",
    "ښ": "ش", "ګ": "گ", "ڼ": "ن", "ں": "ن", "ڭ": "ن", "ڵ": "ل", "ځ": "ز", "څ": "س", "ږ": "ژ", "ـ": "",
}  # fmt: skip
_ALIASES = {"dzh": "dj", "dsch": "dj", "tsch": "ch", "tch": "ch", "ck": "k", "ks": "x"}
_CODES = {**CODES, **{group: CODES[symbol] for group, symbol in _ALIASES.items()}}


# Groups become one private character each, longer groups first, so that a million words are read in one pass.
_PRIVATE = 0xE000
_PARTING = ord("\n")
_GROUPS = [
    (group.lstrip("^"), chr(_PRIVATE + _CODES[group]))
    for group in sorted([*LATIN_GROUPS, *_ALIASES, *CYRILLIC_GROUPS], key=lambda group: (-len(group), group))
]
_ARTICLE = re.compile("(?<![^\n])ال(?=[^\n]{3})")
_DOUBLE = re.compile(r"([^eo\n])\1+")  # ee and oo are vowels of their own


class _Letters(dict[int, str]):
    """A table for ``str.translate`` that finds the plain letter of an accented one by itself, and remembers it."""

    def __missing__(self, point: int) -> str:
        letter = chr(point)
        plain = unicodedata.normalize("NFD", letter)[0]
        self[point] = found = plain if plain != letter and plain in CODES else letter
        return found


_SPELLING = _Letters({ord(letter): letter for letter in CODES if len(letter) == 1})
for _table in (_LATIN_SPELLING, _CYRILLIC_SPELLING, _ARABIC_SPELLING):
    _SPELLING.update({ord(letter): spelling for letter, spelling in _table.items()})


def script_of(word: str) -> Script:
    """The script of the first letter; Greek, Georgian and Armenian count as Latin, which they are read as."""
    for letter in word:
        point = ord(letter)
        if point < 0x400 or 0x530 <= point < 0x590 or 0x10A0 <= point < 0x1100 or 0x1E00 <= point < 0x2000:
            if letter.isalpha():
                return Script.LATIN
        elif point < 0x530:
            return Script.CYRILLIC
        elif 0x600 <= point < 0x780:
            return Script.ARABIC
        else:
            return Script.OTHER
    return Script.OTHER


def encode_all(words: Sequence[str]) -> list[bytes]:
    """Codes of the symbols of each word, at most ``LONGEST``. Words are lower case, composed (NFKC), without space."""
    text = _DOUBLE.sub(r"\1", "\n".join(words).translate(_SPELLING))
    for group, private in _GROUPS:
        text = text.replace(group, private)
    text = _ARTICLE.sub(chr(_PRIVATE + CODES["^ال"]), text)
    points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    codes = np.where(points < len(_CODE_OF_POINT), _CODE_OF_POINT[np.minimum(points, len(_CODE_OF_POINT) - 1)], 0)
    rest = (codes == 0) & (points != _PARTING)
    if rest.any():  # a letter of another script is two codes, so that few letters look alike
        most = SIZE - FIRST_OTHER
        places = np.cumsum(1 + rest) - 1
        spread = np.zeros(int(places[-1]) + 1, codes.dtype)
        spread[places] = np.where(rest, FIRST_OTHER + points % most, codes)
        spread[places[rest] - 1] = FIRST_OTHER + points[rest] // most % most
        codes = spread
    return [word[:LONGEST] for word in codes.astype(np.uint8).tobytes().split(b"\0")] if words else []


def encode(word: str) -> bytes:
    """Codes of one word."""
    return encode_all([word])[0]


def _code_of_point() -> NDArray[np.uint16]:
    """Code of a character; line feed, which parts the words, is 0 only here and in the result."""
    table = np.zeros(_PRIVATE + SIZE, np.uint16)
    for symbol, code in CODES.items():
        table[_PRIVATE + code] = code
        if len(symbol) == 1:
            table[ord(symbol)] = code
    return table


_CODE_OF_POINT = _code_of_point()


def spelled(codes: bytes) -> str:
    """The symbols of codes as text, for explanations; ``?`` for letters of other scripts."""
    return "".join(SYMBOLS[code].lstrip("^") if code < FIRST_OTHER else "?" for code in codes)
