"""What becomes of a Trello board."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.engine.exchange.samples import (
    CONTEXT,
    EMPTY,
    THREE,
    a_board,
    a_card,
    a_list,
    action,
    bring,
    member,
    move,
    plan,
    refusal,
    take_in,
    titles,
    trello_id,
)
from tuiboard.domain.changes import Told
from tuiboard.domain.commands import MoveCards
from tuiboard.domain.decide import Decision, decide
from tuiboard.engine.exchange.plan import summary
from tuiboard.engine.exchange.trello_lists import kind_of

REAL = Path(__file__).parents[3] / "../shared/data/trello_board.json"


def the_card(**fields: Any) -> Any:
    """The one card of a board, in “to do” unless said otherwise."""
    board_fields = {
        name: fields.pop(name) for name in ("labels", "members", "checklists", "customFields") if name in fields
    }
    actions = fields.pop("actions", ())
    ws = bring(a_board(THREE, [a_card(1, "One", fields.pop("in_list", "to do"), **fields)], actions, **board_fields))
    return titles(ws)["One"]


def lost(**fields: Any) -> str:
    board_fields = {name: fields.pop(name) for name in ("labels", "members", "checklists") if name in fields}
    in_list = fields.pop("in_list", "to do")
    return "\n".join(plan(a_board(THREE, [a_card(1, "One", in_list, **fields)], **board_fields)).lost)


# Lists


def test_lists_become_columns_in_their_order_with_a_kind_from_the_name() -> None:
    ws = bring(a_board([a_list("Done", pos=9), a_list("In Progress", pos=5.5), a_list("To Do", pos=1)]))
    assert [(c.key, c.name, c.does) for c in ws.columns()] == [
        ("to-do", "To Do", "queue"),
        ("in-progress", "In Progress", "active"),
        ("done", "Done", "done"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Backlog/Future Work/Ideas", "queue"),
        ("To-Do", "queue"),
        ("Up Next", "queue"),
        ("Icebox", "queue"),
        ("To be done", "queue"),
        ("Not started", "queue"),
        ("✅ Done this week", "done"),
        ("Completed", "done"),
        ("Shipped!", "done"),
        ("Doing", "active"),
        ("Ready for QA", "active"),
        ("Abandoned", "active"),
        ("Mañana", "active"),
    ],
)
def test_the_kind_of_a_list_is_guessed_from_words(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_board_without_telling_names_begins_in_a_queue_and_ends_in_a_done_column() -> None:
    found = plan(a_board([a_list("Alpha"), a_list("Beta"), a_list("Gamma")]))
    assert [c.does for c in take_in(found)[0].columns()] == ["queue", "active", "done"]
    assert any("“Gamma” is taken for a done column" in line for line in found.lost)


def test_a_last_column_that_says_it_is_work_does_not_end_the_board() -> None:
    assert [c.does for c in bring(a_board([a_list("Alpha"), a_list("Beta"), a_list("In review")])).columns()][
        -1
    ] == "active"


def test_the_wip_limit_of_a_list_comes_along() -> None:
    assert bring(a_board([a_list("Doing", softLimit=3)])).columns()[0].wip_limit == 3


def test_a_closed_list_becomes_a_column_only_for_its_open_cards() -> None:
    board = a_board(
        [a_list("To Do"), a_list("Old", closed=True), a_list("Older", closed=True)],
        [a_card(1, "still open", "old"), a_card(2, "away", "older", closed=True)],
    )
    found = plan(board)
    ws = take_in(found)[0]
    assert [c.name for c in ws.columns()] == ["To Do", "Old"]
    away = titles(ws)["away"]
    assert (away.column, away.archived, away.extra["list"]) == ("to-do", True, "Older")
    assert any("“Old” is closed but has open cards" in line for line in found.lost)
    assert any(line.startswith("archived cards of closed lists") and line.endswith(": 1") for line in found.lost)


def test_archived_cards_of_a_closed_list_go_to_the_column_of_the_same_name() -> None:
    lists = [
        a_list("To Do", "first", closed=True),
        a_list("To Do", "second"),
        a_list("Shipped", closed=True),
        a_list("Done"),
    ]
    cards = [a_card(1, "a", "first", closed=True), a_card(2, "b", "second"), a_card(3, "c", "shipped", closed=True)]
    ws = bring(a_board(lists, cards))
    assert [c.key for c in ws.columns()] == ["to-do", "done"]
    assert {title: card.column for title, card in titles(ws).items()} == {"a": "to-do", "b": "to-do", "c": "done"}


def test_two_open_lists_of_one_name_stay_two() -> None:
    ws = bring(a_board([a_list("Doing", "x"), a_list("Doing", "y")], [a_card(1, "a", "x"), a_card(2, "b", "y")]))
    assert {title: card.column for title, card in titles(ws).items()} == {"a": "doing", "b": "doing-2"}


def test_a_board_of_archived_lists_only_gets_columns_to_archive_in() -> None:
    ws = bring(a_board([a_list("Old", closed=True)], [a_card(1, "a", "old", closed=True)]))
    assert titles(ws)["a"].column == "backlog"


# Cards


def test_cards_keep_their_order_in_the_list_and_get_ids_by_age() -> None:
    ws = bring(a_board(THREE, [a_card(3, "top", "to do", pos=1), a_card(1, "bottom", "to do", pos=16384.5)]))
    assert [ws.card(id).title for id in ws.column_cards("to-do")] == ["top", "bottom"]  # type: ignore[union-attr]
    assert titles(ws)["bottom"].id == 1
    assert titles(ws)["top"].id == 2


def test_a_card_keeps_what_it_says() -> None:
    card = the_card(desc="**why**\n", closed=True, url="https://trello.com/c/x", start="2019-04-01T00:00:00.000Z")
    assert (card.body, card.archived, card.start) == ("**why**\n", True, "2019-04-01")
    assert card.source == {"system": "trello", "id": trello_id(1), "url": "https://trello.com/c/x"}
    assert card.created_at == "2019-03-31T01:00:00Z"
    assert card.created_by == "unknown"


def test_members_become_people_the_first_is_the_owner() -> None:
    members = [member("ana", "Ana Fox"), member("Ben.R"), member("cleo"), member("me")]
    card = the_card(idMembers=["m-Ben.R", "m-ana", "m-Ben.R", "m-gone"], members=members)
    assert (card.owner, card.responsible) == ("ben.r", ["ana"])
    assert card.extra["idMembers"] == ["m-gone"]
    ws = bring(a_board(THREE, members=members))
    assert [(p.handle, p.name, p.login, p.active) for p in ws.people()] == [
        ("ana", "Ana Fox", None, True),
        ("ben.r", "Ben.R", None, True),
        ("cleo", "Cleo", None, True),
        ("me-1", "Me", None, True),
    ]


def test_someone_who_left_the_board_becomes_an_inactive_person() -> None:
    said = action("commentCard", 2, 1, "zoe", text="Bye")
    ws = bring(a_board(THREE, [a_card(1, "One", "to do")], [said]))
    assert ws.person("zoe").active is False  # type: ignore[union-attr]
    assert [(c.author, c.at, c.text) for c in ws.comments("card", 1)] == [("zoe", "2019-03-31T02:00:00Z", "Bye")]


def test_a_deleted_account_is_unknown() -> None:
    ws = bring(a_board(THREE, [a_card(1, "One", "to do")], [action("commentCard", 2, 1, None, text="Bye")]))
    assert ws.people() == []
    assert [c.author for c in ws.comments("card", 1)] == ["unknown"]


def test_labels_become_tags_the_colour_stands_for_a_missing_name() -> None:
    labels = [
        {"id": "l1", "name": "HOLD for Validation", "color": "sky"},
        {"id": "l2", "name": "", "color": "lime"},
        {"id": "l3", "name": "🚀", "color": None},
    ]
    assert the_card(idLabels=["l1", "l2", "l3", "gone"], labels=labels).tags == ["hold-for-validation", "lime", "label"]
    assert the_card(labels=[]).tags == ()


def test_one_checklist_is_taken_as_it_is_several_are_told_apart() -> None:
    def checklist(name: str, pos: int, *items: str) -> dict[str, Any]:
        return {
            "id": name,
            "name": name,
            "idCard": trello_id(1),
            "pos": pos,
            "checkItems": [
                {"name": item, "state": "complete" if item == "b" else "incomplete", "pos": -number}
                for number, item in enumerate(items)
            ],
        }

    one = the_card(checklists=[checklist("Steps", 1, "a", "b")])
    assert one.checklist == [{"text": "b", "done": True}, {"text": "a", "done": False}]
    assert one.extra["checklist_name"] == "Steps"
    two = the_card(checklists=[checklist("Then", 2, "c"), checklist("First", 1, "b")])
    assert [item["text"] for item in two.checklist] == ["First: b", "Then: c"]


def test_a_checklist_item_too_long_is_cut_and_kept_whole_in_extra() -> None:
    items = [{"name": "x" * 300, "state": "incomplete"}]
    card = the_card(checklists=[{"id": "c", "name": "Checklist", "idCard": trello_id(1), "checkItems": items}])
    assert len(card.checklist[0]["text"]) == 200
    assert card.extra["checklist"] == ["x" * 300]


def test_due_dates_and_members_of_checklist_items_are_reported() -> None:
    items = [
        {"name": "a", "due": "2026-01-01T00:00:00Z", "idMember": "m"},
        {"name": "b", "idMember": "m"},
        {"name": "c"},
    ]
    checklists = [{"id": "c", "name": "Checklist", "idCard": trello_id(1), "checkItems": items}]
    assert "due dates or members of checklist items: 3" in lost(checklists=checklists)


def test_due_is_the_date_where_the_person_is_and_the_time_stays_in_extra(in_zone: Any) -> None:
    in_zone("Europe/Zurich")
    card = the_card(due="2019-04-26T22:30:00.000Z")
    assert (card.due, card.extra["due"]) == ("2019-04-27", "2019-04-26T22:30:00Z")
    assert "extra" not in the_card(due="2019-04-26T22:00:00.000Z").doc


def test_a_due_date_marked_complete_is_kept_unless_the_column_says_so() -> None:
    assert the_card(due="2019-04-26T00:00:00Z", dueComplete=True).extra == {"dueComplete": True}
    assert "extra" not in the_card(due="2019-04-26T00:00:00Z", dueComplete=True, in_list="done").doc
    assert "not a done one (in extra): 1" in lost(due="2019-04-26T00:00:00Z", dueComplete=True)


def test_attachments_become_links_if_they_are_web_addresses() -> None:
    card = the_card(
        attachments=[{"id": "1", "url": "https://x.org/a", "name": "Plan"}, {"id": "2", "url": "file:///etc/passwd"}]
    )
    assert card.links == ["https://x.org/a"]
    assert card.extra == {"links": ["file:///etc/passwd"], "attachments": {"https://x.org/a": "Plan"}}


def test_attachments_are_read_from_the_actions_where_cards_have_none() -> None:
    def attach(kind: str, number: int, id: str) -> dict[str, Any]:
        return action(kind, number, 1, attachment={"id": id, "url": f"https://x.org/{id}"})

    done = [
        attach("addAttachmentToCard", 2, "a"),
        attach("addAttachmentToCard", 3, "b"),
        attach("deleteAttachmentFromCard", 4, "a"),
    ]
    assert the_card(actions=done).links == ["https://x.org/b"]


def test_what_has_no_place_is_kept_and_reported() -> None:
    fields = {
        "customFieldItems": [{"idCustomField": "f", "value": {"number": "8"}}],
        "idMembersVoted": ["m"],
        "dueReminder": -1,
        "coordinates": {"latitude": 47.1, "longitude": 8.5},
        "cover": {"color": None, "size": "normal"},
        "address": None,
    }
    card = the_card(customFields=[{"id": "f", "name": "Points"}], **fields)
    assert card.extra == {
        "customFieldItems": {"Points": {"number": "8"}},
        "idMembersVoted": ["m"],
        "coordinates": fields["coordinates"],
    }
    assert "cards with coordinates (in extra): 1" in lost(**fields)


def test_a_long_title_is_cut_and_stands_whole_at_the_top_of_the_body() -> None:
    ws = bring(a_board(THREE, [a_card(1, "long " * 2000, "to do", desc="text")]))
    card = ws.card(1)
    assert card is not None
    assert (len(card.title), card.title[-1]) == (200, "…")
    assert card.body == ("long " * 2000).strip() + "\n\ntext"


def test_an_empty_title_and_one_with_newlines() -> None:
    found = plan(a_board(THREE, [a_card(1, " \n", "to do"), a_card(2, "two\nlines", "to do")]))
    assert set(titles(take_in(found)[0])) == {"(no title)", "two lines"}
    assert "cards without a title, now called “(no title)”: 1" in found.lost


def test_a_body_over_256_kib_is_cut_and_kept_whole_in_extra() -> None:
    card = the_card(desc="é" * 200_000)
    assert len(card.body.encode()) == 256 * 1024
    assert card.extra["body"] == "é" * 200_000


# History


def test_moves_become_history_with_their_own_times_and_authors() -> None:
    done = [
        action("createCard", 1, 1, "ana", list={"id": "to do", "name": "To Do"}),
        move(2, 1, "To Do", "In Progress", "ben"),
        move(5, 1, "In Progress", "Done", "ana"),
        action("updateCard", 6, 1, "ana", old={"closed": False}),
    ]
    done[0]["data"]["card"]["name"] = "One"
    done[3]["data"]["card"]["closed"] = True
    board = a_board(THREE, [a_card(1, "One", "done", closed=True)], done)
    ws, entry = take_in(plan(board))
    told = [(t.happened, t.who, t.action, t.change.id, t.change.before, t.change.after) for t in entry.told]
    assert told == [
        ("2019-03-31T01:00:00Z", "ana", "card.created", 1, None, {"title": "One", "column": "to-do"}),
        ("2019-03-31T02:00:00Z", "ben", "card.moved", 1, {"column": "to-do"}, {"column": "in-progress"}),
        ("2019-03-31T05:00:00Z", "ana", "card.moved", 1, {"column": "in-progress"}, {"column": "done"}),
        ("2019-03-31T06:00:00Z", "ana", "card.archived", 1, {"archived": None}, {"archived": True}),
    ]
    assert {t.source for t in entry.told} == {"trello"}
    card = titles(ws)["One"]
    assert card.created_by == "ana"
    assert card.started_at == "2019-03-31T02:00:00Z"
    assert (card.entered_column_at, card.finished_at) == ("2019-03-31T05:00:00Z", "2019-03-31T05:00:00Z")


def test_a_card_that_came_back_out_of_done_is_not_finished_but_stays_started() -> None:
    moves = [move(2, 1, "To Do", "In Progress"), move(3, 1, "In Progress", "Done"), move(4, 1, "Done", "To Do")]
    card = the_card(actions=moves)
    assert (card.started_at, card.finished_at) == ("2019-03-31T02:00:00Z", None)
    assert card.entered_column_at == "2019-03-31T04:00:00Z"


def test_without_a_cut_a_card_was_always_where_it_is_first_seen() -> None:
    card = the_card(in_list="in progress", actions=[action("commentCard", 5, 1, text="hm")])
    assert card.started_at == card.created_at == card.entered_column_at


def test_a_cut_history_gives_no_made_up_times_and_is_reported() -> None:
    filler = [action("updateCard", 3, 9, old={"pos": 1}) for _ in range(999)]
    cards = [a_card(1, "One", "done"), a_card(2, "Two", "in progress")]
    found = plan(a_board(THREE, cards, [move(4, 1, "In Progress", "Done"), *filler]))
    ws = take_in(found)[0]
    one, two = titles(ws)["One"], titles(ws)["Two"]
    assert (one.started_at, one.finished_at) == (None, "2019-03-31T04:00:00Z")
    assert (two.started_at, two.entered_column_at) == (None, two.created_at)
    words = "\n".join(found.lost)
    assert "The file ends at 1,000 actions, where Trello cuts it" in words
    assert "cards without a create action: who made them is not known: 2" in words
    assert "cards that were under way before the history begins: no start time: 2" in words
    assert "(change of pos 999 …): 999" in words


def test_a_list_that_the_file_does_not_name_keeps_its_name_in_history() -> None:
    _, entry = take_in(plan(a_board(THREE, [a_card(1, "One", "to do")], [move(2, 1, "Other Board", "To Do")])))
    assert entry.told[0].change.before == {"column": "other-board"}


def test_lists_without_a_column_keep_their_name_in_history() -> None:
    lists = [*THREE, a_list("Landing Page", "landing page", closed=True)]
    _, entry = take_in(plan(a_board(lists, [a_card(1, "One", "to do")], [move(2, 1, "Landing Page", "To Do")])))
    assert entry.told[0].change.before == {"column": "landing-page"}
    assert [c for c in entry.changes if c.kind == "column" and c.id == "landing-page"] == []


def test_actions_about_cards_that_are_not_in_the_file_are_counted() -> None:
    found = plan(a_board(THREE, [a_card(1, "One", "to do")], [move(2, 77, "To Do", "Done")]))
    assert found.command.told == ()
    assert "moves and comments of cards that are not in the file: 1" in found.lost


# Again


def test_a_second_import_adds_nothing_even_after_the_board_went_on() -> None:
    board = a_board(
        THREE, [a_card(1, "One", "to do")], [action("commentCard", 2, 1, text="x")], members=[member("ana")]
    )
    ws = bring(board)
    again = plan(board, ws)
    assert again.is_empty
    assert again.skipped == 1
    assert again.command.told == ()
    made = decide(ws, MoveCards([1], "done"), CONTEXT)
    assert isinstance(made, Decision)
    assert plan(board, ws.with_changes(made.changes)).is_empty


def test_a_later_export_adds_only_what_is_new() -> None:
    ws = bring(a_board(THREE, [a_card(1, "One", "to do")], members=[member("ana")]))
    cards = [a_card(1, "One, renamed", "done"), a_card(2, "Two", "to do", idMembers=["m-ana"])]
    later = a_board(
        [*THREE, a_list("New")],
        cards,
        [move(3, 1, "To Do", "Done"), move(4, 2, "Done", "To Do")],
        members=[member("ana")],
    )
    found = plan(later, ws)
    after, entry = take_in(found, ws)
    assert (found.counts["cards"], found.skipped, found.counts["people"], found.counts["columns"]) == (1, 1, 0, 0)
    assert set(titles(after)) == {"One", "Two"}
    assert [t.change.id for t in entry.told] == [titles(after)["Two"].id]


def test_people_and_columns_of_the_board_are_used() -> None:
    ws = make_workspace()
    board = a_board(
        [a_list("DOING"), a_list("Done")], [a_card(1, "One", "doing", idMembers=["m-maria"])], members=[member("maria")]
    )
    found = plan(board, ws)
    after = take_in(found, ws)[0]
    card = titles(after)["One"]
    assert (card.column, card.owner, card.id) == ("doing", "maria", 6)
    assert (found.counts["columns"], found.counts["people"]) == (0, 0)
    assert after.column_cards("doing")[-1] == card.id
    assert plan(board, after).is_empty


# Broken


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cards": [{"id": "1", "idList": "to do"}]}, "cards[0].name is missing."),
        (
            {"cards": [a_card(1, "a", "to do"), {**a_card(2, "b", "to do"), "name": 3}]},
            "cards[1].name must be text, not a number.",
        ),
        ({"cards": [a_card(1, "a", "nowhere")]}, "cards[0].idList names a list that is not in the file."),
        ({"cards": [a_card(1, "a", "to do"), a_card(1, "b", "to do")]}, "cards[1].id is the same as cards[0].id."),
        ({"cards": ["x"]}, "cards[0] must be an object, not text."),
        ({"cards": [a_card(1, "a", "to do", due="soon")]}, "cards[0].due is not a date and time: “soon”."),
        ({"cards": [a_card(1, "a", "to do", due=["x"])]}, "cards[0].due must be text, not a list."),
        ({"cards": [a_card(1, "a", "to do", idMembers=[1])]}, "cards[0].idMembers[0] must be text, not a number."),
        ({"cards": [a_card(1, "a", "to do", closed="no")]}, "cards[0].closed must be true or false, not text."),
        ({"lists": [{"name": "x"}]}, "lists[0].id is missing."),
        ({"members": {"a": 1}}, "members must be a list, not an object."),
        (
            {"actions": [{"type": "updateCard", "date": "2019-99-01T00:00:00Z", "data": {}}]},
            "actions[0].date is not a date and time",
        ),
        (
            {"actions": [{"type": "updateCard", "date": "2019-01-01T00:00:00Z", "data": {"card": "x"}}]},
            "actions[0].data.card must be an object",
        ),
        (
            {"checklists": [{"idCard": trello_id(1), "checkItems": [{"name": 1}]}], "cards": [a_card(1, "a", "to do")]},
            "checklists[0].checkItems[0].name must be text",
        ),
    ],
)
def test_what_is_missing_or_of_the_wrong_type_is_named_by_its_path(change: dict[str, Any], words: str) -> None:
    assert words in refusal({**a_board(THREE), **change}, "trello")
    assert refusal({**a_board(THREE), **change}, "trello").startswith("file.json: ")


def test_hostile_texts_are_kept_in_the_cards_and_shown_harmlessly() -> None:
    nasty = "\x1b]52;c;x\x07 [/red] \u202e\ud800"
    board = a_board(
        [a_list(nasty, "x"), a_list("Done")], [a_card(1, nasty, "x", desc=nasty)], [move(2, 1, nasty, "Done")]
    )
    found = plan(board)
    card = next(iter(take_in(found)[0].cards()))
    assert card.title == nasty
    assert not any(c in line for line in summary(found) for c in "\x1b\x07\u202e\ud800")
    assert "␛" in "\n".join(summary(found))


# The real one


@pytest.mark.skipif(not REAL.exists(), reason="the sample of a real team is not here")
def test_a_real_teams_board() -> None:
    data = REAL.read_bytes()
    found = plan(data)
    assert {
        name: found.counts[name] for name in ("cards", "open", "archived", "columns", "people", "comments", "moves")
    } == {
        "cards": 122,
        "open": 44,
        "archived": 78,
        "columns": 6,
        "people": 11,
        "comments": 93,
        "moves": 177,
    }
    ws, entry = take_in(found)
    assert [(c.name, c.does, ws.count(c.key)) for c in ws.columns()] == [
        ("Backlog/Future Work/Ideas", "queue", 18),
        ("To Do", "queue", 15),
        ("In Progress", "active", 7),
        ("Ready to merge", "active", 1),
        ("Ready for QA", "active", 0),
        ("Done", "done", 3),
    ]
    assert sum(card.due is not None for card in ws.cards()) == 25
    assert "cards without a create action: who made them is not known: 49" in found.lost
    assert all(isinstance(told, Told) and told.happened < "2019-06-13" for told in entry.told)
    assert plan(data, ws).is_empty
    assert plan(data, EMPTY) == found
