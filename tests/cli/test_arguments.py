"""What may be typed, and what is said about what may not."""

import shlex

import pytest

from tuiboard.cli.arguments import Request, parse, usage
from tuiboard.cli.catalogue import GROUPS, VERBS
from tuiboard.cli.help import help_text
from tuiboard.cli.main import _function
from tuiboard.cli.verb import Verb
from tuiboard.domain.refusal import Refused

VISIBLE = [verb for verb in VERBS.values() if not verb.hidden]


def refusal(*argv: str) -> str:
    with pytest.raises(Refused) as refused:
        parse(argv)
    assert refused.value.refusal.code == "usage"
    return refused.value.refusal.text


def test_without_a_command_the_board_opens() -> None:
    assert parse([]).verb.does == "boards:open_screen"
    assert parse(["-b", "list", "--theme", "show"]).options == {"board": "list", "theme": "show"}


def test_options_stand_anywhere() -> None:
    for argv in (
        ["--json", "-b", "x.json", "list", "@ana", "--limit", "3", "#net"],
        ["list", "@ana", "#net", "--limit=3", "--json", "--board", "x.json"],
    ):
        request = parse(argv)
        assert request.verb.name == "list"
        assert request.words["FILTER"] == ("@ana", "#net")
        assert request.options == {"json": True, "board": "x.json", "limit": "3"}


def test_a_filter_word_may_begin_with_a_dash() -> None:
    assert parse(["list", "-#later", "-is:done", "-blocked"]).words["FILTER"] == ("-#later", "-is:done", "-blocked")
    assert parse(["export", "-o", "x.csv", "-#later"]).options == {"output": "x.csv"}


def test_after_two_dashes_everything_is_text() -> None:
    assert parse(["add", "--", "--theme", "-b", "x"]).words["TEXT"] == ("--theme", "-b", "x")
    assert parse(["add", "Write", "--", "--help"]).words["TEXT"] == ("Write", "--help")


def test_words_are_shared_out() -> None:
    assert parse(["move", "12", "14", "review"]).words == {"ID": ("12", "14"), "COLUMN": ("review",)}
    edit = parse(["edit", "12", "#14", "due=fri", "title=a b"])
    assert edit.words == {"ID": ("12", "#14"), "FIELD=VALUE": ("due=fri", "title=a b")}
    assert parse(["block", "12", "3", "parts", "missing"]).words["REASON"] == ("3", "parts", "missing")
    assert parse(["log", "12", "-@ana"]).words == {"FILTER": ("12", "-@ana")}
    assert parse(["person", "add", "ana", "Ana", "Ruiz"]).words["NAME"] == ("Ana", "Ruiz")


def test_a_single_dash_is_a_word() -> None:
    assert parse(["add", "-"]).words["TEXT"] == ("-",)
    assert parse(["import", "-"]).word("FILE") == "-"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["lst"], "Unknown command “lst”. Did you mean “list”?"),
        (["xyzzy"], "Unknown command “xyzzy”. tuiboard --help lists them."),
        (["12"], "To see that card: tuiboard show 12."),
        (["team.json"], "To open that board: tuiboard -b team.json."),
        (["person"], "tuiboard person needs a command. Commands: person list, person add, person edit."),
        (["person", "ad"], "Unknown command “person ad”. Did you mean “person add”"),
        (["list", "--srot", "due"], "Unknown option “--srot”. Did you mean “--sort”"),
        (["list", "--xyzzy"], "Unknown option “--xyzzy”. A text that begins with dashes goes behind --"),
        (["show", "-x"], "Unknown option “-x”. tuiboard show --help lists them."),
        (["list", "--limit"], "--limit needs a value: --limit N."),
        (["list", "--all=yes"], "--all takes no value."),
        (["show"], "ID is missing. Usage: tuiboard show ID. Example: tuiboard show 12"),
        (["move", "12"], "ID is missing."),
        (["edit", "12"], "FIELD=VALUE is missing."),
        (["edit", "due=fri"], "ID is missing."),
        (["show", "1", "2"], "tuiboard show can't do anything with “2”. Usage: tuiboard show ID."),
        (["undo", "3"], "tuiboard undo can't do anything with “3”."),
        (["list", "--\x1b[2J"], "Unknown option “--␛[2J”."),
        (["\x1b]0;x\x07"], "Unknown command “␛]0;x␇”."),
    ],
)
def test_what_is_wrong_is_named(argv: list[str], said: str) -> None:
    assert said in refusal(*argv)


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "", "٣", "99999999999"])
def test_a_limit_is_a_whole_number_from_1_on(number: str) -> None:
    with pytest.raises(Refused, match="--limit takes a whole number from 1 on"):
        parse(["list", "--limit", number]).number("limit")


@pytest.mark.parametrize("verb", VISIBLE, ids=lambda verb: verb.name)
def test_every_command_has_help_with_an_example_that_it_understands(verb: Verb) -> None:
    text = help_text(verb)
    assert f"Usage: {usage(verb)}" in text
    assert f"Example: {verb.example}" in text
    assert all(option.name in text for option in verb.options)
    if "$(" not in verb.example:
        assert parse(shlex.split(verb.example)[1:]).verb is verb


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
def test_every_command_is_carried_out_by_a_function(verb: Verb) -> None:
    assert callable(_function(Request(verb, {}, {})))


def test_help_of_everything_names_every_command() -> None:
    text = help_text(parse(["--help"]).verb)
    assert all(f"  {verb.name}" in text for verb in VISIBLE)
    assert "__complete" not in text
    assert all(len(line) <= 120 for line in text.splitlines())


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_help_of_a_group_names_its_commands(group: str) -> None:
    text = help_text(parse([group, "--help"]).verb)
    assert all(usage(verb) in text for verb in VISIBLE if verb.name.startswith(f"{group} "))
