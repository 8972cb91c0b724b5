"""Entries in words: what someone did, for undo, the log, the history of a card and the status line.

The texts hold data (titles, reasons) that has passed through `visible` and is cut short, so they can be shown anywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.calendar import format_effort
from tuiboard.domain.changes import Change, Entry, Id
from tuiboard.domain.commands import EXTERNAL_EDIT
from tuiboard.domain.names import LETTERS
from tuiboard.domain.shapes import is_id, mapping, mappings, target
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

TITLE_SHOWN = 40
MADE_SHOWN = 4
"""Entities that followed from something and are named."""
_NUMBERED = {"risks": "risk", "caused_by": "risk", "milestone": "milestone", "issue": "issue", "supersedes": "decision",
             "renews": "promise"}  # fmt: skip
"""Fields that name others by their number, and the kind of these."""
_RAID = frozenset({"decision", "assumption", "issue", "lesson"})
_UNDOING = {"undone": "undid", "redone": "redid"}
_UNTOLD = frozenset(
    {"rank", "entered_column_at", "started_at", "finished_at", "triaged_at", "followed_by", "recurs_on"}
)
"""Fields of a card that follow from what is told."""
_LABELS = {"wip_limit": "WIP limit", "wip_hard": "hard limit", "stale_after_days": "days until stale",
           "hours_per_week": "hours a week", "off": "time off"}  # fmt: skip


class HistoryLine(NamedTuple):
    """One thing that happened to an entity; `told` says that it comes from an import, `claimed` as claim_of does."""

    at: str
    who: str
    text: str
    told: bool = False
    claimed: str = ""


def describe(entry: Entry, ws: Workspace, limit: int = 200) -> str:
    """Return what an entry did, without who: `moved 12 “Replace core switch” to Doing`."""
    prefix = ""
    if entry.action in ("undone", "redone"):
        prefix = f"{_UNDOING[entry.action]} entry {entry.undoes}: "
    if entry.action == EXTERNAL_EDIT:
        prefix = "took in an outside edit: "
    if entry.action == "board.imported":
        if entry.why == "from init":
            return "made the board"
        kinds = [c.kind for c in entry.changes if c.before is None]
        made = [_count(n, kind) for kind in ("card", "risk") if (n := kinds.count(kind))] or ["0 cards"]
        return visible(f"imported {' and '.join(made)} {entry.why or ''}".strip(), limit)
    if entry.action == "board.restored":
        return visible(f"restored the board from {entry.why or 'a backup'}", limit)
    why = f" ({entry.why})" if entry.why else ""
    changes, lapsed = _without_lapsed(entry.changes, ws)
    return visible(prefix + _described(changes, ws, entry.action) + why + lapsed, limit)


def _without_lapsed(changes: Sequence[Change], ws: Workspace) -> tuple[Sequence[Change], str]:
    """What was done, and words about offers that it left with nothing to hand over: they follow from it."""
    offers = [change for change in changes if change.kind == "handoff"]
    if offers and len(offers) < len(changes):
        from tuiboard.view.handoff_words import lapsed_words  # late: few entries are about hand-offs

        if words := lapsed_words(offers, ws):
            return [change for change in changes if change.kind != "handoff"], f"; {words}"
    return changes, ""


def describe_changes(changes: Iterable[Change], ws: Workspace, action: str = "") -> str:
    """Return what changes did together; the same thing done to several cards is said once."""
    kept, lapsed = _without_lapsed(list(changes), ws)
    return _described(kept, ws, action) + lapsed


def _described(changes: Sequence[Change], ws: Workspace, action: str) -> str:
    shown = [c for c in changes if not _only_rank(c)] or list(changes)
    if not shown:
        return "changed nothing"
    if any(_follows(c) for c in shown) and len(changes) > 1:
        from tuiboard.view.recurrence import following_words  # late: few entries are about series

        rest = [c for c in shown if not _follows(c) and set(c.after or c.before or ()) != {"followed_by"}]
        return following_words(list(filter(_follows, shown)), _described(rest, ws, action) if rest else "")
    if action == "card.added" and (linked := [c for c in shown if c.kind == "risk"]):
        risks = " and ".join(f"R{change.id}" for change in linked)
        return f"{describe_changes([c for c in shown if c.kind != 'risk'], ws, action)} to prevent {risks}"
    if words := _milestone(shown):
        return words
    if action == "card.escalated":  # the reason says the level and to whom, the comment says it all
        cards = [name_of(c.kind, c.id, ws, c.after) for c in shown if c.kind == "card"]
        return f"escalated {' and '.join(cards)}"
    if any(change.kind == "promise" for change in shown):
        from tuiboard.view.promises import told  # late: few entries are about promises

        return told(shown, ws)
    if len(shown) > 1 and shown[0].kind in ("card", "risk") and all(c.kind == shown[0].kind for c in shown):
        return _several(shown, ws)
    # A column that goes says more than the cards it sends away, a risk that occurs more than what it leads to, and a
    # hand-off that is taken more than the owner it sets.
    shown.sort(key=lambda change: (change.kind not in ("risk", "handoff"), change.kind in ("card", "issue")))
    if action == "assumption.refuted" and len(shown) == 2:
        return f"{_phrase(shown[1], ws)}; made {_made(shown[0], ws)}"
    first = _phrase(shown[0], ws)
    if len(shown) == 1 or (action.startswith("handoff.") and len(shown) == 2):
        return first
    rest = shown[1:]
    if shown[0].kind == "risk" and len(rest) <= MADE_SHOWN and all(c.before is None for c in rest):
        return f"{first}; made {', '.join(_made(c, ws) for c in rest)}"
    return f"{first}, and {_count(len(rest), 'more change')}"


def _milestone(changes: Sequence[Change]) -> str:
    """That a milestone was removed from its cards, or brought back to them; empty for anything else."""
    found = [change for change in changes if change.kind == "milestone"]
    cards = [change for change in changes if change.kind == "card" and set(change.after or {}) == {"milestone"}]
    if len(found) != 1 or len(found) + len(cards) < len(changes):
        return ""
    (change,) = found
    if change.after is not None and (change.before is not None or not cards):
        return ""
    title = visible((change.after or change.before or {}).get("title") or "", TITLE_SHOWN)
    if change.after is None:
        return f"removed M{change.id} “{title}”" + (f" from {_count(len(cards), 'card')}" if cards else "")
    return f"brought back M{change.id} “{title}” to {_count(len(cards), 'card')}"


def _follows(change: Change) -> bool:
    """True for a card that is made, or taken back, as the next of its series."""
    made = change.after if change.before is None else change.before if change.after is None else None
    return change.kind == "card" and made is not None and made.get("follows") is not None


def _made(change: Change, ws: Workspace) -> str:
    if change.kind == "issue":  # what occurred says what it is
        return f"issue I{change.id}"
    return ("card " if change.kind == "card" else "") + name_of(change.kind, change.id, ws, change.after)


def history_lines(entries: Iterable[Entry], kind: str, id: Id, ws: Workspace) -> list[HistoryLine]:
    """Return what happened to one entity, newest first, told history included."""
    lines: list[HistoryLine] = []
    for entry in entries:
        mine = [c for c in entry.changes if c.is_about(kind, id)]
        if mine and entry.action == "board.imported":
            text = visible(f"imported it {entry.why or ''}".strip(), 300)
            lines.append(HistoryLine(entry.at, entry.who, text, False, claim_of(entry, ws)))
        elif mine:
            text = f"{_UNDOING[entry.action]} entry {entry.undoes}: " if entry.action in ("undone", "redone") else ""
            text += ", ".join(_phrase(c, ws, named=False) for c in mine if not _only_rank(c)) or "reordered it"
            text = visible(text + (f" ({entry.why})" if entry.why else ""), 300)
            lines.append(HistoryLine(entry.at, entry.who, text, False, claim_of(entry, ws)))
        for told in entry.told:
            if told.change.is_about(kind, id):
                why = f" ({told.why})" if told.why else ""
                text = visible(_phrase(told.change, ws, named=False) + why, 300)
                lines.append(HistoryLine(told.happened, told.who, text, True))
    return sorted(lines, key=lambda line: line.at, reverse=True)


def claim_of(entry: Entry, ws: Workspace) -> str:
    """Return the name that the environment claimed where it is another than that of the user who acted; else empty.

    Anyone can set it, so it is shown as claimed and never in the place of who.
    """
    person = ws.person(entry.who)
    own = {entry.who, person.login if person is not None else None}
    names = (entry.claimed.get(name) for name in ("SUDO_USER", "LOGNAME"))
    return next((visible(name, 40) for name in names if isinstance(name, str) and name and name not in own), "")


def _only_rank(change: Change) -> bool:
    return change.before is not None and change.after is not None and set(change.after) <= {"rank"}


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def name_of(kind: str, id: Id, ws: Workspace, fields: Mapping[str, Any] | None = None) -> str:
    """Return an entity as people name it: `12 “Replace core switch”`, `column Doing`, `@ana`.

    Where a change brings `fields` of its own, the name that it gave counts, not today's.
    """
    given = {name: value for name, value in (fields or {}).items() if value is not None}
    doc = {**(ws.doc(kind, id) or {}), **given}
    if kind == "card":
        title = doc.get("title")
        return f"{id} “{visible(title, TITLE_SHOWN)}”" if title else f"{id}"
    if kind == "person":
        return f"@{visible(id, 40)}"
    if kind in ("milestone", "risk"):
        title = doc.get("title")
        return f"{LETTERS[kind]}{id}" + (f" “{visible(title, TITLE_SHOWN)}”" if title else "")
    if kind in _RAID:
        text = doc.get("title" if kind == "decision" else "text")
        return f"{kind} {LETTERS[kind]}{id}" + (f" “{visible(text, TITLE_SHOWN)}”" if text else "")
    if kind == "promise":
        return f"promise P{id}"
    if kind == "board":
        return "the board"
    return f"{visible(kind, TITLE_SHOWN)} {visible(doc.get('name') or id, TITLE_SHOWN)}"


def _several(changes: list[Change], ws: Workspace) -> str:
    phrases = {_phrase(_without_before(c), ws, named=False) for c in changes}
    changes = sorted(changes, key=lambda change: change.id)
    letter = LETTERS.get(changes[0].kind, "")
    ids = ", ".join(f"{letter}{c.id}" for c in changes[:6]) + (" …" if len(changes) > 6 else "")
    what = phrases.pop() if len(phrases) == 1 else _differing(changes)
    many = f"{len(changes)} {changes[0].kind}s ({ids})"
    return what.replace(" it ", f" {many} ", 1) if " it " in what else what.removesuffix(" it") + " " + many


def _differing(changes: list[Change]) -> str:
    """What was done to several that became different: the fields, where they are the same ones."""
    fields = {tuple(sorted(change.after or {})) for change in changes}
    edits = all(change.before is not None and change.after is not None for change in changes)
    names = next(iter(fields))
    return f"set {', '.join(map(label, names))} of it" if edits and len(fields) == 1 else "changed it"


def _without_before(change: Change) -> Change:
    """The change as if its fields had been empty: several cards are told apart by what they became."""
    return change._replace(before={}) if change.before is not None and change.after is not None else change


def _phrase(change: Change, ws: Workspace, named: bool = True) -> str:
    fields = {**(change.before or {}), **(change.after or {})}
    it = name_of(change.kind, change.id, ws, fields) if named else "it"
    if change.kind == "comment":
        return _comment(change, ws, named)
    if change.kind == "handoff":
        from tuiboard.view.handoff_words import handoff_phrase  # late: most entries are about cards

        return handoff_phrase(change, ws, named)
    if change.kind == "promise":
        from tuiboard.view.promises import phrase, told

        return told([change], ws) if named else phrase(change, ws, it)
    if change.before is None:
        return f"made {it} to follow on {visible(fields['follows'], 20)}" if _follows(change) else f"added {it}"
    if change.after is None:
        return f"removed {it}"
    if change.kind == "card":
        return _card(change.before, change.after, it, ws)
    if change.kind == "risk":
        from tuiboard.view.risk_words import risk_phrase  # late: most entries are about cards

        return risk_phrase(change.before, change.after, it)
    if change.kind in _RAID and "state" in change.after:
        from tuiboard.view.raid_words import state_phrase

        return state_phrase(change.kind, change.before, change.after, it)
    if change.kind == "project" and set(change.after) & {"tolerances", "override"}:
        from tuiboard.view.project_words import status_phrase

        return status_phrase(change.before, change.after, it)
    if change.kind == "person" and set(change.after) == {"active"}:
        return f"set {it} inactive" if change.after["active"] is False else f"set {it} active again"
    return f"changed {_fields(change.before, change.after)} of {it}"


def _comment(change: Change, ws: Workspace, named: bool) -> str:
    doc = {**(ws.doc("comment", change.id) or {}), **(change.after or change.before or {})}
    kind, id = target(doc.get("on"))
    it = "it" if not named else name_of(kind, id, ws) if kind else "something"
    if change.before is not None and change.after is not None:
        return f"changed a comment on {it}"
    return f"commented on {it}" if change.before is None else f"took back a comment on {it}"


def _card(before: Mapping[str, Any], after: Mapping[str, Any], it: str, ws: Workspace) -> str:
    if "column" in after:
        column = ws.column(str(after["column"]))
        return f"moved {it} to {visible(column.name if column else after['column'], 40)}"
    if "archived" in after:
        return f"archived {it}" if after["archived"] else f"restored {it}"
    if "blocked" in after:
        block, was = after["blocked"], before.get("blocked")
        if (level := _new_level(was, block)) is not None:
            return f"escalated {it} to level {level}"
        if not block:
            return f"unblocked {it}"
        return f"blocked {it} : {visible(mapping(block).get('reason', ''), 80)}".replace(" :", ":")
    if "help_wanted" in after:
        asked = after["help_wanted"]
        if (level := _new_level(before.get("help_wanted"), asked)) is not None:
            return f"escalated {it} to level {level}"
        if not isinstance(asked, Mapping):
            return f"no longer asks for help with {it}"
        return f"asked for help with {it} : {visible(asked.get('reason', ''), 80)}".replace(" :", ":")
    fields = set(after) - _UNTOLD
    if fields == {"checklist"}:
        return _checklist(before, after, it)
    if fields == {"owner"}:
        return f"gave {it} to @{visible(after['owner'], 40)}" if after["owner"] else f"took the owner off {it}"
    if fields == {"snoozed_until"}:
        until = after["snoozed_until"]
        return f"put {it} off until {visible(until, 10)}" if until else f"took {it} up again"
    if fields == {"pin"}:
        return _pin(after["pin"], it)
    if fields == {"title"}:
        was = before.get("title")
        return f"renamed {it}" + (f" (was “{visible(was, TITLE_SHOWN)}”)" if was else "")
    if not fields and "followed_by" in after:
        follower = after["followed_by"]
        return f"{it} is followed by {visible(follower, 20)}" if follower else f"nothing follows on {it} any more"
    if not fields:
        return f"decided to go on with {it}" if "triaged_at" in after else f"reordered {it}"
    return f"set {_fields(before, after)} on {it}"


def _new_level(was: Any, now: Any) -> Any:
    """The level of escalation that was noted of a card that waited already; None where something else was."""
    if not isinstance(was, Mapping) or not isinstance(now, Mapping) or was.get("reason") != now.get("reason"):
        return None
    return now.get("level") if now.get("level") != was.get("level") else None


def _pin(pin: object, it: str) -> str:
    if not isinstance(pin, Mapping):
        return f"took the pin off {it}"
    rank = pin.get("rank")
    places = [visible(pin.get("quadrant") or "", 20), f"rank {visible(rank, 10)}" if rank is not None else ""]
    to = " and ".join(place for place in places if place)
    return f"pinned {it} to {to} until {visible(pin.get('until'), 10)}: {visible(pin.get('reason'), 80)}"


def _checklist(before: Mapping[str, Any], after: Mapping[str, Any], it: str) -> str:
    old, new = mappings(before.get("checklist")), mappings(after.get("checklist"))
    if len(old) == len(new):
        for was, now in zip(old, new, strict=True):
            if was.get("text") == now.get("text") and bool(was.get("done")) != bool(now.get("done")):
                verb = "ticked" if now.get("done") else "unticked"
                return f"{verb} “{visible(now.get('text', ''), TITLE_SHOWN)}” of {it}"
    return f"set the checklist of {it}"


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{label(name)} {value_in_words(name, before.get(name))} → {value_in_words(name, value)}".replace(
            " none →", " →"
        )
        if name not in ("body", "settings", "filters", "checklist")
        else name
        for name, value in after.items()
        if name not in _UNTOLD
    )


def label(field: str) -> str:
    """Return a field as people name it."""
    return _LABELS.get(field, visible(field, 40).replace("_", " "))


def value_in_words(name: str, value: Any) -> str:
    """Return the value of a field on one line; absent is none."""
    if value is None:
        return "yes" if name == "active" else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "effort" and isinstance(value, (int, float)):
        return format_effort(value)
    if name == "off":
        from tuiboard.domain.spans import format_spans  # late: rare

        return visible(format_spans(value), 60) or "none"
    letter = LETTERS.get(_NUMBERED.get(name, ""), "")
    if isinstance(value, list):
        return visible(" ".join(f"{letter}{item}" for item in value), 60)
    return visible(f"{letter}{value}" if is_id(value) else value, 60)
