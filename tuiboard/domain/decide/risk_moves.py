"""Moving a risk from state to state: each move checks its guard and says everything that is missing."""

from collections.abc import Iterable
from typing import Any, NoReturn

from tuiboard.domain import risk_commands as c
from tuiboard.domain.board import Column
from tuiboard.domain.changes import Change, created
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks, risk_checks
from tuiboard.domain.decide.checks import quoted
from tuiboard.domain.decide.decision import Decision, decision
from tuiboard.domain.decide.placing import check_limit, progress, ranks_at
from tuiboard.domain.decide.risk_checks import SELF, some_risk
from tuiboard.domain.decide.risks import next_review, refuse_other_score, set_fields
from tuiboard.domain.raid import raid_item
from tuiboard.domain.refusal import refuse
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.risk_states import Missing, is_open_on, missing, moves_from, state_on
from tuiboard.domain.risks import CLOSE_REASONS, UNITS, Risk
from tuiboard.domain.text import one_line
from tuiboard.domain.workspace import Workspace

_ACTIONS = {"assessed": "risk.assessed", "treating": "risk.treated", "monitoring": "risk.monitored"}


def advance(ws: Workspace, command: c.AdvanceRisk, context: Context) -> Decision:
    """Assess, treat or monitor; revoke an acceptance; reopen what is closed."""
    risk = some_risk(ws, command.id)
    now = _may(risk, command.to, context, _ACTIONS)
    note = one_line(command.note or "") or None
    lacking = [lack for lack in missing(ws, risk, command.to, context.today) if not (lack.field == "note" and note)]
    if lacking:
        _refuse(risk, command.to, lacking)
    fields: dict[str, Any] = {"state": command.to, "acceptance": None}
    if now == "closed":
        following = next_review(ws, risk.doc.get("current"), context.today)
        fields |= {"close_reason": None, "closed_at": None, "next_review": following}
        return decision("risk.reopened", [set_fields(risk, fields)], note)
    action = "risk.revoked" if risk.state == "accepted" and now == "accepted" else _ACTIONS[command.to]
    return decision(action, [set_fields(risk, fields)], note)


def _may(risk: Risk, to: str, context: Context, known: Iterable[str]) -> str:
    """The state of today, from which the move to `to` exists; a lapsed acceptance may also be put right as assessed."""
    if to not in known:
        refuse("usage", f"A risk can't be moved to {quoted(to)}.", f"Choose {risk_checks.listed(list(known))}.")
    now = state_on(risk, context.today)
    if to not in moves_from(now) and not (to == now == "assessed" and risk.acceptance is not None):
        ways = moves_from(now)
        hint = f"From there it can become {risk_checks.listed(ways)}." if ways else ""
        refuse("rule", f"{risk.key} is {now} and can't become {to}.", hint, {"id": risk.id, "to": to, "state": now})
    return now


def _refuse(risk: Risk, to: str, lacking: Iterable[Missing]) -> NoReturn:
    """Say everything that is missing at once."""
    found = list(lacking)
    words = "; ".join(lack.words for lack in found)
    refuse("rule", f"{risk.key} can't become {to} yet. Missing: {words}.", "",
           {"id": risk.id, "to": to, "missing": [_as_json(lack) for lack in found]})  # fmt: skip


def _as_json(lack: Missing) -> dict[str, str]:
    return {"field": lack.field, "text": lack.words}


def accept(ws: Workspace, command: c.AcceptRisk, context: Context) -> Decision:
    """Accept until a day, with the score as it is now as what was approved."""
    risk = some_risk(ws, command.id)
    _may(risk, "accepted", context, ("accepted",))
    refuse_other_score(risk, command.seen)
    requester = context.actor if command.requester is None else checks.person(ws, command.requester, "requester")
    alone = sum(1 for person in ws.people() if person.active) <= 1
    rationale = one_line(command.rationale or "")
    expires = checks.date(command.expires, "expires")
    if expires is not None and expires <= context.today:
        refuse("bad_data", f"The acceptance would end on {expires}, which is not in the future.", "Name a later day.")
    approver = command.approver
    if approver in (None, "", SELF) and alone:
        approver = SELF
    elif approver:
        approver = checks.person(ws, approver, "approver")
        known = None if approver is None else ws.person(approver)
        if known is not None and not known.active:
            refuse("rule", f"@{known.handle} is not active on this board and can't approve.", "Name someone who is.")
        if approver == requester and not alone:
            refuse("rule", f"@{requester} asks for the acceptance and can't approve it.", "Someone else has to.",
                   {"id": risk.id, "to": "accepted", "missing": [_as_json(_APPROVER)]})  # fmt: skip
        approver = SELF if approver == requester else approver
    given = {"rationale": rationale, "expires": expires, "approver": approver}
    lacking = [lack for lack in missing(ws, risk, "accepted", context.today) if not given.get(lack.field)]
    if lacking:
        _refuse(risk, "accepted", lacking)
    acceptance = {
        "requester": requester, "approver": approver, "rationale": checks.title(rationale, "rationale"),
        "signed_at": context.now, "expires": expires, "snapshot": risk.doc.get("current") or {},
    }  # fmt: skip
    warnings = (
        [f"This board has one person: the approval of {risk.key} is recorded as self."] if approver == SELF else []
    )
    if risk.score() is None:
        warnings.append(f"{risk.key} is unrated: the acceptance lapses once it is scored.")
    return decision(
        "risk.accepted", [set_fields(risk, {"state": "accepted", "acceptance": acceptance})], None, warnings
    )


_APPROVER = Missing("approver", "an approver other than the requester")


def close(ws: Workspace, command: c.CloseRisk, context: Context) -> Decision:
    """Close with a reason; what never occurred can't have cost anything."""
    risk = some_risk(ws, command.id)
    _may(risk, "closed", context, ("closed",))
    refuse_other_score(risk, command.seen)
    reason = risk_checks.one_of(command.reason, "reason", CLOSE_REASONS)
    if reason is None:
        _refuse(risk, "closed", [Missing("reason", f"a reason ({risk_checks.listed(CLOSE_REASONS)})")])
    warnings = []
    if reason == "realised" and risk.occurred is None:
        warnings.append(f"When {risk.key} happened and what it cost was never recorded.")
    if risk.state == "occurred" and reason not in ("realised", "duplicate"):
        warnings.append(f"{risk.key} has occurred: “{reason}” says something else. Undo, and close it as realised.")
    issue = None if risk.issue is None else raid_item(ws, "issue", risk.issue)
    if issue is not None and not issue.is_over:
        warnings.append(f"Its issue {issue.key} is still {issue.state.replace('-', ' ')}.")
    fields = {"state": "closed", "close_reason": reason, "closed_at": context.now, "acceptance": None}
    return decision("risk.closed", [set_fields(risk, fields)], one_line(command.note or "") or None, warnings)


def occur(ws: Workspace, command: c.OccurRisk, context: Context) -> Decision:
    """Record that it happened: the risk becomes an issue, and its contingency actions become cards."""
    risk = some_risk(ws, command.id)
    _may(risk, "occurred", context, ("occurred",))
    on = checks.date(command.on, "the day it happened") or context.today
    if on > context.today:
        refuse("bad_data", f"{risk.key} can't have happened on {on}, which is in the future.")
    happened: dict[str, Any] = {"on": on}
    if command.amount is not None:
        happened["amount"] = checks.number(command.amount, "the actual impact", 0, risk_checks.MOST_MONEY)
        happened["unit"] = _unit(ws, risk, command.unit)
    if command.text:
        happened["text"] = checks.title(command.text, "what happened")
    made, actions, warnings = _contingency(ws, risk, context)
    issue = ws.next_id("issue")
    cards = [id for id in risk.cards("contingency") if ws.card(id) is not None]
    cards += [int(change.id) for change in made if change.before is None]
    doc = {
        "id": issue, "text": happened.get("text") or risk.title, "owner": risk.owner, "state": "open",
        "risks": [risk.id], "cards": cards or None,
        "created_at": context.now, "created_by": context.actor,
    }  # fmt: skip
    fields = {"state": "occurred", "occurred": happened, "issue": issue, "actions": actions, "acceptance": None}
    follow = [other for other in ws.risks() if risk.id in other.caused_by and is_open_on(other, context.today)]
    warnings += [f"{other.key} may follow: it is caused by {risk.key}." for other in follow]
    changes = [*made, created("issue", issue, doc), set_fields(risk, fields)]
    return decision("risk.occurred", changes, None, warnings)


def _unit(ws: Workspace, risk: Risk, unit: str | None) -> str:
    if unit:
        return risk_checks.one_of(unit, "unit", UNITS) or UNITS[0]
    return risk.quant.unit if risk.quant is not None else risk_rules(ws.board).unit


def _contingency(ws: Workspace, risk: Risk, context: Context) -> tuple[list[Change], list[dict[str, Any]], list[str]]:
    """Cards for the contingency actions that are not cards yet, the actions with their numbers, and warnings.

    A plan without a single action becomes one card that holds it. They stand in the first queue column, at its top.
    """
    actions = [dict(action) for action in risk.actions]
    waiting = [action for action in actions if action.get("role") == "contingency" and action.get("card") is None]
    bodies: dict[int, str] = {}
    if not any(action.get("role") == "contingency" for action in actions) and risk.contingency_plan:
        waiting = [{"role": "contingency", "text": f"Contingency: {risk.title}"[: checks.LONGEST_TITLE]}]
        actions += waiting
        bodies[0] = risk.contingency_plan
    column = first_queue(ws)
    if column is None or not waiting:
        warnings = ["This board has no column: the contingency actions stay in the risk."] if waiting else []
        return [], actions if column is not None else [dict(action) for action in risk.actions], warnings
    # Whatever a limit says: what has happened has to be dealt with.
    warnings = list(check_limit(ws, column, len(waiting), f"{risk.key} occurred"))
    first = ws.next_id("card")
    ids = range(first, first + len(waiting))
    ranks, changes = ranks_at(ws, column.key, ids, None, None, True)
    for place, (id, rank, action) in enumerate(zip(ids, ranks, waiting, strict=True)):
        doc = {
            "id": id, "title": checks.title(action.pop("text")), "body": bodies.get(place), "owner": risk.owner,
            "project": risk.project, "column": column.key, "rank": rank, "created_at": context.now,
            "created_by": context.actor, "entered_column_at": context.now, **progress(None, None, column, context.now),
        }  # fmt: skip
        action["card"] = id
        changes.append(created("card", id, doc))
    return changes, actions, warnings


def first_queue(ws: Workspace) -> Column | None:
    """The first queue column, else the first column, of a board that has any."""
    columns = ws.columns()
    return next((column for column in columns if column.does == "queue"), columns[0] if columns else None)
