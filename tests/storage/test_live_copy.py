"""A board that is copied while people work on it: the copy opens, or says what is missing."""

from pathlib import Path

import pytest

from tests.storage.boards import card, entry, journal_of
from tests.storage.trial import Folders
from tuiboard.engine.ports import StoreError
from tuiboard.storage.chain import START, follow
from tuiboard.storage.checkpoint import read_meta
from tuiboard.storage.codec import TORN
from tuiboard.storage.file_store import FileStore

ENTRIES = 5
CHECKPOINTS = (2, 3, 5)

Moments = list[tuple[bytes, bytes]]


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> Moments:
    """Journal and board.json of a board at each moment: after each piece of a line, after each checkpoint."""
    path = tmp_path_factory.mktemp("live") / "board.json"
    store = FileStore(str(path), create=True)
    state = store.snapshot()
    seen: Moments = []
    journal = board = b""
    for seq in range(ENTRIES):
        new = entry(card(seq + 1))
        assert store.append(seq, new) == seq + 1
        state = state.apply([new._replace(seq=seq + 1)])
        whole = journal_of(path).read_bytes()
        line = whole[len(journal) :]
        seen += [(whole[: len(journal) + length], board) for length in (1, len(line) // 2, len(line) - 1, len(line))]
        journal = whole
        if seq + 1 in CHECKPOINTS:
            store.checkpoint(state)
            board = path.read_bytes()
            seen.append((journal, board))
    store.close()
    return seen


def entries_in(journal: bytes) -> int:
    return sum(1 for one, _ in follow(START, journal) if one is not None)


def copies(moments: Moments, board_first: bool) -> set[tuple[bytes, bytes]]:
    """Every pair of files that such a copy can have: each as it was when it was read."""
    return {
        (journal[0], board[1]) if board_first else (board[0], journal[1])
        for at, board in enumerate(moments)
        for journal in moments[at:]
    }


def put(folders: Folders, journal: bytes, board: bytes) -> Path:
    files = {"board.journal.jsonl": journal, "board.json": board}
    return folders.board({name: data for name, data in files.items() if data})


def works(path: Path, journal: bytes) -> None:
    """The copy is the board as its journal was, and can be gone on with."""
    store = FileStore(str(path))
    count = entries_in(journal)
    assert sorted(store.snapshot().table("card")) == list(range(1, count + 1))
    assert not store.verify().broken
    assert store.append(count, entry(card(count + 1))) == count + 1
    assert journal_of(path).read_bytes().count(TORN) == (not journal.endswith(b"\n"))
    store.checkpoint(store.snapshot())
    assert not store.warning
    store.close()


def test_board_json_first_and_the_journal_second_always_opens(moments: Moments, tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    for journal, board in copies(moments, board_first=True):
        if entries_in(journal):
            works(put(folders, journal, board), journal)


def test_the_journal_first_and_board_json_second_opens_or_says_that_the_end_is_missing(
    moments: Moments, tmp_path: Path
) -> None:
    folders, ahead = Folders(tmp_path), 0
    for journal, board in copies(moments, board_first=False):
        path = put(folders, journal, board)
        if not board or read_meta(board).at.offset <= len(journal):
            if entries_in(journal):
                works(path, journal)
            continue
        ahead += 1
        store = FileStore(str(path))
        assert "the end is missing" in store.verify().broken
        with pytest.raises(StoreError, match="its end is missing") as caught:
            store.snapshot()
        assert caught.value.code == "bad_data"
        store.close()
        assert path.read_bytes() == board
        assert journal_of(path).read_bytes() == journal
        path.unlink()  # the journal alone is the board as it was then
        if entries_in(journal):
            works(path, journal)
    assert ahead


@pytest.mark.parametrize("name", ["board.json", "board.journal.jsonl"])
def test_one_of_the_two_files_alone_opens_or_is_said_to_lack_the_other(
    moments: Moments, tmp_path: Path, name: str
) -> None:
    journal, board = moments[-1]
    path = put(Folders(tmp_path), journal, board)
    (path.parent / name).unlink()
    if name == "board.json":
        works(path, journal)
    else:
        with pytest.raises(StoreError, match=r"board\.journal\.jsonl is missing"):
            FileStore(str(path))
