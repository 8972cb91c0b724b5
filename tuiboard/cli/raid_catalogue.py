"""The commands about decisions, assumptions, issues and lessons: a part of the catalogue."""

from tuiboard.cli.verb import AS_OF, FIELDS, Option, Verb, Word

_RAID_FILTER = Word("FILTER", "words to find, @person, kind:decision, state:open, is:late, due:<7d, card:12, risk:R3 …",
                    True, False, "raid-filters")  # fmt: skip
_RAID_LISTING = (
    Option("--sort", "urgent (the default), newest, due, owner or kind", "ORDER",
           offers="urgent newest due owner kind"),
    Option("--limit", "at most so many", "N"), Option("--all", "what is over too"),
)  # fmt: skip
_ON = Option("--on", "the day; today when not said", "DATE")


def _raid_list(kind: str, summary: str) -> Verb:
    return Verb(f"{kind} list", summary, "raid:show_list", (_RAID_FILTER,), _RAID_LISTING,
                f"tuiboard {kind} list @me", free=True)  # fmt: skip


def _noted(kind: str, key: str, summary: str, text: str, fields: str, added: str, set_: str) -> tuple[Verb, ...]:
    """`add` and `edit` of an assumption, an issue or a lesson."""
    return (
        Verb(f"{kind} add", summary, "raid:add", (Word("TEXT", f"{text}, and FIELD=VALUE: {fields}", True),), (),
             f"tuiboard {kind} add {added}", free=True),
        Verb(f"{kind} edit", f"set fields: text {fields}", "raid:edit",
             (Word("ID", f"which, as in {key}", True, offers=f"{kind}s"), FIELDS._replace(offers=f"{kind}-fields")),
             (AS_OF,), f"tuiboard {kind} edit {key} {set_}"),
    )  # fmt: skip


def _settling(kind: str, key: str, verb: str, summary: str, note: Word, example: str) -> Verb:
    return Verb(f"{kind} {verb}", summary, f"raid:{verb}",
                (Word("ID", f"which, as in {key}", offers=f"{kind}s"), note), (_ON,),
                f"tuiboard {kind} {verb} {key} {example}".strip(), free=True)  # fmt: skip


_KNOWN = Word("NOTE", "how it is known", True)
_MAYBE = Word("NOTE", "in a few words", True, False)
RAID = (
    Verb("raid list", "decisions, assumptions, issues and lessons, the most urgent first", "raid:show_list",
         (_RAID_FILTER,), (Option("--kind", "only one kind", "KIND", offers="decision assumption issue lesson"),
                           *_RAID_LISTING), "tuiboard raid list @me is:late", free=True),
    Verb("decide", "record a decision; it is never edited, only superseded", "raid:decide",
         (Word("TITLE", "what it is about", True),),
         (Option("--decision", "what was decided", "TEXT"), Option("--context", "why it came up", "TEXT"),
          Option("--options", "what it was chosen from: 'small; pros: cheap; cost: 2k | large; cons: dear'", "LIST"),
          Option("--consequences", "what follows from it", "TEXT"),
          Option("--cards", "cards it is about: 12,14", "IDS"), Option("--risks", "risks it is about: R2,R3", "IDS"),
          Option("--supersedes", "the decision whose place it takes", "ID", offers="decisions"),
          Option("--decider", "who decided; you when not said", "PERSON", offers="people"), _ON,
          Option("--review", "when to look at it again", "DATE")),
         "tuiboard decide 'Which switch' --decision 'The small one' --cards 12,14", free=True),
    _raid_list("decision", "the decisions that stand, the newest first"),
    Verb("decision edit", "set its links and the day of its review: cards risks review_on", "raid:edit",
         (Word("ID", "which, as in D1", True, offers="decisions"), FIELDS._replace(offers="decision-fields")),
         (AS_OF,), "tuiboard decision edit D1 cards+=14 review_on=eom"),
    *_noted("assumption", "A1", "note what is taken for granted", "what is assumed",
            "owner validate_by cards risks", "'The line is fast enough' validate_by=fri owner=ana cards=12",
            "validate_by=+2w"),
    _raid_list("assumption", "what is taken for granted, the next to validate first"),
    _settling("assumption", "A1", "confirm", "it holds", _KNOWN, "'measured: 20 ms'"),
    Verb("assumption refute", "it proved false; with --risk it becomes a risk", "raid:refute",
         (Word("ID", "which, as in A1", offers="assumptions"), _KNOWN),
         (Option("--risk", "make a risk of it, linked to it"),
          Option("--risk-title", "make a risk of it with this title", "TEXT"), _ON),
         "tuiboard assumption refute A1 'measured: 300 ms' --risk", free=True),
    _settling("assumption", "A1", "reopen", "it is open again", _MAYBE, "'the line was replaced'"),
    *_noted("issue", "I1", "note what is wrong and needs an answer", "what is wrong", "owner state due cards risks",
            "'The vendor delivers late' owner=ana due=fri cards=12", "owner=ana due=fri"),
    _raid_list("issue", "what is wrong and needs an answer"),
    _settling("issue", "I1", "start", "someone works on it", _MAYBE, ""),
    _settling("issue", "I1", "resolve", "it is resolved", _MAYBE, "'a second vendor delivers'"),
    _settling("issue", "I1", "reopen", "it is open again", _MAYBE, "'it failed again'"),
    *_noted("lesson", "L1", "note what was learned", "what was learned", "owner cause cards risks",
            "'Order spare parts first' cause='Card 12 closed late' cards=12", "owner=ana"),
    _raid_list("lesson", "what was learned and is not applied yet"),
    _settling("lesson", "L1", "apply", "something was changed because of it", Word("NOTE", "what was changed", True),
              "'the checklist of orders has it'"),
    _settling("lesson", "L1", "reopen", "it is not applied any more", _MAYBE, ""),
)  # fmt: skip
