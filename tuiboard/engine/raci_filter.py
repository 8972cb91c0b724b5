"""The filter of what people have roles in: words of cards for cards, of the register for risks, some for milestones.

A word that means nothing for a kind finds nothing of that kind: `in:doing` leaves cards only, `band:high` risks only.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tuiboard.domain.board import Card, Milestone
from tuiboard.domain.names import find_milestone
from tuiboard.domain.raci import KINDS, Key
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.risks import Risk
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import filter_language as shared
from tuiboard.engine.filter import compile_filter
from tuiboard.engine.filter_language import DATE_WORDS, EntityFilter, FilterContext, Language, folded
from tuiboard.engine.lens import Reading
from tuiboard.engine.risk_filter import compile_risk_filter

Matches = Callable[[Key, Mapping[str, Any]], bool]


def compile_raci_filter(text: str, ws: Workspace, context: FilterContext, *, typing: bool = False) -> Matches:
    """Return what a card, milestone or risk has to match. Raises Refused where a word makes no sense for any of them:
    what is wrong with it for cards."""
    found: dict[str, Callable[[Mapping[str, Any]], bool]] = {}
    refused: list[Refused] = []
    for kind, compiled in zip(KINDS, (_cards, _milestones, _risks), strict=True):
        try:
            found[kind] = compiled(text, ws, context, typing)
        except Refused as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return lambda key, doc: key[0] in found and found[key[0]](doc)


def _cards(text: str, ws: Workspace, context: FilterContext, typing: bool) -> Callable[[Mapping[str, Any]], bool]:
    compiled = compile_filter(text, ws, context, typing=typing)
    return lambda doc: compiled.matches(Card(doc))


def _risks(text: str, ws: Workspace, context: FilterContext, typing: bool) -> Callable[[Mapping[str, Any]], bool]:
    compiled = compile_risk_filter(text, ws, context, typing=typing)
    return lambda doc: compiled.matches(Risk(doc))


def _milestones(text: str, ws: Workspace, context: FilterContext, typing: bool) -> Callable[[Mapping[str, Any]], bool]:
    compiled = EntityFilter(text, shared.understood(text, ws, context, _LANGUAGE, typing)[0])
    return lambda doc: compiled.matches(Milestone(doc))


# Milestones


def _plain(text: str) -> Reading:
    wanted = folded(text)
    return lambda doc: wanted in folded(str(doc.get("title", ""))) or wanted == f"m{doc.get('id')}"


def _due(value: str, ws: Workspace, context: FilterContext) -> Reading:
    late = lambda: lambda doc: "" < str(doc.get("due") or "") < context.today  # noqa: E731
    return shared.dated("due", "due", value, context.today, late)


def _is(value: str, ws: Workspace, context: FilterContext) -> Reading:
    if value.lower() == "unowned":
        return shared.unowned
    shared.refuse_is(value, ("unowned",), "is:unowned")


def _named(value: str, ws: Workspace, context: FilterContext) -> Reading:
    id = find_milestone(ws, value).id
    return lambda doc: doc.get("id") == id


def _no_tag(value: str, ws: Workspace, context: FilterContext) -> Reading:
    refuse("usage", "A milestone has no tags.")


def _choices(key: str, ws: Workspace) -> Iterator[str]:
    if key == "@":
        yield from shared.owner_choices(ws)
    elif key == "p":
        yield from shared.project_choices(ws)
    else:
        yield from {"is": ("unowned",), "due": DATE_WORDS}.get(key, ())


_LANGUAGE = Language(
    "milestone",
    {"@": shared.owned, "*": _named, "#": _no_tag, "p": shared.in_project, "due": _due, "is": _is},
    {"@": "@ana", "*": "*M1", "#": "#network", "p": "p:refresh", "due": "due:<7d", "is": "is:unowned"},
    _plain,
    {},
    _choices,
    frozenset({"due"}),
    frozenset({"due"}),
)
