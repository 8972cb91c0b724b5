"""Commands about decisions, assumptions, issues and lessons: add, list, edit, settle, and `show D4`."""

from typing import Any

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import Form, print_table
from tuiboard.domain import raid_commands as c
from tuiboard.domain.calendar import parse_date
from tuiboard.domain.names import find_card, find_person, find_raid, find_risk
from tuiboard.domain.priority_commands import AddDecision
from tuiboard.domain.raid import RAID_KINDS, RaidItem
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.view.as_json import comment_document, raid_document
from tuiboard.view.raid import RaidReading, raid_details, raid_row

_NAME = 15
"""Cells for the name of a fact."""


def _kind(call: Call) -> Any:
    """The kind that a command is about: its first word."""
    return call.request.verb.name.partition(" ")[0]


def _date(call: Call, option: str) -> str | None:
    word = call.request.option(option)
    return None if word is None else parse_date(word, call.today)


# Recording


def decide(call: Call) -> int:
    """Record a decision."""
    request, ws = call.request, call.workspace
    fields: dict[str, Any] = {"title": " ".join(request.words["TITLE"])}
    for name in ("decision", "context", "consequences"):
        if request.option(name) is not None:
            fields[name] = request.option(name)
    for name, option in (("review_on", "review"), ("date", "on")):
        if request.option(option) is not None:
            fields[name] = _date(call, option)
    decider = request.option("decider")
    if decider is not None:
        fields["decider"] = find_person(ws, decider, call.session.who).handle
    fields["options"] = [_option(text) for text in (request.option("options") or "").split("|") if text.strip()]
    fields["cards"] = [find_card(ws, word).id for word in _words(call, "cards")]
    fields["risks"] = [find_risk(ws, word).id for word in _words(call, "risks")]
    older = request.option("supersedes")
    if older is not None:
        fields["supersedes"] = find_raid(ws, older, "decision").id
    return call.carry_out(AddDecision(fields))


def _words(call: Call, option: str) -> list[str]:
    return (call.request.option(option) or "").replace(",", " ").split()


def _option(text: str) -> dict[str, str]:
    """`The small one; pros: cheap; cons: slow; cost: 2k` as an option."""
    name, *parts = text.split(";")
    found = {"name": name.strip()}
    for part in parts:
        field, colon, value = part.partition(":")
        if not colon or field.strip().lower() not in ("pros", "cons", "cost"):
            refuse("usage", f"“{visible(part.strip(), 60)}” is none of pros:, cons: and cost:.",
                   "Write an option like 'The small one; pros: cheap; cost: 2k', and | before the next.")  # fmt: skip
        found[field.strip().lower()] = value.strip()
    return found


def add(call: Call) -> int:
    """Note an assumption, an issue or a lesson; print its key."""
    kind = _kind(call)
    done = call.dispatch(c.AddRaid(kind, call.named_fields("TEXT", kind, "text")))
    if not call.told_as_json(done):
        from tuiboard.view.as_json import touched_keys

        call.out.lines(touched_keys(done.entry.changes))
    return 0


def edit(call: Call) -> int:
    """Set fields of several of one kind."""
    from tuiboard.engine.fields import parse_assignments

    kind, ws = _kind(call), call.workspace
    ids = [find_raid(ws, word, kind).id for word in call.request.words["ID"]]
    parts = parse_assignments(call.request.words["FIELD=VALUE"], ws, call.today, call.session.who, kind)
    return call.carry_out(c.EditRaid(kind, ids, parts.set, parts.add, parts.remove, call.seen(ids, kind)))


def _move(call: Call, to: str, risk: str | None = None) -> int:
    kind = _kind(call)
    id = find_raid(call.workspace, call.request.word("ID"), kind).id
    note = " ".join(call.request.words["NOTE"]) or None
    on = _date(call, "on") if "on" in call.request.options else None
    return call.carry_out(c.MoveRaid(kind, id, to, note, on, risk))


def confirm(call: Call) -> int:
    """An assumption holds."""
    return _move(call, "confirmed")


def refute(call: Call) -> int:
    """An assumption proved false; with `--risk` it becomes a risk, with that title where one is given."""
    title = call.request.option("risk-title")
    return _move(call, "false", title or ("" if call.request.flag("risk") else None))


def start(call: Call) -> int:
    """Someone works on an issue."""
    return _move(call, "in-work")


def resolve(call: Call) -> int:
    """An issue is resolved."""
    return _move(call, "resolved")


def apply(call: Call) -> int:
    """Something was changed because of a lesson."""
    return _move(call, "applied")


def reopen(call: Call) -> int:
    """It is open, or only noted, again."""
    return _move(call, {"lesson": "noted"}.get(_kind(call), "open"))


# Reading


def chosen(call: Call) -> list[RaidItem]:
    """What the words, `--kind`, `--sort`, `--limit` and `--all` ask for. Raises Refused."""
    request = call.request
    kind = _kind(call)
    if kind == "raid":
        kind = (request.option("kind") or "").lower().removesuffix("s")
        if kind and kind not in RAID_KINDS:
            refuse("usage", f"“{visible(kind, 60)}” is no kind.", f"Kinds: {', '.join(RAID_KINDS)}.")
    return found(call, kind, request.flag("all"))[: request.number("limit")]


def found(call: Call, kind: str, over: bool) -> list[RaidItem]:
    """Those of one kind, or of all, that the words of the filter find in the order of `--sort`; what is over only where
    that is asked for. Raises Refused."""
    from tuiboard.cli.verbs.listing import joined
    from tuiboard.engine.filter_language import FilterContext
    from tuiboard.engine.raid_filter import compile_raid_filter

    ws = call.workspace
    text = joined(call.request.words.get("FILTER", ()), ws)
    filter = compile_raid_filter(text, ws, FilterContext(call.today, call.session.who))
    filter.wants_over = filter.wants_over or over
    return RaidReading().shown(ws, filter, call.request.option("sort") or "urgent", call.today, kind)[0]


def show_list(call: Call) -> int:
    """Print those of one kind, or of all, that a filter finds."""
    items = chosen(call)
    if call.out.as_json:
        call.out.document([raid_document(item, call.today) for item in items])
        return 0
    rows = [_row(item, call.today) for item in items]
    if rows or not call.out.is_terminal:
        print_table(call.out, rows, _FORM)
        return 0
    kind = _kind(call)
    kinds = RAID_KINDS if kind == "raid" else (kind,)
    there = any(call.workspace.table(each) for each in kinds)
    noun = "decisions, assumptions, issues or lessons" if kind == "raid" else f"{kind}s"
    call.out.note("Nothing open matches; --all shows what is over too." if there else f"There are no {noun} yet.")
    return 0


def _row(item: RaidItem, today: str) -> tuple[str, ...]:
    row = raid_row(item, today)
    owner = f"@{row.owner}" if row.owner else ""
    decided = f": {visible(item.doc.get('decision') or '', 200)}" if item.kind == "decision" else ""
    return (row.key, row.state, owner, row.date, row.due, row.links, row.text + decided)


def _role(index: int, row: Any) -> str:
    if index == 4 and row[4].endswith("late"):
        return "card-late"
    return "head" if index == 0 else ""


_FORM = Form(("ID", "STATE", "OWNER", "NOTED", "DUE", "LINKS", "TEXT"), 6, frozenset({0}), _role)


def show_item(call: Call) -> int:
    """Print one with everything known about it."""
    from tuiboard.cli.verbs.showing import HISTORY_SHOWN, heading, history_line, print_comments
    from tuiboard.view.words import history_lines

    ws, out = call.workspace, call.out
    item = find_raid(ws, call.request.word("ID"))
    history = history_lines(call.session.history(item.kind, item.id, HISTORY_SHOWN), item.kind, item.id, ws)
    if out.as_json:
        document = raid_document(item, call.today)
        document["comments"] = [comment_document(comment) for comment in ws.comments(item.kind, item.id)]
        document["history"] = [line._asdict() for line in history]
        document["seq"] = ws.seq
        out.document(document)
        return 0
    details = raid_details(ws, item, call.today)
    out.line(Painted("head", f"{details.key}  {details.text}"))
    out.line(details.where)
    for row in details.rows:
        out.line("  ", Painted("card-dim", f"{row.name:{_NAME}}"), Painted(row.role, row.value))
    for link in details.links:
        state = Painted(link.role, link.state or "gone")
        out.line("  ", Painted("card-dim", f"{link.name:{_NAME}}"), f"{link.text} (", state, ")")
    for section in details.sections:
        heading(call, section.name)
        out.text(section.value, "  ")
    print_comments(call, item.kind, item.id)
    if history:
        heading(call, "History")
        out.lines(f"  {history_line(line)}" for line in history[:HISTORY_SHOWN])
    return 0
