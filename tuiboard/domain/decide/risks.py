"""Adding, editing, scoring and reviewing risks, and what is linked to them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tuiboard.domain import risk_commands as c
from tuiboard.domain.calendar import add_days
from tuiboard.domain.changes import Change, created, edited
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks, risk_checks
from tuiboard.domain.decide.checks import quoted, refuse_clashes
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.decide.risk_checks import some_risk, some_risks
from tuiboard.domain.merging import clashes
from tuiboard.domain.refusal import refuse
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.risk_states import exceeds_snapshot, is_open_on
from tuiboard.domain.risks import LEVELS, ROLES, Risk, readable, score_of
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace


def add(ws: Workspace, command: c.AddRisks, context: Context) -> Decision:
    """Create risks, all or none; each is identified, and its first review is due by its band."""
    if not command.risks:
        refuse("usage", "There is no risk to add.")
    first = ws.next_id("risk")
    links = [{"role": _role(role), "card": checks.some_card(ws, card).id} for card, role in command.cards]
    changes = []
    for place, fields in enumerate(command.risks):
        also = {**risk_checks.SCORES, "actions": lambda ws, id, v: risk_checks.actions(ws, v)}
        doc = risk_checks.risk_fields(ws, None, {"title": None, **fields}, also)
        doc = checks.one_role_each({}, doc, f"R{first + place}")
        doc["actions"] = risk_checks.actions(ws, [*(doc.get("actions") or []), *links])
        changes.append(created("risk", first + place, _new_risk(ws, first + place, doc, context)))
    return decision("risk.added", changes)


def _new_risk(ws: Workspace, id: int, fields: Mapping[str, Any], context: Context) -> dict[str, Any]:
    kept = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
    if kept.get("kind") == "threat":
        del kept["kind"]
    risk_checks.fits_kind(kept.get("kind", "threat"), kept.get("strategy", ()))
    now = score_of(kept.get("current"))
    if now is not None:
        kept["scored_at"] = context.now
    kept.setdefault("next_review", next_review(ws, kept.get("current"), context.today))
    return {"id": id, **kept, "state": "identified", "created_at": context.now, "created_by": context.actor}


def next_review(ws: Workspace, rating: Mapping[str, Any] | None, today: str) -> str:
    """The day of the next review, by the band of a current rating."""
    rules = risk_rules(ws.board)
    return add_days(today, rules.review_days[rules.band(score_of(rating))])


def edit(ws: Workspace, command: c.EditRisks, context: Context) -> Decision:
    """Set, add and remove values on each risk."""
    changes: list[Change | None] = []
    for risk in some_risks(ws, command.ids):
        wanted = dict(command.set)
        refuse_clashes(risk, clashes(risk.doc, command.seen.get(risk.id), wanted))
        for name in (*command.add, *command.remove):
            if name not in risk_checks.RISK_LISTS:
                refuse("usage", f"{quoted(name)} is not a list: it can be set, not added to.")
            now = list(wanted.get(name, readable(risk.doc).get(name)) or [])
            gone = command.remove.get(name, ())
            kept = [item for item in now if item not in gone]
            wanted[name] = kept + [item for item in command.add.get(name, ()) if item not in kept]
        fields = risk_checks.risk_fields(ws, risk.id, wanted, {})
        if "kind" in fields:
            fields["kind"] = None if fields["kind"] == "threat" else fields["kind"]
        if "kind" in fields or "strategy" in fields:
            kind = fields["kind"] or "threat" if "kind" in fields else risk.does
            risk_checks.fits_kind(kind, fields.get("strategy", risk.strategy) or ())
        planned = fields.get("next_review")
        if planned and planned < context.today and planned != risk.next_review:
            refuse("bad_data", f"The next review can't have been on {planned}.", "Name a day from today on.")
        changes.append(set_fields(risk, checks.one_role_each(risk.doc, fields, risk.key)))
    done = decision("risk.edited", changes)
    giving = [change for change in done.changes if change.after and "caused_by" in change.after]
    if len(giving) > 1:  # several may close a circle that none of them closes alone
        after = ws.with_changes(done.changes)
        for change in giving:
            risk_checks.causes(after, int(change.id), (change.after or {}).get("caused_by"))
    return done


def set_fields(risk: Risk, fields: Mapping[str, Any]) -> Change | None:
    """The change that sets `fields` on a risk, or None."""
    return edited("risk", risk.id, risk.doc, fields)


def score(ws: Workspace, command: c.ScoreRisk, context: Context) -> Decision:
    """Score at a level. A new current score is a review too, and ends an acceptance that did not allow for it."""
    risk = some_risk(ws, command.id)
    if command.level not in LEVELS:
        refuse("usage", f"{quoted(command.level)} is no score.", f"Choose {risk_checks.listed(LEVELS)}.")
    new = risk_checks.rating({"probability": command.probability, "impact": command.impact}, command.level)
    if command.seen is not None:
        seen: dict[str, Any] = {command.level: dict(command.seen) or None}
        refuse_clashes(risk, clashes(risk.doc, seen, {command.level: new}))
    if command.level == "current" and not is_open_on(risk, context.today):
        refuse("rule", f"{risk.key} is {risk.state}: what may still happen can be scored.",
               f"`tuiboard risk reopen {risk.key} …` opens it again.")  # fmt: skip
    kept = {name: value for name, value in risk.rating(command.level).items() if name not in ("probability", "impact")}
    fields: dict[str, Any] = {command.level: {**kept, **(new or {})}}
    warnings = []
    if command.level == "current" and (new or risk.doc.get("current")):
        fields |= {"last_review": context.today, "reviewed_at": context.now}
        fields["next_review"] = next_review(ws, new, context.today)
        fields["scored_at"] = context.now if score_of(new) is not None else None
        if risk.state == "accepted" and exceeds_snapshot(risk, new or {}):
            fields["state"] = "assessed"
            warnings.append(f"The acceptance of {risk.key} has lapsed: its score passed what was approved.")
    return decision("risk.scored", [set_fields(risk, fields)], None, warnings)


def refuse_other_score(risk: Risk, seen: c.Fields | None) -> None:
    """Refuse a decision about a current score that someone else has given anew since it was seen."""
    if seen is None:
        return
    was, now = (dict(rating or {}) or None for rating in (seen.get("current"), risk.doc.get("current")))
    if was != now:
        refuse_clashes(risk, {"current": {"mine": was, "theirs": now, "was": was}})


def link(ws: Workspace, command: c.LinkRisk, context: Context) -> Decision:
    """Link a card, or change the role of one that is linked."""
    risk = some_risk(ws, command.id)
    card = checks.some_card(ws, command.card)
    role = _role(command.role)
    others = [dict(action) for action in risk.actions if action.get("card") != card.id]
    known = next((action for action in risk.actions if action.get("card") == card.id), {})
    wanted = [*_here(ws, others), {**known, "role": role, "card": card.id}]
    actions = risk_checks.actions(ws, wanted, risk.actions)
    if known.get("role") == role:
        return decision("risk.linked", [])
    return decision("risk.linked", [set_fields(risk, {"actions": actions})])


def prevent(ws: Workspace, cards: Mapping[int, Sequence[int]]) -> Iterator[Change]:
    """The changes that link cards, by risk, as preventive actions. Refuses a risk that doesn't exist."""
    for id, linked in cards.items():
        risk = some_risk(ws, id)
        others = [dict(action) for action in risk.actions if action.get("card") not in linked]
        wanted = [*_here(ws, others), *({"role": "preventive", "card": card} for card in linked)]
        change = set_fields(risk, {"actions": risk_checks.actions(ws, wanted, risk.actions)})
        if change is not None:
            yield change


def _here(ws: Workspace, actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The actions whose cards are there: what a foreign file left dangling is no reason to refuse something else."""
    return [action for action in actions if action.get("card") is None or ws.card(action["card"]) is not None]


def unlink(ws: Workspace, command: c.UnlinkRisk, context: Context) -> Decision:
    """Take a link away; the card stays."""
    risk = some_risk(ws, command.id)
    if command.card not in risk.cards():
        refuse("not_found", f"Card {visible(command.card, 30)} is not linked to {risk.key}.",
               f"`tuiboard show {risk.key}` shows its cards.")  # fmt: skip
    actions = [dict(action) for action in risk.actions if action.get("card") != command.card]
    return decision("risk.unlinked", [set_fields(risk, {"actions": actions})])


def plan(ws: Workspace, command: c.PlanAction, context: Context) -> Decision:
    """Note an action that becomes a card when the risk occurs, or forget it."""
    risk = some_risk(ws, command.id)
    role = _role(command.role)
    if role == "preventive" and not command.remove:  # an import may have left one in words
        refuse("rule", "A preventive action is a card: it is done before anything happens.",
               f"Add the card and link it, or add it with +{risk.key}.")  # fmt: skip
    text = checks.title(command.text, "action")
    mine = {"role": role, "text": text}
    others = [dict(action) for action in risk.actions if action != mine]
    if command.remove and len(others) == len(risk.actions):
        refuse("not_found", f"{risk.key} has no {role} action {quoted(text)}.")
    actions = _here(ws, others if command.remove else [*others, mine])
    return decision("risk.planned", [set_fields(risk, {"actions": actions})])


def _role(role: str) -> str:
    found = risk_checks.one_of(role, "role", ROLES)
    if found is None:
        refuse("usage", "The role is missing.", f"Choose {risk_checks.listed(ROLES)}.")
    return found


def fire(ws: Workspace, command: c.FireTrigger, context: Context) -> Decision:
    """Record that a trigger has been seen; one that was seen already keeps its instant."""
    risk = some_risk(ws, command.id)
    triggers = [dict(trigger) for trigger in risk.triggers]
    if not 0 <= command.trigger < len(triggers):
        many = f"triggers 1 to {len(triggers)}" if triggers else "no triggers"
        refuse("not_found", f"{risk.key} has no trigger {command.trigger + 1}.", f"It has {many}.")
    chosen = triggers[command.trigger]
    if command.text is not None and chosen.get("text") != command.text:
        refuse("conflict", f"Someone else changed the triggers of {risk.key} meanwhile.", "Look at them and try again.")
    if command.fired:
        chosen.setdefault("fired_at", context.now)
    else:
        chosen.pop("fired_at", None)
    return decision("risk.triggered", [set_fields(risk, {"triggers": triggers})])


def review(ws: Workspace, command: c.ReviewRisk, context: Context) -> Decision:
    """Record that someone looked at it: it stays as it is, or someone above has to know."""
    risk = some_risk(ws, command.id)
    if not is_open_on(risk, context.today):
        refuse("rule", f"{risk.key} is {risk.state}: there is nothing to review.", "Reopen it with a note first.")
    refuse_other_score(risk, command.seen)
    following = checks.date(command.next_review, "next_review") or next_review(
        ws, risk.doc.get("current"), context.today
    )
    if following < context.today:
        refuse("bad_data", f"The next review can't have been on {following}.", "Name a day from today on.")
    note = one_line(command.note or "") or None
    fields: dict[str, Any] = {"last_review": context.today, "reviewed_at": context.now, "next_review": following}
    if command.escalate:
        said = {} if note is None else {"note": checks.title(note, "note")}
        fields["escalated"] = {"at": context.now, "by": context.actor, **said}
    return decision("risk.escalated" if command.escalate else "risk.reviewed", [set_fields(risk, fields)], note)
