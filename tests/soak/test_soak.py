"""Real processes on one board, many of them killed: one history, nothing acknowledged lost, and a checker that would
notice. `make soak` does the same for longer."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.soak import run
from tests.soak.crew import Place
from tests.soak.verdict import Verdict, judge


def test_with_writers_and_readers_killed_again_and_again_nothing_acknowledged_is_lost() -> None:
    words = ["--seed", "1", "--seconds", "0", "--kills", "25", "--killed-writers", "3", "--killed-readers", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.run", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    figures = dict(re.findall(r"^  (\S.*?) {2,}([\d,]+)", done.stdout, re.MULTILINE))
    assert figures["kill trials"] == "25"
    assert figures["acknowledged entries lost"] == "0"
    assert figures["acknowledged entries"] != "0"
    assert figures["half-written lines that were sealed"] != "0", "the first process is killed in the first line"


# The harness proves itself


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what each program that is broken on purpose left behind."""
    folder = tmp_path_factory.mktemp("broken")
    command = [sys.executable, "-m", "tests.soak.broken", str(folder)]
    subprocess.run(command, cwd=ROOT, stderr=subprocess.DEVNULL, check=True)  # a broken chain is found there too
    return folder


def found(broken: Path, way: str) -> Verdict:
    folder = broken / way
    return judge(Place(folder / "board.json", folder / "board.journal.jsonl", folder / "logs"))


def test_two_that_write_at_the_same_moment_behind_the_lock_are_found_sound(broken: Path) -> None:
    verdict = found(broken, "sound")
    assert verdict.problems == ()
    assert verdict.acknowledged == 3


def test_the_same_two_without_the_lock_are_found_out(broken: Path) -> None:
    problems = found(broken, "without_lock").problems
    assert "line 3 is entry 2 where entry 3 belongs" in problems
    assert "line 3, entry 2, does not follow on the line before it" in problems
    assert "entry 2 (two-1) was decided on another state: count is 1, not 0" in problems


def test_an_acknowledgement_before_the_write_is_found_out_when_the_process_is_killed(broken: Path) -> None:
    verdict = found(broken, "hasty")
    assert verdict.problems == ("one-1 was acknowledged as entry 2 and is lost",)
    assert verdict.lost == 1


def test_what_was_decided_before_another_one_wrote_is_found_out(broken: Path) -> None:
    assert "entry 3 (one-1) was decided on another state: count is 1, not 0" in found(broken, "stale").problems


def test_an_entry_written_twice_is_found_out(broken: Path) -> None:
    assert found(broken, "repeating").problems == ("one-1 is in the journal 2 times",)


def test_a_soak_that_finds_something_fails_says_its_seed_and_keeps_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def soak(folder: Path, options: argparse.Namespace) -> list[str]:
        (folder / "evidence").touch()
        return ["one-1 was acknowledged as entry 2 and is lost"]

    monkeypatch.setattr(run, "soak", soak)
    monkeypatch.setattr(run.tempfile, "tempdir", str(tmp_path))
    assert run.main(["--seed", "4711"]) == 1
    printed = capsys.readouterr().out
    assert "one-1 was acknowledged as entry 2 and is lost" in printed
    assert "seed 4711" in printed
    kept = re.search(r"The files are in (\S+)\.$", printed, re.MULTILINE)
    assert kept is not None
    assert (Path(kept[1]) / "evidence").exists()
