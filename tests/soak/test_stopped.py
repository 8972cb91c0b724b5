"""A process that holds the lock and is stopped (`^Z`) or killed: who waits is told, nothing is lost, all goes on."""

import os
import pwd
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.storage.boards import board, card, entry, journal_of, titles
from tuiboard.engine.ports import Busy, Outcome
from tuiboard.storage.file_store import FileStore

LONG = 60.0
"""Seconds that are never waited for."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return board(tmp_path / "board.json")


@pytest.fixture
def holder(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the board's lock, and is stopped."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.soak.holder", str(path)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert said(process) == "holding"
            process.send_signal(signal.SIGSTOP)
            assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
            yield process
        finally:
            process.kill()


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


class Waiting:
    """Somebody else who waits for the lock, patiently."""

    def __init__(self, path: Path, id: int) -> None:
        named = threading.Event()
        self._store = FileStore(str(path), named_after=0.01, given_up_after=LONG, on_wait=lambda holder: named.set())
        self._id = id
        self._outcome: list[Outcome] = []
        seq = self._store.snapshot().seq
        self._thread = threading.Thread(target=self._append, args=(seq,))
        self._thread.start()
        assert named.wait(LONG), "who waits is told"

    def _append(self, seq: int) -> None:
        new = entry(card(self._id))
        self._outcome.append(self._store.append(seq, new, lambda newer: new))

    def outcome(self) -> Outcome:
        self._thread.join(LONG)
        return self._outcome[0]


def test_who_waits_for_a_stopped_process_is_told_whose_it_is_and_gives_up_with_nothing_written(
    path: Path, holder: "subprocess.Popen[str]"
) -> None:
    named: list[str] = []
    store = FileStore(str(path), named_after=0.01, given_up_after=0.5, on_wait=named.append)
    seq = store.snapshot().seq
    before = journal_of(path).read_bytes(), path.read_bytes()
    user = pwd.getpwuid(os.getuid()).pw_name
    whose = f"{user} (process {holder.pid} on {os.uname().nodename})"
    assert store.append(seq, entry(card(4))) == Busy(whose)
    assert named == [whose]
    assert (journal_of(path).read_bytes(), path.read_bytes()) == before
    assert store.read_only == ""


def test_once_the_stopped_process_goes_on_so_does_everyone(path: Path, holder: "subprocess.Popen[str]") -> None:
    gave_up = FileStore(str(path), named_after=0.01, given_up_after=0.5)
    seq = gave_up.snapshot().seq
    assert isinstance(gave_up.append(seq, entry(card(4))), Busy)
    patient = Waiting(path, 5)
    holder.send_signal(signal.SIGCONT)
    assert holder.stdin is not None
    print("go on", file=holder.stdin, flush=True)
    assert said(holder) == "4", "it was in the middle of entry 4, and lost nothing"
    assert patient.outcome() == 5
    again = entry(card(6))
    assert gave_up.append(seq, again, lambda newer: again) == 6
    assert sorted(titles(path)) == [1, 2, 3, 5, 6, 100]


def test_when_the_stopped_process_is_killed_the_lock_is_free_at_once(
    path: Path, holder: "subprocess.Popen[str]"
) -> None:
    patient = Waiting(path, 5)
    holder.kill()
    holder.wait()
    assert patient.outcome() == 4
    at_once = FileStore(str(path), given_up_after=0)
    assert at_once.append(at_once.snapshot().seq, entry(card(6))) == 5
    assert sorted(titles(path)) == [1, 2, 3, 5, 6], "nothing is there of what was not acknowledged"
