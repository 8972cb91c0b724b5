"""What is shipped: the sdist builds the wheel, and the wheel alone, in an empty environment, runs."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT
from tests.pty_probe import PtyProbe


class Built(NamedTuple):
    sdist: Path
    wheel: Path


def run(*command: str | Path) -> str:
    """Run a program that must succeed, and return what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that one worker makes for all: the others wait until it is there."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, made = shared / name, shared / f"{name}.made"
    with open(shared / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what a worker left that failed
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist, and the wheel built from that sdist, not from the checkout."""
    out = made_once(tmp_path_factory, "dist", build)
    return Built(next(out.glob("*.tar.gz")), next(out.glob("*.whl")))


def build(folder: Path) -> None:
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel, and lends its dependencies from the running one.

    No network is needed: a .pth line puts the running environment's packages behind the environment's own. Its .pth
    files are not read, so that an editable install there stays hidden.
    """
    return made_once(tmp_path_factory, "environment", lambda folder: install(built.wheel, folder)) / "bin"


def install(wheel: Path, folder: Path) -> None:
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    command = ("install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "--python", python, *command, wheel)
    packages = next(folder.glob("lib/python*/site-packages"))
    lent = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (packages / "lent.pth").write_text("".join(f"{path}\n" for path in lent))


@pytest.fixture(autouse=True)
def without_the_checkout(monkeypatch: pytest.MonkeyPatch, own_world: Path) -> None:
    monkeypatch.delenv("PYTHONPATH")


def demo_titles() -> list[str]:
    """The titles of the demo's cards, as far as a narrow column shows them."""
    programme = json.loads((ROOT / "demo_data" / "programme.json").read_text(encoding="utf-8"))
    return [card["title"][:12] for card in programme["cards"]]


def test_the_wheel_holds_themes_demo_data_and_styles_and_no_tests(built: Built) -> None:
    names = set(zipfile.ZipFile(built.wheel).namelist())
    for folder in ("themes", "demo_data"):
        here = {f"tuiboard/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / folder).rglob("*") if shipped(path)}
        assert here
        assert here <= names
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tuiboard").rglob("*") if shipped(path)}
    assert ours <= names
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tuiboard"}


def shipped(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def test_the_sdist_holds_what_a_packager_needs(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = {"LICENSE", "README.md", "Makefile", "pyproject.toml", "requirements.lock", "tests/conftest.py", ".ci/run"}
    assert needed <= names
    assert not {name for name in names if name.startswith((".venv", ".git/", "dist/"))}


def test_the_installed_program_is_the_wheels(installed: Path) -> None:
    file = run(installed / "python", "-c", "import tuiboard; print(tuiboard.__file__)")
    assert Path(file.strip()).is_relative_to(installed.parent)


def test_the_installed_command_line_works(installed: Path, tmp_path: Path) -> None:
    def tuiboard(*words: str) -> str:
        return run(installed / "tuiboard", "-b", tmp_path / "board.json", *words)

    tuiboard("init")
    tuiboard("add", "Replace core switch #network")
    (card,) = json.loads(tuiboard("list", "--json"))
    assert (card["key"], card["title"], card["tags"]) == ("1", "Replace core switch", ["network"])


def test_the_installed_demo_opens_with_its_cards_and_quits(installed: Path) -> None:
    titles = demo_titles()
    with PtyProbe([installed / "tuiboard", "demo"], cols=120, rows=40) as probe:
        probe.wait_until(lambda screen: sum(title in screen for title in titles) >= 3, "three cards of the demo")
        assert b"\x1b[?1049h" in probe.raw
        probe.send("q")
        assert probe.wait_exit() == 0, probe.raw_since_send.decode(errors="replace")[-4000:]
        assert b"\x1b[?1049l" in probe.raw_since_send
