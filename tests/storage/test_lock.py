"""The lock between processes: one holder, a named one, no wait without end, and no lock left behind."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tuiboard.storage.lock import Lock
from tuiboard.storage.system import System


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "board.lock")


def test_only_one_has_it(path: str) -> None:
    first, second = Lock(path, System()), Lock(path, System())
    assert first.acquire() == ""
    assert second.acquire(0.01) != ""
    first.release()
    assert second.acquire() == ""


def test_it_can_be_taken_again_and_again(path: str) -> None:
    first, second = Lock(path, System()), Lock(path, System())
    for _ in range(3):
        assert first.acquire() == ""
        first.release()
        assert second.acquire() == ""
        second.release()
    first.close()
    assert first.acquire() == ""


def test_the_holder_is_named_while_waiting_and_after(path: str) -> None:
    named: list[str] = []
    first, second = Lock(path, System()), Lock(path, System(), named_after=0.01, on_wait=named.append)
    first.acquire()
    holder = second.acquire(0.5)
    assert f"(process {os.getpid()} on " in holder
    assert named == [holder]


def test_who_waits_gets_it_as_soon_as_it_is_free(path: str) -> None:
    first = Lock(path, System())
    named = threading.Event()
    second = Lock(path, System(), named_after=0.01, on_wait=lambda holder: named.set())
    first.acquire()
    got: list[str] = []
    waiter = threading.Thread(target=lambda: got.append(second.acquire(60)))
    waiter.start()
    assert named.wait(60)
    first.release()
    waiter.join(60)
    assert got == [""]
    assert first.acquire(0.01) != ""


def test_a_wait_that_was_given_up_does_not_take_the_lock_later(path: str) -> None:
    first, second, third = (Lock(path, System()) for _ in range(3))
    first.acquire()
    before = set(threading.enumerate())
    for _ in range(3):
        assert second.acquire(0.01) != ""
    waiting = set(threading.enumerate()) - before
    assert len(waiting) == 3
    first.release()
    for thread in waiting:
        thread.join(60)
    assert third.acquire(0.01) == ""
    third.release()
    assert second.acquire(0.01) == ""


def test_a_lock_file_replaced_while_waiting_is_noticed(path: str) -> None:
    first = Lock(path, System())
    first.acquire()

    def replace(holder: str) -> None:
        os.rename(path, path + ".old")
        other.acquire()
        first.release()

    other = Lock(path, System())
    second = Lock(path, System(), named_after=0.01, on_wait=replace)
    assert second.acquire(0.1) != "", "what it waited for is no longer the lock"
    other.release()
    assert second.acquire(1) == ""


def test_a_lock_file_removed_while_open_is_made_again(path: str) -> None:
    first, second = Lock(path, System()), Lock(path, System())
    first.acquire()
    first.release()
    os.unlink(path)
    assert first.acquire() == ""
    assert second.acquire(0.01) != ""


def test_a_killed_holder_leaves_the_lock_free(path: str) -> None:
    script = (
        "import sys; from tuiboard.storage.lock import Lock; from tuiboard.storage.system import System\n"
        f"lock = Lock({path!r}, System()); print(repr(lock.acquire()), flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"''\n"
        mine = Lock(path, System(), named_after=0.01)
        child.send_signal(signal.SIGSTOP)
        assert f"process {child.pid}" in mine.acquire(0.5)
        child.kill()
        assert mine.acquire(60) == ""


def test_what_others_wrote_into_the_lock_file_is_harmless(path: str) -> None:
    Path(path).write_bytes(b"\x1b]0;x\x07\xff" * 100)
    holder = Lock(path, System())
    assert holder.acquire() == ""
    Path(path).write_bytes(b"\x1b]0;x\x07\xff" * 100)
    named = Lock(path, System()).acquire(0.01)
    assert "\x1b" not in named
    assert named
