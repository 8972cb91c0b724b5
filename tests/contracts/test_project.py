"""What holds for the project's files as a whole."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import tuiboard
from tests.conftest import ROOT

FOLDERS = ("tuiboard", "tests", "themes", "demo_data", "docs", "benchmarks", ".ci")
SOURCES = sorted((ROOT / "tuiboard").rglob("*.py"))
LONGEST_MODULE = 400
# Where an unforeseen error is caught, logged to the log file and shown as one sentence.
MAY_CATCH_ALL = {"tuiboard/tui/bridge.py", "tuiboard/cli/main.py"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """A source that several tests look through, parsed once."""
    return ast.parse(path.read_text(encoding="utf-8"))


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of every text file of the project."""
    files = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in FOLDERS:
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    for path in files:
        data = path.read_bytes()
        if b"\0" not in data:
            yield name(path), data.decode("utf-8", "replace")


def test_no_file_names_a_place_of_one_machine() -> None:
    place = re.compile(r"(?<![A-Za-z0-9])/(?:work|farm|root)/")
    assert [f"{file}: {found[0]}" for file, text in texts() for found in place.finditer(text)] == []


def test_no_mark_of_unfinished_work() -> None:
    mark = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error)\b")
    assert [f"{file}: {found[0]}" for file, text in texts() for found in mark.finditer(text) if is_ours(file)] == []


def is_ours(file: str) -> bool:
    return file.startswith(("tuiboard/", "README"))


def test_a_module_can_be_read_at_one_sitting() -> None:
    lines = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {file: count for file, count in lines.items() if count > LONGEST_MODULE} == {}


def test_a_module_says_what_it_is() -> None:
    silent = [name(path) for path in SOURCES if tree(path).body and not ast.get_docstring(tree(path))]
    assert silent == []  # the __init__ of a package may be empty


def test_only_declared_dependencies_are_imported() -> None:
    # Rich comes with Textual and is part of its interface.
    allowed = {"tuiboard", "textual", "rich", "tinydb", "pendulum", "dateutil"} | set(sys.stdlib_module_names)
    extras = {("tuiboard/engine/exchange/workbook.py", "xlsxwriter")}  # loaded when a workbook is asked for
    strangers = set()
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                imported = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported = [node.module or ""]
            else:
                continue
            strangers |= {(name(path), module) for module in imported if module.split(".")[0] not in allowed}
    assert strangers == extras


def test_errors_are_caught_by_name() -> None:
    broad = []
    for path in SOURCES:
        if name(path) in MAY_CATCH_ALL:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler) and catches_all(node) and not raises_again(node):
                broad.append(f"{name(path)}:{node.lineno}")
    assert broad == []


def catches_all(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(error is None or getattr(error, "id", "") in {"Exception", "BaseException"} for error in caught)


def raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_the_changelog_tells_of_this_version() -> None:
    headings = re.findall(r"^## \[?([^\]\s]+)\]?", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings
    assert headings[0] in {"Unreleased", tuiboard.__version__}


def test_the_lock_pins_every_dependency_by_hash_and_names_no_index() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([a-z0-9-]+)==(\S+) \\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE))
    for text in project["dependencies"] + project["optional-dependencies"]["dev"]:
        wanted = Requirement(text)
        assert wanted.name in pins
        assert wanted.specifier.contains(pins[wanted.name])
    assert len(pins) == len(re.findall(r"^[a-z0-9-]+==", lock, re.MULTILINE))
    assert not re.search(r"https?:|file:|^-", lock, re.MULTILINE)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("python", ["no-such-python", "too-old"])
def test_make_says_which_python_it_needs(tmp_path: Path, python: str) -> None:
    old = tmp_path / "too-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["make", "test", f"PYTHON={python}", f"VENV={tmp_path / 'venv'}"],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "Python 3.11 or newer" in done.stderr
    assert python in done.stderr
    assert not (tmp_path / "venv").exists()
