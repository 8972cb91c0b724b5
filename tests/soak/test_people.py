"""Two people at one board: processes of two real users, each with a umask of their own."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

ANA, OMAR, STRANGER = 4711, 4712, 4713
TEAM = 4800
OPEN, PRIVATE = 0o022, 0o077


@contextmanager
def person(board: Path, uid: int, group: int, umask: int) -> Iterator[Callable[[str], Any]]:
    """A process of that user, which does what it is told and returns the answer."""
    words = [str(board), str(uid), str(group), f"{umask:o}"]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.soak.person", *words],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None

        def tell(word: str) -> Any:
            print(word, file=process.stdin, flush=True)
            return json.loads(process.stdout.readline())

        yield tell
        process.stdin.close()


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder of the team's that others can't look into. A test's own folder is root's, so it is not below that."""
    if os.geteuid() != 0:
        pytest.skip("only root can start processes of other users")
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    os.chown(folder, 0, TEAM)
    folder.chmod(0o2770)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("umasks", [(OPEN, PRIVATE), (PRIVATE, OPEN)], ids=["open makes it", "private makes it"])
def test_two_users_of_a_group_write_one_board_in_turn_and_no_one_else_reads_it(
    shared: Path, umasks: tuple[int, int]
) -> None:
    board = shared / "board.json"
    with ExitStack() as stack:
        ana, omar = (
            stack.enter_context(person(board, uid, TEAM, umask)) for uid, umask in zip((ANA, OMAR), umasks, strict=True)
        )
        stranger = stack.enter_context(person(board, STRANGER, STRANGER, OPEN))
        turns = ((ana, ANA, "create"), (omar, OMAR, "commit"), (ana, ANA, "commit"), (omar, OMAR, "commit"))
        for seq, (who, uid, word) in enumerate(turns, 1):
            assert who(word) == [seq, 0, ""], "recorded, and board.json is up to date"
            found = {file: (shared / file).stat() for file in os.listdir(shared)}
            assert sorted(found) == ["board.journal.jsonl", "board.json", "board.lock"]
            assert {stat.S_IMODE(one.st_mode) for one in found.values()} == {0o660}
            assert {one.st_gid for one in found.values()} == {TEAM}
            assert found["board.json"].st_uid == uid, "who replaces it owns it"
            assert found["board.journal.jsonl"].st_uid == ANA
        assert ana("read") == omar("read") == [[1, 2, 3, 4], ""]
        for word in ("read", "commit", "create"):
            assert "ermission denied" in stranger(word)
    lines = (shared / "board.journal.jsonl").read_text("ascii").splitlines()
    assert [json.loads(line)["uid"] for line in lines] == [ANA, OMAR, ANA, OMAR]
