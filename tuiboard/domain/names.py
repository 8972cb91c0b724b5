"""How people name things: a key, a name, or the unique beginning of either, case ignored."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn

from tuiboard.domain.board import Card, Column, Milestone, Person, Project
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace

if TYPE_CHECKING:
    from tuiboard.domain.handoffs import Handoff
    from tuiboard.domain.promises import Promise
    from tuiboard.domain.raid import RaidItem
    from tuiboard.domain.risks import Risk

RESERVED_HANDLES = frozenset({"me", "none"})
"""Words that mean something else after `@`."""
LONGEST_KEY = 40
"""Characters of a handle or of a made key."""
LETTERS = {
    "milestone": "M", "risk": "R", "issue": "I", "decision": "D", "assumption": "A", "lesson": "L", "handoff": "H",
    "promise": "P",
}  # fmt: skip
"""What stands before the number of an entity where it is shown and typed; a card's number stands alone."""
MOST_NAMED = 8
"""Names that a hint lists at most."""

_MILESTONE = re.compile(r"[Mm]?([0-9]{1,9})")
_CARD = re.compile(r"#?([0-9]{1,9})")
_RISK = re.compile(r"[Rr]([0-9]{1,9})")
_RAID = re.compile(r"([DAILdail])([0-9]{1,9})")
_RAID_KINDS = {LETTERS[kind]: kind for kind in ("decision", "assumption", "issue", "lesson")}
_HANDOFF = re.compile(r"[Hh]([0-9]{1,9})")
_PROMISE = re.compile(r"[Pp]([0-9]{1,9})")


def is_handle(text: str) -> bool:
    """True for a text that can be a handle: letters, digits and `_`, inside also `.` and `-`; not `me` or `none`."""
    return (
        0 < len(text) <= LONGEST_KEY
        and all(c in ".-" or _is_letter(c) for c in text)
        and _is_letter(text[-1])
        and (text[0].isalnum() or text[0] == "_")
        and text.lower() not in RESERVED_HANDLES
        and visible(text) == text
    )


def column_key(name: str) -> str:
    """Return the key made from a column's name: `In progress` → `in-progress`; `column` where no letter is left."""
    letters = "".join(c if _is_letter(c) else " " for c in visible(name, LONGEST_KEY * 2).lower())
    return "-".join(letters.split())[:LONGEST_KEY].strip("-") or "column"


def _is_letter(character: str) -> bool:
    # Many scripts write vowels as marks.
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def find_column(ws: Workspace, word: str) -> Column:
    """Return the column that `word` names. Raises Refused (not_found; usage where several begin so)."""
    return ws.column(word) or Column(
        ws.table("column")[_match("column", word, [(column.key, column.name) for column in ws.columns()])]
    )


def find_person(ws: Workspace, word: str, me: str | None = None) -> Person:
    """Return the person that `word` (with or without @) names; someone inactive only by the exact handle.

    The word `me` means the handle `me`, if that is given. Raises Refused (not_found; usage where several begin so).
    """
    handle = word.removeprefix("@")
    found = ws.person(handle)
    if found is None and me is not None and handle.lower() == "me":
        found = ws.person(me) or _not_on_board(visible(me, 60))
    if found is None:
        active = [(person.handle, person.name) for person in ws.people() if person.active]
        found = Person(ws.table("person")[_match("person", handle, active)])
    return found


def _not_on_board(who: str) -> NoReturn:
    hint = f"`tuiboard person add HANDLE login={who}` adds you."
    refuse("not_found", f"“me” is {who}, who is not on this board.", hint)


def find_project(ws: Workspace, word: str) -> Project:
    """Return the project that `word` names. Raises Refused (not_found; usage where several begin so)."""
    return ws.project(word) or Project(
        ws.table("project")[_match("project", word, [(project.key, project.name) for project in ws.projects()])]
    )


def find_milestone(ws: Workspace, word: str) -> Milestone:
    """Return the milestone that `word` names: `M1`, `1`, or its title. Raises Refused (not_found; usage where several
    begin so)."""
    numbered = _MILESTONE.fullmatch(word)
    found = ws.milestone(int(numbered[1])) if numbered else None
    if found is None:
        milestones = [(f"M{milestone.id}", milestone.title) for milestone in ws.milestones()]
        found = Milestone(ws.table("milestone")[int(_match("milestone", word, milestones)[1:])])
    return found


def find_card(ws: Workspace, word: str) -> Card:
    """Return the card with the id `word` (`12` or `#12`), archived or not. Raises Refused (not_found)."""
    numbered = _CARD.fullmatch(word)
    found = ws.card(int(numbered[1])) if numbered else None
    if found is None:
        hint = "`tuiboard list` shows the cards." if numbered else "A card is named by its number, as in 12."
        refuse("not_found", f"There is no card “{visible(word, 60)}”.", hint)
    return found


def is_risk(word: str) -> bool:
    """True for a word that can only name a risk: `R3`."""
    return _RISK.fullmatch(word) is not None


def find_risk(ws: Workspace, word: str) -> "Risk":
    """Return the risk with the id `word` (`R3`, or `3`). Raises Refused (not_found)."""
    numbered = _RISK.fullmatch(word) or _CARD.fullmatch(word)
    found = ws.risk(int(numbered[1])) if numbered else None
    if found is None:
        hint = "`tuiboard risk list --all` shows the risks." if numbered else "A risk is named by its number, as in R3."
        refuse("not_found", f"There is no risk “{visible(word, 60)}”.", hint)
    return found


def is_raid(word: str) -> bool:
    """True for a word that can only name a decision, an assumption, an issue or a lesson: `D4`, `A1`, `I1`, `L1`."""
    return _RAID.fullmatch(word) is not None


def find_raid(ws: Workspace, word: str, kind: str = "") -> "RaidItem":
    """Return the decision, assumption, issue or lesson with the id `word` (`D4`; of one `kind` also `4`).

    Raises Refused: not_found, and usage for one of another kind.
    """
    from tuiboard.domain.raid import RAID_KINDS, raid_item  # late: most commands are about cards

    numbered, bare = _RAID.fullmatch(word), _CARD.fullmatch(word)
    named = _RAID_KINDS[numbered[1].upper()] if numbered else kind if bare else ""
    number = numbered[2] if numbered else bare[1] if bare else ""
    if named and kind and named != kind:
        refuse("usage", f"{visible(word, 30)} is {_article(named)}, not {_article(kind)}.",
               f"{kind.capitalize()}s begin with {LETTERS[kind]}, as in {LETTERS[kind]}1.")  # fmt: skip
    found = raid_item(ws, named, int(number)) if named in RAID_KINDS else None
    if found is None:
        what = kind or "decision, assumption, issue or lesson"
        hint = f"`tuiboard {kind} list` shows them." if kind else "`tuiboard raid list --all` shows them."
        refuse("not_found", f"There is no {what} “{visible(word, 60)}”.", hint)
    return found


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"


def is_handoff(word: str) -> bool:
    """True for a word that can only name a hand-off: `H1`."""
    return _HANDOFF.fullmatch(word) is not None


def find_handoff(ws: Workspace, word: str) -> "Handoff":
    """Return the hand-off `H1`, or the open offer of a card (`12`) or risk (`R3`). Raises Refused (not_found)."""
    from tuiboard.domain.handoffs import handoff, offer_on

    hint = "`tuiboard handoff list` shows what is offered."
    numbered = _HANDOFF.fullmatch(word)
    found = handoff(ws, int(numbered[1])) if numbered else None
    for kind, pattern in (("card", _CARD), ("risk", _RISK)):
        if on := pattern.fullmatch(word):
            found = offer_on(ws, kind, int(on[1]))
            if found is None:
                refuse("not_found", f"No offer of {kind} {visible(word, 30)} waits for an answer.", hint)
    if found is None:
        refuse("not_found", f"There is no hand-off “{visible(word, 60)}”.", hint)
    return found


def is_promise(word: str) -> bool:
    """True for a word that can only name a promise: `P5`."""
    return _PROMISE.fullmatch(word) is not None


def find_promise(ws: Workspace, word: str) -> "Promise":
    """Return the promise with the id `word` (`P5`, or `5`). Raises Refused (not_found)."""
    from tuiboard.domain.promises import promise  # late: not every command needs them

    numbered = _PROMISE.fullmatch(word) or _CARD.fullmatch(word)
    found = promise(ws, int(numbered[1])) if numbered else None
    if found is None:
        hint = "`tuiboard promise list --all` shows the promises."
        refuse("not_found", f"There is no promise “{visible(word, 60)}”.", hint)
    return found


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return the hint `Did you mean “doing”?` with the nearest of `choices` (three at most), or an empty text."""
    near = [f"“{visible(choice, 60)}”" for choice in nearest(word, choices)]
    return f"Did you mean {_either(near)}?" if near else ""


def nearest(word: str, choices: Iterable[str]) -> list[str]:
    """Return the choices most like `word`, best first, three at most; case ignored."""
    import difflib  # late: only a mistake needs it

    by_folded: dict[str, str] = {}
    for choice in choices:
        by_folded.setdefault(choice.casefold()[:60], choice)
    found = difflib.get_close_matches(word.casefold()[:60], by_folded, n=3, cutoff=0.6)
    return [by_folded[folded] for folded in found]


def _match(what: str, word: str, named: Sequence[tuple[str, str]]) -> str:
    """Return the key that `word` means among (key, name) pairs: an exact key before a name before a beginning."""
    wanted = one_line(word).casefold()
    folded = [(key, name, key.casefold(), one_line(name).casefold()) for key, name in named]
    if wanted:
        for found in (
            [(key, name) for key, name, low, _ in folded if low == wanted],
            [(key, name) for key, name, _, title in folded if title == wanted],
            [(key, name) for key, name, low, title in folded if low.startswith(wanted) or title.startswith(wanted)],
        ):
            if len(found) == 1:
                return found[0][0]
            if found:
                refuse(
                    "usage",
                    f"“{visible(word, 60)}” is not clear: {len(found)} {_PLURAL[what]} fit.",
                    f"Say {_either(_listed(found))}.",
                )
    missing = "Nobody here is called" if what == "person" else f"There is no {what}"
    refuse("not_found", f"{missing} “{visible(word, 60)}”.", _hint(what, word, named))


_PLURAL = {"column": "columns", "person": "people", "project": "projects", "milestone": "milestones"}


def _hint(what: str, word: str, named: Sequence[tuple[str, str]]) -> str:
    if not named:
        return f"There are no {_PLURAL[what]} yet."
    names = {name: key for key, name in named} | {key: key for key, _ in named}
    near = dict.fromkeys(names[name] for name in nearest(word, names))
    if near:
        return f"Did you mean {_either([f'“{visible(key, 60)}”' for key in near])}?"
    return f"The {_PLURAL[what]} are {', '.join(_listed(named))}."


def _listed(named: Sequence[tuple[str, str]]) -> list[str]:
    shown = [
        visible(key, 60) if column_key(name) == key.casefold() else f"{visible(key, 60)} ({visible(name, 60)})"
        for key, name in named[:MOST_NAMED]
    ]
    return shown if len(named) <= MOST_NAMED else [*shown, f"{len(named) - MOST_NAMED} more"]


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
