"""The command line: quick answers without Django, clear refusals, data folders."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sapar.node import config
from sapar.node.cli import commands, light
from sapar.node.cli.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


def sapar(*words: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; ``code`` runs after it in the same process."""
    program = f"import sys; from sapar.node.cli.__main__ import main; result = main({list(words)!r}); {code or 'pass'}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SAPAR_")}
    environment["PYTHONPATH"] = str(ROOT / "src")
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, cwd=ROOT, timeout=60
    )


LIGHT = [("--help",), ("mrz", "--help"), ("seal", "verify", "--help"), ("ledger", "verify", "--help")]


@pytest.mark.parametrize("words", LIGHT, ids=" ".join)
def test_light_commands_do_without_django(words: tuple[str, ...]) -> None:
    """Commands for people without a node import neither Django nor the database driver."""
    code = "heavy = {'django', 'psycopg', 'pydantic'} & set(sys.modules); print('HEAVY', sorted(heavy))"
    done = sapar(*words, code=code)
    assert "HEAVY []" in done.stdout, done.stderr[-500:]
    assert "sage" in done.stdout or "sage" in done.stderr


@pytest.mark.parametrize("command", light.LIGHT, ids=" ".join)
@pytest.mark.parametrize("before", [(), ("--data", "{}"), ("--data={}",), ("--",)], ids=" ".join)
def test_a_check_never_passes_unmade(
    command: tuple[str, ...], before: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not there does not hold, wherever the data folder stands on the line: never exit code 0."""
    monkeypatch.setenv("SAPAR_DATA", "")
    monkeypatch.chdir(tmp_path)
    words = [*(word.format(tmp_path) for word in before), *command, "not-there.txt", "--trust", str(tmp_path)]
    try:
        code = main(words)
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code != 0


def test_help_answers_in_half_a_second() -> None:
    """``sapar --help`` takes less than 0.5 s of processor time (the best of three, the machine may be busy)."""
    spent = []
    for _ in range(3):
        before = os.times()
        sapar("--help")
        after = os.times()
        spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(spent) < 0.5


@pytest.mark.parametrize(
    ("words", "data", "rest"),
    [
        (["check", "--data", "/x"], "/x", ["check"]),
        (["--data=/y", "user", "list"], "/y", ["user", "list"]),
        (["test", "--", "--data", "z"], None, ["test", "--", "--data", "z"]),
    ],
)
def test_the_data_folder_may_stand_anywhere(
    words: list[str], data: str | None, rest: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--data DIR`` is taken before, after or inside the command."""
    monkeypatch.setenv("SAPAR_DATA", "")
    assert commands._take_data(words) == rest
    assert os.environ["SAPAR_DATA"] == (data or "")


def test_commands_without_a_node_say_how_to_make_one(tmp_path: Path) -> None:
    """A command on a folder without a node ends with a message that names ``init`` and ``demo``, no traceback."""
    done = sapar("check", "--data", str(tmp_path))
    assert "sapar init" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["serve"], ["init", "--unattended", "--host", "x.example"]])
def test_real_commands_refuse_a_demo(tmp_path: Path, command: list[str]) -> None:
    """``serve`` and ``init`` never touch a demo's folder."""
    config.save(tmp_path, config.NodeConfig(mode="demo"))
    before = (tmp_path / "node.json").read_bytes()
    done = sapar(*command, "--data", str(tmp_path), code="print('CODE', result)")
    assert "demo" in done.stderr
    assert "CODE 1" in done.stdout
    assert (tmp_path / "node.json").read_bytes() == before


def test_demo_refuses_a_real_node(tmp_path: Path) -> None:
    """``demo`` (and so ``--fresh``) never touches a real node's folder."""
    config.save(tmp_path, config.NodeConfig(mode="production"))
    done = sapar("demo", "--fresh", "--data", str(tmp_path))
    assert "production" in done.stderr
    assert config.exists(tmp_path)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ([], "--host"),
        (["--host", "x.example", "--tls", "none"], "localhost"),
        (["--host", "x.example", "--tls", "maybe"], "proxy"),
        (["--host", "x.example", "--tls", "files"], "certificate"),
        (["--host", "x.example", "--mail", "pigeon"], "smtp://"),
        (["--host", "x.example", "--sms", "http://plain"], "https://"),
        (["--host", "x.example", "--country", "Turkmenistan"], "country"),
        (["--host", "x.example"], "--admin-name"),
    ],
)
def test_init_names_the_option_that_is_wrong(tmp_path: Path, options: list[str], word: str) -> None:
    """Unattended, a missing or impossible answer ends with the option's name, and no node is made."""
    recovery = ["--recovery", str(tmp_path / "key")]
    done = sapar("init", "--unattended", "--data", str(tmp_path / "node"), *recovery, *options)
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "node").exists()


def test_unknown_commands_and_options_are_refused_with_usage() -> None:
    """A slip in a word gives the usage and code 2."""
    done = sapar("dmeo", code="print('CODE', result)")
    assert "CODE 2" in done.stdout
    assert "dmeo" in done.stderr


# ------------------------------------------------------------------------------------------------ launcher


def test_the_launcher_can_be_read_by_old_pythons() -> None:
    """Its message that Python is too old must come from the old Python itself: no syntax newer than 3.6."""
    ast.parse((ROOT / "sapar").read_text(), feature_version=(3, 6))


def test_the_launcher_says_so_when_no_python_fits(tmp_path: Path) -> None:
    """With a Python outside the range and no other on the path, the message names the range and what to install."""
    code = (
        "import importlib.machinery, importlib.util, sys\n"
        f"loader = importlib.machinery.SourceFileLoader('launcher', {str(ROOT / 'sapar')!r})\n"
        "launcher = importlib.util.module_from_spec(importlib.util.spec_from_loader('launcher', loader))\n"
        "loader.exec_module(launcher)\n"
        "launcher.LOWEST, launcher.TOO_NEW = (3, 30), (3, 33)\n"
        "launcher.suitable_python()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PATH": str(tmp_path)})
    assert done.returncode == 2
    assert "3.30 to 3.32" in done.stderr
    assert "apt install" in done.stderr


def test_the_launcher_names_the_package_when_venv_is_missing(tmp_path: Path) -> None:
    """Debian ships Python without ``ensurepip``: the one package to install is named, with its version."""
    copy = tmp_path / "project"
    copy.mkdir()
    for name in ("sapar", "requirements.lock", "requirements-dev.lock"):
        (copy / name).write_bytes((ROOT / name).read_bytes())
    bare = tmp_path / "bin"
    bare.mkdir()
    fake = bare / "python3"
    fake.write_text(f'#!/bin/sh\ncase "$*" in *ensurepip*|*"-m venv"*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    fake.chmod(0o755)
    apt = bare / "apt-get"
    apt.write_text("#!/bin/sh\n")
    apt.chmod(0o755)
    code = (
        "import importlib.machinery, importlib.util, sys\n"
        f"sys.executable = {str(fake)!r}\n"
        f"loader = importlib.machinery.SourceFileLoader('launcher', {str(copy / 'sapar')!r})\n"
        "launcher = importlib.util.module_from_spec(importlib.util.spec_from_loader('launcher', loader))\n"
        "loader.exec_module(launcher)\n"
        "launcher.ensure(False)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PATH": f"{bare}:/bin"})
    assert done.returncode == 2
    assert f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in done.stderr


def test_the_launcher_is_quick_when_nothing_changed() -> None:
    """With an environment that is up to date the launcher itself costs less than 0.1 s before it hands over."""
    if not (ROOT / ".venv" / ".sapar-dev").exists():
        pytest.skip("this environment was not made by the launcher")
    code = (
        "import importlib.machinery, importlib.util, sys, time\n"
        "begin = time.process_time()\n"
        f"loader = importlib.machinery.SourceFileLoader('launcher', {str(ROOT / 'sapar')!r})\n"
        "launcher = importlib.util.module_from_spec(importlib.util.spec_from_loader('launcher', loader))\n"
        "loader.exec_module(launcher)\n"
        "current = launcher.up_to_date(False)\n"
        "print(current, time.process_time() - begin)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    current, spent = done.stdout.split()
    assert current in ("True", "False")
    assert float(spent) < 0.1


# ------------------------------------------------------------------------------------------------ acts


def test_the_catalogue_is_printed_with_everything_that_matters() -> None:
    """``sapar acts --json``: name, kind, who may, purpose and arguments of every act; works without a node."""
    begun = time.monotonic()
    done = sapar("acts", "--json")
    rows = json.loads(done.stdout)
    assert time.monotonic() - begun < 60
    by_name = {row["name"]: row for row in rows}
    assert by_name["access.appoint"]["roles"] == ["system.console"]
    assert by_name["access.appoint"]["arguments"]["account_id"] == "UUID"
    assert all(row["purpose"] and row["roles"] for row in rows)
