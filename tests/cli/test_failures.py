"""Exit codes, errors as sentences and as JSON, and what happens when the reader, the disk or the program breaks."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tuiboard.cli import main as program
from tuiboard.engine.ports import StoreError
from tuiboard.storage.file_store import FileStore

TUIBOARD = (sys.executable, "-m", "tuiboard")


def spawn(*argv: str, **options: object) -> "subprocess.Popen[bytes]":
    """A process of its own, in the test's folder."""
    root = str(Path(__file__).resolve().parents[2])
    return subprocess.Popen([*TUIBOARD, *argv], env={**os.environ, "PYTHONPATH": root}, **options)  # type: ignore[call-overload, no-any-return]


def fail(monkeypatch: pytest.MonkeyPatch, method: str, error: Exception) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(FileStore, method, failing)


@pytest.mark.parametrize(
    ("argv", "code", "name"),
    [
        (["column", "remove", "doing"], 1, "rule"),
        (["list", "is:blue"], 2, "usage"),
        (["lst"], 2, "usage"),
        (["show", "99"], 3, "not_found"),
        (["-b", "nowhere.json", "list"], 3, "not_found"),
        (["-b", "no/folder/board.json", "init"], 3, "not_found"),
        (["edit", "1", "due=someday"], 65, "bad_data"),
        (["export", "-o", "no/where.json"], 73, "cannot_write"),
    ],
)
def test_an_error_is_one_line_or_one_document_on_stderr(
    board: Shell, argv: Sequence[str], code: int, name: str
) -> None:
    plain = board(*argv)
    assert (plain.code, plain.out) == (code, "")
    assert plain.err.startswith("tuiboard: ")
    assert plain.err.count("\n") == 1
    told = board(*argv, "--json")
    assert (told.code, told.out) == (code, "")
    assert told.error["code"] == name
    assert set(told.error) >= {"code", "message", "hint"}
    assert plain.err == f"tuiboard: {told.error['message']} {told.error['hint']}".strip() + "\n"


@pytest.mark.parametrize(("code", "number"), [("unreachable", 69), ("cannot_write", 73), ("busy", 75), ("odd", 69)])
def test_a_store_that_fails(board: Shell, monkeypatch: pytest.MonkeyPatch, code: str, number: int) -> None:
    fail(monkeypatch, "snapshot", StoreError("board.json can't be read: input/output error.", code))
    result = board("list")
    assert result == (number, "", "tuiboard: board.json can't be read: input/output error.\n")


def test_a_conflict_has_details(board: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from tuiboard.domain.refusal import Refusal
    from tuiboard.engine.session import Session

    clash = Refusal(
        "conflict", "Someone else changed due of card 1 meanwhile.", "Choose.", {"id": 1, "fields": {"due": {}}}
    )
    monkeypatch.setattr(Session, "dispatch", lambda *_: clash)
    result = board("edit", "1", "due=fri", "--json")
    assert result.code == 75
    assert result.error["details"] == {"id": 1, "fields": {"due": {}}}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_board_that_may_only_be_read(board: Shell) -> None:
    Path("tuiboard.journal.jsonl").chmod(0o400)
    assert len(board.done("list").lines) == 5
    result = board("add", "x")
    assert result.code == 73


def test_a_board_that_someone_holds_is_named_and_given_up(board: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuiboard.storage.file_store.GIVEN_UP_AFTER", 0.5)
    real = FileStore.__init__
    monkeypatch.setattr(
        FileStore,
        "__init__",
        lambda self, path, **more: real(self, path, named_after=0.01, given_up_after=0.5, **more),
    )
    with open("tuiboard.lock", "rb+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = board("add", "x")
    assert result.code == 75
    assert "Waiting for" in result.err
    assert "The board is busy" in result.err
    assert len(board.done("list").lines) == 5


def test_a_mistake_in_the_program_is_logged_and_said_in_a_sentence(
    board: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, "snapshot", ZeroDivisionError("\x1b[2Jten"))
    result = board("list")
    log = Path(os.environ["XDG_STATE_HOME"], "tuiboard", "log")
    assert result == (
        70,
        "",
        f"tuiboard: Something in tuiboard went wrong: ZeroDivisionError. The details are in {log}.\n",
    )
    assert "ZeroDivisionError: ␛[2Jten" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    assert board("list", "--json").error["code"] == "internal"
    assert log.read_text().count("Traceback") == 2


def test_a_log_that_can_not_be_written_hides_nothing(board: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, "snapshot", ZeroDivisionError())
    Path("in-the-way").write_text("no folder")
    monkeypatch.setenv("XDG_STATE_HOME", os.path.abspath("in-the-way"))
    result = board("list")
    assert result.code == 70
    assert "The details can't be logged" in result.err


def test_an_interrupt_is_silent(board: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "_function", interrupted)
    assert board("list") == (130, "", "")


# Processes of their own


def test_a_reader_that_closed_the_pipe_ends_it_silently(board: Shell) -> None:
    board.done("add", "-", stdin="".join(f"Card {number} {'x' * 150}\n" for number in range(1000)))
    for words in (["list"], ["list", "--json"]):
        process = spawn(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait(60) == 141


def test_a_full_disk_behind_the_output(board: Shell) -> None:
    with open("/dev/full", "wb") as full:
        process = spawn("list", stdout=full, stderr=subprocess.PIPE)
        told = process.communicate(timeout=60)[1]
    assert process.returncode == 73
    assert told == b"tuiboard: The output can't be written: No space left on device.\n"


def test_a_closed_output_and_an_output_that_is_not_utf_8(board: Shell) -> None:
    board.done("edit", "1", "title=Grüße \u6f22")
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" >&- 2>&-', "sh", *TUIBOARD, "list"], timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )  # fmt: skip
    assert closed.returncode == 0
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    shown = subprocess.run([*TUIBOARD, "list"], env=ascii_only, capture_output=True, timeout=60)
    assert shown.returncode == 0
    assert b"Gr\\xfc\\xdfe \\u6f22" in shown.stdout


def test_interrupted_while_it_waits(board: Shell) -> None:
    with open("tuiboard.lock", "rb+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = spawn("add", "x", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stderr is not None
        assert b"Waiting for" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert len(board.done("list").lines) == 5


def test_version_and_help_need_no_board(run: Shell) -> None:
    assert run.done("--version").out.startswith("tuiboard ")
    assert "Usage: tuiboard [-b BOARD] [COMMAND …]" in run.done("--help").out
    assert "Example: tuiboard show 12" in run.done("show", "-h").out
    assert "tuiboard person add HANDLE" in run.done("person", "--help").out
    assert json.loads(run("nonsense", "--json").err)["error"]["code"] == "usage"


def unsure(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let the next syncs of a journal fail."""
    from tuiboard.storage.journal_file import JournalFile

    sync, write_again = JournalFile.sync, JournalFile.write_again
    left = [times]

    def failing(call: Callable[..., None]) -> Callable[..., None]:
        def done(*args: object, **kwargs: object) -> None:
            if left[0]:
                left[0] -= 1
                raise OSError(5, "Input/output error")
            call(*args, **kwargs)

        return done

    monkeypatch.setattr(JournalFile, "sync", failing(sync))
    monkeypatch.setattr(JournalFile, "write_again", failing(write_again))


def test_a_change_whose_outcome_was_unknown_is_looked_up(board: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    unsure(monkeypatch, 1)
    result = board("move", "1", "doing")
    assert result.code == 0
    assert "Moved 1" in result.out
    assert "unknown whether the change reached the disk" in result.err
    assert "it did" in result.err
    unsure(monkeypatch, 2)
    result = board("move", "1", "review", "--json")
    assert result.code == 73
    assert result.error["code"] == "cannot_write"
    assert "unknown" in result.error["message"]


def test_a_change_by_someone_else_since_then_is_a_conflict_with_both_values(board: Shell) -> None:
    seq = board.done("show", "1", "--json").json["seq"]
    board.done("edit", "1", "due=2026-04-01")
    result = board("edit", "1", "due=2026-05-01", "value=5", "--as-of", str(seq), "--json")
    assert result.code == 75
    due = result.error["details"]["fields"]["due"]
    assert (due["mine"], due["theirs"], due["was"]) == ("2026-05-01", "2026-04-01", "2026-03-13")
    assert (due["seq"], due["who"]) == (seq + 1, "ana")
    assert due["at"].endswith("Z")
    assert board.done("show", "1", "--json").json["value"] == 2, "all or nothing"
    assert "theirs “2026-04-01”, mine “2026-05-01”" in board("edit", "1", "due=2026-05-01", "--as-of", str(seq)).err
    board.done("edit", "1", "title=Other", "--as-of", str(seq))
    board.done("edit", "1", "tags=a,b", "--as-of", str(seq))
    board.done("move", "1", "done")
    assert board("move", "1", "doing", "--as-of", str(seq)).code == 75
    board.done("block", "2", "no part")
    assert board("block", "2", "on strike", "--as-of", str(seq)).code == 75
    assert board("edit", "1", "value=1", "--as-of", "9999").code == 2
    assert board("edit", "1", "value=1", "--as-of", "x").code == 2
