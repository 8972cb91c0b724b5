"""What a program wrote to its terminal, taken apart: which sequences, and which text between them."""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"\x1b\[(?P<params>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b\](?P<osc>.*?)(?:\x07|\x1b\\|\Z)"
    r"|\x1b(?P<string>[PX^_]).*?(?:\x1b\\|\Z)"
    r"|\x1b(?P<escape>.?)"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f])"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)",
    re.DOTALL,
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*)?\Z")
_MODES = "hlpcnu"
"""Final bytes whose parameters say what is asked; elsewhere they are places and colours."""
_UNSEEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_PILE = re.compile("[\u0300-\u036f]{4,}")


class Written(NamedTuple):
    """`sequences` by kind (`CSI m`, `CSI ?1049h`, `OSC 22`, `control 9b`), `colours` as SGR parameters, and `text`."""

    sequences: frozenset[str]
    colours: frozenset[str]
    text: str


def taken_apart(raw: bytes) -> Written:
    """Take apart what was written; bytes that are not UTF-8 count as sequences too."""
    sequences: set[str] = set()
    colours: set[str] = set()
    text: list[str] = []
    # What was read may end inside a character or a sequence.
    decoded = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(raw)
    for found in _TOKEN.finditer(_UNFINISHED.sub("", decoded)):
        if found["text"] is not None:
            text.append(found["text"])
            sequences.update(f"byte {ord(c) - 0xDC00:02x}" for c in found["text"] if 0xDC80 <= ord(c) <= 0xDCFF)
        elif found["final"] == "m" and not found["between"] and found["params"][:1] not in ("<", "=", ">", "?"):
            sequences.add("CSI m")
            colours.update(_parameters(found["params"]))
        else:
            sequences.add(_kind(found))
    return Written(frozenset(sequences), frozenset(colours), "\n".join(text))


def _kind(found: "re.Match[str]") -> str:
    if found["final"] is not None:
        shown = (
            found["params"]
            if found["final"] in _MODES + "JK"
            else found["params"][:1]
            if found["params"][:1] in "<=>?"
            else ""
        )
        return f"CSI {shown}{found['between']}{found['final']}"
    if found["osc"] is not None:
        return f"OSC {found['osc']}"
    if found["string"] is not None:
        return f"ESC {found['string']}"
    if found["control"] is not None:
        return f"control {ord(found['control']):02x}"
    return f"ESC {found['escape']!r}"


def _parameters(params: str) -> Iterator[str]:
    """Each attribute of an SGR sequence; a colour with its depth is one of them: `38;5`, `48;2`."""
    words = params.split(";")
    while words:
        word = words.pop(0) or "0"
        if word in ("38", "48", "58") and words:
            depth = words.pop(0)
            del words[: 1 if depth == "5" else 3]
            word = f"{word};{depth}"
        yield word.lstrip("0") or "0"


def unseen(text: str) -> set[str]:
    """Characters of a text that a reader doesn't see, or that move others: bidi, zero-width, tags, piles of marks."""
    return {f"U+{ord(c):04X}" for c in _UNSEEN.findall(text)} | {"pile of marks" for _ in _PILE.findall(text)}
