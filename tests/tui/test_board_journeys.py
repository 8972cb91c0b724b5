"""Journeys by keyboard over the board, at 80x24 unless said."""

import pytest
from textual.widgets import Input

from tests.tui.board_app import PROFILE, at_rest, board, board_app, do, frame, press, pressed, session_of, settle
from tuiboard.domain import commands as c
from tuiboard.domain.refusal import refuse
from tuiboard.engine.config import Config
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.tui.app import TuiboardApp

pytestmark = pytest.mark.usefixtures("own_world")


async def test_the_board_shows_columns_cards_limits_and_what_needs_someone() -> None:
    async with board_app() as (app, _):
        text = frame(app)
        assert "Backlog 2" in text
        assert "Doing 1/3" in text
        assert "Review 1/2" in text
        assert "▌ 1 Replace core swi" in text
        assert "2d late" in text
        assert "1 overdue" in text
        assert "a add" in text.splitlines()[-1]
        assert all(len(line) <= 80 for line in text.splitlines())


async def test_a_card_with_owner_and_due_date_takes_three_keys_and_its_words() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "a", "Fix door @mar due:fri", "enter")
        ws = app.session.workspace
        card = ws.card(6)
        assert card is not None
        assert (card.title, card.owner, card.due, card.column) == ("Fix door", "maria", "2026-03-13", "backlog")
        assert board(app).canvas.cursor == 6
        assert "Added 6" in frame(app)


async def test_an_unknown_person_is_named_and_nothing_is_added_nor_lost() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "a", "Fix @zoe", "enter")
        assert app.session.workspace.card(6) is None
        assert "zoe" in frame(app)
        assert app.screen.query_one("#prompt-line", Input).value == "Fix @zoe"
        await press(app, pilot, "escape")
        assert app.focused is board(app).canvas


async def test_what_is_understood_is_shown_and_tab_completes_people() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "a", "x @oma")
        assert "tab  @omar" in frame(app)
        await press(app, pilot, "tab")
        assert app.screen.query_one("#prompt-line", Input).value == "x @omar "
        await press(app, pilot, "due:tomorrow")
        assert "owner Omar Haddad" in frame(app)
        assert "12 mar" in frame(app)


async def test_moving_takes_one_key_and_the_cursor_goes_along() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "L")
        assert app.session.workspace.column_cards("doing") == [3, 1]
        assert board(app).canvas.cursor == 1
        assert board(app).canvas.focused_column == 1
        await press(app, pilot, "H", "J")
        assert app.session.workspace.column_cards("backlog") == [2, 1]
        await press(app, pilot, "K")
        assert app.session.workspace.column_cards("backlog") == [1, 2]


async def test_undo_and_redo_say_in_words_what_they_did() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "L", "u")
        assert app.session.workspace.column_cards("backlog") == [1, 2]
        assert "Undone: moved 1 “Replace core switch” to Doing." in frame(app)
        await press(app, pilot, "U")
        assert app.session.workspace.column_cards("doing") == [3, 1]
        assert "Redone: moved 1" in frame(app)
        await press(app, pilot, "U")
        assert "nothing of yours to redo" in frame(app)


async def test_finding_takes_two_keys_and_the_word_and_escape_brings_all_back() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "/", "ldap")
        assert "1 of 5 match" in frame(app)
        await press(app, pilot, "enter")
        assert board(app).canvas.cursor == 3
        assert "/ldap 1 of 5" in frame(app)
        await press(app, pilot, "escape")
        assert board(app).canvas.view.shown == 5
        assert board(app).canvas.cursor == 1


async def test_a_filter_word_that_makes_no_sense_is_named_and_the_board_stays() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "/", "is:odd ")
        assert "odd" in frame(app)
        assert board(app).canvas.view.shown == 5


async def test_menus_for_column_owner_value_and_tags() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "m", "3")
        assert app.session.workspace.column_cards("review") == [4, 1]
        await press(app, pilot, "@", "oma", "enter")
        assert app.session.workspace.card(1).owner == "omar"  # type: ignore[union-attr]
        await press(app, pilot, "p", "5")
        assert app.session.workspace.card(1).value == 5  # type: ignore[union-attr]
        await press(app, pilot, "t", "new", "enter")
        assert list(app.session.workspace.card(1).tags) == ["network", "new"]  # type: ignore[union-attr]
        await press(app, pilot, "-")
        assert app.session.workspace.card(1).value == 4  # type: ignore[union-attr]


async def test_a_due_date_by_word_by_arrows_and_taken_off() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "d", "+3d", "enter")
        assert app.session.workspace.card(1).due == "2026-03-14"  # type: ignore[union-attr]
        await press(app, pilot, "d")
        assert "March 2026" in frame(app)
        await press(app, pilot, "down", "right", "enter")
        assert app.session.workspace.card(1).due == "2026-03-22"  # type: ignore[union-attr]
        await press(app, pilot, "d", "someday", "enter")
        assert "someday" in frame(app)
        await press(app, pilot, "escape", "d", "delete")
        assert app.session.workspace.card(1).due is None  # type: ignore[union-attr]


async def test_several_cards_are_one_entry_and_one_undo() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "space", "space")
        assert "2 selected" in frame(app)
        seq = app.session.workspace.seq
        await press(app, pilot, "L")
        assert app.session.workspace.seq == seq + 1
        assert app.session.workspace.column_cards("doing") == [3, 1, 2]
        await press(app, pilot, "u")
        assert app.session.workspace.column_cards("backlog") == [1, 2]


async def test_selecting_to_here() -> None:
    async with board_app(session_of(cards=[{"title": f"card {i}"} for i in range(6)])) as (app, pilot):
        await press(app, pilot, "space", "down", "down", "v")
        assert board(app).canvas.marked == {1, 2, 3, 4}
        await press(app, pilot, "escape")
        assert board(app).canvas.marked == set()


async def test_blocking_asks_for_a_reason_and_the_same_key_unblocks() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "b", "vendor", "enter")
        assert app.session.workspace.card(1).blocked["reason"] == "vendor"  # type: ignore[union-attr,index]
        assert "1 blocked" in frame(app)
        await press(app, pilot, "b")
        assert app.session.workspace.card(1).blocked is None  # type: ignore[union-attr]


async def test_a_hard_limit_asks_for_the_reason_and_then_lets_pass() -> None:
    session = session_of()
    do(session, c.EditColumn("doing", {"wip_limit": 1, "wip_hard": True}))
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "L")
        assert "1 of 1" in frame(app)
        assert session.workspace.column_cards("doing") == [3]
        await press(app, pilot, "go-live", "enter")
        assert session.workspace.column_cards("doing") == [3, 1]
        assert session.log(1)[0].why == "go-live"
        assert "over" in frame(app)


async def test_the_details_page_ticks_the_checklist_and_leads_to_the_forms() -> None:
    session = session_of()
    do(session, c.EditCards([1], {"checklist": [{"text": "unplug"}, {"text": "carry"}], "body": "**Mind** the rack"}))
    do(session, c.AddComment(("card", 1), "Ready when you are"))
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "enter", "j", "space")
        assert [item["done"] for item in session.workspace.card(1).checklist] == [False, True]  # type: ignore[union-attr]
        await pilot.press("pagedown")
        await settle(app, pilot)
        assert "Ready when you are" in frame(app)
        await press(app, pilot, "C", "Done soon", "ctrl+o")
        assert [comment.text for comment in session.workspace.comments("card", 1)][-1] == "Done soon"


async def test_the_details_stand_beside_the_board_where_there_is_room() -> None:
    async with board_app(size=(120, 40)) as (app, pilot):
        await settle(app, pilot)
        assert "owner" in frame(app)
        assert "fri (2026-03-13)" in frame(app)
        await press(app, pilot, "down")
        await pilot.pause(0.2)
        await settle(app, pilot)
        assert "2 Label patch panels" in frame(app)


async def test_details_that_are_read_while_the_program_ends_ask_for_nothing_that_is_gone() -> None:
    async with board_app(size=(200, 40)) as (app, pilot):
        await settle(app, pilot)
        details = board(app).details
        assert details is not None
        app.bridge.stopped = True
        await details.remove_children()
        details.show_card(2)
        details.board_changed()
        details.on_resize()


async def test_the_edit_form_saves_only_what_was_changed() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "e", "!", "ctrl+o")
        entry = app.session.log(1)[0]
        assert entry.changes[0].after == {"title": "Replace core switch!"}
        await press(app, pilot, "e", "x", "escape")
        assert "Not saved" in frame(app)
        await press(app, pilot, "escape")
        assert app.session.workspace.card(1).title == "Replace core switch!"  # type: ignore[union-attr]


async def test_a_form_names_the_field_that_makes_no_sense() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "e", "tab", "x", "ctrl+o")
        assert "mariax" in frame(app)
        assert app.session.workspace.card(1).owner == "maria"  # type: ignore[union-attr]


async def test_archive_and_complete() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "D")
        assert app.session.workspace.column_cards("backlog") == [2]
        assert board(app).canvas.cursor == 2
        await press(app, pilot, "c")
        assert app.session.workspace.column_cards("done") == [5, 2]


async def test_density_sort_and_folding() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "z")
        assert board(app).canvas.density == 4
        await press(app, pilot, "z")
        assert board(app).canvas.density == 1
        await press(app, pilot, "s", "due", "enter")
        assert "by due" in frame(app)
        await press(app, pilot, "J")
        assert "sorted by due" in frame(app)
        await press(app, pilot, "f")
        assert board(app).canvas.board_layout.slots[0].folded


async def test_help_palette_and_log_come_from_the_registry_and_the_journal() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "?")
        assert "To the left" in frame(app)
        await press(app, pilot, "escape", ":", "complete", "enter")
        assert app.session.workspace.column_cards("done") == [5, 1]
        await press(app, pilot, "7")
        assert "moved 1 “Replace core switch” to Done" in frame(app)
        await press(app, pilot, "1")
        assert "Review" in frame(app)


async def test_columns_are_added_renamed_limited_and_removed_on_the_screen() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "i", "add", "enter", "Ready", "enter")
        assert [column.key for column in app.session.workspace.columns()][:2] == ["backlog", "ready"]
        await press(app, pilot, "i", "limit", "enter", "4", "enter")
        assert app.session.workspace.column("backlog").wip_limit == 4  # type: ignore[union-attr]
        await press(app, pilot, "i", "remove", "enter", "ready", "enter")
        assert app.session.workspace.column_cards("ready") == [1, 2]


async def test_an_empty_board_says_what_to_press() -> None:
    async with board_app(session_of(cards=[])) as (app, pilot):
        assert "No cards yet." in frame(app)
        assert "a adds a card here" in frame(app)
        await press(app, pilot, "a", "First", "enter")
        assert "First" in frame(app)


# Others on the same board


def other(session: Session, login: str = "omar") -> Session:
    store = session.store
    assert isinstance(store, MemoryStore)
    return session_of(MemoryStore(store.lines), login, 1001)


async def test_anothers_change_is_shown_without_moving_cursor_filter_or_an_open_line() -> None:
    session = session_of()
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "down", "a", "half a tit")
        do(other(session), c.MoveCards([1], "review", top=True))
        await pilot.pause(0.6)
        await settle(app, pilot)
        assert "omar moved 1" in frame(app)
        assert board(app).canvas.cursor == 2
        assert app.screen.query_one("#prompt-line", Input).value == "half a tit"
        assert session.workspace.column_cards("review") == [1, 4]


async def test_a_card_that_vanishes_under_its_page_is_said_to_be_gone() -> None:
    session = session_of()
    ana = other(session, "ana2")
    do(ana, c.AddCards([{"title": "short-lived"}]))
    async with board_app(session) as (app, pilot):
        await pilot.pause(0.4)
        await press(app, pilot, "end", "enter")
        assert "short-lived" in frame(app)
        ana.undo()
        await pilot.pause(0.6)
        await settle(app, pilot)
        assert "Card 6 is gone." in frame(app)
        await press(app, pilot, "space", "e", "escape")
        assert "Backlog" in frame(app)


async def test_a_form_that_is_open_keeps_its_text_and_asks_where_both_changed_a_field() -> None:
    session = session_of()
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "e", " mine")
        do(other(session), c.EditCards([1], {"title": "Theirs", "due": "2026-05-05"}))
        await pilot.pause(0.6)
        await settle(app, pilot)
        assert "omar changed this card" in frame(app)
        await press(app, pilot, "ctrl+o")
        assert "mine: Replace core switch mine" in frame(app)
        assert "theirs: Theirs" in frame(app)
        await press(app, pilot, "enter")
        card = session.workspace.card(1)
        assert (card.title, card.due) == ("Replace core switch mine", "2026-05-05")  # type: ignore[union-attr]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (30, 8), (10, 3)])
async def test_every_size_is_drawn_whole(size: tuple[int, int]) -> None:
    async with board_app(size=size) as (app, pilot):
        await press(app, pilot, "l", "j", "/", "a", "escape")
        assert len(frame(app).splitlines()) <= size[1]


# First run and other boards


class TwoBoards:
    """A demo, an empty board, and another one near."""

    def demo(self) -> Session:
        return session_of(board={"name": "The demo"})

    def new(self, path: str) -> Session:
        return session_of(cards=[])

    def near(self, path: str) -> list[str]:
        return ["/boards/second.json"]

    def open(self, path: str) -> Session:
        if path != "/boards/second.json":
            refuse("not_found", f"There is no board at {path}.")
        return session_of(board={"name": "Second"}, cards=[{"title": "only here"}])


@pytest.mark.parametrize(("key", "shown"), [("1", "The demo"), ("3", "No cards yet.")])
async def test_the_first_run_offers_a_demo_an_import_and_an_empty_board(key: str, shown: str) -> None:
    app = TuiboardApp(TwoBoards(), Config(), PROFILE, "/home/ana/board.json")  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Look at the demo board" in frame(app)
        assert "Import a board" in frame(app)
        await pilot.press(key)
        await settle(app, pilot)
        assert shown in frame(app)
        await press(app, pilot, "a", "First", "enter")
        assert "First" in frame(app)


async def test_another_board_is_opened_and_one_that_isnt_there_is_said() -> None:
    app = TuiboardApp(TwoBoards(), Config(), PROFILE, session_of())  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(app, pilot, "/", "ldap", "enter", "B", "enter")
        assert "only here" in frame(app)
        assert " Second" in frame(app)
        assert "ldap" not in frame(app)
        await press(app, pilot, "L", "u", "B", "/nowhere", "enter")
        assert "There is no board at /nowhere" in frame(app)
        assert "only here" in frame(app)


# What an independent reading found


@pytest.mark.parametrize("keys", [("C", "escape"), ("d", "delete"), ("e", "escape"), ("t", "escape"), ("?", "escape")])
async def test_the_keyboard_lives_on_after_every_dialog(keys: tuple[str, str]) -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, *keys, "j")
        assert board(app).canvas.cursor == 2


async def test_keys_of_a_selection_over_several_columns_take_no_card_to_another_column_unasked() -> None:
    async with board_app() as (app, pilot):
        board(app).canvas.marked = {1, 4}
        await press(app, pilot, "J", "L")
        assert "several columns" in frame(app)
        assert app.session.workspace.column_cards("review") == [4]


async def test_the_next_key_need_not_wait_for_a_form_that_was_left() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "e")
        app.post_message(pressed("escape"))
        await at_rest(app)
        assert app.screen is board(app)
        assert not app.is_taking_keys, "only a timer lets the next key out"


async def test_an_emoji_survives_the_form() -> None:
    title = "⚠️ Fix 👨‍👩‍👧"
    async with board_app(session_of(cards=[{"title": title}])) as (app, pilot):
        await press(app, pilot, "e", "x", "ctrl+o")
        assert app.session.workspace.card(1).title == title + "x"  # type: ignore[union-attr]


async def test_leaving_a_filter_whose_column_is_gone_shows_the_whole_board() -> None:
    session = session_of()
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "/", "in:review", "enter", "/")
        do(other(session), c.RemoveColumn("review", "doing"))
        await pilot.pause(0.4)
        await press(app, pilot, "escape")
        assert board(app).canvas.view.shown == 5


async def test_the_calendar_ends_without_a_crash() -> None:
    async with board_app() as (app, pilot):
        await press(
            app, pilot, "d", "9999-12-31", "right", "pagedown", "escape", "d", "0001-01-01", "left", "pageup", "escape"
        )
        assert "Backlog" in frame(app)


async def test_a_part_of_a_tag_and_enter_takes_the_tag() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "j", "t", "netw", "enter")
        assert list(app.session.workspace.card(2).tags) == ["network"]  # type: ignore[union-attr]


async def test_the_page_of_a_card_acts_on_that_card_even_when_the_filter_has_dropped_it() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "/", "is:unowned", "enter", "enter", "@", "omar", "enter", "p", "5")
        card = app.session.workspace.card(2)
        assert (card.owner, card.value) == ("omar", 5)  # type: ignore[union-attr]


async def test_a_form_over_several_selected_cards_says_that_it_is_about_one() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "space", "space", "C")
        assert "Of the 2 selected cards only 1" in frame(app)
