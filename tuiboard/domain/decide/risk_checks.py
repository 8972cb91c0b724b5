"""What the fields of a risk must be before they are recorded; each check refuses with a sentence."""

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any

from tuiboard.domain.board import Board
from tuiboard.domain.calendar import is_date
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.refusal import refuse
from tuiboard.domain.risk_rules import is_grid, risk_rules
from tuiboard.domain.risks import (
    BANDS,
    CLOSE_REASONS,
    CONFIDENCES,
    HIGHEST,
    IMPACTS,
    RISK_KINDS,
    ROLES,
    STRATEGIES,
    UNITS,
    Risk,
)
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace

MOST_MONEY = 1e15
"""Amounts above are slips of the finger (and keep sums finite)."""
MOST_TRIGGERS = 100
MOST_ACTIONS = 200
LONGEST_CURRENCY = 8

Check = Callable[[Workspace, int | None, Any], Any]


def some_risk(ws: Workspace, id: int) -> Risk:
    """The risk, or a refusal."""
    risk = ws.risk(id)
    if risk is None:
        refuse("not_found", f"There is no risk R{visible(id, 30)}.", "`tuiboard risk list --all` shows every risk.")
    return risk


def some_risks(ws: Workspace, ids: Sequence[int]) -> list[Risk]:
    """The risks, each once, or a refusal that names the first that doesn't exist."""
    if not ids:
        refuse("usage", "No risk was named.")
    return [some_risk(ws, id) for id in dict.fromkeys(ids)]


def one_of(value: object, field: str, choices: Sequence[str]) -> str | None:
    """One of a few words, or None."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value not in choices:
        refuse("bad_data", f"{quoted(value)} is no {field.replace('_', ' ')}.", f"Choose {listed(choices)}.")
    return value


def listed(words: Sequence[str]) -> str:
    """`a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def level(value: object, what: str) -> int:
    """A probability or an impact: a whole number from 1 to 5."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= HIGHEST:
        refuse("bad_data", f"{what} goes from 1 to {HIGHEST}, not {visible(value, 30)}.")
    return value


def rating(value: object, what: str) -> dict[str, Any] | None:
    """{probability, impact {dimension: level}}, either of them possibly missing; None where both are."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        refuse("bad_data", f"The {what} score must have probability and impact, not {quoted(value)}.")
    made: dict[str, Any] = {name: v for name, v in value.items() if name not in ("probability", "impact")}
    if value.get("probability") is not None:
        made["probability"] = level(value["probability"], "A probability")
    impact = value.get("impact")
    if impact is not None and not isinstance(impact, Mapping):
        refuse("bad_data", f"The {what} impact must name its dimensions, not {quoted(impact)}.")
    levels = {}
    for name, found in (impact or {}).items():
        if name not in IMPACTS:
            refuse("bad_data", f"There is no impact on {quoted(name)}.", f"Choose {listed(IMPACTS)}.")
        if found is not None:
            levels[name] = level(found, f"An impact on {name}" if name != "overall" else "An impact")
    if levels:
        made["impact"] = {name: levels[name] for name in IMPACTS if name in levels}
    return made or None


def quant(value: object) -> dict[str, Any] | None:
    """{p, low, mode, high, unit}: a probability from 0 to 1 and three rising amounts."""
    if value is None or value == {}:
        return None
    if not isinstance(value, Mapping):
        refuse("bad_data", f"An estimate has p, low, mode and high, not {quoted(value)}.")
    for name in ("p", "low", "mode", "high"):
        if value.get(name) is None:
            refuse("bad_data", f"The estimate lacks {name}.", "It has p, low, mode and high.")
    p = checks.number(value["p"], "p", 0, 1)
    low, mode, high = (checks.number(value[name], name, 0, MOST_MONEY) for name in ("low", "mode", "high"))
    assert low is not None
    assert mode is not None
    assert high is not None
    if not low <= mode <= high:
        wrong = f"low {low:,} is above high {high:,}" if low > high else f"mode {mode:,} is not between low and high"
        refuse("bad_data", f"The estimate contradicts itself: {wrong}.", "It must be low ≤ mode ≤ high.")
    unit = one_of(value.get("unit") or "money", "unit", UNITS)
    return {**value, "p": p, "low": low, "mode": mode, "high": high, "unit": unit}


def proximity(value: object) -> dict[str, Any] | None:
    """{from?, to?}: dates in their order."""
    if not value:
        return None
    if not isinstance(value, Mapping):
        refuse("bad_data", f"Proximity has two dates, not {quoted(value)}.")
    first, last = (checks.date(value.get(name), f"proximity, {name}") for name in ("from", "to"))
    if first and last and last < first:
        refuse("bad_data", f"The proximity ends ({last}) before it begins ({first}).")
    made = {**value, "from": first, "to": last}
    return {name: day for name, day in made.items() if day is not None} or None


def triggers(value: object) -> list[dict[str, Any]]:
    """[{text, fired_at?}]."""
    found = []
    for item in checks.some_list(value, "triggers", MOST_TRIGGERS):
        given = {"text": item} if isinstance(item, str) else item
        if not isinstance(given, Mapping):
            refuse("bad_data", f"A trigger must have a text, not {quoted(item)}.")
        found.append({**given, "text": checks.title(given.get("text"), "trigger")})
    return found


def actions(ws: Workspace, value: object, known: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """[{role, card} or {role, text}]: cards that exist, each once. What is in `known` stays as it is, whatever it is:
    nobody who adds something has to answer for it."""
    found: dict[Any, dict[str, Any]] = {}
    for item in checks.some_list(value, "actions", MOST_ACTIONS):
        if not isinstance(item, Mapping):
            refuse("bad_data", f"An action has a role and a card or a text, not {quoted(item)}.")
        if item in known:
            found[("known", len(found)) if item.get("card") is None else item["card"]] = dict(item)
            continue
        role = one_of(item.get("role"), "role", ROLES)
        if role is None:
            refuse("bad_data", "An action has no role.", f"Choose {listed(ROLES)}.")
        card = item.get("card")
        if card is None:
            text = checks.title(item.get("text"), "action")
            found[role, text] = {**item, "role": role, "text": text}
        elif isinstance(card, bool) or not isinstance(card, int):
            refuse("bad_data", f"{quoted(card)} is not a card's id.")
        else:
            checks.some_card(ws, card)
            found[card] = {**item, "role": role, "card": card}
    return list(found.values())


SELF = "self"
"""Who approves an acceptance on a board that has one person only."""


def acceptance_problem(value: object, people: Container[object]) -> str:
    """What is wrong with an acceptance, in words that go on after `it`; empty for one that holds."""
    if not isinstance(value, Mapping):
        return "has no approver, rationale and expiry"
    requester, approver = value.get("requester"), value.get("approver")
    for field in ("approver", "rationale"):
        if not isinstance(value.get(field), str) or not one_line(value[field]):
            return f"has no {field}"
    if not is_date(value.get("expires")):
        return "has no expiry"
    if approver != SELF and approver not in people:
        return f"is approved by {quoted(approver)}, who is not on the board"
    return "is approved by who asked for it" if approver == requester else ""


def acceptance(ws: Workspace, value: object) -> object:
    """{requester, approver, rationale, signed_at, expires, snapshot} that holds, or None."""
    if value is None:
        return None
    problem = acceptance_problem(value, ws.table("person"))
    if problem:
        refuse("bad_data", f"The acceptance {problem}.", "It needs an approver other than the requester.")
    assert isinstance(value, Mapping)
    rating(value.get("snapshot"), "approved")
    return value


def occurred(value: object) -> object:
    """{on, amount?, unit?, text?}, or None."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        refuse("bad_data", f"What occurred has a date, not {quoted(value)}.")
    if checks.date(value.get("on"), "the day it happened") is None:
        refuse("bad_data", "It does not say on which day it happened.")
    checks.number(value.get("amount"), "the actual impact", 0, MOST_MONEY)
    one_of(value.get("unit"), "unit", UNITS)
    if value.get("text") is not None:
        checks.title(value["text"], "what happened")
    return value


def check_state(ws: Workspace, doc: Mapping[str, Any]) -> None:
    """Refuse a risk whose state lacks what its move would have asked for: an acceptance, a reason, a day."""
    state = doc.get("state")
    if state == "accepted":
        acceptance(ws, doc.get("acceptance") or {})
    elif state == "closed" and not doc.get("close_reason"):
        refuse("bad_data", "It is closed without a reason.", f"Choose {listed(CLOSE_REASONS)} as close_reason.")
    elif state == "occurred" and not doc.get("occurred"):
        refuse("bad_data", "It has occurred without the day on which it did.", 'Give it as {"on": "2026-12-01"}.')


def causes(ws: Workspace, id: int | None, value: object) -> list[int]:
    """Ids of risks that exist, each once, without a way back to `id`; refuses a cycle, naming it."""
    found = checks.some_list(value, "caused_by", 100)
    for other in found:
        if isinstance(other, bool) or not isinstance(other, int):
            refuse("bad_data", f"{quoted(other)} is not a risk's id.", "Write it like R2.")
        some_risk(ws, other)
    named = list(dict.fromkeys(found))
    if id is not None:
        circle = checks.way_back(ws, id, named, _causes_of)
        if circle:
            chain = " is caused by ".join(f"R{one}" for one in circle)
            refuse("rule", f"That would be a cycle: {chain}.", "Take one of these causes out first.")
    return named


def _causes_of(ws: Workspace, id: int) -> Sequence[int]:
    risk = ws.risk(id)
    return () if risk is None else risk.caused_by


def strategies(value: object) -> list[str]:
    """Strategies of either kind; see `fits_kind`."""
    found = checks.some_list([value] if isinstance(value, str) and value else value or None, "strategy", 10)
    every = list(dict.fromkeys(word for words in STRATEGIES.values() for word in words))
    return list(dict.fromkeys(one_of(word, "strategy", every) or "" for word in found))


def fits_kind(kind: str, chosen: Sequence[str]) -> None:
    """Refuse a strategy against the other kind of risk."""
    for word in chosen:
        if word not in STRATEGIES[kind]:
            article = "an opportunity" if kind == "opportunity" else "a threat"
            refuse("bad_data", f"{quoted(word)} is no strategy for {article}.", f"Choose {listed(STRATEGIES[kind])}.")


def paragraph(value: object, field: str) -> str | None:
    """Text of several lines, or None."""
    text = checks.body(value)
    return text if text is None or one_line(text) else None


RISK_FIELDS: dict[str, Check] = {
    "title": lambda ws, id, v: checks.title(v),
    "kind": lambda ws, id, v: one_of(v, "kind", RISK_KINDS),
    "category": lambda ws, id, v: checks.short_text(v, "category"),
    "tags": lambda ws, id, v: checks.tags(v),
    "project": lambda ws, id, v: checks.project(ws, v),
    "cause": lambda ws, id, v: paragraph(v, "cause"),
    "event": lambda ws, id, v: paragraph(v, "event"),
    "effect": lambda ws, id, v: paragraph(v, "effect"),
    "owner": lambda ws, id, v: checks.person(ws, v, "owner"),
    "responsible": lambda ws, id, v: checks.people_list(ws, v, "responsible"),
    "consulted": lambda ws, id, v: checks.people_list(ws, v, "consulted"),
    "informed": lambda ws, id, v: checks.people_list(ws, v, "informed"),
    "confidence": lambda ws, id, v: one_of(v, "confidence", CONFIDENCES),
    "proximity": lambda ws, id, v: proximity(v),
    "strategy": lambda ws, id, v: strategies(v),
    "quant": lambda ws, id, v: quant(v),
    "triggers": lambda ws, id, v: triggers(v),
    "contingency_plan": lambda ws, id, v: paragraph(v, "contingency plan"),
    "fallback_plan": lambda ws, id, v: paragraph(v, "fallback plan"),
    "next_review": lambda ws, id, v: checks.date(v, "next_review"),
    "caused_by": causes,
}
"""Every field of a risk that a person may set by editing, with its check; scores, state and links have commands."""
RISK_LISTS = frozenset({"tags", "strategy", "triggers", "caused_by", "responsible", "consulted", "informed"})
SCORES: dict[str, Check] = {
    name: lambda ws, id, v, name=name: rating(v, name)  # type: ignore[misc]
    for name in ("inherent", "current", "target")
}


def risk_fields(ws: Workspace, id: int | None, fields: Mapping[str, Any], also: Mapping[str, Check]) -> dict[str, Any]:
    """Check every field of a risk; refuses a name that is not a field that a person may set."""
    known = {**RISK_FIELDS, **also}
    checked = {}
    for name, value in fields.items():
        check = known.get(name)
        if check is None:
            refuse("usage", f"A risk has no field {quoted(name)} to set.", "Fields: " + ", ".join(known) + ".")
        checked[name] = check(ws, id, value)
    return checked


# Settings


def settings(given: object, known: Mapping[str, Any]) -> dict[str, Any]:
    """The board's rules about risks with those given; one that is None is reset. Refuses what is none.

    Of what is there already nothing is checked: rules of a newer version stay as they are.
    """
    if not isinstance(given, Mapping):
        refuse("bad_data", f"The rules about risks must be an object, not {quoted(given)}.")
    made: dict[str, Any] = {}
    for name, found in given.items():
        check = SETTINGS.get(name)
        if name in known and found == known[name]:
            continue
        if check is None:
            refuse("usage", f"There is no rule {quoted(name)} about risks.", f"Rules: {', '.join(SETTINGS)}.")
        if name == "review_days" and isinstance(found, Mapping):
            was = known.get(name)
            here = was if isinstance(was, Mapping) else {}
            kept = {band: days for band, days in found.items() if band in here and here[band] == days}
            made[name] = {**kept, **_review_days({band: n for band, n in found.items() if band not in kept})}
        else:
            made[name] = None if found is None else check(found)
    together = {name: value for name, value in {**known, **made}.items() if value is not None}
    rules = risk_rules(Board({"settings": {"risk": together}}))
    if made.keys() & {"appetite", "escalation"} and rules.escalation <= rules.appetite:
        words = f"Escalation from {rules.escalation} on would hold below the appetite of {rules.appetite}."
        refuse("bad_data", words, "Escalate from a score above the appetite; both can be set at once.")
    return together


def _grid(value: object) -> list[str]:
    if not is_grid(value):
        shown = "/".join(value) if isinstance(value, list) and all(isinstance(r, str) for r in value) else value
        refuse("bad_data", f"{quoted(shown)} is no grid.",
               "It has five rows of five letters (l m h c), probability 1 first: lllmm/lmmhh/…")  # fmt: skip
    return list(value)  # type: ignore[call-overload, no-any-return]


def _review_days(value: object) -> dict[str, int]:
    if not isinstance(value, Mapping):
        refuse("bad_data", f"Days until a review come by band, not {quoted(value)}.")
    made = {}
    for band, days in value.items():
        if band not in (*BANDS, "unrated"):
            refuse("bad_data", f"There is no band {quoted(band)}.", f"Bands: {', '.join(BANDS)}, unrated.")
        made[str(band)] = checks.whole(days, f"The days of {band}", 1, 3650) or 1
    return made


def _currency(value: object) -> str | None:
    text = checks.short_text(value, "currency")
    if text is not None and (len(text) > LONGEST_CURRENCY or any(c.isdigit() for c in text)):
        refuse("bad_data", f"{quoted(text)} is no currency.", f"At most {LONGEST_CURRENCY} signs without digits: EUR.")
    return text


SETTINGS: Mapping[str, Callable[[Any], Any]] = {
    "appetite": lambda v: checks.whole(v, "The appetite", 1, HIGHEST**2),
    "escalation": lambda v: checks.whole(v, "Escalation", 1, HIGHEST**2),
    "grid": _grid,
    "review_days": _review_days,
    "currency": _currency,
    "unit": lambda v: one_of(v, "unit", UNITS),
}
