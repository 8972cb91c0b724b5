"""`triage`: what needs a decision, one by one below the prompt; without a terminal as a list."""

from collections.abc import Sequence

from tuiboard.cli.call import Call
from tuiboard.cli.output import Output, Painted
from tuiboard.cli.table import Form, aligned, cut, print_table
from tuiboard.cli.verbs.boards import has_terminal, screen_flags
from tuiboard.cli.verbs.listing import card_filter, note_outside
from tuiboard.domain.priority import scores
from tuiboard.domain.shapes import name
from tuiboard.domain.text import visible
from tuiboard.domain.triage import Waiting, triage_queue

SIGNALLED = 128
"""Exit codes above this say which signal ended the program; then there may be no terminal to print to."""


def triage(call: Call) -> int:
    """Go through the queue, and print what was decided; without a terminal print the queue with the reasons."""
    matches, _ = card_filter(call)
    priorities = scores(call.workspace, call.today)
    queue = triage_queue(call.workspace, call.today, priorities, matches, call.session.who)
    if call.out.as_json:
        from tuiboard.cli.verbs.priorities import ranked_documents

        ids = [waiting.card for waiting in queue if waiting.card is not None]
        cards = [card for id in ids if (card := call.workspace.card(id)) is not None]
        documents = ranked_documents(call, cards, priorities)
        risks = [risk for waiting in queue if waiting.card is None and (risk := call.workspace.risk(waiting.on[1]))]
        if risks:
            from tuiboard.view.as_json import risk_documents

            documents += risk_documents(risks, call.workspace, call.today)
        by_key = {document["key"]: document for document in documents}
        found = [(waiting, document) for waiting in queue if (document := by_key.get(waiting.key)) is not None]
        call.out.document([{**doc, "reasons": [each._asdict() for each in w.reasons]} for w, doc in found])
        return 0
    if not queue:
        which = "None of these cards" if call.request.words["FILTER"] or call.request.option("filter") else "No card"
        call.out.note(f"{which} needs a decision.")
        return 0
    return _gone_through(call, queue) if has_terminal(call) else _printed(call, queue)


def _gone_through(call: Call, queue: Sequence[Waiting]) -> int:
    from tuiboard.launch import open_triage
    from tuiboard.view.triage import summary

    code, sitting = open_triage(call.session, call.board, queue, screen_flags(call))
    if code < SIGNALLED:
        found = summary(sitting, call.workspace)
        print_summary(call.out, found.sentence, found.counts, found.rows)
    return code


def print_summary(out: Output, sentence: str, counts: str, rows: Sequence[tuple[str, str, str]]) -> None:
    """Print what was decided: a sentence, the counts, and a line for each card."""
    out.line(Painted("head", sentence))
    if counts:
        out.line(f"{counts[:1].upper()}{counts[1:]}.")
    lines = aligned(rows, frozenset({0})) if rows else []
    out.lines("  " + (line if out.width is None else cut(line, out.width - 2)) for line in lines)


def _printed(call: Call, queue: Sequence[Waiting]) -> int:
    ws = call.workspace
    rows = []
    for waiting in queue:
        doc = ws.doc(*waiting.on)
        if doc is not None:
            because = ", ".join(visible(reason.words, 120) for reason in waiting.reasons)
            owner = name(doc.get("owner"))
            title = visible(doc.get("title") or "")
            rows.append((waiting.key, f"@{visible(owner, 24)}" if owner else "", title, because))
    print_table(call.out, rows, _FORM)
    note_outside(call)
    return 0


_FORM = Form(
    ("ID", "OWNER", "TITLE", "BECAUSE"), 2, frozenset({0}),
    lambda index, row: "head" if index == 0 else "card-dim" if index == 3 else "",
)  # fmt: skip
