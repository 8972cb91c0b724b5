"""Commands that change risks: add, edit, score, the moves between states, links, triggers, reviews."""

import re
from collections.abc import Mapping
from typing import Any

from tuiboard.cli.call import Call
from tuiboard.domain import risk_commands as r
from tuiboard.domain.names import find_card, find_person, find_risk
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risks import DIMENSIONS, LEVELS, OVERALL, UNITS
from tuiboard.domain.text import visible

_LIKE_FIELD = re.compile(r"(\\?)([a-z]+(?:_[a-z]+)*)[+-]?=")
_PAIR = re.compile(r"([0-9]+)\s*[x×*]\s*([0-9]+)", re.IGNORECASE)


def _id(call: Call) -> int:
    return find_risk(call.workspace, call.request.word("ID")).id


def _date(call: Call, option: str) -> str | None:
    from tuiboard.domain.calendar import parse_date

    word = call.request.option(option)
    return None if word is None else parse_date(word, call.today)


def _handle(call: Call, option: str) -> str | None:
    word = call.request.option(option)
    return None if word is None else find_person(call.workspace, word, call.session.who).handle


def _rules(call: Call) -> RiskRules:
    return risk_rules(call.workspace.board)


def add(call: Call) -> int:
    """Add one risk from its line and its fields, or one a line of standard input, all or none; print the keys."""
    from tuiboard.cli.verbs.writing import read_input
    from tuiboard.engine.risk_quick_add import join

    words = call.request.words["TEXT"]
    risks: list[Mapping[str, Any]] = []
    cards: list[tuple[int, str]] = []
    if words == ("-",):
        numbered = [(number, line) for number, line in enumerate(read_input(call).splitlines(), 1) if line.strip()]
        if not numbered:
            refuse("usage", "There is no risk on standard input.", "Write one a line.")
        for number, line in numbered:
            fields, linked = _understood(call, line, number)
            risks.append({**fields, "actions": [{"card": card, "role": role} for card, role in linked]})
    else:
        given = [word for word in words if _field_of(word)]
        line = join([_literal(word) for word in words if not _field_of(word)])
        fields, linked = _understood(call, line, None)
        risks.append({**fields, **(call.fields("risk", given) if given else {})})
        cards = list(linked)
    done = call.dispatch(r.AddRisks(risks, cards))
    if not call.told_as_json(done):
        for change in done.entry.changes:
            if change.kind == "risk" and change.before is None:
                call.out.line(f"R{change.id}")
    return 0


def _field_of(word: str) -> str:
    """The name of the field that `cause=…` sets, or an empty text."""
    from tuiboard.engine.fields import FIELDS

    field, equals, _ = word.partition("=")
    return field if equals and field in FIELDS["risk"] else ""


def _literal(word: str) -> str:
    """A word of the line. Refuses `ownr=…`, which would be a field if it were spelt right; a backslash keeps it."""
    from tuiboard.engine.fields import field_of

    found = _LIKE_FIELD.match(word)
    if found is None:
        return word
    if not found[1]:
        try:
            field_of(found[2], "risk")
        except Refused as refused:
            code, message, hint, _ = refused.refusal
            refuse(code, message, f"{hint} As a part of the title it is written \\{visible(word, 60)}.")
    return word[1:]


def _understood(call: Call, line: str, number: int | None) -> tuple[Mapping[str, Any], tuple[tuple[int, str], ...]]:
    from tuiboard.engine import risk_quick_add

    found = risk_quick_add.parse(line, call.workspace, call.today, call.session.who)
    for problem in found.problems:
        where = "" if number is None else f"Line {number}: "
        refuse(problem.code, f"{where}{problem.message}", "" if number is None else "Nothing was added.")
    return found.fields, found.cards


def edit(call: Call) -> int:
    """Set fields of risks."""
    from tuiboard.engine.fields import parse_assignments

    ids = [find_risk(call.workspace, word).id for word in call.request.words["ID"]]
    words = call.request.words["FIELD=VALUE"]
    parts = parse_assignments(words, call.workspace, call.today, call.session.who, "risk")
    return call.carry_out(r.EditRisks(ids, parts.set, parts.add, parts.remove, call.seen(ids, "risk")))


def score(call: Call) -> int:
    """Score a risk: `risk score R3 current 4 COST=3 TIME=5`, `4 5`, `4x5`, or `none`."""
    id, level = _id(call), call.request.word("LEVEL").lower()
    if level not in LEVELS:
        hint = f"Say which score: {', '.join(LEVELS)}."
        refuse("usage", f"“{visible(level, 60)}” is no score.", hint)
    words = call.request.words["P"]
    if [word.lower() for word in words] == ["none"]:
        return call.carry_out(r.ScoreRisk(id, level, None, {}))
    pair = _PAIR.fullmatch(words[0])
    texts = [*pair.groups(), *words[1:]] if pair else list(words)
    probability = _level(texts[0], "a probability")
    impact: dict[str, int] = {}
    for text in texts[1:]:
        name, equals, number = text.partition("=")
        if not equals:
            name, number = OVERALL, text
        if name.lower() not in (*DIMENSIONS, OVERALL):
            refuse("usage", f"There is no impact on “{visible(name, 60)}”.", f"Impacts: {', '.join(DIMENSIONS)}.")
        impact[name.lower()] = _level(number, "an impact")
    if not impact:
        refuse("usage", "The impact is missing.", "Write it as in tuiboard risk score R3 current 4 COST=3 TIME=5.")
    seen = call.seen([id], "risk")[id].get(level) or {}
    return call.carry_out(r.ScoreRisk(id, level, probability, impact, seen if call.request.option("as-of") else None))


def _level(text: str, what: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        refuse("bad_data", f"“{visible(text, 60)}” is not {what}.", "It is a whole number from 1 to 5.")
    return int(text)


# States


def assess(call: Call) -> int:
    """Move to assessed; from accepted it revokes the acceptance."""
    return call.carry_out(r.AdvanceRisk(_id(call), "assessed", call.request.option("note")))


def treat(call: Call) -> int:
    """Move to treating."""
    return call.carry_out(r.AdvanceRisk(_id(call), "treating", call.request.option("note")))


def monitor(call: Call) -> int:
    """Move to monitoring."""
    return call.carry_out(r.AdvanceRisk(_id(call), "monitoring", call.request.option("note")))


def reopen(call: Call) -> int:
    """Open a closed risk again."""
    id, note = _id(call), " ".join(call.request.words["NOTE"])
    risk = call.workspace.risk(id)
    if risk is not None and risk.state != "closed":
        refuse("rule", f"{risk.key} is {risk.state}: only what is closed can be opened again.")
    return call.carry_out(r.AdvanceRisk(id, "assessed", note))


def accept(call: Call) -> int:
    """Accept until a day."""
    request = call.request
    approver, requester = _handle(call, "approver"), _handle(call, "requester")
    rationale = request.option("rationale") or ""
    return call.carry_out(r.AcceptRisk(_id(call), rationale, _date(call, "until"), approver, requester))


def occur(call: Call) -> int:
    """Record that it happened."""
    amount = None
    given, unit = call.request.option("amount"), call.request.option("unit")
    if unit is not None and unit not in UNITS:
        refuse("bad_data", f"“{visible(unit, 60)}” is no unit.", f"Choose {' or '.join(UNITS)}.")
    if given is not None:
        from tuiboard.engine.amounts import parse_amount

        found = parse_amount(given, _rules(call).currency)
        if unit and found.unit and unit != found.unit:
            words = f"“{visible(given, 60)}” is an amount in {found.unit}, not in {unit}."
            refuse("bad_data", words, "Leave --unit out, or write the bare number.")
        amount, unit = found.number, found.unit or unit
    text = " ".join(call.request.words["TEXT"]) or None
    return call.carry_out(r.OccurRisk(_id(call), _date(call, "on"), amount, unit, text))


def close(call: Call) -> int:
    """Close with a reason."""
    return call.carry_out(r.CloseRisk(_id(call), call.request.word("REASON").lower(), call.request.option("note")))


def review(call: Call) -> int:
    """Record that someone looked at it, or that someone above has to know."""
    request = call.request
    if request.option("next") is not None and _date(call, "next") is None:
        refuse("usage", "The next review needs a date.", "fri, +14d, eom, 2026-12-01.")
    command = r.ReviewRisk(_id(call), request.flag("escalate"), request.option("note"), _date(call, "next"))
    return call.carry_out(command)


# Links, plans, triggers


def link(call: Call) -> int:
    """Link a card in a role."""
    card = find_card(call.workspace, call.request.word("CARD"))
    return call.carry_out(r.LinkRisk(_id(call), card.id, call.request.word("ROLE").lower() or "preventive"))


def unlink(call: Call) -> int:
    """Take a link away, also one to a card that is not there (any more)."""
    id, word = _id(call), call.request.word("CARD").removeprefix("#")
    gone = int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else 0
    risk = call.workspace.risk(id)
    linked = risk is not None and gone in risk.cards()
    return call.carry_out(r.UnlinkRisk(id, gone if linked else find_card(call.workspace, word).id))


def plan(call: Call) -> int:
    """Note an action that becomes a card when the risk occurs."""
    text = " ".join(call.request.words["TEXT"])
    role = (call.request.option("role") or "contingency").lower()
    return call.carry_out(r.PlanAction(_id(call), text, role, call.request.flag("remove")))


def trigger(call: Call) -> int:
    """Record that a trigger has been seen, counted from 1."""
    word = call.request.word("N")
    if not (word.isascii() and word.isdecimal() and len(word) < 10 and int(word) > 0):
        hint = "Triggers count from 1, as in tuiboard risk trigger R3 1."
        refuse("usage", f"“{visible(word, 60)}” is not the number of a trigger.", hint)
    return call.carry_out(r.FireTrigger(_id(call), int(word) - 1, not call.request.flag("unseen")))
