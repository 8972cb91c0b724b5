"""Commands that read the risk register: `risk list`, `risk matrix`, `risk money`, `show R3`, `issue list`."""

from collections.abc import Sequence

from tuiboard.cli.call import Call
from tuiboard.cli.table import GAP, Form, cut, print_table
from tuiboard.domain.calendar import due_words
from tuiboard.domain.risk_attention import attention
from tuiboard.domain.risk_states import has_lapsed, is_open_on, state_on
from tuiboard.domain.risks import Risk, risk_rules
from tuiboard.domain.text import LONGEST_SHOWN, visible
from tuiboard.view import as_json

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
    risks = [risk for risk in ws.risks() if everything or is_open_on(risk, call.today)]
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
    from tuiboard.domain.risk_money import emv
    from tuiboard.view.risk_money import money_words

    rules = risk_rules(call.workspace.board)
    score = risk.score()
    longest = _LONGEST_WORD if call.out.is_terminal else LONGEST_SHOWN
    expected = emv(risk)
    needs = attention(call.workspace, risk, call.today, rules)
    lapsed = has_lapsed(risk, call.today)
    title = risk.title + (GAP + "#" + " #".join(risk.tags) if risk.tags else "")
    return (
        risk.key, "" if score is None else str(score.value),
        "opportunity" if risk.is_opportunity else rules.band(score),
        "" if expected is None else money_words(expected, rules, risk.quant.unit if risk.quant else "money"),
        cut(f"@{visible(risk.owner)}", longest) if risk.owner else "",
        due_words(risk.next_review, call.today) if risk.next_review and is_open_on(risk, call.today) else "",
        state_on(risk, call.today) + (" (lapsed)" if lapsed else ""), f"!{len(needs)}" if needs else "", visible(title),
    )  # fmt: skip


def _role(index: int, row: Sequence[str]) -> str:
    if index == 5 and row[5].endswith("late"):
        return "card-late"
    if index == 2:
        return f"risk-{row[2]}"
    return {0: "head", 7: "card-blocked"}.get(index, "")


_FORM = Form(
    ("ID", "SCORE", "BAND", "EMV", "OWNER", "REVIEW", "STATE", "NEEDS", "TITLE"), 8, frozenset({0, 1, 3}), _role
)


_ISSUES = Form(
    ("ID", "STATE", "OWNER", "RISKS", "TEXT"), 4, frozenset({0}), lambda index, row: "head" if index == 0 else ""
)


def list_issues(call: Call) -> int:
    """Print the issues, open ones first."""
    issues = sorted(call.workspace.issues(), key=lambda issue: (issue.state != "open", issue.id))
    if call.out.as_json:
        call.out.document([as_json.issue_document(issue) for issue in issues])
        return 0
    rows = [
        (f"I{issue.id}", visible(issue.state, 20), f"@{visible(issue.owner, 24)}" if issue.owner else "",
         " ".join(f"R{visible(id, 20)}" for id in issue.risks), visible(issue.text))
        for issue in issues
    ]  # fmt: skip
    if rows or not call.out.is_terminal:
        form = Form(
            ("ID", "STATE", "OWNER", "RISKS", "TEXT"), 4, frozenset({0}), lambda i, row: "head" if i == 0 else ""
        )
        print_table(call.out, rows, form)
    else:
        call.out.note("There are no issues: no risk has occurred.")
    return 0
