"""Text that attacks a terminal, its reader or the toolkit, and a board that has it everywhere."""

from collections.abc import Mapping

from tests.conftest import NOW
from tuiboard.domain.changes import Change, created
from tuiboard.domain.rank import spread

PAYLOADS: Mapping[str, str] = {
    "clipboard": "\x1b]52;c;UFdORUQ=\x07",
    "window title": "\x1b]0;PWNED\x07",
    "link": "\x1b]8;;http://pwned.example/\x1b\\here\x1b]8;;\x1b\\",
    "clear": "\x1b[2J\x1b[H\x1b[31mPWNED",
    "reset": "\x1bcPWNED",
    "alternate screen": "\x1b[?1049l\x1b[?1003hPWNED",
    "report": "\x1b[6n\x1b[c\x1b[>q",
    "C1 CSI": "\x9b2J\x9b31mPWNED",
    "C1 OSC": "\x9d52;c;UFdORUQ=\x9c",
    "DCS": "\x1bP1$qm\x1b\\PWNED",
    "APC": "\x1b_Gf=24;PWNED\x1b\\",
    "PM": "\x1b^PWNED\x1b\\",
    "SOS": "\x1bXPWNED\x1b\\",
    "NUL": "a\x00b",
    "DEL": "a\x7fb",
    "BS": "good\x08\x08\x08\x08evil",
    "CR": "good\revil",
    "newline": "first\nsecond",
    "tab": "a\tb\x0bc\x0cd",
    "bell": "\x07\x05\x0e\x0f",
    "bidi": "\u202elive\u202c \u2066x\u2069\u200f\u061c",
    "zero width": "a\u200bb\u200c\u200d\u2060\ufeff\u00ad",
    "tags": "".join(chr(0xE0000 + ord(c)) for c in "PWNED"),
    "marks": "e" + "\u0301" * 50,
    "surrogate": "a\ud800b\udfffc",
    "closing tag": "[/red]",
    "tag": "[WIP]",
    "fraction": "[1/3]",
    "action": "[@click=app.quit]x[/]",
    "file link": "[link=file:///etc/passwd]x[/link]",
    "unclosed": "[bold red",
    "backslash": "[PROJ-12]\\",
    "markdown": "![x](file:///etc/passwd) <script>x</script> [x](javascript:x)",
    "template": "{0} %s $(id) `id`",
}
NAMES = tuple(PAYLOADS)
ALL = " ".join(PAYLOADS.values())
MIXED = "[/red]\x1b]0;PWNED\x07[WIP]\x9b2J\u202e"
"""Short enough for a menu's title to show all of it."""
KINDS = ("queue", "active", "active", "done")


def board_changes(hostile: bool) -> list[Change]:
    """A board whose first card has every payload in every text, and then one card for each payload, which stands in all
    texts of that card, its owner, tag, project and milestone. Columns, the board's name and saved filters have some of
    them. Without `hostile`, the same board without payloads."""
    loads = [MIXED, *PAYLOADS.values()] if hostile else [""] * (len(PAYLOADS) + 1)
    everything = ALL if hostile else ""
    filters = {f"{load} saved-{index:02}": f"in:col0 {load} word" for index, load in enumerate(loads)}
    changes = [created("board", "board", {"name": f"{loads[4]} Evil board", "uuid": "u", "filters": filters})]
    for index, (kind, rank) in enumerate(zip(KINDS, spread(len(KINDS)), strict=True)):
        load = loads[(0, 26, 8, 25)[index]]
        doc = {
            "key": f"col{index}",
            "name": f"{load} Col{index}",
            "kind": kind,
            "rank": rank,
            "policy": f"{everything} policy",
        }
        changes.append(created("column", doc["key"], doc))
    for index, (load, rank) in enumerate(zip(loads, spread(len(loads)), strict=True)):
        changes += _card(index, rank, load, everything if index == 0 else load)
    return changes


def _card(index: int, rank: str, load: str, text: str) -> list[Change]:
    handle, project, tag = (f"{load} {word}-{index:02}" for word in ("who", "proj", "tag"))
    card = index + 1
    doc = {
        "id": card, "column": "col0", "rank": rank, "created_at": NOW, "created_by": handle, "entered_column_at": NOW,
        "title": f"{load} title-{index:02}",
        "body": f"# {load}\n\n{text} body-{index:02}", "owner": handle,
        "responsible": [handle], "tags": [tag], "project": project, "milestone": card, "due": "2020-01-01",
        "promised_to": f"{load} City",
        "checklist": [{"text": f"{text} item-{index:02}", "done": False}], "links": [f"https://example.org/{load}"],
        "blocked": {"reason": f"{text} reason", "since": NOW},
        "source": {"system": f"{load} trello", "id": f"{load} id", "url": f"{load} url"},
        "extra": {f"{load} field": f"{load} value"},
    }  # fmt: skip
    said = {"id": card, "on": ["card", card], "author": handle, "at": NOW, "text": f"{text} said-{index:02}"}
    return [
        created("person", handle, {"handle": handle, "name": f"{load} Person", "role": f"{text} role"}),
        created("project", project, {"key": project, "name": f"{load} Project"}),
        created("milestone", card, {"id": card, "title": f"{load} Milestone"}),
        created("card", card, doc),
        created("comment", card, said),
    ]
