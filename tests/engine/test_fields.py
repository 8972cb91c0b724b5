"""Fields as text: what `edit` and the forms understand."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT
from tuiboard.domain.changes import created
from tuiboard.domain.commands import EditCards, EditColumn, EditMilestone, EditPerson, EditProject
from tuiboard.domain.decide import Decision, checks, decide, risk_checks
from tuiboard.domain.decide import columns as decide_columns
from tuiboard.domain.decide import people as decide_people
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.engine.fields import FIELDS, Kind, format_value, parse_assignments, parse_column, parse_value

TODAY = "2026-11-24"  # a Tuesday
WS = make_workspace(milestones=({"title": "Go live"},)).with_changes(
    [created("risk", 1, {"id": 1, "title": "a"}), created("risk", 2, {"id": 2, "title": "b"})]
)


def value(field: str, text: str, kind: Kind = "card") -> Any:
    return parse_value(field, text, WS, TODAY, "ana", kind)


def refusal(*words: str, kind: Kind = "card") -> Refusal:
    with pytest.raises(Refused) as refused:
        parse_assignments(words, WS, TODAY, "ana", kind)
    return refused.value.refusal


def test_words_of_the_manual() -> None:
    words = ["due=fri", "tags+=x", "tags-=y", "responsible+=omar", "depends_on+=2", "links+=https://x.y/a,b", "owner="]
    found = parse_assignments(words, WS, TODAY, "ana")
    assert found.set == {"due": "2026-11-27", "owner": None}
    assert found.add == {"tags": ["x"], "responsible": ["omar"], "depends_on": [2], "links": ["https://x.y/a,b"]}
    assert found.remove == {"tags": ["y"]}
    assert isinstance(decide(WS, EditCards([1], *found), CONTEXT), Decision)


@pytest.mark.parametrize(
    ("field", "text", "stored"),
    [
        ("title", " Fix\n the door ", "Fix the door"),
        ("body", "# A\n\nb = c ", "# A\n\nb = c "),
        ("owner", "MAR", "maria"),
        ("owner", "@me", "ana"),
        ("owner", "none", None),
        ("value", "4", 4),
        ("value", "!0", 0),
        ("due", "tomorrow", "2026-11-25"),
        ("due", "none", None),
        ("start", "2026-12-01", "2026-12-01"),
        ("snoozed_until", "+3d", "2026-11-27"),
        ("effort", "2h30m", 2.5),
        ("effort", "~2d", 16),
        ("project", "network", "refresh"),
        ("milestone", "*M1", 1),
        ("milestone", "go", 1),
        ("tags", "#a, b c,a", ["a", "b", "c"]),
        ("responsible", "@ana, Omar Haddad,me", ["ana", "omar"]),
        ("depends_on", "2, #3 2", [2, 3]),
        ("links", "https://x.y  http://z", ["https://x.y", "http://z"]),
        ("promised_to", "City  Hall", "City Hall"),
        ("checklist", "- [x] one\n* two\n\n[ ] three\nfour [x]",
         [{"text": "one", "done": True}, {"text": "two", "done": False}, {"text": "three", "done": False},
          {"text": "four [x]", "done": False}]),
    ],
)  # fmt: skip
def test_what_a_text_stands_for(field: str, text: str, stored: object) -> None:
    assert value(field, text) == stored


@pytest.mark.parametrize("field", [name for name in FIELDS["card"] if name != "title"])
def test_an_empty_value_clears(field: str) -> None:
    assert parse_assignments([f"{field}= "], WS, TODAY, "ana").set == {field: None}
    assert format_value(field, None) == ""


@pytest.mark.parametrize(
    ("word", "code", "says"),
    [
        ("due", "usage", "“due” is not FIELD=VALUE."),
        ("=x", "usage", "“=x” is not FIELD=VALUE."),
        ("", "usage", "is not FIELD=VALUE"),
        ("duu=fri", "usage", "A card has no field “duu”. Did you mean “due”?"),
        ("for=Bob", "usage", "Did you mean “promised_to”?"),
        ("zzzz=1", "usage", "Fields: title, body, owner"),
        ("column=done", "usage", "`tuiboard move ID COLUMN` moves a card."),
        ("blocked=x", "usage", "`tuiboard block ID REASON`"),
        ("archived=yes", "usage", "`tuiboard archive ID`"),
        ("due+=fri", "usage", "due is not a list. Write due=VALUE to set it."),
        ("tags+=", "usage", "“tags+=” names nothing."),
        ("title=", "bad_data", "The title is empty."),
        ("title=" + "x" * 201, "bad_data", "The title has 201 characters; at most 200 fit."),
        ("owner=nobody", "not_found", "Nobody here is called “nobody”."),
        ("responsible+=ana,nobody", "not_found", "Nobody here is called “nobody”."),
        ("project=x", "not_found", "There is no project “x”."),
        ("milestone=M9", "not_found", "There is no milestone “M9”."),
        ("depends_on+=99", "not_found", "There is no card “99”."),
        ("due=someday", "bad_data", "someday"),
        ("value=6", "bad_data", "value must be between 0 and 5, not 6."),
        ("value=-1", "bad_data", "value must be between 0 and 5, not -1."),
        ("value=nan", "bad_data", "“nan” is not a whole number for value. Write 0 to 5."),
        ("value=1e3", "bad_data", "“1e3” is not a whole number"),
        ("value=" + "9" * 5000, "bad_data", "is not a whole number"),
        ("effort=inf", "bad_data", "“inf” is not an effort"),
        ("effort=-2d", "bad_data", "“-2d” is not an effort"),
        ("effort=999999w", "bad_data", "999999w"),
        ("tags+=" + "t" * 61, "bad_data", "can't be a tag"),
        ("body=" + "é" * 140_000, "bad_data", "The body has 280,000 bytes"),
    ],
)
def test_a_word_that_makes_no_sense_is_named_with_what_to_do(word: str, code: str, says: str) -> None:
    found = refusal(word)
    assert found.code == code
    assert says in found.text
    assert len(found.text) < 400


def test_a_field_is_set_once() -> None:
    assert refusal("due=fri", "DUE=mon").message == "due is set twice."
    assert parse_assignments(["tags=a", "tags+=b", "tags+=c"], WS, TODAY, "ana").add == {"tags": ["b", "c"]}


def test_a_dash_stands_for_the_underscore() -> None:
    assert parse_assignments(["promised-to=Bob", "snoozed-until=fri"], WS, TODAY, "ana").set == {
        "promised_to": "Bob",
        "snoozed_until": "2026-11-27",
    }


def test_a_checklist_item_is_removed_done_or_not() -> None:
    ws = make_workspace(
        cards=({"title": "x", "checklist": [{"text": "a", "done": True}, {"text": "b", "done": False}]},)
    )
    found = parse_assignments(["checklist-=a", "checklist+=c"], ws, TODAY, "ana")
    decided = decide(ws, EditCards([1], *found), CONTEXT)
    assert isinstance(decided, Decision)
    assert decided.changes[0].after == {"checklist": [{"text": "b", "done": False}, {"text": "c", "done": False}]}


@pytest.mark.parametrize(
    ("kind", "word", "stored"),
    [
        ("column", "name=In  progress", "In progress"),
        ("column", "kind=ACTIVE", "active"),
        ("column", "wip_limit=3", 3),
        ("column", "wip_limit=", None),
        ("column", "wip-limit=none", None),
        ("column", "wip_hard=yes", True),
        ("column", "wip_hard=off", False),
        ("column", "stale_after_days=5", 5),
        ("column", "policy=a\nb", "a\nb"),
        ("person", "name=Ana  Ruiz", "Ana Ruiz"),
        ("person", "login=", None),
        ("person", "hours_per_week=32", 32),
        ("person", "hours_per_week=37,5", 37.5),
        ("person", "role=Net", "Net"),
        ("person", "active=No", False),
        ("project", "sponsor=City Hall", "City Hall"),
        ("project", "deadline=12-24", "2026-12-24"),
        ("milestone", "title=Go live", "Go live"),
        ("milestone", "due=eom", "2026-11-30"),
        ("milestone", "project=net", "refresh"),
    ],
)
def test_fields_of_columns_people_projects_and_milestones(kind: Kind, word: str, stored: object) -> None:
    (found,) = parse_assignments([word], WS, TODAY, "ana", kind).set.values()
    assert found == stored


@pytest.mark.parametrize(
    ("kind", "word", "says"),
    [
        ("column", "name=", "The name is empty."),
        ("column", "kind=", "is not a kind of column. Kinds: queue, active, done."),
        ("column", "kind=bin", "“bin” is not a kind of column."),
        ("column", "wip_limit=0", "wip_limit must be between 1 and 10000, not 0."),
        ("column", "wip_limit=2.5", "“2.5” is not a whole number for wip_limit."),
        ("column", "wip_limit=inf", "“inf” is not a whole number"),
        ("column", "stale_after_days=-3", "stale_after_days must be between 1"),
        ("column", "wip_hard=maybe", "“maybe” is neither yes nor no for wip_hard. Write yes or no."),
        ("column", "wip=3", "A column has no field “wip”."),
        ("person", "hours_per_week=0", "“0” can't be hours_per_week. Write a number above 0, at most 168."),
        ("person", "hours_per_week=nan", "“nan” can't be hours_per_week."),
        ("person", "hours_per_week=1e999", "“1e999” can't be"),
        ("person", "hours_per_week=-4", "“-4” can't be"),
        ("person", "hours_per_week=169", "“169” can't be"),
        ("person", "nam=x", "A person has no field “nam”. Did you mean “name”?"),
        ("project", "deadline=soon", "soon"),
        ("milestone", "title=", "The title is empty."),
        ("milestone", "column=x", "A milestone has no field “column”."),
    ],
)
def test_bad_values_of_columns_people_projects_and_milestones(kind: Kind, word: str, says: str) -> None:
    assert says in refusal(word, kind=kind).text


@pytest.mark.parametrize(
    ("word", "stored"),
    [
        ("title= Core  switch", "Core switch"),
        ("kind=Opportunity", "opportunity"),
        ("kind=t", "threat"),
        ("category=supplier", "supplier"),
        ("cause=It is old.\nVery.", "It is old.\nVery."),
        ("owner=@me", "ana"),
        ("confidence=MED", "medium"),
        ("proximity=2026-12-01..2026-12-20", {"from": "2026-12-01", "to": "2026-12-20"}),
        ("proximity=fri", {"from": "2026-11-27", "to": "2026-11-27"}),
        ("proximity=..eom", {"to": "2026-11-30"}),
        ("proximity=mon..", {"from": "2026-11-30"}),
        ("strategy=reduce,transfer", ["reduce", "transfer"]),
        ("strategy+=avoid", ["avoid"]),
        ("quant=30% 40k/60k/90k", {"p": 0.3, "low": 40_000, "mode": 60_000, "high": 90_000, "unit": "money"}),
        ("quant=p=.3 5d", {"p": 0.3, "low": 5, "mode": 5, "high": 5, "unit": "days"}),
        ("triggers=A letter, late\nNo answer", [{"text": "A letter, late"}, {"text": "No answer"}]),
        ("contingency-plan=Rent one", "Rent one"),
        ("next_review=+2w", "2026-12-08"),
        ("caused_by=R1, 2", [1, 2]),
        ("project=net", "refresh"),
        ("tags=#a b", ["a", "b"]),
        ("quant=", None),
        ("proximity=none", None),
    ],
)
def test_fields_of_risks(word: str, stored: object) -> None:
    found = parse_assignments([word], WS, TODAY, "ana", "risk")
    assert [*found.set.values(), *found.add.values()] == [stored]


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("title=", "The title is empty."),
        ("kind=maybe", "“maybe” is no kind. Choose threat or opportunity."),
        ("confidence=sure", "“sure” is no confidence."),
        ("proximity=2026-12-20..2026-12-01", "The proximity ends (2026-12-01) before it begins (2026-12-20)."),
        ("proximity=soon", "soon"),
        ("strategy=hope", "“hope” is no strategy."),
        ("quant=30%", "is not an estimate"),
        ("quant=30% 60k/50k/90k", "don't rise"),
        ("quant=130% 60k", "at most 100%"),
        ("caused_by=R9", "There is no risk “R9”."),
        ("state=closed", "`tuiboard risk assess|treat"),
        ("current=12", "`tuiboard risk score ID current P IMPACT` scores it."),
        ("actions=12", "`tuiboard risk link ID CARD ROLE`"),
        ("probability=6", "probability is not set like a field. `%4` in the line"),
        ("chances=6", "A risk has no field “chances”."),
    ],
)
def test_bad_values_of_risks(word: str, says: str) -> None:
    assert says in refusal(word, kind="risk").text


def test_the_fields_are_those_that_decide_takes() -> None:
    assert set(FIELDS["risk"]) == set(risk_checks.RISK_FIELDS)
    assert {name for name, field in FIELDS["risk"].items() if field.many} == risk_checks.RISK_LISTS
    assert set(FIELDS["card"]) == set(checks.CARD_FIELDS)
    assert {name for name, field in FIELDS["card"].items() if field.many} == checks.LIST_FIELDS
    assert tuple(FIELDS["column"]) == decide_columns.FIELDS
    assert tuple(FIELDS["person"]) == decide_people.PERSON_FIELDS
    assert tuple(FIELDS["project"]) == decide_people.PROJECT_FIELDS
    assert tuple(FIELDS["milestone"]) == decide_people.MILESTONE_FIELDS


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("column", EditColumn("doing", {"wip_limit": 3, "wip_hard": True, "policy": "x", "kind": "active"})),
        ("person", EditPerson("ana", {"hours_per_week": 37.5, "active": True, "role": "x"})),
        ("project", EditProject("refresh", {"deadline": "2026-12-24"})),
        ("milestone", EditMilestone(1, {"due": "2026-12-24", "project": "refresh"})),
    ],
)
def test_what_a_form_shows_is_read_and_decided_the_same(kind: Kind, command: Any) -> None:
    words = [f"{name}={format_value(name, stored, kind)}" for name, stored in command.set.items()]
    assert parse_assignments(words, WS, TODAY, "ana", kind).set == command.set
    assert isinstance(decide(WS, command, CONTEXT), Decision)


def test_a_column_needs_no_board_to_be_read() -> None:
    assert parse_column(["wip_limit=3", "name=Doing"]) == {"wip_limit": 3, "name": "Doing"}
    assert format_value("wip_limit", 3) == "3"
    assert format_value("hours_per_week", 40.0) == "40"


def test_a_tiny_effort_and_one_of_a_hand_edited_file_are_shown() -> None:
    assert format_value("effort", 0.001) == "0.001h"
    assert format_value("effort", 16) == "2d"
    assert format_value("effort", 500_000.0) == "62500d"


def test_a_field_that_nothing_has_cannot_be_shown() -> None:
    with pytest.raises(Refused):
        format_value("nothing", 1)


WORDS = st.text(st.characters(exclude_categories=("Z", "C", "M")), min_size=1, max_size=8).filter(
    lambda word: "," not in word and not word.startswith("#")
)
LINE = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "title": LINE,
        "body": st.text(min_size=1).filter(str.strip),
        "owner": st.sampled_from(["ana", "maria", "omar"]),
        "value": st.integers(0, 5),
        "due": st.dates().map(str),
        "effort": st.one_of(st.integers(0, 60_000).map(lambda minutes: minutes / 60), st.floats(0, 100_000)),
        "tags": st.lists(WORDS, min_size=1, max_size=4, unique=True),
        "responsible": st.lists(st.sampled_from(["ana", "maria", "omar"]), min_size=1, unique=True),
        "depends_on": st.lists(st.integers(1, 5), min_size=1, unique=True),
        "links": st.lists(WORDS, min_size=1, max_size=4, unique=True),
        "milestone": st.just(1),
        "project": st.just("refresh"),
        "promised_to": LINE,
        "checklist": st.lists(st.fixed_dictionaries({"text": LINE, "done": st.booleans()}), min_size=1, max_size=4),
    },
)


@given(VALUES)
def test_what_a_form_shows_is_read_as_the_same_value(stored: dict[str, Any]) -> None:
    for name, kept in stored.items():
        read = value(name, format_value(name, kept))
        assert read == (pytest.approx(kept, abs=1e-6) if name == "effort" else kept)


AMOUNTS = st.one_of(st.integers(0, 10**9), st.floats(0, 10**6).map(lambda number: round(number, 4)))
LINES_OF_TEXT = LINE.filter(lambda text: not text.endswith("Z)"))
RISK_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "title": LINE,
        "kind": st.sampled_from(["threat", "opportunity"]),
        "category": LINE,
        "cause": st.text(min_size=1).filter(str.strip),
        "owner": st.sampled_from(["ana", "maria", "omar"]),
        "confidence": st.sampled_from(["low", "medium", "high"]),
        "proximity": st.tuples(st.dates(), st.dates()).map(
            lambda days: {"from": str(min(days)), "to": str(max(days))}
        ),
        "strategy": st.lists(st.sampled_from(["avoid", "reduce", "share", "exploit"]), min_size=1, unique=True),
        "quant": st.builds(
            lambda p, points, unit: {
                "p": round(p, 6), "low": min(points), "mode": sorted(points)[1], "high": max(points), "unit": unit
            },
            st.floats(0, 1), st.lists(AMOUNTS, min_size=3, max_size=3), st.sampled_from(["money", "days"]),
        ),
        "triggers": st.lists(
            st.one_of(
                st.builds(lambda text: {"text": text}, LINES_OF_TEXT),
                st.builds(lambda text: {"text": text, "fired_at": "2026-03-02T08:00:00Z"}, LINES_OF_TEXT),
            ),
            min_size=1, max_size=3,
        ),
        "next_review": st.dates().map(str),
        "caused_by": st.lists(st.integers(1, 2), min_size=1, unique=True),
        "tags": st.lists(WORDS, min_size=1, max_size=4, unique=True),
    },
)  # fmt: skip


@settings(max_examples=60)
@given(RISK_VALUES)
def test_what_a_form_of_a_risk_shows_is_read_as_the_same_value(stored: dict[str, Any]) -> None:
    for name, kept in stored.items():
        assert value(name, format_value(name, kept, "risk"), "risk") == kept


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=40), st.text(max_size=40))
def test_any_word_is_understood_or_refused_in_a_harmless_sentence(kind: Kind, name: str, text: str) -> None:
    for word in (text, f"{name}={text}", *(f"{known}={text}" for known in FIELDS[kind])):
        try:
            parse_assignments([word], WS, TODAY, "ana", kind)
        except Refused as refused:
            told = refused.refusal.text
        else:
            continue
        assert visible(told) == told


def test_a_dependency_on_a_card_that_is_gone_can_be_taken_out() -> None:
    ws = make_workspace()
    assert parse_assignments(["depends_on-=99,#3"], ws, "2026-03-11", "ana").remove == {"depends_on": [99, 3]}
    with pytest.raises(Refused):
        parse_assignments(["depends_on-=x"], ws, "2026-03-11", "ana")
