"""Names of the region as Russian papers have written them since the 1930s: Gylyç is Клыч there, Myrat Мурад, Oʻtkir Уткур.

No letter rule brings these together: what a Turkmen g is depends on the vowel behind it, final t was d before the spelling
reform and in front of an ending, and many names came into Russian through Persian or Tatar books. So the parts of names
stand here as a table; a row is one part, first what all its spellings are read as (Latin, then Cyrillic). A row that holds
another one stands before it.

``^`` and ``$``: only at the start or the end of a word. Letters are as `plain` leaves them. Written from common knowledge of
Soviet and present papers; no native speaker has checked the rows (`unverified`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_TABLE = """
murad myrat myrad murat murod | мурад мырат мырад мурат мурод
mamed mammet mammed mamet memmet memmed | мамед маммет маммед мамет меммет меммед
muhamed muhammet muhammed muhamet mukhammed mukhammet mukhamed mukhamet | мухамед мухаммет мухаммед мухамет
ahmed ahmet akhmed akhmet | ахмед ахмет
klych gylych gylyc gylyj kylych kylyc kylyj klyj | клыч гылыч гылыдж кылыч кылыдж клыдж
^karri ^garry ^garri ^karry | ^карри ^карры ^гарры
^kara ^gara | ^кара ^гара
kurban gurban qurbon kurbon | курбан гурбан курбон
kuli$ guly$ kuly$ quli$ gulu$ | кули$ гулы$ кулы$ гули$
kuliev guliev gulyev kulyev quliev | кулиев гулиев
kandym gandym | кандым гандым
kadyr gadyr kadir qodir | кадыр гадыр кадир кодир
^kaip ^gayyp ^gayip ^kayip ^kayyp | ^каип ^гаип ^гайып ^кайып
^kutly ^gutly ^kutli ^gutli | ^кутлы ^гутлы ^кутли ^гутли
^kochmurad ^gochmurad ^gocmurad | ^кочмурад ^гочмурад
^kochiev ^gochiev ^gociev | ^кочиев ^гочиев
kyzyl gyzyl qizil kizil | кызыл гызыл кизил
^kurtgel ^gurtgel | ^куртгел ^гуртгел
^kurtov ^gurtov | ^куртов ^гуртов
^kazak ^gazak | ^казак ^газак
^kaziev ^gaziev | ^казиев ^газиев
^kazi ^gazy ^kazy | ^кази ^газы ^казы
^karliev ^garliev | ^карлиев ^гарлиев
^karli ^garly ^karly | ^карли ^гарлы ^карлы
^kayly ^gayly | ^кайлы ^гайлы
^kulmurad ^gulmurad | ^кулмурад ^гулмурад
^kulnazar ^gulnazar | ^кулназар
^kulgel ^gulgel | ^кулгел ^гулгел
^kulliev ^gulliev | ^куллиев ^гуллиев
kaushut govshut govshud gowshut | каушут говшут ковшут каушуд
kaygysyz gaygysyz | кайгысыз гайгысыз
^kalandar ^galandar | ^каландар ^галандар
^kadam ^gadam | ^кадам ^гадам
kuvanch guvanch guvanc | куванч гуванч
^kuvandyk ^guvandyk | ^куандык ^кувандык
sahat sahet sahed sahad sakhat | сахат сахет сахед сахад
^seid ^seyit ^seyid ^seit | ^сеид ^сейит ^сейид ^сеит
hamid hamyt hamit khamid khamit | хамид хамыт хамит
rashid rashit reshit reshid | рашид рашит решит решид
halid halyt halit khalid khalit | халид халыт халит
vahid vahyt vahit vakhid | вахид вахыт вахит
mejid mejit medzhid medzhit mazhid majid | меджид меджит маджид
dovlet doulet davlet daulet | довлет доулет давлет даулет девлет
^bekmurad ^begmurad | ^бекмурад ^бегмурад
^beknazar ^begnazar | ^бекназар ^бегназар
^bekgel ^beggel | ^бекгел ^беггел
bek$ beg$ | бек$ бег$
utkir otkir otkur utkur | уткир откир откур уткур
gulyam gulom gulam ghulom ghulam | гулям гулом гулам
yuldash yoldosh yoldash yuldosh | юлдаш юлдош йулдош йолдаш
^ahun ^oxun ^ohun ^akhun ^okhun | ^ахун ^охун
babaev boboev | бабаев бобоев
"""

_LETTERS = str.maketrans(
    {
        "ý": "y", "ÿ": "y", "ş": "sh", "ç": "ch", "ž": "zh", "ň": "n", "w": "v", "ö": "o", "ü": "u", "ä": "a", "ı": "y",
        "ә": "а", "җ": "дж", "ҷ": "дж", "ө": "о", "ү": "у", "ң": "н", "ў": "у", "қ": "к", "ғ": "г", "ҳ": "х", "ӯ": "у",
        "ъ": "", "ь": "",
    }
)  # fmt: skip
# Turkmen and Uzbek surnames have a y between two vowels that the Russian spelling leaves out.
_ENDINGS = (("yyev", "iev"), ("iyev", "iev"), ("ayev", "aev"), ("eyev", "eev"), ("oyev", "oev"), ("ыев", "иев"))


_MARK = 0xE000


def _rows() -> list[tuple[str, str]]:
    """What is replaced by what, in order: every spelling of a part by the first, then the first by itself and its mark."""
    found = []
    for number, line in enumerate(_TABLE.strip().splitlines()):
        for half in line.split(" | "):
            first, *others = (part.replace("^", "\n").replace("$", "\n") for part in half.split())
            found += [(other, first) for other in sorted(others, key=lambda part: (-len(part), part))]
            bare, end = (first[:-1], "\n") if first.endswith("\n") else (first, "")
            found.append((first, bare + chr(_MARK + number) + end))
    return found


_ROWS = _rows()
_UNMARKED = dict.fromkeys(range(_MARK, _MARK + 63))


def plain(lines: str) -> str:
    """Words, one a line, without the letters that only their own alphabet has; endings as Russian papers have them."""
    lines = lines.translate(_LETTERS)
    for ending, russian in _ENDINGS:
        lines = lines.replace(ending, russian)
    return lines


def respelt(words: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """Each word as papers of the other side may have it, empty where that is no other spelling; and, as bits, which rows
    of the table it holds parts of. Words are alike by their other spelling only if they hold parts of the same rows."""
    marks = np.zeros(len(words), np.int64)
    if not words:
        return [], marks
    before = plain("\n" + "\n".join(words) + "\n")
    marked = before
    for part, first in _ROWS:
        marked = marked.replace(part, first)
    points = np.frombuffer(marked.encode("utf-32-le", "replace"), np.uint32)
    places = np.flatnonzero((points >= _MARK) & (points < _MARK + 63))
    lines = np.cumsum(points == ord("\n"))[places] - 1
    np.bitwise_or.at(marks, lines, np.int64(1) << (points[places] - _MARK).astype(np.int64))
    after = marked.translate(_UNMARKED)
    return [
        there if there != here else ""
        for here, there in zip(before[1:-1].split("\n"), after[1:-1].split("\n"), strict=True)
    ], marks
