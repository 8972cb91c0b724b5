"""What the documents say is so: their keys, commands, settings, examples, links and picture.

`python -m tests.contracts.test_docs` puts the keys of the registry into README's table.
"""

import contextlib
import hashlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT, FrozenClock
from tuiboard.cli.arguments import parse
from tuiboard.cli.call import World
from tuiboard.cli.main import main
from tuiboard.engine.config import config_dir, load_config
from tuiboard.engine.ports import Actor, Verdict
from tuiboard.storage.codec import encode
from tuiboard.storage.memory import MemoryStore
from tuiboard.tui.actions import (
    ACTIONS,
    CARD_VIEWS,
    CARDS,
    DENSE,
    EVERYWHERE,
    FLOW,
    LISTS,
    LOG,
    PEOPLE,
    PRIORITIES,
    RAID,
    RISKS,
    SIDES,
    SORTED,
    TIMELINE,
    TRIAGE,
    Action,
    signs_of,
)
from tuiboard.tui.keymap import resolved_keymap
from tuiboard.tui.themes import list_themes

pytestmark = pytest.mark.usefixtures("own_world")

README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PICTURE = ROOT / "docs" / "board.svg"
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_KEYS = re.compile(r"(<!-- keys:.*?-->\n).*?(<!-- /keys -->)", re.DOTALL)
_PATH = re.compile(r"(?:tuiboard|tests|docs|themes|demo_data|benchmarks)/[\w./-]*")
_PLACEHOLDER = re.compile(r"[A-Z]{3,}|…")


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def fences(document: Path, language: str) -> list[str]:
    """What stands between ``` of that language."""
    return [body for found, body in _FENCE.findall(text_of(document)) if found == language]


def spans(document: Path) -> list[str]:
    """What stands between ` outside the fences."""
    return _SPAN.findall(_FENCE.sub("", text_of(document)))


# Keys

KEY_TABLES = {
    EVERYWHERE: "In every view",
    LISTS: "In every view but the log",
    SORTED: "In every view but flow and the log",
    CARDS: "On cards: on the board, among priorities and people, on the timeline",
    CARD_VIEWS: "On the board, among the priorities and on the timeline",
    DENSE: "On the board and among the priorities",
    SIDES: "Where details can stand at the side: every view but people and the log",
    ("board",): "On the board", RISKS: "In the register", PRIORITIES: "Among the priorities",
    PEOPLE: "Among the people", TIMELINE: "On the timeline", FLOW: "In flow", LOG: "In the log",
    RAID: "In RAID: decisions, assumptions, issues, lessons", TRIAGE: "In triage",
}  # fmt: skip
"""Headings by the views in which keys count."""


def keys_table() -> str:
    """README's tables: the keys of the registry, those of all views first, two actions a row."""
    tables = []
    for views, title in KEY_TABLES.items():
        actions = [action for action in ACTIONS if action.keys and action.views == views]
        tables.append(f"**{title}**\n\n{table_of(actions)}")
    assert {action.views for action in ACTIONS} == set(KEY_TABLES)
    return "\n\n".join(tables)


def table_of(actions: Sequence[Action]) -> str:
    rows = [(" ".join(f"`{sign}`" for sign in signs_of(action, {}).split()), action.label) for action in actions]
    half = (len(rows) + 1) // 2
    lines = ["| keys | do | keys | do |", "|---|---|---|---|"]
    for index in range(half):
        left, right = rows[index], rows[index + half] if index + half < len(rows) else ("", "")
        lines.append(f"| {left[0]} | {left[1]} | {right[0]} | {right[1]} |")
    return "\n".join(lines)


def with_keys(found: re.Match[str]) -> str:
    """The place of the table, filled."""
    return f"{found[1]}\n{keys_table()}\n\n{found[2]}"


def test_the_keys_are_those_of_the_registry() -> None:
    found = _KEYS.search(text_of(README))
    assert found
    assert found[0] == with_keys(found), "python -m tests.contracts.test_docs puts them right"


def test_the_keys_named_in_the_text_are_keys_of_the_registry() -> None:
    known = {sign for action in ACTIONS for sign in signs_of(action, {}).split()}
    spoken = {span for span in spans(README) if re.fullmatch(r"[A-Za-z]|[^\w\s]", span)} - {"@", "~", "#", ">", "!"}
    assert {"a", "L", "u", "/"} <= spoken
    assert spoken <= known


# Commands


def command_lines(document: Path) -> Iterator[str]:
    """Every `tuiboard …` that a document tells people to type."""
    lines = [
        line.removeprefix("$ ")
        for name in ("sh", "console")
        for body in fences(document, name)
        for line in body.replace("\\\n", " ").splitlines()
    ]
    for line in [*lines, *spans(document)]:
        if re.search(r"(^|[|(;] ?)tuiboard( |$)", line):
            yield line


def calls(line: str) -> Iterator[list[str]]:
    """The arguments of each call of tuiboard in a shell line."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|;()&<")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if re.fullmatch(r"[|;()&<]+", word):
            if words[:1] == ["tuiboard"]:
                yield words[1:]
            words = []
        else:
            words.append(word)


@each_document
def test_every_command_named_can_be_typed_like_that(document: Path) -> None:
    for line in command_lines(document):
        for arguments in calls(line):
            parse(arguments)  # raises, naming the word that is wrong


def test_the_commands_are_found_in_the_text() -> None:
    found = [" ".join(call) for line in command_lines(README) for call in calls(line)]
    assert {"init", "add -", "completion bash", "list due:late --json", "import -"} <= set(found)


@each_document
def test_every_make_target_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    code = [*spans(document), *(line for body in fences(document, "sh") for line in body.splitlines())]
    assert {found[1] for line in code if (found := re.match(r"make ([a-z]+)", line))} <= targets


# Examples


class Terminal(io.StringIO):
    """Standard output and error of a terminal, together."""

    def isatty(self) -> bool:
        return True


def run(line: str) -> str:
    """Carry out a `tuiboard …` line as Ana, on the day of the tests, and return what the terminal shows."""
    screen = Terminal()
    env = {**os.environ, "COLUMNS": "120", "NO_COLOR": "1"}
    world = World(env, os.getcwd(), io.StringIO(), screen, screen, FrozenClock(), Actor(1000, "ana"))
    for arguments in calls(line):
        main(arguments, world)
    return screen.getvalue()


def steps(body: str) -> Iterator[tuple[str, str]]:
    """The commands of an example, each with the output shown below it."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def matches(shown: str, found: str) -> bool:
    """Compare output with the one shown, where … stands for anything."""
    pattern = ".*".join(map(re.escape, shown.rstrip().split("…")))
    return re.fullmatch(pattern, found.rstrip(), re.DOTALL) is not None


@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if fences(path, "console")], ids=lambda path: path.name
)
def test_the_examples_show_what_happens(document: Path) -> None:
    for body in fences(document, "console"):
        for command, shown in steps(body):
            found = run(command)
            assert matches(shown, found), f"$ {command}\n{found}\nand not\n{shown}"


def test_the_examples_cover_what_one_does_first() -> None:
    typed = {command.split()[1] for body in fences(README, "console") for command, _ in steps(body)}
    assert {"init", "add", "list", "move", "undo", "log", "verify"} <= typed


def test_the_scripts_read_a_board_as_the_format_says() -> None:
    run("tuiboard -b team.json init")
    run("tuiboard -b team.json add 'Replace core switch due:fri'")
    run("tuiboard -b team.json add 'Label patch panels'")
    run("tuiboard -b team.json move 2 doing")
    with open("team.journal.jsonl", "ab") as journal:
        journal.write(b'{"v":1,"seq":5,"half a line~torn\n')  # as after a crash
    cards, chain = (said(script) for script in fences(ROOT / "docs" / "file-format.md", "python"))
    assert cards == "1 Backlog 2026-03-13 Replace core switch\n2 Doing - Label patch panels\n"
    assert chain == run("tuiboard -b team.json verify").splitlines()[0] + "\n"


def said(script: str) -> str:
    """What a Python script prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(script, "file-format.md", "exec"), {})
    return out.getvalue()


def test_the_journal_line_shown_has_the_fields_of_a_real_one() -> None:
    run("tuiboard -b team.json init")
    run("tuiboard -b team.json add 'Replace core switch'")
    run("tuiboard -b team.json move 1 doing")
    real = json.loads(Path("team.journal.jsonl").read_text(encoding="ascii").splitlines()[-1])
    shown = json.loads("".join(fences(ROOT / "docs" / "file-format.md", "json")[0].split("\n")))
    assert list(shown) == list(real)
    assert shown["changes"][0][:2] == real["changes"][0][:2]


def test_a_stranger_finds_the_hashes_of_the_test_vector_with_sha256sum_alone() -> None:
    document = ROOT / "docs" / "file-format.md"
    (body,) = fences(document, "jsonl")
    lines = [line.encode("ascii") for line in body.splitlines(True)]
    hashes = [hashlib.sha256(line).hexdigest() for line in lines]
    assert re.findall(r"^\| [0-9] \| `([0-9a-f]{64})`", text_of(document), re.MULTILINE) == hashes
    assert [json.loads(line)["prev"] for line in lines] == ["0" * 64, hashes[0]]
    crc = format(zlib.crc32(lines[0].partition(b',"crc"')[0]), "08x")
    assert json.loads(lines[0])["crc"] == crc
    assert f"`{crc}`" in text_of(document)
    store = MemoryStore(lines)
    assert store.verify(hashes[0]) == Verdict(2, hashes[1], expected_found=True)
    assert [encode(entry, json.loads(lines[entry.seq - 1])["prev"]) for entry in store.scan()] == lines[::-1]
    assert MemoryStore([lines[0].replace(b"ana", b"eve"), lines[1]]).verify().line == 1


def test_the_settings_shown_are_taken() -> None:
    config, keymap = fences(README, "toml")
    folder = Path(config_dir())
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(config, encoding="utf-8")
    (folder / "keymap.toml").write_text(keymap, encoding="utf-8")
    settings, problems = load_config(os.environ, {})
    assert problems == ()
    assert set(re.findall(r"^(\w+) =", config, re.MULTILINE)) == set(settings.origins)
    assert resolved_keymap(settings.keymap)[1] == []


def test_the_themes_named_are_those_there_are() -> None:
    (line,) = (part for part in text_of(README).split("\n\n") if part.startswith("Themes:"))
    assert {span for span in _SPAN.findall(line) if len(span) > 1} == {name for name, _ in list_themes()}


# Links and files


def anchors(document: Path) -> set[str]:
    """The headings of a document as GitHub links to them."""
    titles = re.findall(r"^#+ (.*)$", _FENCE.sub("", text_of(document)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@each_document
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in _LINK.findall(_FENCE.sub("", text_of(document))):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@each_document
def test_every_file_named_exists(document: Path) -> None:
    named = {found[0] for span in spans(document) if (found := _PATH.fullmatch(span)) and not _PLACEHOLDER.search(span)}
    assert {path for path in named if not (ROOT / path).exists()} == set()


@each_document
def test_no_emoji_and_no_picture_from_elsewhere(document: Path) -> None:
    text = text_of(document)
    assert "://" not in text
    assert [character for character in text if unicodedata.category(character) == "So" or character == "\ufe0f"] == []


# The picture


def test_the_picture_is_drawn_the_same_whoever_draws_it(tmp_path: Path) -> None:
    files = [tmp_path / "one.svg", tmp_path / "two.svg"]
    settings = [
        {"TZ": "Pacific/Auckland", "NO_COLOR": "1", "TUIBOARD_THEME": "nord"},
        {"TZ": "America/Los_Angeles", "COLUMNS": "40", "TUIBOARD_DENSITY": "1", "LANG": "C"},
    ]
    drawing = [
        subprocess.Popen(
            [sys.executable, ROOT / "docs" / "make_picture.py", file],
            env={**os.environ, **extra},
            stdout=subprocess.PIPE,
        )
        for file, extra in zip(files, settings, strict=True)
    ]
    assert [(process.communicate(timeout=60), process.returncode)[1] for process in drawing] == [0, 0]
    assert files[0].read_bytes() == files[1].read_bytes()
    check_picture(files[0])


def test_the_picture_shows_the_demo_and_fetches_nothing() -> None:
    check_picture(PICTURE)


def check_picture(file: Path) -> None:
    """An SVG that loads nothing, and that shows cards of the demo board."""
    svg = text_of(file)
    ET.fromstring(svg)
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", svg) == []
    assert not re.search(r"@font-face|@import|<image|<script|href", svg)
    shown = re.sub(r"<[^>]*>", "\n", svg).replace("\u00a0", " ").replace("&#160;", " ")
    programme = json.loads((ROOT / "demo_data" / "programme.json").read_text(encoding="utf-8"))
    assert programme["name"] in shown
    assert sum(card["title"][:14] in shown for card in programme["cards"]) >= 10


if __name__ == "__main__":
    README.write_text(_KEYS.sub(with_keys, text_of(README)), encoding="utf-8")
