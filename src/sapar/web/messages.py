"""``python -m sapar.web.messages extract|check|compile [APP …]``: the translations of all apps, without the gettext programs.

``extract``  collects the strings of code and templates into each app's ``locale/{tk,ru}/LC_MESSAGES/django.po``; keeps
             translations, adds new strings empty, drops strings that nobody uses any more.
``check``    exit 1 naming every string that is missing, fuzzy, unused, translated in two ways, or whose placeholders or
             tags differ.
``compile``  writes ``django.mo`` beside each ``django.po``.

A string belongs to the app whose code has it. A string that an earlier floor has too is translated there, once; an app
may still translate its own copy. Code outside an app (``OWNERS``) gives its strings to the app named there.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib

SRC = Path(__file__).resolve().parent.parent
LANGUAGES = ("tk", "ru")
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLURALS = {
    "tk": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}
OWNERS = {"kernel": "kernel/acts", "methods": "kernel/acts", "standards": "kernel/acts", "node": "web", "areas": "web"}
ORDER = ("ledger", "access", "acts", "procedures", "people", "documents", "facts", "exchange", "notices", "web")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|%\{\w+\}")
MARKUP = re.compile(r"</?[a-z]+")

Key = tuple[str | None, str]


@dataclass
class Found:
    """One string of the code: where it stands, its plural, its context."""

    msgid: str
    plural: str = ""
    context: str | None = None
    places: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return (self.context, self.msgid)


def apps() -> list[str]:
    """Folders of the Django apps below ``src/sapar``, floor by floor."""
    found = [path.parent.relative_to(SRC).as_posix() for path in SRC.glob("*/apps.py")]
    found += [path.parent.relative_to(SRC).as_posix() for path in SRC.glob("*/*/apps.py")]

    def floor(app: str) -> tuple[int, str]:
        name = app.rpartition("/")[2]
        return (ORDER.index(name) if not app.startswith("areas") and name in ORDER else len(ORDER), app)

    return sorted(found, key=floor)


def owner(path: Path, known: list[str]) -> str | None:
    """The app that a file's strings belong to."""
    relative = path.relative_to(SRC).as_posix()
    for app in sorted(known, key=len, reverse=True):
        if relative.startswith(f"{app}/"):
            return app
    target = OWNERS.get(relative.partition("/")[0])
    return target if target in known else None


def collect() -> dict[str, dict[Key, Found]]:
    """All strings by app."""
    known = apps()
    found: dict[str, dict[Key, Found]] = {app: {} for app in known}
    for path in sorted([*SRC.rglob("*.py"), *SRC.rglob("*.html"), *SRC.rglob("*.txt")]):
        if any(part in ("migrations", "node_modules", "static", "__pycache__") for part in path.parts):
            continue
        if path.suffix == ".txt" and "templates" not in path.parts:
            continue
        app = owner(path, known)
        if app is None:
            continue
        place = path.relative_to(SRC).as_posix()
        for one in strings(path):
            kept = found[app].setdefault(one.key, one)
            kept.plural = kept.plural or one.plural
            kept.places.add(place)
    return found


def strings(path: Path) -> Iterator[Found]:
    """The strings of one file. Raises ValueError for one that cannot be translated (an f-string, say)."""
    from babel.messages.extract import extract_python

    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = as_python(text)
    try:
        lines: list[tuple[Any, ...]] = list(
            extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {"encoding": "utf-8"})
        )
    except Exception as error:
        raise ValueError(f"{path}: {error}") from error
    for _line, function, message, _comments in lines:
        parts: list[str] = [part for part in (message if isinstance(message, tuple) else (message,)) if part]
        if not parts:
            continue
        name = str(function or "")
        context = parts.pop(0) if "pgettext" in name else None
        yield Found(parts[0], parts[1] if "ngettext" in name or "npgettext" in name else "", context)


def as_python(text: str) -> str:
    """A template as Python calls, the way Django's own ``makemessages`` sees it."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    # Indentation means nothing in a template and everything to Python's tokenizer.
    return "\n".join(line.strip() for line in templatize(text).splitlines()) + "\n"


def required(found: dict[str, dict[Key, Found]]) -> dict[str, dict[Key, Found]]:
    """The strings that each app has to translate itself: those no earlier app has."""
    seen: set[Key] = set()
    result: dict[str, dict[Key, Found]] = {}
    for app, own in found.items():
        result[app] = {key: one for key, one in own.items() if key not in seen}
        seen |= own.keys()
    return result


def catalogue(app: str, language: str) -> Path:
    return SRC / app / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> polib.POFile:
    """The catalogue, or a new one."""
    po = polib.pofile(str(path)) if path.exists() else polib.POFile()
    po.wrapwidth = 110
    po.metadata = {
        "Project-Id-Version": "Sapar",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    return po


def extract(only: list[str] | None = None) -> int:
    """Bring the catalogues (of the apps named, else all) up to the code; returns how many strings wait."""
    found = collect()
    needed = required(found)
    waiting = 0
    for app, own in found.items():
        for language in LANGUAGES if not only or app in only else ():
            path = catalogue(app, language)
            if not own and not path.exists():
                continue
            po = read(path, language)
            entries = {(entry.msgctxt, entry.msgid): entry for entry in po if not entry.obsolete}
            fresh = polib.POFile(wrapwidth=110)
            fresh.metadata = po.metadata
            for key, one in sorted(own.items(), key=lambda item: (item[0][1], item[0][0] or "")):
                entry = entries.get(key)
                if entry is None and key not in needed[app]:
                    continue
                fresh.append(merged(entry, one, language))
            waiting += sum(not entry.translated() for entry in fresh)
            if len(fresh) or path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh.save(str(path))
    return waiting


def merged(entry: polib.POEntry | None, one: Found, language: str) -> polib.POEntry:
    """The catalogue's entry for a string of the code, with the translation that was there."""
    new = polib.POEntry(msgid=one.msgid, msgctxt=one.context, occurrences=[(place, "") for place in sorted(one.places)])
    if re.search(r"%\(\w+\)[sd]|%[sd]", one.msgid):
        new.flags.append("python-format")
    if entry is not None and entry.fuzzy:
        new.flags.append("fuzzy")
    if one.plural:
        count = int(PLURALS[language][len("nplurals=")])
        old = dict(entry.msgstr_plural) if entry is not None else {}
        new.msgid_plural = one.plural
        new.msgstr_plural = {form: old.get(form, "") for form in range(count)}
    elif entry is not None:
        new.msgstr = entry.msgstr
    return new


def check(only: list[str] | None = None) -> list[str]:
    """Every fault of the catalogues (of the apps named, else all), one line each."""
    found = collect()
    needed = required(found)
    faults: list[str] = []
    for app, own in found.items():
        for language in LANGUAGES if not only or app in only else ():
            path = catalogue(app, language)
            entries = list(polib.pofile(str(path))) if path.exists() else []
            present = {(entry.msgctxt, entry.msgid): entry for entry in entries if not entry.obsolete}
            where = f"{app} {language}"
            for key in needed[app]:
                entry = present.get(key)
                if entry is None or not (entry.translated() or entry.fuzzy):
                    faults.append(f"{where}: missing: {key[1]!r}")
            for entry in entries:
                if entry.obsolete or (entry.msgctxt, entry.msgid) not in own:
                    faults.append(f"{where}: unused: {entry.msgid!r}")
                elif entry.fuzzy:
                    faults.append(f"{where}: fuzzy: {entry.msgid!r}")
                else:
                    faults.extend(f"{where}: {fault}: {entry.msgid!r}" for fault in differences(entry))
    return faults + clashes()


def clashes() -> list[str]:
    """Strings that two apps translate differently, one line each.

    Django reads all catalogues into one, so that one of the two would be shown everywhere. Where the meanings differ the
    English has to say so.
    """
    faults = []
    for language in LANGUAGES:
        said: dict[Key, tuple[str, dict[int, str]]] = {}
        for app in apps():
            path = catalogue(app, language)
            for entry in polib.pofile(str(path)) if path.exists() else ():
                if entry.obsolete or not entry.translated():
                    continue
                forms = dict(entry.msgstr_plural) or {0: entry.msgstr}
                first, known = said.setdefault((entry.msgctxt, entry.msgid), (app, forms))
                if known != forms:
                    faults.append(f"{app} {language}: translated otherwise than in {first}: {entry.msgid!r}")
    return faults


def differences(entry: polib.POEntry) -> list[str]:
    """What a translation changed that it must not: placeholders and tags."""
    faults = []
    texts = dict(entry.msgstr_plural) if entry.msgid_plural else {0: entry.msgstr}
    source = entry.msgid_plural or entry.msgid
    for form, text in texts.items():
        if not text:
            continue
        wanted, given = set(PLACEHOLDER.findall(source)), set(PLACEHOLDER.findall(text))
        # A singular may leave out its number ("one day"), and only that.
        alone = bool(entry.msgid_plural) and form == 0 and given < wanted and len(wanted - given) == 1
        if wanted != given and not alone:
            faults.append(f"placeholders differ ({', '.join(sorted(wanted ^ given))})")
        if sorted(MARKUP.findall(source)) != sorted(MARKUP.findall(text)):
            faults.append("tags differ")
    return faults


def compile_all(source: Path = SRC) -> int:
    """Write ``django.mo`` beside each ``django.po`` that is newer; returns how many were written."""
    written = 0
    for path in sorted(source.rglob("locale/*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        polib.pofile(str(path)).save_as_mofile(str(target))
        written += 1
    return written


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main(arguments: list[str]) -> int:
    match arguments:
        case ["extract", *only]:
            say(f"strings that wait for a translation: {extract(only)}")
            return 0
        case ["check", *only]:
            faults = check(only)
            say("\n".join(faults) if faults else "all strings are translated")
            return 1 if faults else 0
        case ["compile"]:
            say(f"catalogues written: {compile_all()}")
            return 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
