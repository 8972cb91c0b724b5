"""What was typed is there again, however the process ended; nobody else's drafts are touched."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuiboard.engine.drafts import KEPT_DAYS, LARGEST_DRAFT, Draft, Drafts

COMMENT = Draft("comment", "Comment on 3", (3,), {"text": "half a sen"})


def drafts(folder: Path, board: str = "/srv/team.json") -> Drafts:
    return Drafts(str(folder / "drafts"), board)


def test_a_draft_is_offered_once_its_process_is_gone_and_not_before(tmp_path: Path) -> None:
    typing, other = drafts(tmp_path), drafts(tmp_path)
    kept = typing.keep(COMMENT)
    assert other.left() == []
    assert typing.left() == []
    typing.close()
    assert other.left() == [kept]
    assert (kept.texts, kept.cards, kept.form) == (COMMENT.texts, (3,), "comment")


def test_each_change_replaces_what_was_kept(tmp_path: Path) -> None:
    typing = drafts(tmp_path)
    kept = COMMENT
    for text in ("half a sent", "half a sente", "half a sentence"):
        kept = typing.keep(kept._replace(texts={"text": text}))
    second = typing.keep(Draft("add", "New card", (), {"text": "Order"}))
    typing.close()
    left = drafts(tmp_path).left()
    assert {draft.texts["text"] for draft in left} == {"half a sentence", "Order"}
    assert second in left


def test_what_is_recorded_is_not_offered(tmp_path: Path) -> None:
    typing = drafts(tmp_path)
    kept = typing.keep(COMMENT)
    typing.drop(kept)
    typing.drop(kept)
    typing.drop(COMMENT)
    typing.close()
    assert drafts(tmp_path).left() == []
    assert os.listdir(tmp_path / "drafts") == []


def test_a_draft_that_is_gone_on_with_belongs_to_the_new_process_and_to_no_other(tmp_path: Path) -> None:
    typing = drafts(tmp_path)
    typing.keep(COMMENT)
    typing.close()
    second, third = drafts(tmp_path), drafts(tmp_path)
    offered = third.left()[0]
    claimed = second.claim(second.left()[0])
    assert claimed is not None
    assert third.claim(offered) is None, "someone goes on with it already"
    again = second.keep(claimed._replace(texts={"text": "more"}))
    assert third.left() == []
    second.close()
    assert drafts(tmp_path).left() == [again]


def test_a_draft_whose_form_was_closed_before_it_was_recorded_is_offered_by_the_same_process(tmp_path: Path) -> None:
    typing = drafts(tmp_path)
    kept = typing.keep(COMMENT)
    typing.release(kept)
    assert typing.left() == [kept]
    assert drafts(tmp_path).left() == []


def test_a_text_that_could_not_be_read_back_is_said_when_it_is_kept(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        drafts(tmp_path).keep(COMMENT._replace(texts={"text": "x" * LARGEST_DRAFT}))


def test_only_the_drafts_of_this_board_are_offered(tmp_path: Path) -> None:
    typing = drafts(tmp_path, "/srv/other.json")
    typing.keep(COMMENT)
    typing.close()
    assert drafts(tmp_path).left() == []
    assert len(drafts(tmp_path, "/srv/other.json").left()) == 1


def test_drafts_are_private(tmp_path: Path) -> None:
    typing = drafts(tmp_path)
    kept = typing.keep(COMMENT)
    assert stat.S_IMODE(os.stat(tmp_path / "drafts").st_mode) == 0o700
    assert stat.S_IMODE(os.stat(kept.path).st_mode) == 0o600
    typing.close()


def test_looking_makes_nothing_and_what_is_too_old_goes(tmp_path: Path) -> None:
    assert drafts(tmp_path).left() == []
    assert not (tmp_path / "drafts").exists()
    typing = drafts(tmp_path)
    kept = typing.keep(COMMENT)
    typing.close()
    long_ago = os.stat(kept.path).st_mtime - (KEPT_DAYS + 1) * 86_400
    os.utime(kept.path, (long_ago, long_ago))
    assert drafts(tmp_path).left() == []
    assert not os.path.exists(kept.path)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"board": 1}', '{"board": "/srv/team.json"}', "[" * 99_999]
)
def test_what_is_no_draft_is_passed_over(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "drafts"
    folder.mkdir()
    (folder / "1-ab-1.json").write_text(content)
    (folder / "strange").mkdir()
    (folder / "2-cd-1.json.new").write_text("{")
    assert drafts(tmp_path).left() == []


@settings(max_examples=60)  # each writes and syncs files
@given(st.dictionaries(st.text(), st.text(st.characters()), max_size=4))
def test_any_text_comes_back_as_it_was_typed(tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str]) -> None:
    folder = tmp_path_factory.mktemp("drafts")
    typing = drafts(folder)
    typing.keep(COMMENT._replace(texts=texts))
    typing.close()
    assert drafts(folder).left()[0].texts == texts
