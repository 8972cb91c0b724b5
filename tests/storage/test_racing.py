"""Real processes writing to one board at once: one history without a gap, nothing lost, nothing half done."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.storage.boards import card, commit
from tuiboard.storage.checkpoint import read_meta
from tuiboard.storage.file_store import FileStore

TIMES = 100


def racers(path: Path, names: str, times: int) -> list[subprocess.Popen[bytes]]:
    """Start a process for each name, and let them all go at once."""
    command = [sys.executable, "-m", "tests.storage.racer", str(path)]
    root = Path(__file__).resolve().parents[2]
    started = [
        subprocess.Popen([*command, name, str(times)], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for name in names
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    return started


def counting_board(path: Path) -> Path:
    commit(FileStore(str(path), create=True), card(1, count=0))
    return path


def test_two_processes_end_up_with_one_history_without_a_gap(tmp_path: Path) -> None:
    path = counting_board(tmp_path / "board.json")
    watcher = FileStore(str(path))
    state = watcher.snapshot()
    processes = racers(path, "ab", TIMES)
    while any(process.poll() is None for process in processes):
        if watcher.changed():
            state = state.apply(watcher.read_since(state.seq))  # raises where an entry is missing or does not fit
    for process in processes:
        with process:
            assert process.wait() == 0
    state = state.apply(watcher.read_since(state.seq))
    assert state.table("card")[1]["count"] == 2 * TIMES
    assert watcher.verify() == (2 * TIMES + 1, watcher.head, "", None, None)
    assert [sum(e.who == name for e in watcher.scan()) for name in "ab"] == [TIMES, TIMES]
    assert FileStore(str(path)).snapshot().tables == state.tables
    assert read_meta(path.read_bytes()).at.seq <= state.seq


def test_a_process_killed_in_the_middle_harms_no_other(tmp_path: Path) -> None:
    path = counting_board(tmp_path / "board.json")
    watcher = FileStore(str(path))
    state = watcher.snapshot()
    victim, survivor = racers(path, "vs", 10_000)
    with victim, survivor:
        while state.seq < 60:
            if watcher.changed():
                state = state.apply(watcher.read_since(state.seq))
                if state.seq > 30 and victim.poll() is None:
                    victim.send_signal(signal.SIGKILL)
        survivor.kill()
    opened = FileStore(str(path))
    final = opened.snapshot()
    assert final.table("card")[1]["count"] == final.seq - 1 >= 59
    assert not opened.verify().broken
    assert opened.read_only == ""
    assert commit(opened, card(2)) == final.seq + 1
