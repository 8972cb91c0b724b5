"""The filter language."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tuiboard.domain.changes import created
from tuiboard.domain.refusal import Refused
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter import Filter, FilterContext, compile_filter

TODAY = "2026-03-11"  # a Wednesday
CONTEXT = FilterContext(TODAY, "ana")

COLUMNS = (
    {"key": "backlog", "name": "Backlog", "kind": "queue"},
    {"key": "in-progress", "name": "In progress", "kind": "active", "stale_after_days": 5},
    {"key": "done", "name": "Done", "kind": "done"},
)
CARDS: tuple[Mapping[str, Any], ...] = (
    {"title": "Replace core switch", "owner": "maria", "due": "2026-03-13", "tags": ["network"], "value": 4},
    {"title": "Label patch panels", "body": "In rack 19\" left. Ask Zoë: path C:\\labels", "value": 0},
    {"title": "Migrate LDAP users", "column": "in-progress", "owner": "ana", "due": "2026-03-09", "project": "refresh"},
    {"title": "Firewall audit", "column": "in-progress", "owner": "omar", "entered_column_at": "2026-03-06T00:00:00Z"},
    {"title": "Order cables", "column": "done", "due": "2026-03-01", "tags": ["Network", "buying"], "owner": "ana"},
    {"title": "Old -network plan", "archived": True, "due": "2026-03-02", "tags": ["a|b"]},
    {"title": "Show the City Hall", "promised_to": "City Hall", "blocked": {"reason": "no room"}, "milestone": 1},
    {"title": "in:done? is:blocked? #12", "due": "2026-03-18", "value": 5},
)  # fmt: skip


def board() -> Workspace:
    ws = make_workspace(
        cards=CARDS,
        columns=COLUMNS,
        people=(
            {"handle": "ana"},
            {"handle": "maria"},
            {"handle": "mario", "name": "Mario Rossi"},
            {"handle": "omar", "active": False},
        ),
        milestones=({"title": "Go live", "due": "2026-04-01"}, {"title": "Review", "due": "2026-05-01"}),
    )
    risk = {
        "id": 2,
        "title": "Late parts",
        "actions": [{"card": 1, "role": "preventive"}, {"card": 5, "role": "fallback"}],
    }
    return ws.with_changes([created("risk", 2, risk), created("risk", 3, {"id": 3, "title": "No link"})])


WS = board()


def found(text: str, *, typing: bool = False) -> set[int]:
    return matching(compile_filter(text, WS, CONTEXT, typing=typing))


def matching(filter: Filter) -> set[int]:
    return {card.id for card in WS.cards() if filter.matches(card)}


EVERYTHING = set(range(1, 9))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", EVERYTHING),
        ("   ", EVERYTHING),
        # Plain words: title, body, tags and id; all of them; case ignored
        ("switch", {1}),
        ("NETWORK", {1, 5, 6}),
        ("rack left", {2}),
        ("network switch", {1}),
        ("zoë", {2}),
        ("ZOE\u0308", {2}),
        ("buying", {5}),
        ("2", {2, 8}),
        ("7", {7}),
        # People
        ("@ana", {3, 5}),
        ("@maria", {1}),
        ("@Mario", set()),
        ("@me", {3, 5}),
        ("@none", {2, 6, 7, 8}),
        ("@omar", {4}),
        # Tags
        ("#network", {1, 5}),
        ("#net", set()),
        ("#a\\|b", {6}),
        # Value: 2 where nobody gave one
        ("!4", {1}),
        ("!2", {3, 4, 5, 6, 7}),
        ("!>=4", {1, 8}),
        ("!<2", {2}),
        ("!>4", {8}),
        ("!<=0", {2}),
        ("!=5", {8}),
        # Due dates
        ("due:fri", {1}),
        ("due:<7d", {1, 3, 5, 6}),
        ("due:<=7d", {1, 3, 5, 6, 8}),
        ("due:<=2026-03-13", {1, 3, 5, 6}),
        ("due:>+2d", {8}),
        ("due:>=fri", {1, 8}),
        ("due:=03-13", {1}),
        ("due:<-3d", {5, 6}),
        ("due:today", set()),
        ("due:late", {3}),
        ("due:none", {2, 4, 7}),
        ("due:any", {1, 3, 5, 6, 8}),
        # Columns, projects, milestones, risks
        ("in:backlog", {1, 2, 6, 7, 8}),
        ('in:"In progress"', {3, 4}),
        ("in:in", {3, 4}),
        ("IN:DONE", {5}),
        ("p:refresh", {3}),
        ("p:Net", {3}),
        ("*M1", {7}),
        ("*2", set()),
        ("risk:R2", {1, 5}),
        ("risk:r3", set()),
        ("risk:any", {1, 5}),
        # States
        ("is:blocked", {7}),
        ("is:stale", {4}),
        ("is:overdue", {3}),
        ("is:unowned", {2, 6, 7, 8}),
        ("is:promised", {7}),
        ("is:done", {5}),
        ("is:archived", {6}),
        # Negation and alternatives
        ("-network", {2, 3, 4, 7, 8}),
        ("-is:blocked in:backlog", {1, 2, 6, 8}),
        ("switch|cables", {1, 5}),
        ("@ana|@maria -is:done", {1, 3}),
        ("-switch|cables", {2, 3, 4, 6, 7, 8}),
        ("#network|-in:backlog", {1, 3, 4, 5}),
        ("--switch", {1}),
        ("switch|", {1}),
        ("|switch", {1}),
        ("a|-", EVERYTHING - {8}),
        # Literal words
        ('"in:done?"', {8}),
        ("\\in:done?", {8}),
        ("in\\:done?", {8}),
        ('"-network"', {6}),
        ("\\-network", {6}),
        ('-"-network"', EVERYTHING - {6}),
        ('"patch panels"', {2}),
        ('"switch patch"', set()),
        ("\\#12", {8}),
        ('"#12"|switch', {1, 8}),
        ('"City Hall', {7}),
        ('19" rack', {2}),
        ("C:\\labels", {2}),
        ('""', EVERYTHING),
        ("-", {6}),
        ("|", {6}),
    ],
)  # fmt: skip
def test_what_a_filter_finds(text: str, ids: set[int]) -> None:
    assert found(text) == ids


def test_me_is_whoever_acts_even_if_not_among_the_people() -> None:
    assert matching(compile_filter("@me", WS, FilterContext(TODAY, "omar"))) == {4}
    assert matching(compile_filter("@me", WS, FilterContext(TODAY, "root"))) == set()


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("is:archived", True),
        ("IS:Archived", True),
        ("is:archived|is:done", True),
        ("--is:archived", True),
        ("-is:archived", False),
        ("is:done|-is:archived", False),
        ('"is:archived"', False),
        ("archived", False),
    ],
)
def test_archived_cards_are_wanted_only_where_the_filter_says_so(text: str, wants: bool) -> None:
    assert compile_filter(text, WS, CONTEXT).wants_archived is wants


@pytest.mark.parametrize(
    ("text", "code", "named", "hint"),
    [
        ("@zed", "not_found", "zed", "ana"),
        ("switch @mari", "usage", "mari", "maria"),
        ("in:don", "", "", ""),
        ("in:doone", "not_found", "doone", "done"),
        ("p:refrehs", "not_found", "refrehs", "refresh"),
        ("*M9", "not_found", "M9", "M1"),
        ("risk:R9", "not_found", "R9", "R2"),
        ("risk:high", "not_found", "high", "risk:R2"),
        ("is:blokced", "usage", "is:blokced", "is:blocked"),
        ("is:whatever", "usage", "is:whatever", "is:stale"),
        ("due:frii", "usage", "frii", "fri"),
        ("due:lat", "usage", "lat", "late"),
        ("due:<none", "usage", "<none", "due:none"),
        ("due:<late", "usage", "<late", "due:late"),
        ("due:2026-02-30", "usage", "2026-02-30", "12-01"),
        ("!6", "usage", "!6", "0 to 5"),
        ("!high", "usage", "!high", "!>=4"),
        ("!\u0665", "usage", "\u0665", "0 to 5"),
        ("owner:ana", "usage", "owner:ana", "@ana"),
        ("du:fri", "usage", "du:fri", "due:"),
        ("foo:bar", "usage", "foo:bar", "Quotes"),
        ("is:", "usage", "is:", "is:blocked"),
        ("due:", "usage", "due:", "due:fri"),
        ("@", "usage", "@", "@me"),
        ("#", "usage", "#", "#network"),
        ("switch|is:x", "usage", "is:x", "is:stale"),
        ("-is:x", "usage", "is:x", "is:stale"),
        ("is:\x1b]52;c;x\x07", "usage", "␛", ""),
        ("is:" + "x" * 10_000, "usage", "xxx", ""),
    ],
)
def test_a_word_that_makes_no_sense_is_named(text: str, code: str, named: str, hint: str) -> None:
    if not code:
        assert found(text) == {5}
        return
    with pytest.raises(Refused) as caught:
        compile_filter(text, WS, CONTEXT)
    refusal = caught.value.refusal
    assert (refusal.code, named in refusal.message, hint in refusal.hint) == (code, True, True), refusal.text
    assert len(refusal.text) < 400
    assert "\x1b" not in refusal.text


@pytest.mark.parametrize("text", ["http://x.org/a", "note:", "10:30", "C:\\labels", "mail to: x", "a:", ":", "::"])
def test_addresses_and_times_can_be_looked_for_without_quotes(text: str) -> None:
    found(text)


# While someone types


@pytest.mark.parametrize(
    "word",
    [
        "is:", "is:bl", "IS:B", "due:", "due:<", "due:<=", "due:to", "due:+", "due:+3", "due:<2", "due:2026-1",
        "due:la", "due:2026-12-0", "@", "@m", "@mari", "@Mario R", "in:", "in:b", "p:", "p:ref", "*", "*M", "#", "#net",
        "#buy", "!", "!>", "!>=", "risk:", "risk:R", "risk:a", "-", "-is:bl", "--", "-@", '"', '-"', 'in:"In pr', "|",
        "is:blocked|is:",
    ],
)  # fmt: skip
def test_a_word_still_being_typed_is_no_error(word: str) -> None:
    assert found(f"switch {word}", typing=True) <= {1}


def test_a_word_still_being_typed_is_left_out() -> None:
    for word in ("is:bl", "@m", "#net", "-", "due:<", '-"', "-is:bl"):
        assert found(f"switch {word}", typing=True) == {1}, word
    assert found("switch|is:bl", typing=True) == {1}
    assert found("#network is:done", typing=True) == {5}


def test_a_tag_that_begins_a_longer_one_counts_once_it_is_whole() -> None:
    ws = make_workspace(cards=[{"title": "x", "tags": ["net"]}, {"title": "y", "tags": ["network"]}])
    for text, ids in (("#ne", [1, 2]), ("#net", [1]), ("#netw", [1, 2]), ("#network", [2]), ("#networks", [])):
        made = compile_filter(text, ws, CONTEXT, typing=True)
        assert [card.id for card in ws.cards() if made.matches(card)] == ids, text


@pytest.mark.parametrize(
    "text", ["is:bl switch", "is:bl ", "is:x", "@zed", "due:frix", "in:zzz", "!9", "risk:R9", "owner:ana"]
)
def test_what_can_not_become_valid_is_refused_while_typing_too(text: str) -> None:
    with pytest.raises(Refused):
        compile_filter(text, WS, CONTEXT, typing=True)


def test_every_beginning_of_a_good_filter_can_be_typed() -> None:
    text = '-@maria|#network due:<=2026-12-01 in:"In progress" is:stale !>=4 *M1 p:refresh risk:any "is:x" due:next-mon'
    for end in range(len(text) + 1):
        compile_filter(text[:end], WS, CONTEXT, typing=True)


# Laws

WORDS = st.sampled_from(
    [
        "switch",
        "network",
        "@ana",
        "@none",
        "#network",
        "!>=2",
        "due:<7d",
        "due:late",
        "due:none",
        "in:backlog",
        "is:stale",
        "is:done",
        "risk:any",
        "p:refresh",
        "*M1",
    ]
)
TERMS = st.builds(lambda words: "|".join(words), st.lists(WORDS, min_size=1, max_size=3))


@given(TERMS)
def test_a_word_and_its_negation_divide_the_cards(term: str) -> None:
    assert found(term) | found(f"-{term}") == EVERYTHING
    assert found(term) & found(f"-{term}") == set()


@given(st.lists(TERMS, max_size=4))
def test_all_words_have_to_hold(terms: list[str]) -> None:
    expected = set(EVERYTHING)
    for term in terms:
        expected &= found(term)
    assert found(" ".join(terms)) == expected


@given(st.lists(WORDS, min_size=1, max_size=3))
def test_alternatives_add_up(words: list[str]) -> None:
    assert found("|".join(words)) == set().union(*(found(word) for word in words))


@given(st.text(alphabet=st.sampled_from('ab1 -|:"\\@#!*<>=isdue'), max_size=15), st.booleans())
def test_any_line_is_a_filter_or_refused(text: str, typing: bool) -> None:
    try:
        made = compile_filter(text, WS, CONTEXT, typing=typing)
    except Refused:
        return
    assert matching(made) <= EVERYTHING


@given(
    st.text(alphabet=st.sampled_from("aeibÉ\u0301\u1100 1-|:#is"), max_size=6),
    st.text(alphabet="aei\u0301\u1161 1-|:", max_size=3),
)
@example("\u1100", "\u1161")
def test_letters_typed_on_only_ever_take_cards_away(text: str, more: str) -> None:
    ws = make_workspace(
        cards=[{"title": title, "tags": [title]} for title in ("ae", "aé", "E\u0301i 1", "\uac00", "a-b", "is|a", "b:")]
    )
    try:
        wider = compile_filter(text, ws, CONTEXT, typing=True)
        made = compile_filter(text + more, ws, CONTEXT, typing=True)
    except Refused:
        return
    if made.narrows(wider):
        assert {card.id for card in ws.cards() if made.matches(card)} <= {
            card.id for card in ws.cards() if wider.matches(card)
        }


def test_plain_letters_narrow_and_signs_do_not() -> None:
    made = {text: compile_filter(text, WS, CONTEXT, typing=True) for text in ("s", "se", "se b", "x", "-s", "-se")}
    assert made["se"].narrows(made["s"])
    assert made["se b"].narrows(made["se"])
    assert not made["se"].narrows(made["x"])
    assert not made["s"].narrows(made["se"])
    assert not made["-se"].narrows(made["-s"])


@given(st.text(alphabet=st.characters(exclude_characters='"\\', exclude_categories=["Cs"]), min_size=1, max_size=8))
def test_a_quoted_text_is_only_ever_looked_for(text: str) -> None:
    ws = make_workspace(cards=[{"title": f"x{text}x"}, {"title": ""}])
    made = compile_filter(f'"{text}"', ws, CONTEXT)
    assert [made.matches(card) for card in ws.cards()] == [True, text.isascii() and text == "2"]


def test_days_begin_where_the_person_is(in_zone: Callable[[str], None]) -> None:
    in_zone("Pacific/Auckland")  # 13 hours ahead: the card came on the 6th there
    assert found("is:stale") == {4}
    in_zone("America/New_York")  # on the 5th here
    assert found("is:stale") == {4}
    assert matching(compile_filter("is:stale", WS, FilterContext("2026-03-10", "ana"))) == {4}
    in_zone("UTC")
    assert matching(compile_filter("is:stale", WS, FilterContext("2026-03-10", "ana"))) == set()
