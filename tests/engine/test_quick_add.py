"""Quick add: one line that says a whole card."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import make_workspace
from tests.domain.deciding import CONTEXT
from tuiboard.domain.changes import created
from tuiboard.domain.commands import AddCards
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.quick_add import QuickAdd, join, parse, quote_title

TODAY = "2026-11-24"  # a Tuesday


def board() -> Workspace:
    ws = make_workspace(
        cards=[{"title": f"Card {number}"} for number in range(1, 15)],
        milestones=({"title": "Go live"},),
        columns=(
            {"key": "backlog", "name": "Backlog", "kind": "queue"},
            {"key": "doing", "name": "Doing", "kind": "active"},
            {"key": "in-review", "name": "In review", "kind": "active"},
            {"key": "2nd-line", "name": "2nd line", "kind": "active"},
            {"key": "done", "name": "Done", "kind": "done"},
        ),
    )
    return ws.with_changes([created("risk", 2, {"id": 2, "title": "Switch fails"})])


WS = board()


def read(text: str, who: str = "ana", ws: Workspace = WS) -> QuickAdd:
    return parse(text, ws, TODAY, who)


def fields(text: str, who: str = "ana") -> dict[str, Any]:
    found = read(text, who)
    assert found.problems == ()
    return found.fields


def title(text: str) -> str:
    found = fields(text)
    assert set(found) == {"title"}
    return str(found["title"])


def problem(text: str, who: str = "ana") -> str:
    """The one problem of a line, which must name one of its words."""
    (found,) = read(text, who).problems
    assert found.word in text
    return found.message


def test_the_line_of_the_manual() -> None:
    line = (
        'Replace core switch @maria !4 due:fri start:mon ~2d #network +R2 >doing after:12 for:"City Hall" *M1 p:refresh'
    )
    found = read(line)
    assert found.problems == ()
    assert found.fields == {
        "title": "Replace core switch",
        "owner": "maria",
        "value": 4,
        "due": "2026-11-27",
        "start": "2026-11-30",
        "effort": 16,
        "tags": ["network"],
        "risks": [2],
        "column": "doing",
        "depends_on": [12],
        "promised_to": "City Hall",
        "milestone": 1,
        "project": "refresh",
    }
    assert [(word.kind, word.shown) for word in found.words[3:]] == [
        ("owner", "owner Maria Keller"),
        ("value", "value 4"),
        ("due", "due fri 27 nov"),
        ("start", "start mon 30 nov"),
        ("effort", "effort 2d"),
        ("tag", "#network"),
        ("risk", "mitigates R2"),
        ("column", "column Doing"),
        ("after", "after 12 Card 12"),
        ("for", "promised to City Hall"),
        ("milestone", "milestone M1 Go live"),
        ("project", "project Network refresh"),
    ]
    assert all(line[word.start : word.end] == word.text for word in found.words)
    assert [word.text for word in found.words] == [*line.split()[:12], 'for:"City Hall"', "*M1", "p:refresh"]


def test_what_was_read_can_be_added() -> None:
    found = fields('Fix it @me !0 due:12-01 ~1d #a,b #c >"in review" after:1,2 for:Bob *m1 p:Network')
    decided = decide(WS, AddCards([found]), CONTEXT)
    assert isinstance(decided, Decision)
    made = decided.changes[0].after
    assert made is not None
    assert {name: made[name] for name in found} == found


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("x @MAR", "owner", "maria"),
        ('x @"Omar Haddad"', "owner", "omar"),
        ("x @me", "owner", "ana"),
        ("x !0", "value", 0),
        ("x !5", "value", 5),
        ("x ~30m", "effort", 0.5),
        ("x ~1.5d", "effort", 12),
        ("x ~1w", "effort", 40),
        ("x ~3", "effort", 3),
        ("x due:2026-12-01", "due", "2026-12-01"),
        ("x DUE:Tomorrow", "due", "2026-11-25"),
        ("x due:next-mon", "due", "2026-11-30"),
        ("x due:+2w", "due", "2026-12-08"),
        ("x due:eom", "due", "2026-11-30"),
        ('x due:"1 dec"', "due", "2026-12-01"),
        ("x start:eow", "start", "2026-11-27"),
        ("x >in-r", "column", "in-review"),
        ('x >"In review"', "column", "in-review"),
        ("x >2nd", "column", "2nd-line"),
        ("x after:12,3 after:12", "depends_on", [12, 3]),
        ("x #a #b,c #a", "tags", ["a", "b", "c"]),
        ("x #urgent, now", "tags", ["urgent"]),
        ("x #v1.2.", "tags", ["v1.2"]),
        ("x #c++", "tags", ["c++"]),
        ("x +r2", "risks", [2]),
        ("x for:Bob", "promised_to", "Bob"),
        ('x for:"City Hall', "promised_to", "City Hall"),
        ('x p:"network refresh"', "project", "refresh"),
    ],
)
def test_what_a_marked_word_means(line: str, name: str, value: object) -> None:
    assert fields(line)[name] == value


@pytest.mark.parametrize(
    "line", ["x due:none", "x start:none", "x @none", "x !none", "x ~none", "x for:none", "x p:none"]
)
def test_none_leaves_the_field_out(line: str) -> None:
    assert title(line) == "x"


@pytest.mark.parametrize(
    "text",
    [
        "C# course", "mail a@b.c", "5 > 3", "~", "#", "@", "!", ">", "*", "+", "a ~ b # c @ d ! e",
        "at 3:30", "see http://x", "see https://x.y/z?p:1", "Do it!", "wow !!", "!important", "a -> b", ">= 3",
        ">>> prompt", "*.txt files", "*bold* word", "+1 for this", "+R", "~/bin", "#!/bin/sh", "## heading",
        "call Bob @3pm", "load >5 min", "p:\\share", "p:/x", "due: the thing", "start: when ready", "after: the move",
        "for: everyone", "5\" disk", "3 \" wide", "don't", "\\\\server\\share is full", "C:\\temp", "a\\ b",
        "overdue:5", "up:3", "日本 語", "x|y",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_mark_is_title(text: str) -> None:
    assert title(text) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('"#4 is broken"', "#4 is broken"),
        ("\\#4 is broken", "#4 is broken"),
        ("\\@ana \\!4 \\due:fri \\>doing \\~2d \\*M1 \\+R2 \\p:x", "@ana !4 due:fri >doing ~2d *M1 +R2 p:x"),
        ("\\\\#4", "\\#4"),
        ('\\"so called"', '"so called"'),
        ('"due:fri" and "@ana"', "due:fri and @ana"),
        ('"a \\"b\\" c"', 'a "b" c'),
        ('"\\\\server\\x"', "\\\\server\\x"),
        ('"ends in \\\\"', "ends in \\"),
        ('"unclosed @ana !9', "unclosed @ana !9"),
        ('"#4"th', "#4th"),
        ("  two   blanks\t\n here ", "two blanks here"),
    ],
)
def test_a_backslash_or_quotes_make_words_literal(text: str, meant: str) -> None:
    assert title(text) == meant


def test_literal_words_are_told_apart() -> None:
    assert [word.kind for word in read('a "@b c" \\#4 @ana').words] == ["title", "literal", "literal", "owner"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x @maira", "Nobody here is called “maira”. Did you mean “maria”"),
        ("x >dong", "There is no column “dong”. Did you mean “doing”"),
        ("x p:nope", "There is no project “nope”. The projects are refresh (Network refresh)."),
        ("x *M7", "There is no milestone “M7”."),
        ("x after:99", "There is no card “99”."),
        ("x after:lunch", "There is no card “lunch”. A card is named by its number"),
        ("x after:,", "names no card"),
        ("x +R9", "There is no risk R9."),
        ("x due:someday", "someday"),
        ("x due:2026-02-30", "2026-02-30"),
        ("x start:99-99", "99-99"),
        ("x ~2x", "2x"),
        ("x ~-2d", "-2d"),
        ("x ~999999w", "999999w"),
        ("x !9", "“!9” is not a value. Values are !0 to !5."),
        ("x !-1", "Values are !0 to !5."),
        ("x !4.5", "Values are !0 to !5."),
        ("x @ana @omar", "“@omar” is a second owner."),
        ("x @ana @ana", "second owner"),
        ("x due:fri due:none", "“due:none” is a second due date."),
        ("x >doing >done", "second column"),
        ("x for:a for:b", "second promise"),
        ("x >d", "“d” is not clear: 2 columns fit. Say doing or done."),
        ("x due:", "Nothing stands behind “due:”."),
        ("x due: fri", "Nothing stands behind “due:”."),
        ("x after: 12", "Nothing stands behind “after:”."),
        ('x for:"" y', 'Nothing stands behind “for:""”.'),
        ("x p:", "Nothing stands behind “p:”."),
        ("x #" + "t" * 61, "can't be a tag"),
        ("x for:" + "n" * 201, "at most 200 fit"),
    ],
)
def test_a_word_that_makes_no_sense_is_named_with_what_to_do(line: str, says: str) -> None:
    message = problem(line)
    assert says in message
    assert message.endswith((".", "?"))
    (word,) = [word for word in read(line).words if word.kind == "problem"]
    assert word.shown == message


def test_me_must_be_on_the_board() -> None:
    assert problem("x @me", "root") == (
        "“me” is root, who is not on this board. `tuiboard person add HANDLE login=root` adds you."
    )


def test_a_text_like_a_mark_does_not_count_as_an_owner() -> None:
    assert fields("call @3pm @ana")["owner"] == "ana"


@pytest.mark.parametrize("line", ["", "   ", "@ana due:fri", '""'])
def test_a_card_needs_a_title(line: str) -> None:
    (found,) = read(line).problems
    assert found.word == ""
    assert "The title is empty." in found.message


def test_a_long_title_is_refused_with_its_length() -> None:
    (found,) = read("a" * 10_000).problems
    assert "10,000 characters; at most 200 fit" in found.message


def test_all_problems_are_told_with_the_code_of_each() -> None:
    found = read("@nobody !9 @ana")
    assert [(each.word, each.code) for each in found.problems] == [
        ("@nobody", "not_found"),
        ("!9", "bad_data"),
        ("@ana", "usage"),
        ("", "bad_data"),
    ]


def test_another_year_is_said() -> None:
    assert read("x due:2027-01-04").words[1].shown == "due mon 4 jan 2027"


def test_hostile_words_are_harmless_where_they_are_shown() -> None:
    found = read("a\x1b]52;c;x\x07 @ana\x1b[2J #t\u202ex !9\x9b >\x07")
    for text in [*(word.shown for word in found.words), *(each.message for each in found.problems)]:
        assert visible(text) == text


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["Fix it @ana for:x y"], "Fix it @ana for:x y"),
        (["Fix", "it", "for:City Hall", "@ana"], 'Fix it for:"City Hall" @ana'),
        (["Fix the door", "due:1 dec", ">In review"], 'Fix the door due:"1 dec" >"In review"'),
        (["a", '@Say "x" \\'], 'a @"Say \\"x\\" \\\\"'),
        (["#4 is broken", "x"], "#4 is broken x"),
        (["x", 'for:"City Hall"'], 'x for:"City Hall"'),
        ([], ""),
    ],
)
def test_the_arguments_of_a_shell_are_one_line(arguments: list[str], line: str) -> None:
    assert join(arguments) == line


def test_a_shell_that_took_the_quotes_off_changes_nothing() -> None:
    assert fields(join(["x", "for:City Hall", "due:1 dec"])) == fields('x for:"City Hall" due:"1 dec"')


MARKS = st.sampled_from(
    ["@", "@ana", "@me", "!", "!4", "!9", "due:", "due:fri", "start:", "~", "~2d", "#", "#t", "+R2", "+R", ">", ">do",
     "after:", "after:12", "for:", "*M1", "p:", '"', "\\", '\\"', " ", "  ", "\n", "none", "x", "|", "-",
     "\ud800", "\x1b[2J"]
)  # fmt: skip
LINES = st.one_of(st.text(max_size=60), st.lists(st.one_of(MARKS, st.text(max_size=3)), max_size=14).map("".join))


@given(LINES)
def test_any_line_is_read_and_each_word_stands_where_it_says(line: str) -> None:
    found = read(line)
    at = 0
    for word in found.words:
        assert at <= word.start < word.end <= len(line)
        assert line[word.start : word.end] == word.text
        assert line[at : word.start].strip() == ""
        at = word.end
    assert line[at:].strip() == ""
    assert sum(word.kind == "problem" for word in found.words) == sum(each.word != "" for each in found.problems)


@given(LINES)
def test_what_has_no_problem_can_be_added(line: str) -> None:
    found = read(line)
    if not found.problems:
        fields = {name: value for name, value in found.fields.items() if name != "risks"}
        assert isinstance(decide(WS, AddCards([fields]), CONTEXT), Decision)


@given(LINES)
def test_a_quoted_title_is_read_as_it_is(text: str) -> None:
    found = read(quote_title(text) + " @ana")
    assert found.fields.get("title", "") == one_line(text)
    assert found.fields["owner"] == "ana"


def test_a_harmless_title_is_not_quoted() -> None:
    assert quote_title("Fix  the C# course\n5 > 3") == '"Fix the C# course 5 > 3"'
    assert quote_title("Fix the C# course") == "Fix the C# course"
    assert quote_title("\\\\server\\share") == "\\\\server\\share"


def test_long_lines_take_no_long_time() -> None:
    for text in (
        "\\" * 100_000,
        '"' * 100_000,
        '\\"' * 50_000,
        "@x " * 5_000,
        "a" + "\\" * 100_000 + '"',
        ":" * 100_000,
    ):
        read(text)
        assert one_line(text) == "" or read(quote_title(text)).words[0].kind in ("literal", "title")
