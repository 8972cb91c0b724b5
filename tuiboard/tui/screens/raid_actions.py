"""What the keys do to decisions, assumptions, issues and lessons: note, edit, move, link, open what is linked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tuiboard.domain import raid_commands as q
from tuiboard.domain.calendar import parse_date
from tuiboard.domain.commands import AddComment, Command
from tuiboard.domain.names import find_card, find_person, find_risk
from tuiboard.domain.priority_commands import AddDecision
from tuiboard.domain.raid import DUE_FIELDS, RAID_KINDS, RaidItem, raid_item, raid_items
from tuiboard.domain.refusal import Refused
from tuiboard.domain.text import visible
from tuiboard.engine.field_texts import is_none
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.dialogs.lines_form import FormLine, LinesForm
from tuiboard.tui.opening import show_log
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.raid_view import RaidView
from tuiboard.tui.screens.recording import Told
from tuiboard.view.raid import ASKS, Link, raid_details

Texts = Mapping[str, str]
KIND_WORDS = {
    "decision": "what was chosen, from what, and why",
    "assumption": "what is taken for granted and not known",
    "issue": "what is wrong now and needs an answer",
    "lesson": "what to do otherwise the next time",
}
BECOMES_RISK = "false risk"
_MOVES: Mapping[tuple[str, str], Sequence[tuple[str, str]]] = {
    ("assumption", "open"): (
        ("confirmed", "Confirm: it holds"), ("false", "It proved false"),
        (BECOMES_RISK, "It proved false, and becomes a risk"),
    ),
    ("issue", "open"): (("in-work", "Someone works on it"), ("resolved", "Resolve")),
    ("issue", "in-work"): (("resolved", "Resolve"), ("open", "Nobody works on it any more")),
    ("lesson", "noted"): (("applied", "Applied: something was changed because of it"),),
}  # fmt: skip
"""Where one can go from a state; from what is settled, back to the beginning."""
_NOTES = {
    "confirmed": "How is it known?", "false": "How is it known?", "applied": "What was changed?",
    "resolved": "What resolved it?", "open": "Why is it open again?", "noted": "Why is it not applied any more?",
}  # fmt: skip


class RaidActions(RaidView):
    """Actions whose ids begin with `raid.`."""

    # Noting

    def do_raid_add(self) -> None:
        """Ask for the kind, unless one is shown, then for what it says."""
        if self.kind:
            self.note_item(self.kind)
            return
        choices = [Choice(kind, kind, KIND_WORDS[kind]) for kind in RAID_KINDS]
        self.choose("What is to be noted?", choices, lambda chosen: self.note_item(chosen.key or "lesson"))

    def note_item(self, kind: str, older: RaidItem | None = None) -> None:
        """Ask for a new one in a few lines; a decision may take the place of an `older` one."""
        title = f"A new {kind}" if older is None else f"A decision that supersedes {self.named_item(older)}"
        note = "" if older is None else f"{older.key} stays as it was decided and is shown as superseded."
        form = f"raid.add {kind}" if older is None else f"raid.supersede {older.key}"

        def command(texts: Texts) -> Command:
            return self._new(kind, texts, older)

        def trial(texts: Texts) -> str:
            try:
                return self.trial(command(texts))
            except Refused as refused:
                return on_screen(refused.refusal)

        def send(texts: Texts, told: Told) -> None:
            self.run_command(command(texts), self._tell_noted, told=told)

        lines = self._lines(kind, older)
        self.app.push_screen(LinesForm(title, lines, send, self.draft(form, title), trial=trial, note=note))

    def _lines(self, kind: str, older: RaidItem | None) -> list[FormLine]:
        day = self._trouble_of(lambda text: parse_date(text, self.today))
        links = _links_text(older)
        about = FormLine("links", "About which cards and risks", "12, 14, R3", links, self._trouble_of(self._linked))
        hint = "ana, none; empty is you" if self._me() else "ana, or empty for nobody yet"
        owner = FormLine("owner", "Who answers for it", hint, check=self._trouble_of(self._handle))
        if kind == "decision":
            title = older.text if older is not None else ""
            return [
                FormLine("title", "What is it about", "which switch, which vendor, which day", title),
                FormLine("decision", "What was decided", "the small one"),
                FormLine("context", "Why, and chosen from what", "why it came up"),
                FormLine("options", "", "small | large | none", beside=True),
                FormLine("consequences", "What follows, and when to look at it again", "what follows from it"),
                FormLine("review_on", "", "+3m, eom", check=day, beside=True),
                about,
            ]
        if kind == "lesson":
            return [
                FormLine("text", "What was learned", "what to do otherwise the next time"),
                FormLine("cause", "From what", "what it was learned from"), owner, about,
            ]  # fmt: skip
        field = DUE_FIELDS[kind]
        asks = ("What is taken for granted", "the line is fast enough") if kind == "assumption" else (
            "What is wrong", "the vendor delivers late")  # fmt: skip
        when = "Who answers for it, and by when it has to be validated" if kind == "assumption" else (
            "Who answers for it, and by when")  # fmt: skip
        return [
            FormLine("text", *asks), owner._replace(label=when),
            FormLine(field, "", "fri, +2w, eom", check=day, beside=True), about,
        ]  # fmt: skip

    def _new(self, kind: str, texts: Texts, older: RaidItem | None) -> Command:
        """The command that notes what was typed. Raises Refused."""
        fields: dict[str, Any] = {name: text for name, text in texts.items() if text and name != "links"}
        for name in DUE_FIELDS.values():
            if name in fields:
                fields[name] = parse_date(fields[name], self.today)
        fields["cards"], fields["risks"] = self._linked(texts.get("links", ""))
        if kind != "decision":
            fields["owner"] = self._handle(fields["owner"]) if "owner" in fields else self._me()
            return q.AddRaid(kind, fields)
        names = [name.strip() for name in fields.pop("options", "").split("|")]
        fields["options"] = [{"name": name} for name in names if name]
        return AddDecision(fields if older is None else {**fields, "supersedes": older.id})

    def _trouble_of(self, read: Callable[[str], object]) -> Callable[[str], str]:
        """What is wrong with a text, by what reads it."""

        def check(text: str) -> str:
            try:
                read(text)
            except Refused as refused:
                return on_screen(refused.refusal)
            return ""

        return check

    def _linked(self, text: str) -> tuple[list[int], list[int]]:
        """The cards and the risks that a line like `12, R3` names. Raises Refused."""
        words = text.replace(",", " ").split()
        ws = self.workspace
        risks = [find_risk(ws, word).id for word in words if word[:1] in "Rr"]
        return [find_card(ws, word).id for word in words if word[:1] not in "Rr"], risks

    def _handle(self, text: str) -> str | None:
        return None if is_none(text) else find_person(self.workspace, text, self.tui.session.who).handle

    def _me(self) -> str | None:
        me = self.tui.session.who
        return me if self.workspace.person(me) is not None else None

    def _tell_noted(self, done: Done) -> None:
        made = next((c for c in done.entry.changes if c.kind in RAID_KINDS and c.before is None), None)
        if made is not None:
            self.go_to((made.kind, int(made.id)))

    def go_to(self, key: tuple[str, int]) -> None:
        """Put the cursor on one, whatever has to be shown for it."""
        if self.kind not in ("", key[0]):
            self.kind = ""
            self.show()
        if not self.table.move_cursor(key):
            item = raid_item(self.workspace, *key)
            self.kind = ""
            self.filter_by("is:over" if item is not None and item.is_over else "")
            self.table.move_cursor(key)

    # Changing

    def do_raid_edit(self) -> None:
        """All fields in a form; a decision is never edited: a new one supersedes it."""
        item = self.item_meant()
        if item is None:
            return
        if item.kind != "decision":
            self.open_item_form(item)
        elif item.newer is not None:
            self.say(f"{item.key} is superseded by D{item.newer}: that is the one to supersede.", "warning")
        else:
            self.note_item("decision", item)

    def open_item_form(self, item: RaidItem) -> None:
        """Show all fields of an assumption, an issue or a lesson in a form."""
        from tuiboard.engine.fields import FIELDS
        from tuiboard.tui.dialogs.edit_form import EditForm

        seen = {name: item.doc[name] for name in FIELDS[item.kind] if name in item.doc}  # type: ignore[index]
        draft = self.draft(f"raid.edit {item.key}", f"Form of {self.named_item(item)}", seen=seen)
        self.app.push_screen(EditForm(item, self, draft))

    def do_raid_state(self) -> None:
        """A menu of the states it can go to."""
        item = self.item_meant()
        if item is None:
            return
        if item.kind == "decision":
            self.say("A decision stands until another supersedes it; e records that one.", "warning")
            return
        back = "Not applied any more" if item.kind == "lesson" else "Open it again"
        ways = _MOVES.get((item.kind, item.state), ((_FIRST[item.kind], back),))
        choices = [Choice(to, words) for to, words in ways]
        title = f"{self.named_item(item)} is {item.state.replace('-', ' ')}"
        self.choose(title, choices, lambda chosen: self.move_item(item, chosen.key or ""))

    def move_item(self, item: RaidItem, way: str) -> None:
        """Move one; what it needs to say is asked for."""
        to = way.partition(" ")[0]
        if to == "in-work":
            self.run_command(q.MoveRaid(item.kind, item.id, to))
            return
        becomes = way == BECOMES_RISK
        draft = self.draft(f"raid.move.{way.replace(' ', '-')} {item.key}", f"{item.key}: {to}")
        lines = [FormLine("note", _NOTES[to], "measured, asked, tried …" if to in ("confirmed", "false") else "")]
        if becomes:
            lines.append(FormLine("risk", "The risk that it becomes", "what may happen", item.text))

        def command(texts: Texts) -> q.MoveRaid:
            risk = (texts.get("risk") or "") if becomes else None
            return q.MoveRaid(item.kind, item.id, to, texts["note"] or None, risk=risk)

        title = f"{self.named_item(item)}: {to.replace('-', ' ')}"
        self.app.push_screen(
            LinesForm(title, lines, lambda texts, told: self.run_command(command(texts), told=told), draft,
                      trial=lambda texts: self.trial(command(texts)))
        )  # fmt: skip

    def do_raid_owner(self) -> None:
        """Who answers for it."""
        item = self.item_meant()
        if item is None:
            return
        if item.kind == "decision":
            self.say(f"Who took {item.key} stays as it was; e supersedes it.", "warning")
            return
        self.ask_person(f"Owner of {self.named_item(item)}", lambda handle: self._set(item, {"owner": handle}),
                        current=item.owner)  # fmt: skip

    def do_raid_due(self) -> None:
        """The day on which someone has to look at it."""
        from tuiboard.tui.dialogs.date_picker import DatePicker, Picked

        item = self.item_meant()
        if item is None:
            return
        field = DUE_FIELDS.get(item.kind)
        if field is None:
            self.say("A lesson has no day: it is applied, or it is not.", "warning")
            return

        def picked(answer: Picked | None) -> None:
            if answer is not None:
                self._set(item, {field: answer.date})

        word = {"validate": "Validate by"}.get(ASKS[item.kind], ASKS[item.kind].capitalize())
        self.app.push_screen(DatePicker(f"{word}: {self.named_item(item)}", item.due, self.today), picked)

    def _set(self, item: RaidItem, fields: Mapping[str, Any]) -> None:
        self.run_command(q.EditRaid(item.kind, [item.id], fields, seen={item.id: item.doc}))

    # Links

    def do_raid_link(self) -> None:
        """A menu of cards and risks; those that are ticked are linked."""
        item = self.item_meant()
        if item is None:
            return
        ws = self.workspace
        cards = [card for card in ws.cards() if not card.archived or card.id in item.cards]
        cards.sort(key=lambda card: (card.id not in item.cards, ws.is_done(card), card.id))
        risks = [risk for risk in ws.risks() if risk.is_open or risk.id in item.risks]
        risks.sort(key=lambda risk: (risk.id not in item.risks, risk.id))
        linked = {*(f"R{id}" for id in item.risks), *map(str, item.cards)}
        found = [(risk.key, risk.title, "risk") for risk in risks]
        found += [(str(card.id), card.title, "card") for card in cards]
        choices = [Choice(key, f"{key} {visible(title, 50)}", noun, key in linked) for key, title, noun in found]
        choices.sort(key=lambda choice: not choice.ticked)
        before = {choice.key for choice in choices if choice.ticked}

        def chosen(answer: Chosen) -> None:
            wanted = set(answer.ticked) or ({answer.key} if answer.key and answer.key not in before else before)
            add, gone = _parted(wanted - before), _parted(before - wanted)
            if add or gone:
                self.run_command(q.EditRaid(item.kind, [item.id], {}, add, gone))

        self.choose(f"What is {self.named_item(item)} about?", choices, chosen, several=True)

    def do_raid_go(self) -> None:
        """Open what is linked: a card, a risk, another decision."""
        item = self.item_meant()
        if item is None:
            return
        links = [link for link in raid_details(self.workspace, item, self.today).links if link.state]
        if not links:
            self.say(f"Nothing is linked to {item.key}; L links a card or a risk.", "warning")
        elif len(links) == 1:
            self.open_link(links[0])
        else:
            choices = [Choice(str(at), f"{link.name} {link.text}", link.state) for at, link in enumerate(links)]
            self.choose(f"Open what is linked to {self.named_item(item)}", choices,
                        lambda chosen: self.open_link(links[int(chosen.key or 0)]))  # fmt: skip

    def open_link(self, link: Link) -> None:
        """Open a card's page, the register at a risk, or another decision."""
        if link.kind == "risk":
            from tuiboard.tui.screens.risks import RiskScreen

            self.tui.show_view("risks")
            register = self.tui.view
            if isinstance(register, RiskScreen):
                register.call_after_refresh(register.show_risk, link.id)
        elif link.kind == "card" and self.tui.board is not None:
            from tuiboard.tui.dialogs.card_page import CardPage

            self.app.push_screen(CardPage(link.id, self.tui.board))
        else:
            self.go_to((link.kind, link.id))

    def do_raid_comment(self) -> None:
        """A comment of one or more lines."""
        item = self.item_meant()
        if item is not None:
            self.comment_item(item)

    def comment_item(self, item: RaidItem) -> None:
        """Ask for a comment."""
        from tuiboard.tui.dialogs.text_editor import TextEditor

        def send(text: str, told: Told) -> None:
            self.run_command(AddComment((item.kind, item.id), text), told=told)

        title = f"Comment on {self.named_item(item)}"
        self.app.push_screen(TextEditor(title, send, self.draft(f"raid.comment {item.key}", title)))

    def do_raid_history(self) -> None:
        """What happened to it, in the log."""
        item = self.item_meant()
        if item is not None:
            show_log(self.tui, item.key)

    def do_raid_copy(self) -> None:
        """Key and text to the terminal's clipboard (OSC 52)."""
        item = self.item_meant()
        if item is not None:
            self.app.copy_to_clipboard(f"{item.key} {visible(item.text)}")
            self.say(f"Copied {self.named_item(item)}.")

    # Drafts

    def reopen_raid_form(self, kind: str, about: str) -> bool:
        """Open the form that a draft of this kind is of; False where what it was about is gone."""
        if kind == "raid.add":
            self.note_item(about)
            return True
        found = next((item for item in raid_items(self.workspace) if item.key == about), None)
        if found is None:
            return False
        if kind == "raid.supersede":
            self.note_item("decision", found)
        elif kind == "raid.edit":
            self.open_item_form(found)
        elif kind == "raid.comment":
            self.comment_item(found)
        else:
            way = kind.removeprefix("raid.move.")
            self.move_item(found, BECOMES_RISK if way == BECOMES_RISK.replace(" ", "-") else way)
        return True


_FIRST = {"assumption": "open", "issue": "open", "lesson": "noted"}


def _links_text(item: RaidItem | None) -> str:
    return "" if item is None else ", ".join([*map(str, item.cards), *(f"R{id}" for id in item.risks)])


def _parted(keys: set[str]) -> dict[str, list[int]]:
    """Keys of cards and risks as the lists that they belong to."""
    risks = sorted(int(key[1:]) for key in keys if key.startswith("R"))
    cards = sorted(int(key) for key in keys if not key.startswith("R"))
    return {name: ids for name, ids in (("cards", cards), ("risks", risks)) if ids}
