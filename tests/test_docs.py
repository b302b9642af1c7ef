"""What the documentation says is so: links, commands, tests it names, diagrams, dependencies, examples that run."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from sapar.node.cli.__main__ import main
from sapar.node.cli.commands import app

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCS]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"(?:\$ |sudo (?:-u \w+ )?|cd \S+ && |ExecStart=\S*/)*(?:\./)?sapar (\S.*)")
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home|tmp|Users|mnt)\b\S*|\bpypi\.\w+|\bregistry\.npmjs\S*")
MOST_PACKAGES = 45
MOST_BYTES = 150_000


def plain(path: Path) -> str:
    """A document without its code blocks."""
    return FENCE.sub("", path.read_text())


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as the usual hosts make them."""
    titles = re.findall(r"^#+ (.+)$", plain(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    """Every relative link and picture is there, and so is the heading that it points to."""
    path = ROOT / name
    text = plain(path)
    found = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    for link in found:
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        file, _, anchor = unquote(link).partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{name}: {link}"
        assert target.is_relative_to(ROOT), f"{name}: {link} leaves the project"
        if anchor:
            assert anchor in anchors(target), f"{name}: {link}"


def test_the_documents_are_all_found() -> None:
    """The checks of this file see the documents that a reader starts from."""
    assert {"README.md", "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md"} <= set(NAMES)
    assert {"docs/officer.md", "docs/administrator.md", "docs/developer.md"} <= set(NAMES)
    assert len([name for name in NAMES if name.startswith("docs/decisions/")]) >= 13


@pytest.mark.parametrize("name", NAMES)
def test_no_machine_is_named(name: str) -> None:
    """No path of somebody's machine and no package index stands in a document."""
    bad = re.findall(
        r"(?<![\w.])/(?:work|root|home|tmp|Users|mnt)\b\S*|\bpypi\.\w+|\bregistry\.npmjs\S*", (ROOT / name).read_text()
    )
    assert bad == [], name


def test_pictures_are_small_and_used() -> None:
    """A picture has at most 150 KB, and one that no document shows is not kept."""
    shown = " ".join(path.read_text() for path in DOCS)
    for picture in (ROOT / "docs" / "images").iterdir():
        assert picture.stat().st_size <= MOST_BYTES, picture.name
        assert picture.name in shown, f"{picture.name} is shown nowhere"


# ------------------------------------------------------------------------------------------------ commands


def help_of(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    """What ``sapar COMMAND --help`` says; fails when there is no such command."""
    capsys.readouterr()
    code = main([*command, "--help"])
    said = capsys.readouterr()
    assert code == 0, f"sapar {' '.join(command)}: {said.out}{said.err}"
    return said.out


def commands_in(text: str) -> list[list[str]]:
    """The words after ``sapar`` of every command line in code blocks and inline code."""
    code = [line for _, block in FENCE.findall(text) for line in re.sub(r"\\\n\s*", " ", block).splitlines()]
    code += re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    found = (COMMAND.match(line) for line in code)
    return [shlex.split(match[1], comments=True) for match in found if match]


@pytest.mark.parametrize("name", NAMES)
def test_commands_exist(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command that a document names is one, with every option it is given."""
    monkeypatch.setenv("COLUMNS", "200")
    groups = {group.name for group in app.registered_groups}
    for words in commands_in((ROOT / name).read_text()):
        if words[0].startswith("-"):
            assert words == ["--help"], words
            continue
        if words[0] == "test":  # all its words go to pytest
            continue
        size = 2 if words[0] in groups and len(words) > 1 else 1
        described = help_of(tuple(words[:size]), capsys)
        for word in words[size:]:
            if word.startswith("--") and word not in ("--data", "--help"):
                assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", described), f"{name}: {' '.join(words)}"


def test_commands_are_found_in_documents() -> None:
    """The check above sees commands: in blocks, continued lines and inline code."""
    text = (
        "`./sapar demo --code NAME` and\n```sh\nsudo ./sapar check --data X  # why\n./sapar init \\\n  --host a\n```\n"
    )
    assert [words[0] for words in commands_in(text)] == ["check", "init", "demo"]
    assert commands_in(text)[1] == ["init", "--host", "a"]
    assert len(commands_in((ROOT / "README.md").read_text())) >= 10
    assert len(commands_in((ROOT / "docs/administrator.md").read_text())) >= 15


def test_the_table_of_sample_accounts_is_the_demos() -> None:
    """README's table names the people of the demo, with role and what to try."""
    from sapar.node.demo import SAMPLES

    rows = re.findall(r"^\| `(\w+)` \| ([\w.]+) \| (.+) \|$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert rows == [(sample.username, sample.role, sample.hint) for sample in SAMPLES]


def test_benchmarks_that_are_named_exist() -> None:
    """README promises no benchmark that is not there."""
    named = re.findall(r"sapar bench (\w+)`", (ROOT / "README.md").read_text())
    assert named
    assert [name for name in named if name != "NAME" and not (ROOT / "benchmarks" / name / "bench.py").exists()] == []


# ------------------------------------------------------------------------------------------------ what it says about code


def test_the_tests_of_the_threat_model_exist() -> None:
    """SECURITY.md names a test for each control, and each is a test function of that file."""
    text = (ROOT / "SECURITY.md").read_text()
    lines = [line for line in text.splitlines() if line.startswith("| ") and "threat | control" not in line]
    assert len(lines) >= 30
    for line in lines:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", line)
        assert named, f"no test for: {line[:80]}"
        for file, function in named:
            assert function in functions_of(ROOT / file), f"{file}::{function}"


@cache
def functions_of(path: Path) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    tree = ast.parse(path.read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_the_roles_are_those_of_the_node() -> None:
    """The administrator's table has every role that a person can have, with its kind of institution and second factor."""
    from sapar.kernel.access.registry import HOLDER, roles

    rows = re.findall(
        r"^\| `([\w.]+)` \| (\w+) \| (yes|–) \|$", (ROOT / "docs/administrator.md").read_text(), re.MULTILINE
    )
    given = [
        (name, role.kind or "any", "yes" if role.second_factor else "–")
        for name, role in sorted(roles().items())
        if role.kind != HOLDER and name != "public" and not name.startswith(("system.", "test."))
    ]
    assert rows == given


def test_the_diagrams_are_those_of_the_procedures() -> None:
    """The diagrams in the developer's guide are what the data draw now (``python docs/diagrams.py`` writes them)."""
    spec = importlib.util.spec_from_file_location("sapar_diagrams", ROOT / "docs" / "diagrams.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = (ROOT / "docs" / "developer.md").read_text()
    assert "stateDiagram-v2" in text
    assert "granted --> expired: expire" in text
    assert module.drawn(text) == text


def direct() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found = [re.match(r"[\w.-]+", line) for line in project["dependencies"]]
    return [match[0].lower() for match in found if match]


def test_direct_dependencies_are_few_and_explained() -> None:
    """At most 45 direct runtime packages, each with licence and reason in decision 9."""
    text = (ROOT / "docs/decisions/0009-dependencies.md").read_text()
    rows = re.findall(r"^\| ([\w.-]+) \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    table = {name: (licence, why) for name, licence, why in rows if name not in ("package", "---")}
    assert len(direct()) <= MOST_PACKAGES
    assert sorted(table) == sorted(direct())
    assert all(len(why.strip()) >= 9 for _, why in table.values())


def test_licences_are_those_that_the_packages_state() -> None:
    """The table of decision 9 does not say another licence than the package's own metadata."""
    text = (ROOT / "docs/decisions/0009-dependencies.md").read_text()
    rows = dict(re.findall(r"^\| ([\w.-]+) \| ([^|]+) \| [^|]+ \|$", text, re.MULTILINE))
    for name in direct():
        metadata = importlib.metadata.metadata(name)
        said = [line for key in ("License-Expression", "License") for line in metadata.get_all(key) or []]
        said += [line for line in metadata.get_all("Classifier") or [] if line.startswith("License")]
        stated = " ".join(said)
        for family in re.split(r" OR ", rows[name]):
            assert re.split(r"[-\d]", family)[0] in stated, f"{name}: {family}, stated: {stated}"


# ------------------------------------------------------------------------------------------------ the example area


def test_the_example_area_works(node_db: Any, tmp_path: Path) -> None:
    """The code of "Add an area", put together as it stands, passes Django's checks and does what the guide says."""
    tree = tmp_path / "src"
    shutil.copytree(ROOT / "src", tree, ignore=shutil.ignore_patterns("__pycache__", "vendor", "*.egg-info"))
    written = []
    for _, block in FENCE.findall((ROOT / "docs" / "developer.md").read_text()):
        first, _, rest = block.partition("\n")
        if place := re.search(r"src/(sapar/areas/training/\S+)", first):
            file = tree / place[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(rest)
            written.append(place[1].rpartition("/")[2])
    assert len(written) >= 10
    (tree / "sapar/areas/training/migrations/__init__.py").touch()
    settings = tree / "sapar/node/settings.py"
    changed = settings.read_text().replace('AREAS = ("labour",', 'AREAS = ("training", "labour",')
    assert changed != settings.read_text()
    settings.write_text(changed)
    wall = tree / "sapar/areas/training/migrations/0002_wall.py"
    later = wall.read_text()
    wall.unlink()  # the guide makes the first migration before this one
    run = Runner({**node_db.environment, "PYTHONPATH": str(tree)})
    run("-m", "django", "makemigrations", "training", "-v", "0")
    wall.write_text(later)
    run("-c", READY, role="owner")
    said = run("-c", EXAMPLE)
    assert said.split() == ["Maral", "full_name", "full", "refused", "wall", "200", "ok"]


class Runner:
    """Runs Python in the example's tree; what fails, fails the test with its words."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def __call__(self, *words: str, role: str = "app") -> str:
        environment = {**self.environment, "SAPAR_DB_ROLE": role}
        done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{' '.join(words)[:80]}\n{done.stdout}{done.stderr}"
        return done.stdout


READY = """
import django
django.setup()
from django.core.management import call_command
call_command("check")
call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
call_command("migrate", "training", verbosity=0)
"""

EXAMPLE = """
import django
django.setup()
from django.test import Client
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.session import actor_for
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Invalid, NotPermitted
console = Actor.system("console")
def trainer(code, name):
    names = dict.fromkeys(("name_tk", "name_ru", "name_en"), code)
    office = CATALOGUE["access.create_institution"](console, code=code, kind="labour_ministry", **names)
    account = CATALOGUE["access.create_account"](console, username=name, full_name=name, language="en")
    duty = CATALOGUE["access.appoint"](console, account_id=account.pk, institution_id=office.pk, role="training.trainer")
    return actor_for(account, duty, "en", clock.now())
one, other = trainer("ONE", "trainer"), trainer("TWO", "another")
register, seats = CATALOGUE["training.register"], CATALOGUE["training.seats"]
register(one, course="safety", full_name=" Maral ")
print([line.full_name for line in seats(one, course="safety")][0])
try:
    register(one, course="safety", full_name=" ")
except Invalid as error:
    print(error.field)
for number in range(19):
    register(one, course="safety", full_name=f"Person {number}")
try:
    register(one, course="safety", full_name="One more")
except Conflict as error:
    print(error.code)
try:
    register(console, course="safety", full_name="Nobody")
except NotPermitted:
    print("refused")
from sapar.areas.training.models import Seat
with reading(other):
    hidden = Seat.objects.count() == 0
with reading(one):
    shown = Seat.objects.count() == 20
print("wall" if hidden and shown and seats(other, course="safety") == [] else "open")
from django.template.loader import render_to_string
from django.test import RequestFactory
from sapar.areas.training import views
request = RequestFactory().get("/training/courses/safety/")
request.actor, request.session, request.user = one, {}, None
from django.utils import translation
with translation.override("en"):
    answer = views.course(request, "safety")
print(answer.status_code)
print("ok" if "Maral" in answer.content.decode() and "Give a seat" in answer.content.decode() else "no")
"""
