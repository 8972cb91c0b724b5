"""What another program changed in the board's file: taken in as if a person had asked for it, or refused by name."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.deciding import LATER, card, decided, refused
from tuiboard.domain import commands as c
from tuiboard.domain.changes import Change, created
from tuiboard.domain.decide import Decision
from tuiboard.domain.differences import differences
from tuiboard.domain.workspace import Workspace

Tables = dict[str, dict[Any, dict[str, Any]]]


def edit(ws: Workspace, change: Callable[[Tables], None], **more: Any) -> c.TakeInEdit:
    """The command that takes in what a script does to the tables of a board."""
    tables = deepcopy({kind: dict(table) for kind, table in ws.tables.items()})
    change(tables)
    return c.TakeInEdit(differences(ws, Workspace(tables)), "board.json", **more)


def taken(ws: Workspace, command: c.TakeInEdit) -> tuple[Workspace, Decision]:
    found = decided(ws, command)
    return ws.with_changes(found.changes), found


def test_one_entry_says_what_was_changed_by_whom_and_why(workspace: Workspace) -> None:
    def script(tables: Tables) -> None:
        tables["card"][2]["title"] = "Label  patch\npanels A"
        tables["card"][2]["due"] = "2026-04-01"
        tables["person"]["omar"]["active"] = False

    ws, found = taken(workspace, edit(workspace, script))
    assert (found.action, found.why) == ("external-edit", "board.json was changed outside")
    assert found.changes == (
        Change("person", "omar", {"active": None}, {"active": False}),
        Change("card", 2, {"title": "Label patch panels", "due": None},
               {"title": "Label patch panels A", "due": "2026-04-01"}),
    )  # fmt: skip
    assert card(ws, 2).title == "Label patch panels A", "folded as everywhere"


def test_a_card_that_a_script_moves_goes_to_the_end_and_its_clocks_begin(workspace: Workspace) -> None:
    def script(tables: Tables) -> None:
        tables["card"][1]["column"] = "doing"
        tables["card"][3].update(column="done", finished_at="2020-01-01T00:00:00Z", entered_column_at=LATER)

    ws, found = taken(workspace, edit(workspace, script))
    assert ws.column_cards("doing") == [1]
    assert (card(ws, 1).started_at, card(ws, 1).entered_column_at) == (LATER, LATER)
    assert ws.column_cards("done") == [5, 3]
    assert (card(ws, 3).finished_at, card(ws, 3).entered_column_at) == (LATER, LATER)
    assert "Card 3: entered_column_at, finished_at say when it was taken in" in found.warnings[0]


def test_new_cards_need_a_title_and_a_column_and_get_the_rest(workspace: Workspace) -> None:
    def script(tables: Tables) -> None:
        tables["card"][6] = {"title": "From a script", "column": "doing", "mood": {"x": [1]}, "depends_on": [7]}
        tables["card"][7] = {"id": 7, "title": "Second", "column": "new", "archived": False, "due": None}
        tables["column"]["new"] = {"key": "new", "name": "New", "kind": "queue"}
        tables["comment"] = {1: {"on": ["card", 6], "text": "hi"}}

    ws, _ = taken(workspace, edit(workspace, script))
    assert ws.doc("card", 6) == {
        "id": 6, "title": "From a script", "column": "doing", "mood": {"x": [1]}, "depends_on": [7],
        "rank": card(ws, 6).rank, "created_at": LATER, "created_by": "ana", "entered_column_at": LATER,
        "started_at": LATER,
    }  # fmt: skip
    assert ws.column_cards("doing") == [3, 6]
    assert set(ws.doc("card", 7) or {}) == {
        "id",
        "title",
        "column",
        "rank",
        "created_at",
        "created_by",
        "entered_column_at",
    }
    assert [column.key for column in ws.columns()][-1] == "new"
    assert ws.comments("card", 6)[0].doc == {"id": 1, "on": ["card", 6], "author": "ana", "at": LATER, "text": "hi"}
    assert ws.next_id("card") == 8


def test_what_this_version_does_not_know_stays_as_it_is(workspace: Workspace) -> None:
    def script(tables: Tables) -> None:
        tables["card"][1]["mood"] = False
        tables["card"][1]["moods"] = []
        tables["spaceship"] = {1: {"speed": 3, "off": False, "crew": []}}

    ws, _ = taken(workspace, edit(workspace, script))
    assert (ws.doc("card", 1) or {})["mood"] is False
    assert (ws.doc("card", 1) or {})["moods"] == []
    assert ws.doc("spaceship", 1) == {"speed": 3, "off": False, "crew": []}


def test_things_can_be_removed_together_with_what_is_on_them(workspace: Workspace) -> None:
    def script(tables: Tables) -> None:
        del tables["card"][3]
        tables["card"][4]["depends_on"] = []
        del tables["person"]["ana"]

    ws, _ = taken(workspace, edit(workspace, script))
    assert ws.card(3) is None
    assert ws.person("ana") is None
    assert "depends_on" not in (ws.doc("card", 4) or {})


def test_a_change_of_a_columns_kind_finishes_its_cards(workspace: Workspace) -> None:
    ws, _ = taken(workspace, edit(workspace, lambda tables: tables["column"]["review"].update(kind="done")))
    assert card(ws, 4).finished_at == LATER


def put(kind: str, id: Any, /, **fields: Any) -> Callable[[Tables], None]:
    return lambda tables: tables.setdefault(kind, {}).setdefault(id, {}).update(fields)


def gone(kind: str, id: Any) -> Callable[[Tables], None]:
    return lambda tables: tables[kind].pop(id) and None


def cycle(tables: Tables) -> None:
    tables["card"][1]["depends_on"] = [2]
    tables["card"][2]["depends_on"] = [1]


REFUSED = [
    (put("card", 1, due="2026-99-01"), "bad_data", "Card 1, due: “2026-99-01” is not a date"),
    (put("card", 1, title="x" * 201), "bad_data", "Card 1, title: The title has 201 characters"),
    (put("card", 1, title=None), "bad_data", "Card 1, title"),
    (put("card", 1, column="nowhere"), "bad_data", "Card 1, column: There is no column “nowhere”"),
    (put("card", 1, column=["x"]), "bad_data", "Card 1, column: There is no column"),
    (put("card", 1, rank=7), "bad_data", "Card 1, rank"),
    (put("card", 1, owner="zoe"), "not_found", "Card 1, owner: Nobody here is called “zoe”"),
    (put("card", 1, value=9), "bad_data", "Card 1, value"),
    (put("card", 1, archived="yes"), "bad_data", "Card 1, archived"),
    (put("card", 1, blocked="yes"), "bad_data", "Card 1, blocked"),
    (put("card", 1, blocked={"reason": ""}), "bad_data", "Card 1, blocked"),
    (put("card", 1, depends_on=[99]), "not_found", "Card 1, depends_on: There is no card 99"),
    (cycle, "rule", "depends_on: That would be a cycle"),
    (put("card", 1, source="x"), "bad_data", "Card 1, source"),
    (put("card", 1, created_at="2020-01-01T00:00:00Z"), "bad_data", "Card 1, created_at: that is kept by tuiboard"),
    (put("card", 1, finished_at="2020-01-01T00:00:00Z"), "bad_data", "Card 1, finished_at"),
    (put("card", 1, id=8), "bad_data", "Card 1, id"),
    (put("card", 8, title="x", column="doing"), "bad_data", "Card 8, id: that number is out of order"),
    (put("card", 6, title="x", column="doing", id=9), "bad_data", "Card 6, id: the document says “9”"),
    (put("card", 6, column="doing"), "bad_data", "Card 6, title"),
    (put("card", 6, title="x"), "bad_data", "Card 6, column"),
    (put("card", "six", title="x", column="doing"), "bad_data", "Card “six”, id: it must be a whole number"),
    (gone("card", 3), "rule", "Card 3 is gone from the file, but Card 4 refers to it"),
    (gone("column", "review"), "rule", "Column “review” is gone from the file, but Card 4 refers to it"),
    (gone("person", "omar"), "rule", "Person @omar is gone from the file, but Card 4 refers to it"),
    (put("column", "doing", kind="fast"), "bad_data", "Column “doing”, kind: “fast” is not a kind of column"),
    (put("column", "doing", kind=["x"]), "bad_data", "Column “doing”, kind"),
    (put("column", "doing", name=5), "bad_data", "Column “doing”, name"),
    (put("column", "doing", name="Review"), "rule", "There is a column “Review” already"),
    (put("column", "new", key="new", name="New"), "bad_data", "Column “new”, kind"),
    (put("column", "doing", wip_limit=0), "bad_data", "Column “doing”, wip_limit"),
    (put("person", "omar", hours_per_week=500), "bad_data", "Person @omar, hours_per_week"),
    (put("person", "omar", login="ana"), "rule", "Person @omar, login: The login “ana” is @ana's already"),
    (put("person", "a b", handle="a b"), "bad_data", "Person @a b, handle"),
    (put("project", "refresh", deadline="soon"), "bad_data", "Project “refresh”, deadline"),
    (put("milestone", 1, title="x", project="nope"), "not_found", "Milestone M1, project: There is no project “nope”"),
    (put("comment", 1, on=["card", 77], text="hi"), "not_found", "Comment 1, on: There is no card 77"),
    (put("comment", 1, on="card", text="hi"), "bad_data", "Comment 1, on"),
    (put("comment", 1, on=["card", 1], text=" "), "bad_data", "Comment 1, text: The comment is empty"),
    (put("board", "board", uuid="x"), "bad_data", "The board, uuid: that is kept by tuiboard"),
    (put("board", "board", filters={"x": 5}), "bad_data", "The board, filters"),
    (put("board", "board", settings={"priority": {"due": 1e308}}), "bad_data", "settings: due must be between 0 and"),
    (put("board", "board", settings={"priority": {"due": 10**400}}), "bad_data", "settings: due must be between 0"),
    (put("board", "board", settings={"risk": {"appetite": "x"}}), "bad_data", "The board, settings"),
    (put("board", "board", settings={"support": {"escalation_hours": [5, 1]}}), "bad_data", "The board, settings"),
    (put("board", "board", settings={"calendar": {"holidays": [5]}}), "bad_data", "The board, settings"),
    (put("board", "board", settings={"handoff": [5]}), "bad_data", "The board, settings"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "code", "words"), REFUSED)
def test_what_a_person_could_not_set_is_refused_naming_entity_and_field(
    workspace: Workspace, script: Callable[[Tables], None], code: str, words: str
) -> None:
    refusal = refused(workspace, edit(workspace, script))
    assert words in refusal.message
    assert refusal.code == code


def test_of_the_boards_rules_only_what_the_file_changed_is_checked(workspace: Workspace) -> None:
    odd = {"priority": {"due": 1e308, "age": 5, "later": [1]}, "handoff": {"hours": -1}, "later": 5}
    ws = workspace.with_changes([Change("board", "board", {"settings": None}, {"settings": odd})])
    wanted = {"priority": {"due": 1e308, "newer": 7}, "handoff": {"hours": -1}, "later": 6}
    after, _ = taken(ws, edit(ws, put("board", "board", settings=wanted)))
    assert after.board.settings == wanted


def test_one_wrong_value_among_many_takes_nothing_in(workspace: Workspace) -> None:
    def script(tables: Tables) -> None:
        tables["card"][1]["title"] = "Fine"
        tables["card"][5]["due"] = "never"

    assert "Card 5, due" in refused(workspace, edit(workspace, script)).message


def test_a_number_that_was_used_is_not_used_again(workspace: Workspace) -> None:
    ws = workspace.with_changes([created("card", 6, {**card(workspace, 1).doc, "id": 6})])
    ws = ws.with_changes([Change("card", 6, ws.doc("card", 6), None)])
    script = edit(workspace, put("card", 6, title="x", column="doing"))
    assert "Card 6, id: that number is or was in use" in refused(ws, script).message
    assert "The next free one is 7." in refused(ws, script).hint


def test_a_hard_limit_holds_here_too_unless_there_is_a_reason() -> None:
    columns = [{"key": "todo", "name": "To do", "kind": "queue"},
               {"key": "doing", "name": "Doing", "kind": "active", "wip_limit": 1, "wip_hard": True}]  # fmt: skip
    ws = make_workspace(columns=columns, cards=[{"title": "A"}, {"title": "B", "column": "doing"}])
    script = edit(ws, put("card", 1, column="doing"))
    assert (refused(ws, script).details or {})["needs"] == "reason"
    _, found = taken(ws, script._replace(reason="the fire"))
    assert found.why == "board.json was changed outside: the fire"

    def swap(tables: Tables) -> None:
        tables["card"][1]["column"], tables["card"][2]["column"] = "doing", "todo"

    assert decided(ws, edit(ws, swap)), "one in, one out is not over it"


# What the board has changed since


def since(ws: Workspace, *changes: Change) -> Workspace:
    return ws.with_changes(changes)


def test_what_was_changed_here_and_there_in_different_places_is_joined(workspace: Workspace) -> None:
    command = edit(workspace, put("card", 1, due="2026-05-01", tags=["network", "script"]))
    now = since(
        workspace, Change("card", 1, {"title": "Replace core switch"}, {"title": "New"}),
        Change("card", 1, {"tags": ["network"]}, {"tags": ["urgent", "network"]}),
    )  # fmt: skip
    ws, _ = taken(now, command)
    assert (card(ws, 1).title, card(ws, 1).due) == ("New", "2026-05-01")
    assert set(card(ws, 1).tags) == {"urgent", "network", "script"}


def test_the_same_field_set_otherwise_by_both_needs_a_choice(workspace: Workspace) -> None:
    command = edit(workspace, put("card", 1, title="Script's", due="2026-05-01"))
    now = since(workspace, Change("card", 1, {"title": "Replace core switch"}, {"title": "Omar's"}))
    refusal = refused(now, command)
    assert refusal.code == "conflict"
    assert "title of Card 1" in refusal.message
    assert refusal.details == {"clashes": [
        {"kind": "card", "id": 1, "field": "title", "was": "Replace core switch", "file": "Script's", "board": "Omar's"}
    ]}  # fmt: skip
    ws, found = taken(now, command._replace(standing="board"))
    assert (card(ws, 1).title, card(ws, 1).due) == ("Omar's", "2026-05-01")
    ws, found = taken(now, command._replace(standing="file"))
    assert card(ws, 1).title == "Script's"
    assert found.changes == (
        Change("card", 1, {"due": "2026-03-13", "title": "Omar's"}, {"due": "2026-05-01", "title": "Script's"}),
    )


def test_what_one_removed_and_the_other_changed_needs_a_choice_too(workspace: Workspace) -> None:
    now = since(workspace, Change("card", 2, {"title": "Label patch panels"}, {"title": "Omar's"}))
    removal = edit(workspace, gone("card", 2))
    assert refused(now, removal).code == "conflict"
    assert taken(now, removal._replace(standing="file"))[0].card(2) is None
    assert taken(now, removal._replace(standing="board"))[1].changes == ()
    removed = since(workspace, Change("card", 2, workspace.doc("card", 2), None))
    change = edit(workspace, put("card", 2, title="Script's"))
    assert refused(removed, change).code == "conflict"
    assert taken(removed, change._replace(standing="board"))[1].changes == ()
    assert "is gone from the board" in refused(removed, change._replace(standing="file")).message


def test_what_was_taken_in_already_is_not_taken_in_again(workspace: Workspace) -> None:
    def script(tables: Tables) -> None:
        tables["card"][6] = {"title": "New", "column": "doing", "created_at": "2020-01-01T00:00:00Z"}
        tables["card"][1]["column"] = "doing"
        del tables["card"][5]
        tables["person"]["zoe"] = {"handle": "zoe"}

    command = edit(workspace, script)
    ws, _ = taken(workspace, command)
    assert decided(ws, command).changes == ()


def test_all_that_is_wrong_is_said_at_once_with_advice_that_can_be_followed(workspace: Workspace) -> None:
    def script(tables: Tables) -> None:
        tables["card"][1]["owner"] = "zoe"
        tables["card"][2]["due"] = "soon"

    found = refused(workspace, edit(workspace, script))
    assert "Card 1, owner: Nobody here is called “zoe”" in found.message
    assert "Card 2, due: “soon” is not a date" in found.message
    assert found.hint == "Correct that in the file, or leave the edit out."

    def script_of_one(tables: Tables) -> None:
        tables["card"][1]["owner"] = "zoe"

    alone = refused(workspace, edit(workspace, script_of_one))
    assert alone.hint == "Name another in the file, add it there too, or leave the edit out."


OFFERED = {"on": ["card", 3], "giver": "ana", "receiver": "omar", "state": "offered"}
PROMISED = {"on": ["card", 3], "performer": "omar", "customer": "@ana", "due": "2026-04-01", "state": "requested"}
DECIDED = {"title": "Switch", "decision": "Buy", "date": "2026-03-01", "decider": "ana"}


def with_agreements(ws: Workspace) -> Workspace:
    docs = (("handoff", OFFERED), ("promise", {**PROMISED, "state": "promised"}), ("decision", DECIDED))
    return ws.with_changes([created(kind, 1, {"id": 1, **doc}) for kind, doc in docs])


@pytest.mark.parametrize(
    ("kind", "fields", "name"),
    [
        ("handoff", {"state": "accepted", "giver": "omar"}, "Hand-off H1, giver"),
        ("handoff", {"state": "accepted", "answered_at": LATER}, "Hand-off H1, answered_at"),
        ("handoff", {"offered_at": "2020-01-01T00:00:00Z"}, "Hand-off H1, offered_at"),
        ("promise", {"state": "kept"}, "Promise P1, state"),
        ("promise", {"due": "2027-01-01"}, "Promise P1, due"),
        ("decision", {"decision": "Lease"}, "Decision D1, decision"),
    ],
)
def test_what_two_people_agreed_on_and_what_was_decided_is_not_set_from_outside(
    workspace: Workspace, kind: str, fields: dict[str, Any], name: str
) -> None:
    ws = with_agreements(workspace)
    found = refused(ws, edit(ws, lambda tables: tables[kind][1].update(fields)))
    assert found.message == f"{name}: that is kept by tuiboard and can't be set from outside."


def test_the_rest_of_an_agreement_is_changed_from_outside(workspace: Workspace) -> None:
    ws = with_agreements(workspace)

    def script(tables: Tables) -> None:
        tables["handoff"][1]["note"] = "as we said"
        tables["promise"][1]["conditions"] = "it runs"
        tables["decision"][1]["cards"] = [3]

    assert len(taken(ws, edit(ws, script))[1].changes) == 3


@pytest.mark.parametrize(
    ("kind", "doc", "words"),
    [
        ("handoff", OFFERED, "offered"),
        ("promise", PROMISED, "requested"),
        ("handoff", {**OFFERED, "state": "accepted"}, "it is offered until it is answered on the board"),
        ("handoff", {**OFFERED, "giver": "omar", "receiver": "maria"}, "Card 3 got another owner"),
        ("handoff", {**OFFERED, "on": ["card", 5], "giver": "ana"}, "Card 5 is done"),
        ("handoff", {**OFFERED, "on": ["column", "doing"]}, "is no card or risk"),
        ("promise", {**PROMISED, "state": "kept"}, "it is requested until it is answered on the board"),
        ("promise", {**PROMISED, "customer": "@nobody"}, "Promise P1, customer: Nobody here is called “nobody”"),
        ("promise", {**PROMISED, "on": ["card", 99]}, "Promise P1, on: There is no card 99"),
    ],
)
def test_a_script_may_offer_and_ask_and_gives_nobodys_word(
    workspace: Workspace, kind: str, doc: dict[str, Any], words: str
) -> None:
    command = edit(workspace, lambda tables: tables.update({kind: {1: {"id": 1, **doc, "created_by": "maria"}}}))
    if doc["state"] == words:
        made = taken(workspace, command)[0].doc(kind, 1) or {}
        assert (made["state"], made.get("offered_at", made.get("created_at"))) == (words, LATER)
        assert made.get("created_by", "ana") == "ana", "who took it in"
    else:
        assert words in refused(workspace, command).message
