"""The one registry of what can be done on the screen: bindings, footer, help and palette are made from it.

An action is carried out by the method `do_` + its id with dots as underscores (`card.move_left` → `do_card_move_left`)
of the screen or the app.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

EVERYWHERE = ("board", "risks", "priorities", "people", "timeline", "flow", "log", "raid")
LISTS = ("board", "risks", "priorities", "people", "timeline", "flow", "raid")
SORTED = ("board", "risks", "priorities", "people", "timeline", "raid")
CARDS = ("board", "priorities", "people", "timeline")
CARD_VIEWS = ("board", "priorities", "timeline")
DENSE = ("board", "priorities")
LOG = ("log",)
SIDES = ("board", "risks", "priorities", "timeline", "flow", "raid")
TIMELINE = ("timeline",)
RISKS = ("risks",)
PRIORITIES = ("priorities",)
PEOPLE = ("people",)
FLOW = ("flow",)
TRIAGE = ("triage",)
RAID = ("raid",)


class Action(NamedTuple):
    """One thing to do. `keys` are Textual's names, comma separated; `foot` is its word in the footer, if any; `views`
    are those where its keys count."""

    id: str
    keys: str
    label: str
    group: str
    foot: str = ""
    views: tuple[str, ...] = ("board",)


ACTIONS: tuple[Action, ...] = (
    Action("cursor.left", "h,left", "To the left", "Move around", "", LISTS),
    Action("cursor.down", "j,down", "Down", "Move around", "", EVERYWHERE),
    Action("cursor.up", "k,up", "Up", "Move around", "", EVERYWHERE),
    Action("cursor.right", "l,right", "To the right", "Move around", "", LISTS),
    Action("cursor.top", "g,home", "First", "Move around", "", EVERYWHERE),
    Action("cursor.bottom", "G,end", "Last", "Move around", "", EVERYWHERE),
    Action("cursor.page_down", "pagedown", "A page down", "Move around", "", EVERYWHERE),
    Action("cursor.page_up", "pageup", "A page up", "Move around", "", EVERYWHERE),
    Action("card.add", "a", "Add a card (quick line)", "Cards", "add", CARD_VIEWS),
    Action("card.add_below", "A", "Add a card below this one", "Cards"),
    Action("card.open", "enter", "Open the card", "Cards", "open", CARD_VIEWS),
    Action("card.edit", "e", "Edit the card in a form", "Cards", "edit", CARD_VIEWS),
    Action("card.editor", "E", "Edit the body in $EDITOR", "Cards", "", CARDS),
    Action("card.move_left", "H", "Move the card to the column on the left", "Cards", "", CARDS),
    Action("card.move_right", "L", "Move the card to the column on the right", "Cards", "move", CARDS),
    Action("card.move_down", "J", "Move the card down", "Cards"),
    Action("card.move_up", "K", "Move the card up", "Cards"),
    Action("card.move_to", "m", "Move to a column (menu)", "Cards", "", CARDS),
    Action("card.complete", "c", "Complete: move to done", "Cards", "done", CARDS),
    Action("card.owner", "at", "Owner", "Cards", "owner", CARDS),
    Action(
        "card.handoff", "o", "Hand over to someone, who accepts or declines; or answer an offer", "Cards", "", CARDS
    ),
    Action("card.due", "d", "Due date", "Cards", "due", CARDS),
    Action("card.start", "S", "Start date", "Cards", "", CARDS),
    Action("card.recur", "ampersand", "Comes again: by which rule, skip a date, or not any more", "Cards", "", CARDS),
    Action("card.help", "exclamation_mark", "Ask for help with it, or end that", "Cards", "", CARDS),
    Action("card.value", "p", "Value, 0 to 5", "Cards", "", CARDS),
    Action("card.value_up", "plus", "Value one up", "Cards", "", CARDS),
    Action("card.value_down", "minus", "Value one down", "Cards", "", CARDS),
    Action("card.tags", "t", "Tags", "Cards", "", CARDS),
    Action("card.block", "b", "Block with a reason, or unblock", "Cards", "", CARDS),
    Action("card.milestone", "apostrophe", "Milestone: put the card into one, or take it out", "Cards", "", CARDS),
    Action("card.comment", "C", "Comment", "Cards", "", CARDS),
    Action("card.archive", "D", "Archive (u brings it back)", "Cards", "", CARDS),
    Action("card.promises", "O", "Promises: make, keep, miss, another day", "Cards", "", CARDS),
    Action("card.risk", "r", "Risks of the card: link one, or raise a new one", "Cards", "", CARDS),
    Action("card.copy", "y", "Copy id and title to the clipboard", "Cards", "", CARDS),
    Action("card.why", "w", "Why it stands where it does: the whole sum", "Cards", "why", CARDS),
    Action("card.pin", "P", "Pin to a quadrant or a rank, or unpin", "Cards", "pin", CARDS),
    Action("card.compare", "equals_sign", "Compare the selected cards, and decide", "Cards", "compare", CARDS),
    Action("select.toggle", "space", "Select the card, or take it out", "Select", "", CARDS),
    Action("select.extend", "v", "Select from the last selected to here", "Select", "", CARDS),
    Action("risk.add", "a", "Add a risk (quick line, then cause, event, effect)", "Risks", "add", RISKS),
    Action("risk.open", "enter", "Open the risk; among what needs attention: cure it", "Risks", "open", RISKS),
    Action("risk.edit", "e", "Edit the risk in a form", "Risks", "edit", RISKS),
    Action("risk.score", "p", "Score it: probability × impact", "Risks", "score", RISKS),
    Action("risk.target", "P", "Score of the target", "Risks", "", RISKS),
    Action("risk.state", "x", "Move to another state: assess, treat, accept, close …", "Risks", "state", RISKS),
    Action("risk.owner", "at", "Owner", "Risks", "owner", RISKS),
    Action("risk.handoff", "o", "Hand over to someone, or answer an offer", "Risks", "", RISKS),
    Action("risk.sentence", "w", "Cause, event and effect in words", "Risks", "", RISKS),
    Action("risk.link", "L", "Link or plan actions: cards that answer it", "Risks", "link", RISKS),
    Action("risk.trigger", "T", "Trigger seen, or not any more", "Risks", "", RISKS),
    Action("risk.review", "R", "Review mode: the due ones, one by one", "Risks", "review", RISKS),
    Action("risk.review_date", "d", "Date of the next review", "Risks", "", RISKS),
    Action("risk.escalate", "E", "Escalate", "Risks", "", RISKS),
    Action("risk.accept", "", "Accept it until a day", "Risks", "", RISKS),
    Action("risk.occur", "exclamation_mark", "It has occurred", "Risks", "", RISKS),
    Action("risk.close", "c", "Close it, with a reason", "Risks", "", RISKS),
    Action("risk.reopen", "", "Reopen it, with a note", "Risks", "", RISKS),
    Action("risk.tags", "t", "Tags", "Risks", "", RISKS),
    Action("risk.comment", "C", "Comment", "Risks", "", RISKS),
    Action("risk.copy", "y", "Copy id and title to the clipboard", "Risks", "", RISKS),
    Action("risk.card", "", "Open the card that the need under the cursor is about", "Risks", "", RISKS),
    Action("raid.add", "a", "Note a decision, an assumption, an issue or a lesson", "RAID", "add", RAID),
    Action("raid.open", "enter", "Open its page", "RAID", "open", RAID),
    Action("raid.edit", "e", "Edit it in a form; a decision: supersede it", "RAID", "edit", RAID),
    Action("raid.state", "x", "Move it: confirm, refute, resolve, apply, open again", "RAID", "state", RAID),
    Action("raid.kind", "f", "All, or one kind after the other", "RAID", "kind", RAID),
    Action("raid.owner", "at", "Owner", "RAID", "owner", RAID),
    Action("raid.due", "d", "The day: validate by, due, review", "RAID", "due", RAID),
    Action("raid.link", "L", "Link cards and risks, or take links away", "RAID", "link", RAID),
    Action("raid.go", "o", "Open what is linked: a card, a risk, another decision", "RAID", "go to", RAID),
    Action("raid.copy", "y", "Copy key and text to the clipboard", "RAID", "", RAID),
    Action("people.open", "enter", "To the cards of the person; among them: open the card", "People", "cards", PEOPLE),
    Action("people.add", "a", "Add someone", "People", "add", PEOPLE),
    Action("people.edit", "e", "Edit the person in a form; among their cards: the card", "People", "edit", PEOPLE),
    Action("people.active", "X", "Set inactive, or active again", "People", "", PEOPLE),
    Action("people.calendar", "i", "Calendar: working days, holidays, weeks, time zone", "People", "", PEOPLE),
    Action("timeline.earlier", "left_parenthesis", "Try it earlier: start and due, by a step", "Time", "", TIMELINE),
    Action("timeline.later", "right_parenthesis", "Try it later: start and due, by a step", "Time", "move", TIMELINE),
    Action("timeline.due_earlier", "left_curly_bracket", "Try its due date earlier", "Time", "", TIMELINE),
    Action("timeline.due_later", "right_curly_bracket", "Try its due date later", "Time", "due", TIMELINE),
    Action("timeline.start_earlier", "left_square_bracket", "Try its start earlier", "Time", "", TIMELINE),
    Action("timeline.start_later", "right_square_bracket", "Try its start later", "Time", "start", TIMELINE),
    Action("timeline.group", "f", "By project, person or milestone", "Time", "group", TIMELINE),
    Action("timeline.zoom", "z", "Days, weeks or months", "Time", "zoom", TIMELINE),
    Action("timeline.today", "0", "To today; from there to the bar under the cursor", "Time", "today", TIMELINE),
    Action("timeline.undated", "underscore", "Fold or unfold the cards without a date", "Time", "", TIMELINE),
    Action("timeline.done", "Z", "Show done cards too, or hide them", "Time", "", TIMELINE),
    Action("flow.open", "enter", "The cards behind the place of the cursor", "Flow", "cards", FLOW),
    Action("flow.window", "f", "Look back 6, 12, 26 or 52 weeks", "Flow", "weeks", FLOW),
    Action("flow.without", "w", "Cards without a start or a finish, which have no time", "Flow", "no start", FLOW),
    Action("filter.open", "slash", "Filter as you type", "Find", "find", EVERYWHERE),
    Action("filter.next", "n", "Next one that matches", "Find", "", LISTS),
    Action("filter.previous", "N", "Previous one that matches", "Find", "", LISTS),
    Action("filter.clear", "escape", "Clear selection, then filter", "Find", "", EVERYWHERE),
    Action("filter.saved", "F", "Saved filters", "Find", "", LISTS),
    Action("answers.open", "full_stop", "Answer what waits for you: hand-offs, promises", "Find", "", EVERYWHERE),
    Action("promises.open", "", "Promises of the board, and how many were kept", "Find", "", EVERYWHERE),
    Action("edit.undo", "u", "Undo my last change", "Undo", "undo", LISTS),
    Action("log.open", "enter", "The entry whole: every field before and after, its hashes", "Record", "open", LOG),
    Action("log.undo", "u", "Take back the entry under the cursor, if it is mine", "Record", "undo", LOG),
    Action("log.head", "y", "Copy the head of the chain, to be written down", "Record", "copy head", LOG),
    Action("log.verify", "V", "Check the chain again", "Record", "check", LOG),
    Action("card.history", "Y", "Who did what: the history of the card in the log", "Record", "", CARDS),
    Action("risk.history", "Y", "Who did what: the history of the risk in the log", "Record", "", RISKS),
    Action("notices.open", "I", "What concerns me since I last looked", "Record", "", EVERYWHERE),
    Action("edit.redo", "U", "Redo what I undid", "Undo", "", EVERYWHERE),
    Action("view.board", "1", "Board", "View", "board", EVERYWHERE),
    Action("view.risks", "2", "Register of risks", "View", "risks", EVERYWHERE),
    Action("view.priorities", "3", "Priorities", "View", "", EVERYWHERE),
    Action("view.people", "4", "People: who has what to do, and when", "View", "", EVERYWHERE),
    Action("view.timeline", "5", "Timeline: when cards begin and are due", "View", "", EVERYWHERE),
    Action("view.flow", "6", "Flow: how long work takes, and how much is done", "View", "", EVERYWHERE),
    Action("view.log", "7", "Activity log", "View", "", EVERYWHERE),
    Action("view.raid", "8", "Decisions, assumptions, issues, lessons", "View", "", EVERYWHERE),
    Action("lesson.note", "asterisk", "Note a lesson: what was offered, or a new one", "View", "", EVERYWHERE),
    Action("view.triage", "T", "Triage: what needs a decision, card by card", "View", "", CARDS),
    Action("view.next", "tab", "Next view", "View", "", EVERYWHERE),
    Action("view.previous", "shift+tab", "Previous view", "View", "", EVERYWHERE),
    Action("view.sort", "s", "Sort", "View", "sort", SORTED),
    Action("view.density", "z", "Lines a card: 1, 2 or 4", "View", "", DENSE),
    Action("view.details", "X", "Details at the side, on or off (wide terminals)", "View", "", SIDES),
    Action("view.fold", "f", "Fold or unfold the column", "View"),
    Action("view.matrix", "m", "Heatmap: walk through it, and back", "View", "map", RISKS),
    Action("view.pane", "f", "All, top risks, or what needs attention", "View", "pane", RISKS),
    Action("view.money", "dollar_sign", "Money: expected, reserve, curve, exposure by week", "View", "money", RISKS),
    Action("risk.rules", "i", "Rules of the board: appetite, bands, reviews, currency", "View", "", RISKS),
    Action("view.quadrant", "f", "All, or one quadrant after the other", "View", "quadrant", PRIORITIES),
    Action("priority.rules", "i", "Numbers of priority: points, window, thresholds", "View", "", PRIORITIES),
    Action("column.menu", "i", "Column: add, rename, limit, kind, policy, order, remove", "View"),
    Action("triage.accept", "a", "Accept: take what is offered, promise what is asked", "Triage", "accept", TRIAGE),
    Action("triage.decline", "r", "Decline what is offered or asked, with a reason", "Triage", "decline", TRIAGE),
    Action("triage.now", "n", "Do it now: start it, as yours if nobody owns it", "Triage", "now", TRIAGE),
    Action("triage.schedule", "s", "Schedule: a due date by a word", "Triage", "schedule", TRIAGE),
    Action("triage.delegate", "d", "Delegate to someone", "Triage", "delegate", TRIAGE),
    Action("triage.snooze", "z", "Snooze: put off, hidden until a day", "Triage", "snooze", TRIAGE),
    Action("triage.drop", "x", "Drop, with a reason", "Triage", "drop", TRIAGE),
    Action("triage.value", "p", "Value (a menu); 0 to 5 give it at once", "Triage", "value", TRIAGE),
    Action("triage.skip", "enter,space,j,down", "Skip it", "Triage", "skip", TRIAGE),
    Action("triage.back", "k,up", "Back to the last one skipped", "Triage", "back", TRIAGE),
    Action("triage.undo", "u", "Undo the last decision, and back to its card", "Triage", "undo", TRIAGE),
    Action("triage.edit", "e", "All fields in a form", "Triage", "edit", TRIAGE),
    Action("triage.leave", "q,escape", "Leave; first what was decided", "Triage", "leave", TRIAGE),
    Action("team.raci", "M", "RACI matrix: who does what, and what is wrong with it", "View", "", EVERYWHERE),
    Action("team.standup", "W", "Stand-up: since the last working day, now, blocked", "View", "", EVERYWHERE),
    Action("team.support", "Q", "Support queue: what waits for someone, who could help", "View", "", EVERYWHERE),
    Action("report.open", "percent_sign", "Reports: status, executive, risks, flow …", "View", "", EVERYWHERE),
    Action("board.switch", "B", "Another board", "Board", "", EVERYWHERE),
    Action("board.drafts", "", "Go on with what you typed when the program ended", "Board", "", EVERYWHERE),
    Action("board.import", "", "Import a Trello, Taskwarrior or tuiboard file", "Board", "", EVERYWHERE),
    Action("board.export", "", "Export for a calendar, a spreadsheet, another board", "Board", "", EVERYWHERE),
    Action("board.outside", "", "Changes from outside: what another program did to the file", "Board", "", EVERYWHERE),
    Action("person.add", "", "Add a person", "Board", "", EVERYWHERE),
    Action("project.add", "", "Add a project", "Board", "", EVERYWHERE),
    Action("project.open", "number_sign", "Projects: how each stands, what it tolerates", "View", "", EVERYWHERE),
    Action("milestone.open", "semicolon", "Milestones: how far each is, when it is reached", "View", "", EVERYWHERE),
    Action("milestone.add", "", "Add a milestone", "Board", "", EVERYWHERE),
    Action("forecast.open", "comma", "Forecast: when what is shown is done, how sure that is", "View", "", EVERYWHERE),
    Action("app.theme", "", "Theme, with a live preview", "Program", "", EVERYWHERE),
    Action("app.palette", "colon,ctrl+p", "Everything that can be done (palette)", "Program", "", EVERYWHERE),
    Action("app.help", "question_mark,f1", "Help: all keys", "Program", "help", EVERYWHERE),
    Action("app.quit", "q,ctrl+q", "Quit", "Program", "", EVERYWHERE),
)

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}
CONTEXTS: Mapping[str, tuple[str, ...]] = {action.id: action.views for action in ACTIONS}
"""Where each action's keys count: two that share no view may share a key."""

FOOTER_ORDER: Mapping[str, tuple[str, ...]] = {
    "board": (
        "card.add", "card.open", "card.edit", "card.move_right", "card.owner", "card.due", "card.complete",
        "filter.open", "edit.undo", "app.help",
    ),
    "risks": (
        "risk.add", "risk.open", "risk.score", "risk.state", "view.matrix", "view.pane", "view.money", "filter.open",
        "risk.link", "risk.owner", "risk.review", "edit.undo", "app.help",
    ),
    "priorities": (
        "card.why", "card.open", "view.quadrant", "card.pin", "card.compare", "filter.open", "view.sort", "edit.undo",
        "card.edit", "card.owner", "card.due", "card.complete", "card.add", "app.help",
    ),
    "raid": (
        "raid.add", "raid.open", "raid.edit", "raid.state", "raid.kind", "raid.link", "raid.go", "filter.open",
        "raid.due", "raid.owner", "view.sort", "edit.undo", "app.help",
    ),
    "people": (
        "people.open", "people.edit", "people.add", "card.due", "card.owner", "filter.open", "view.sort", "edit.undo",
        "card.complete", "card.why", "app.help",
    ),
    "timeline": (
        "timeline.later", "timeline.due_later", "timeline.start_later", "timeline.group", "timeline.zoom",
        "timeline.today", "card.open", "filter.clear", "filter.open", "edit.undo", "card.edit", "card.owner",
        "view.sort", "card.complete", "card.add", "app.help",
    ),
    "flow": (
        "cursor.down", "cursor.right", "flow.open", "flow.window", "flow.without", "filter.open", "edit.undo",
        "app.help",
    ),
    "log": ("log.open", "filter.open", "log.undo", "log.head", "log.verify", "app.help"),
    "triage": (
        "triage.accept", "triage.decline",
        "triage.now", "triage.schedule", "triage.delegate", "triage.snooze", "triage.drop", "triage.value",
        "triage.skip", "app.help",
    ),
}  # fmt: skip
"""Actions of the footer by view, most wanted first: a narrow terminal shows as many as fit, help always."""

_SIGNS = {
    "slash": "/", "question_mark": "?", "at": "@", "plus": "+", "minus": "-", "colon": ":", "space": "space",
    "escape": "esc", "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End", "enter": "enter",
    "left": "←", "right": "→", "up": "↑", "down": "↓", "ctrl+p": "^p", "ctrl+q": "^q", "f1": "F1", "tab": "tab",
    "ampersand": "&",
    "less_than_sign": "<", "greater_than_sign": ">", "equals_sign": "=", "asterisk": "*", "number_sign": "#",
    "exclamation_mark": "!", "dollar_sign": "$", "full_stop": ".", "comma": ",", "semicolon": ";", "underscore": "_",
    "apostrophe": "'",
    "left_square_bracket": "[", "right_square_bracket": "]", "left_parenthesis": "(", "right_parenthesis": ")",
    "left_curly_bracket": "{", "right_curly_bracket": "}",
    "percent_sign": "%",
}  # fmt: skip
_ASCII_SIGNS = {"left": "left", "right": "right", "up": "up", "down": "down"}


def key_sign(key: str, ascii: bool = False) -> str:
    """Return a key as people read it: `slash` is `/`, `ctrl+p` is `^p`."""
    if ascii and key in _ASCII_SIGNS:
        return _ASCII_SIGNS[key]
    return _SIGNS.get(key, key.replace("ctrl+", "^"))


def keys_of(action: Action, keymap: Mapping[str, str]) -> list[str]:
    """The keys of an action under the user's keymap."""
    keys = keymap.get(action.id, action.keys)
    return [key for key in keys.split(",") if key]


def signs_of(action: Action, keymap: Mapping[str, str], ascii: bool = False) -> str:
    """The keys of an action as people read them: `h ←`."""
    return " ".join(key_sign(key, ascii) for key in keys_of(action, keymap))


def actions_of(view: str) -> list[Action]:
    """The actions that can be carried out in a view, in the order of the registry."""
    return [action for action in ACTIONS if view in action.views]


def groups(actions: Iterable[Action] = ACTIONS) -> dict[str, list[Action]]:
    """Actions by group, in the order of the registry."""
    found: dict[str, list[Action]] = {}
    for action in actions:
        found.setdefault(action.group, []).append(action)
    return found


def method_name(id: str) -> str:
    """The method that carries out an action."""
    return "do_" + id.replace(".", "_")
