"""Torn, cut, flipped, swapped, replaced: what was acknowledged is there, or the damage is said and located."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.boards import board, card, chain, commit, entry, journal_of, titles
from tuiboard.domain.changes import Entry
from tuiboard.engine.ports import GENESIS, Extent, ReadOnly, StoreError, Verdict
from tuiboard.storage.chain import follow, walk
from tuiboard.storage.codec import TORN, VERSION, encode, line_hash
from tuiboard.storage.file_store import FileStore
from tuiboard.storage.journal_file import lines_before
from tuiboard.storage.system import System


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A board of three cards, one entry each."""
    return board(tmp_path / "board.json", 3)


def without_checkpoint(path: Path) -> Path:
    path.unlink()
    return path


@pytest.mark.parametrize("keep_checkpoint", [True, False])
def test_a_torn_last_line_of_any_length_is_sealed_and_skipped(tmp_path: Path, keep_checkpoint: bool) -> None:
    path = board(tmp_path / "board.json", 2)
    if not keep_checkpoint:
        path.unlink()
    whole = journal_of(path).read_bytes()
    torn = chain(entry(card(1)), entry(card(2)), entry(card(3, title="never acknowledged")))[2]
    for length in range(len(torn)):
        journal_of(path).write_bytes(whole + torn[:length])
        reader, writer = FileStore(str(path)), FileStore(str(path))
        assert sorted(reader.snapshot().table("card")) == [1, 2]
        assert not reader.verify().broken
        assert [e.seq for e in reader.scan()] == [2, 1]
        assert not reader.changed()
        writer.snapshot()
        assert writer.append(2, entry(card(3, title="third"))) == 3
        assert [e.seq for e in reader.read_since(2)] == [3]
        assert reader.append(3, entry(card(4))) == 4
        data = journal_of(path).read_bytes()
        assert data.startswith(whole + torn[:length] + (TORN if length else b""))
        assert not writer.verify().broken
        assert writer.verify().entries == 4
        reader.close()
        writer.close()


def test_bytes_that_a_crash_left_as_zeros_are_sealed_too(path: Path) -> None:
    with journal_of(path).open("ab") as file:
        file.write(b"\0" * 5000)
    store = FileStore(str(path))
    store.snapshot()
    assert store.append(3, entry(card(4))) == 4
    assert sorted(titles(path)) == [1, 2, 3, 4]


def test_a_seal_that_was_torn_itself_is_sealed_again(path: Path) -> None:
    with journal_of(path).open("ab") as file:
        file.write(b'{"v":1,~to')
    store = FileStore(str(path))
    store.snapshot()
    assert store.append(3, entry(card(4))) == 4
    assert not store.verify().broken


def test_a_line_being_written_by_another_process_is_read_once_it_is_whole(path: Path) -> None:
    store = FileStore(str(path))
    store.snapshot()
    lines = journal_of(path).read_bytes().splitlines(keepends=True)
    new = encode(entry(card(4))._replace(seq=4), line_hash(lines[-1]))
    with journal_of(path).open("ab", buffering=0) as file:
        file.write(new[:50])
        assert store.read_since(3) == []
        assert not store.changed()
        file.write(new[50:])
        assert store.changed()
        assert [e.seq for e in store.read_since(3)] == [4]


@pytest.mark.parametrize("keep_checkpoint", [True, False])
def test_a_flipped_bit_anywhere_is_found_in_its_line(path: Path, keep_checkpoint: bool) -> None:
    if not keep_checkpoint:
        path.unlink()
    whole = journal_of(path).read_bytes()
    for at in range(len(whole)):
        damaged = whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :]
        journal_of(path).write_bytes(damaged)
        store = FileStore(str(path))
        verdict = store.verify()
        store.close()
        assert verdict.broken, at
        assert verdict.line == whole[:at].count(b"\n") + 1
        assert f"line {verdict.line} " in verdict.broken


def test_a_flipped_bit_in_the_part_that_is_read_stops_the_opening(path: Path) -> None:
    without_checkpoint(path)
    whole = journal_of(path).read_bytes()
    for at in range(0, len(whole) - 1, 7):
        journal_of(path).write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        with pytest.raises(StoreError, match=r"journal\.jsonl is damaged: line \d") as caught:
            FileStore(str(path)).snapshot()
        assert caught.value.code == "bad_data"


def deleted(lines: list[bytes]) -> list[bytes]:
    return lines[:1] + lines[2:]


def swapped(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[2], lines[1]]


def doubled(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1], lines[1], lines[2]]


def emptied(lines: list[bytes]) -> list[bytes]:
    return [lines[0], b"\n", *lines[1:]]


def disguised_as_torn(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1][:-1] + TORN, lines[2]]


def rewritten(lines: list[bytes]) -> list[bytes]:
    """What someone does who knows how lines are made, but does not rewrite those that follow."""
    return [lines[0], encode(entry(card(2, title="forged"))._replace(seq=2), line_hash(lines[0])), lines[2]]


Rewriting = Callable[[list[bytes]], list[bytes]]
CHANGES: dict[Rewriting, int] = {deleted: 2, swapped: 2, doubled: 3, emptied: 2, disguised_as_torn: 3, rewritten: 3}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("keep_checkpoint", [True, False])
def test_lines_that_do_not_follow_on_each_other_are_located(
    path: Path, change: Rewriting, keep_checkpoint: bool
) -> None:
    if not keep_checkpoint:
        path.unlink()
    lines = journal_of(path).read_bytes().splitlines(keepends=True)
    journal_of(path).write_bytes(b"".join(change(lines)))
    assert FileStore(str(path)).verify().line == CHANGES[change]
    if not keep_checkpoint:
        with pytest.raises(StoreError, match=f"line {CHANGES[change]} "):
            FileStore(str(path)).snapshot()


def test_a_cut_tail_is_found_by_board_json(path: Path) -> None:
    lines = journal_of(path).read_bytes().splitlines(keepends=True)
    journal_of(path).write_bytes(b"".join(lines[:2]))
    store = FileStore(str(path))
    assert "end is missing" in store.verify().broken
    with pytest.raises(StoreError, match="end is missing") as caught:
        store.snapshot()
    assert caught.value.code == "bad_data"
    assert "tuiboard doctor" in str(caught.value)


def test_a_cut_tail_is_found_by_a_head_that_was_written_down(path: Path) -> None:
    store = FileStore(str(path))
    head = store.verify().head
    lines = journal_of(without_checkpoint(path)).read_bytes().splitlines(keepends=True)
    journal_of(path).write_bytes(b"".join(lines[:2]))
    assert store.verify(head) == Verdict(2, line_hash(lines[1]), expected_found=False)


def forged(lines: list[bytes]) -> list[bytes]:
    return chain(entry(card(1, title="forged")), entry(card(2)), entry(card(3)))


def test_another_journal_with_a_chain_of_its_own_does_not_fit_board_json(path: Path) -> None:
    journal_of(path).write_bytes(b"".join(forged([])).ljust(journal_of(path).stat().st_size, b"x"))
    with pytest.raises(StoreError, match="is damaged"):
        FileStore(str(path)).snapshot()
    assert FileStore(str(path)).verify().broken


def test_a_missing_journal_is_named_with_what_to_do(path: Path) -> None:
    journal_of(path).unlink()
    for create in (False, True):
        with pytest.raises(StoreError) as caught:
            FileStore(str(path), create=create)
        if not create:
            assert caught.value.code == "bad_data"
            assert "board.journal.jsonl is missing" in str(caught.value)
            assert "Put it back" in str(caught.value)
    assert path.exists()


def test_an_empty_journal_beside_a_board_is_not_taken_for_a_new_board(path: Path) -> None:
    journal_of(path).write_bytes(b"")
    with pytest.raises(StoreError, match="end is missing"):
        FileStore(str(path)).snapshot()


def test_entries_that_do_not_fit_the_state_are_said(path: Path) -> None:
    lines = chain(entry(card(1)), entry(card(1)))
    journal_of(without_checkpoint(path)).write_bytes(b"".join(lines))
    with pytest.raises(StoreError, match="card 1 is created twice"):
        FileStore(str(path)).snapshot()


def test_a_journal_that_vanishes_while_open_stops_the_writing(path: Path) -> None:
    store = FileStore(str(path))
    store.snapshot()
    journal_of(path).rename(path.parent / "elsewhere")
    assert store.changed()
    with pytest.raises(StoreError, match="is missing"):
        store.read_since(3)
    outcome = store.append(3, entry(card(4)))
    assert isinstance(outcome, ReadOnly)
    assert "is missing" in outcome.reason
    assert store.read_only
    assert not journal_of(path).exists()


def test_a_journal_cut_while_open_stops_the_writing(path: Path) -> None:
    store = FileStore(str(path))
    store.snapshot()
    whole = journal_of(path).read_bytes()
    with journal_of(path).open("r+b") as file:
        file.truncate(len(whole) - 10)
    assert store.changed()
    with pytest.raises(StoreError, match="end is missing"):
        store.read_since(3)
    assert isinstance(store.append(3, entry(card(4))), ReadOnly)
    assert journal_of(path).read_bytes() == whole[:-10]


def test_a_journal_restored_from_a_copy_while_open_goes_on(path: Path) -> None:
    store = FileStore(str(path))
    store.snapshot()
    copy = path.parent / "copy"
    copy.write_bytes(journal_of(path).read_bytes())
    other = FileStore(str(path))
    commit(other, card(4))
    with_fourth = journal_of(path).read_bytes()
    copy.write_bytes(with_fourth)
    copy.rename(journal_of(path))
    assert [e.seq for e in store.read_since(3)] == [4]
    assert store.append(4, entry(card(5))) == 5
    assert journal_of(path).read_bytes().startswith(with_fourth)


def test_another_board_put_in_its_place_while_open_stops_the_writing(path: Path, tmp_path: Path) -> None:
    store = FileStore(str(path))
    store.snapshot()
    (tmp_path / "other").write_bytes(b"".join(chain(*(entry(card(id, title="x" * 99)) for id in range(1, 9)))))
    (tmp_path / "other").rename(journal_of(path))
    outcome = store.append(3, entry(card(4)))
    assert isinstance(outcome, ReadOnly)
    assert "another file took its place" in outcome.reason


def test_a_newline_damaged_at_the_very_end_is_not_sealed_away_as_torn(path: Path) -> None:
    without_checkpoint(path)
    whole = journal_of(path).read_bytes()
    journal_of(path).write_bytes(whole[:-1] + b"\x0b")
    store = FileStore(str(path))
    store.snapshot()
    assert isinstance(store.append(2, entry(card(3))), ReadOnly)
    assert journal_of(path).read_bytes() == whole[:-1] + b"\x0b"


def test_entries_of_a_newer_version_are_shown_but_not_written_after(path: Path) -> None:
    store = FileStore(str(path))
    store.snapshot()
    lines = journal_of(path).read_bytes().splitlines(keepends=True)
    from tests.storage.test_codec import line_of, record

    newer = line_of(
        record(v=VERSION + 1, seq=4, prev=line_hash(lines[-1]), changes=[["card", 4, None, {"id": 4, "title": "new"}]])
    )
    with journal_of(path).open("ab") as file:
        file.write(newer)
    outcome = store.append(3, entry(card(4)))
    assert isinstance(outcome, ReadOnly)
    assert "newer version" in outcome.reason
    assert store.changed()
    assert [e.seq for e in store.read_since(3)] == [4]
    opened = FileStore(str(path))
    assert opened.snapshot().table("card")[4]["title"] == "new"
    assert "newer version" in opened.read_only


def test_lines_longer_than_a_block_are_read_both_ways(tmp_path: Path) -> None:
    path = tmp_path / "board.json"
    store = FileStore(str(path), create=True)
    store.snapshot()
    sizes = [0, 70_000, 3_000_000, 65_536, 1, 1_100_000, 5]
    for seq, size in enumerate(sizes):
        assert store.append(seq, entry(card(seq + 1, body="x" * size))) == seq + 1
    found = [len((e.changes[0].after or {})["body"]) for e in store.scan()]
    assert found == sizes[::-1]
    assert [e.seq for e in store.scan(("card", 3))] == [3]
    assert FileStore(str(path)).snapshot().seq == len(sizes)


def test_lines_are_found_backwards_at_every_offset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuiboard.storage.journal_file._BACKWARDS", 7)
    data = b"a\nbcdefg\n\nhijklmnopqrstuvwxyz0123456789\n12345\n123456\n1234567\nx\n\n\nunfinished that is long"
    file = tmp_path / "f"
    file.write_bytes(data)
    with file.open("rb") as opened:
        for end in range(len(data) + 1):
            expected = []
            start = 0
            while (stop := data.find(b"\n", start, end)) >= 0:
                expected.append((start, data[start : stop + 1]))
                start = stop + 1
            for needle in (b"", b"3", b"zz"):
                found = list(lines_before(System(), opened.fileno(), end, needle))
                assert found == [line for line in reversed(expected) if needle in line[1]], (end, needle)


def test_following_can_stop_and_go_on_after_any_line() -> None:
    lines = chain(*(entry(card(id)) for id in range(1, 6)))
    lines.insert(2, b"half a li" + TORN)
    data = b"".join(lines)
    whole: list[Entry | None] = []
    at = walk(())[1]
    for one, after in follow(at, data):
        whole.append(one)
        rest = [e for e, _ in follow(after, data[after.offset :])]
        assert rest == [e for e, _ in follow(at, data)][len(whole) :]
    assert [e.seq if e else None for e in whole] == [1, 2, None, 3, 4, 5]
    assert walk([data])[0].head == line_hash(lines[-1])
    assert walk([lines[0]])[0].head != GENESIS


def test_entries_are_found_by_number_past_torn_lines_and_in_a_journal_that_was_put_in_its_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = journal_of(path)
    lines = journal.read_bytes().splitlines(True)
    torn = lines[1][:40] + TORN
    told = b'{"a":"x' + b',"told":[' + TORN
    journal.write_bytes(lines[0] + torn + told + b"".join(lines[1:]) + lines[1][:9])
    monkeypatch.setattr("tuiboard.storage.journal_file._FORWARDS", 64)
    with closing(FileStore(str(path))) as store:
        assert store.extent() == Extent(len(lines))
        assert [entry.seq for entry in store.entries(range(len(lines), 0, -1))] == list(range(len(lines), 0, -1))
        for kept in (torn * 9 + b"".join(lines), b"".join(lines[:2])):  # one is longer than before, one shorter
            copy = path.parent / "copy"
            copy.write_bytes(kept)
            copy.replace(journal)
            many = 3 if torn in kept else 2
            assert store.extent() == Extent(many)
            assert [entry.seq for entry in store.entries([1, 2, 3])] == [1, 2, 3][:many]


def test_a_damaged_entry_is_told_of_when_it_is_looked_at_and_the_others_are_read(path: Path) -> None:
    journal = journal_of(path)
    lines = journal.read_bytes().splitlines(True)
    with closing(FileStore(str(path))) as store:
        journal.write_bytes(lines[0] + lines[1].replace(b"ana", b"eve") + b"".join(lines[2:]))
        assert store.extent().seq == len(lines)
        assert [entry.seq for entry in store.entries([1, 3])] == [1, 3]
        for read in (lambda: store.entries([2]), lambda: store.link(2)):
            with pytest.raises(StoreError, match="is damaged: the line at byte"):
                read()
