"""Commands that read the risk register: `risk list`, `risk matrix`, `risk money`, `show R3`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import GAP, Form, cut, print_table
from tuiboard.domain.names import find_risk
from tuiboard.domain.raid import linked_to
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.risk_states import is_open_on
from tuiboard.domain.risks import Risk
from tuiboard.domain.text import LONGEST_SHOWN, visible
from tuiboard.view import as_json
from tuiboard.view.risk_register import risk_row

if TYPE_CHECKING:
    from tuiboard.domain.risk_exposure import ExposureWeek
    from tuiboard.domain.risk_history import ScorePoint
    from tuiboard.domain.risk_money import Reserve

_LONGEST_WORD = 24


def chosen_risks(call: Call) -> list[Risk]:
    """The risks that the words, `--sort`, `--limit` and `--all` ask for. Raises Refused."""
    from tuiboard.cli.verbs.listing import joined
    from tuiboard.engine.filter import FilterContext
    from tuiboard.engine.risk_filter import compile_risk_filter
    from tuiboard.engine.risk_sorting import sort_risks

    request, ws = call.request, call.workspace
    text = joined(request.words.get("FILTER", ()), ws)
    found = compile_risk_filter(text, ws, FilterContext(call.today, call.session.who))
    everything = request.flag("all") or found.wants_closed
    risks = [risk for risk in ws.risks() if everything or risk.state != "closed"]
    risks = [risk for risk in risks if found.matches(risk)]
    return sort_risks(ws, risks, request.option("sort") or "score", call.today)[: request.number("limit")]


def show(call: Call) -> int:
    """Print the risks that a filter finds."""
    chosen = chosen_risks(call)
    if call.out.as_json:
        call.out.document(as_json.risk_documents(chosen, call.workspace, call.today))
        return 0
    rows = [_row(call, risk) for risk in chosen]
    if rows or not call.out.is_terminal:
        print_table(call.out, rows, _FORM)
    else:
        filtered = call.request.words.get("FILTER") or call.workspace.table("risk")
        call.out.note(
            "No open risk matches; --all shows the closed ones too." if filtered else "There are no risks yet."
        )
    return 0


def _row(call: Call, risk: Risk) -> tuple[str, ...]:
    """Key, score, band, expected value, owner, review, state, what it needs, title."""
    row = risk_row(call.workspace, risk, call.today, risk_rules(call.workspace.board))
    longest = _LONGEST_WORD if call.out.is_terminal else LONGEST_SHOWN
    title = row.title + (GAP + "#" + " #".join(map(visible, risk.tags)) if risk.tags else "")
    owner = cut(f"@{row.owner}", longest) if row.owner else ""
    needs = f"!{row.needs}" if row.needs else ""
    return (row.key, row.score, row.band, row.emv, owner, row.review, row.state, needs, title)


def _role(index: int, row: Sequence[str]) -> str:
    if index == 5 and row[5].endswith("late"):
        return "card-late"
    if index == 2:
        return f"risk-{row[2]}"
    return {0: "head", 7: "card-blocked"}.get(index, "")


_FORM = Form(
    ("ID", "SCORE", "BAND", "EMV", "OWNER", "REVIEW", "STATE", "NEEDS", "TITLE"), 8, frozenset({0, 1, 3}), _role
)


def matrix(call: Call) -> int:
    """Print the 5×5 heatmap of the risks that a filter finds."""
    from tuiboard.view.risk_matrix import matrix_lines, risk_matrix

    chosen = [risk for risk in chosen_risks(call) if call.request.words["FILTER"] or is_open_on(risk, call.today)]
    rules = risk_rules(call.workspace.board)
    found = risk_matrix(chosen, rules)
    if call.out.as_json:
        cells = [
            {"probability": cell.score.probability, "impact": cell.score.impact, "score": cell.score.value,
             "band": cell.band, "above_appetite": cell.above, "risks": [f"R{id}" for id in cell.ids]}
            for row in found.cells for cell in row
        ]  # fmt: skip
        unrated = [f"R{id}" for id in found.unrated]
        call.out.document({"appetite": rules.appetite, "cells": cells, "unrated": unrated})
        return 0
    call.out.lines(matrix_lines(found, call.out.width or 80, call.out.is_ascii))
    return 0


def money(call: Call) -> int:
    """Print expected value, reserve and exposure by week, each figure with a sentence; money and days apart."""
    from tuiboard.domain.risk_exposure import exposure
    from tuiboard.domain.risk_money import reserve
    from tuiboard.domain.risks import UNITS
    from tuiboard.domain.working_days import team_zone

    ws = call.workspace
    rules = risk_rules(ws.board)
    open_risks = [risk for risk in ws.risks() if is_open_on(risk, call.today)]
    entries = call.session.log(None, "risk")
    documents = {}
    for unit in UNITS:
        total = reserve(open_risks, unit, rules.unit)
        weeks = exposure(entries, call.session.team_today, unit, rules.unit, team_zone(ws))
        if call.out.as_json:
            documents[unit] = _money_document(total, weeks)
        elif total.counted or unit == "money":
            _print_money(call, total, weeks)
    if call.out.as_json:
        call.out.document({"currency": rules.currency, **documents})
    return 0


def _money_document(total: "Reserve", weeks: "Sequence[ExposureWeek]") -> dict[str, object]:
    from tuiboard.domain.risk_money import PERCENTILES

    return {
        "expected": total.mean, "spread": total.sd, "lowest": total.lowest, "highest": total.highest,
        "exact": total.is_exact, "counted": [f"R{id}" for id in total.counted],
        "without": [f"R{id}" for id in total.without], "unreadable": [f"R{id}" for id in total.unreadable],
        **{f"p{percent}": total.percentile(percent) for percent in PERCENTILES},
        "exceedance": [list(point) for point in total.exceedance(21)],
        "exposure": [week._asdict() for week in weeks],
    }  # fmt: skip


def _print_money(call: Call, total: "Reserve", weeks: "Sequence[ExposureWeek]") -> None:
    from tuiboard.cli.verbs.showing import heading
    from tuiboard.view.risk_charts import curve_lines, week_lines
    from tuiboard.view.risk_money import basis, exposure_sentences, figures

    out, rules = call.out, risk_rules(call.workspace.board)
    found = figures(total, rules)
    out.line(Painted("head", f"Open risks in {total.unit}"))
    name, value = (max((len(text) for text in texts), default=0)
                   for texts in zip(*((f.name, f.value) for f in found), strict=True)) if found else (0, 0)  # fmt: skip
    for figure in found:
        out.line("  ", Painted("head", f"{figure.name:<{name}}  {figure.value:>{value}}"), f"  {figure.text}")
    out.lines(f"  {line}" for line in basis(total))
    width = min(out.width or 80, 100) - 2
    if found:
        heading(call, f"How likely a total of more than so much is ({total.unit})")
        for line in curve_lines(total, rules, width, 10, out.is_ascii):
            out.line("  ", *(Painted(role, text) for role, text in line))
    if weeks:
        heading(call, f"Exposure by week ({total.unit})")
        for line in week_lines(weeks[-10:], rules, width, 12, total.unit, out.is_ascii):
            out.line("  ", *(Painted(role, text) for role, text in line))
        out.lines(f"  {text}" for text in exposure_sentences(weeks, rules, total.unit))
    out.line()


def show_risk(call: Call) -> int:
    """Print one risk with everything known about it."""
    from tuiboard.cli.verbs.showing import HISTORY_SHOWN
    from tuiboard.domain.risk_history import score_history
    from tuiboard.view.words import history_lines

    ws = call.workspace
    risk = find_risk(ws, call.request.word("ID"))
    entries = call.session.history("risk", risk.id, HISTORY_SHOWN)
    history = history_lines(entries, "risk", risk.id, ws)
    points = score_history(call.session.history("risk", risk.id, 10_000), risk.id)
    if call.out.as_json:
        document = as_json.risk_documents([risk], ws, call.today)[0]
        document["raid"] = [item.key for item in linked_to(ws, "risk", risk.id)]
        document["comments"] = [as_json.comment_document(comment) for comment in ws.comments("risk", risk.id)]
        document["scores"] = [
            {"at": p.at, "who": p.who, "level": p.level, "score": None if p.score is None else p.score.value}
            for p in points
        ]  # fmt: skip
        document["history"] = [line._asdict() for line in history]
        document["seq"] = ws.seq
        call.out.document(document)
        return 0
    _page(call, risk, points)
    if history:
        from tuiboard.cli.verbs.showing import heading, history_line

        heading(call, "History")
        call.out.lines(f"  {history_line(line)}" for line in history[:HISTORY_SHOWN])
    return 0


_NAME = 16
"""Cells for the name of a fact."""


def _page(call: Call, risk: Risk, points: "Sequence[ScorePoint]") -> None:
    from tuiboard.cli.verbs.showing import heading, moment
    from tuiboard.view.risk_details import risk_details, score_curve, score_lines

    out, ws = call.out, call.workspace
    details = risk_details(ws, risk, call.today, call.world.clock.now())
    out.line(Painted("head", f"{details.key}  {details.title}"))
    out.line(details.where)
    for words in details.needs:
        out.line("  ", Painted("card-late", f"! {words}"))
    for section in details.sentence:
        first, *rest = section.text.split("\n")
        out.line("  ", Painted("card-dim", f"{section.name:{_NAME}}"), Painted(section.role, first))
        out.lines(" " * (_NAME + 2) + line for line in rest)
    for row in details.rows:
        out.line("  ", Painted("card-dim", f"{row.name:{_NAME}}"), Painted(row.role, row.value))
    out.line("  ", Painted("card-dim", f"{'Money':{_NAME}}"), details.money)
    if details.actions:
        heading(call, "Actions")
    for action in details.actions:
        number = "" if action.card is None else str(action.card)
        out.line(f"  {number:>5}  {action.role:11}  {action.title}  ", Painted(action.state_role, action.state))
    if details.triggers:
        heading(call, "Triggers")
    for place, (text, fired) in enumerate(details.triggers, 1):
        out.line(f"  {place:>2}  [{'x' if fired else ' '}] {text}")
    for section in details.plans:
        heading(call, section.name)
        out.text(section.text, "  ")
    comments = ws.comments("risk", risk.id)
    if comments:
        heading(call, "Comments")
    for comment in comments:
        out.line("  ", Painted("card-dim", f"{moment(comment.at)}  {visible(comment.author, 40)}"))
        out.text(comment.text, "    ")
    if points:
        heading(call, "Scores over time")
        curve = score_curve(points, out.is_ascii)
        out.lines(f"  {line}" for line in ([curve] if curve else []) + list(score_lines(points, call.today)))
