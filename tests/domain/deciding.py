"""Shorthands for tests of `decide`: what came of a command, or why it was refused."""

from typing import Any

from tuiboard.domain import commands as c
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.workspace import Workspace

LATER = "2026-03-16T10:00:00Z"
CONTEXT = c.Context(LATER, "2026-03-16", "ana")


def done(ws: Workspace, command: c.Command) -> Workspace:
    decided = decide(ws, command, CONTEXT)
    assert isinstance(decided, Decision), decided
    return ws.with_changes(decided.changes)


def decided(ws: Workspace, command: c.Command) -> Decision:
    found = decide(ws, command, CONTEXT)
    assert isinstance(found, Decision), found
    return found


def refused(ws: Workspace, command: c.Command) -> Refusal:
    found = decide(ws, command, CONTEXT)
    assert isinstance(found, Refusal), found
    return found


def card(ws: Workspace, id: int) -> Any:
    found = ws.card(id)
    assert found is not None
    return found
