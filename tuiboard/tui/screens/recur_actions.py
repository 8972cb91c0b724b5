"""Cards that come again: their rule from a menu, a date that is skipped, and the end of a series."""

from tuiboard.domain import commands as c
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import short_date
from tuiboard.domain.refusal import Refused
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.card_host import CardHost
from tuiboard.tui.screens.host import on_screen

_SKIP, _END = "\0skip", "\0end"


class RecurActions(CardHost):
    """The action `card.recur`."""

    def do_card_recur(self) -> None:
        """A menu of rules; any other is typed."""
        ids = self.targets()
        card = self.workspace.card(ids[0]) if ids else None
        if card is None:
            return
        seen = self.seen(ids)

        def chosen(answer: Chosen) -> None:
            if answer.key == _SKIP:
                from tuiboard.domain.recurrence_commands import SkipDates

                self.run_command(SkipDates(ids))
            elif answer.key == _END:
                self._come_again(ids, None, seen)
            elif answer.key:
                self._come_again(ids, answer.key, seen)
            else:
                self._typed_rule(ids, answer.typed, seen)

        self.choose(
            f"{self.named(ids)} comes again", _choices(self.workspace, card, self.today), chosen, create="by the rule",
            current=card.every, placeholder="narrow, or a rule: 2w:tue, month:15, month:last-fri",
        )  # fmt: skip

    def _typed_rule(self, ids: list[int], text: str, seen: c.Seen) -> None:
        """Take a rule that was typed; where it is none, it is said while one corrects it."""
        wrong = _wrong(text)
        if not wrong:
            self._come_again(ids, text, seen)
        else:
            title = f"By which rule does {self.named(ids)} come again?"
            self.ask(title, lambda rule: self._come_again(ids, rule, seen), value=text, hint="mon, 2w:tue, month:15",
                     check=_wrong)  # fmt: skip

    def _come_again(self, ids: list[int], text: str | None, seen: c.Seen) -> None:
        from tuiboard.domain.recurrence import checked_rule  # late: most cards come once

        self.run_command(c.EditCards(ids, {"every": checked_rule(text)}, seen=seen))


def _wrong(text: str) -> str:
    """What is wrong with a rule, or an empty text."""
    from tuiboard.domain.recurrence import parse_rule

    try:
        parse_rule(text)
    except Refused as refused:
        return on_screen(refused.refusal)
    return ""


def _choices(ws: Workspace, card: Card, today: str) -> list[Choice]:
    """Skipping and ending where there is a series, then the usual rules, each with the date that would come next."""
    from tuiboard.domain.recurrence import RULE_WORDS, first_date, next_of, parse_rule, rule_of, rule_words, successor
    from tuiboard.domain.working_days import work_calendar

    choices = []
    if card.every is not None:
        found = next_of(ws, card, today) if successor(card) is None else None
        if found is not None and rule_of(card) is not None:
            choices.append(Choice(_SKIP, f"Skip this date: due {short_date(found.day, today)} instead"))
        choices.append(Choice(_END, "End the series: nothing follows on it"))
    days = work_calendar(ws.board.settings)
    for word in dict.fromkeys((*([card.every] if rule_of(card) and card.every else []), *RULE_WORDS)):
        rule = parse_rule(word)
        if card.due is None:
            day = first_date(rule, today, days)
            hint = f"{word}; first {short_date(day, today)}" if day else word
        else:
            after = next_of(ws, Card({**card.doc, "every": word}), today)
            hint = f"{word}; then {short_date(after.day, today)}" if after else word
        words = rule_words(rule)
        choices.append(Choice(word, words[:1].upper() + words[1:], hint))
    return choices
