"""The commands about who does what, who promised what, and who takes over from whom; see the catalogue."""

from tuiboard.cli.verb import ANY, FILTER, ID, NOTE, Option, Verb, Word

_PROMISE = Word("ID", "a promise, as in P5", offers="promises")
_WHY = Option("--reason", "why: waited-for-others, underestimated, other-work-first, unclear, absent, outside", "WHY",
              offers="waited-for-others underestimated other-work-first unclear absent outside")  # fmt: skip

PROMISES = (
    Verb("promise make", "promise something about a card, or ask someone to", "promises:make", (ID,),
         (Option("--to", "a name, or @handle; whom the card is promised to when not said", "WHO", offers="people"),
          Option("--due", "the day; the card's due date when not said", "DATE"),
          Option("--performer", "who promises; the card's owner when not said", "PERSON", offers="people"),
          Option("--conditions", "what satisfies them", "TEXT")),
         "tuiboard promise make 12 --to 'City Hall' --due fri --conditions 'all 40 users can log in'"),
    Verb("promise give", "promise what you were asked for", "promises:give", (_PROMISE,), (),
         "tuiboard promise give P5"),
    Verb("promise decline", "don't promise what was asked for, or ask no more", "promises:decline", (_PROMISE,),
         (NOTE,), "tuiboard promise decline P5 --note 'not before May'"),
    Verb("promise declare", "declare it done; the customer has the last word", "promises:declare", (_PROMISE,), (),
         "tuiboard promise declare P5"),
    Verb("promise keep", "accept what was done: the promise is kept", "promises:keep", (_PROMISE,), (),
         "tuiboard promise keep P5"),
    Verb("promise return", "hand back what was declared done, saying what is missing", "promises:hand_back",
         (_PROMISE,), (NOTE,), "tuiboard promise return P5 --note 'two users can not log in'"),
    Verb("promise miss", "its date has passed and it was not done", "promises:miss", (_PROMISE,), (_WHY, NOTE),
         "tuiboard promise miss P5 --reason waited-for-others --note 'the part came late'"),
    Verb("promise break", "it will not be done", "promises:break_promise", (_PROMISE,), (_WHY, NOTE),
         "tuiboard promise break P5 --reason other-work-first"),
    Verb("promise renegotiate", "agree on another day; once its date has passed it counts as missed",
         "promises:renegotiate", (_PROMISE, Word("DATE", "the new day")), (NOTE, _WHY),
         "tuiboard promise renegotiate P5 +1w --note 'the part comes on Monday'"),
    Verb("promise list", "the promises that are open, and how they stand", "promises:show_all", (FILTER,),
         (Option("--mine", "made by me or to me"),
          Option("--performer", "made by someone", "PERSON", offers="people"),
          Option("--all", "those that came to an end too"),
          Option("--filter", "a saved filter", "NAME", offers="saved")),
         "tuiboard promise list --mine", free=True),
    Verb("promise reliability", "how many promises were kept, in a sentence for each person and project",
         "promises:reliability", (Word("PERSON", "only theirs", needed=False, offers="people"),),
         (Option("--project", "only those of a project", "KEY", offers="projects"),),
         "tuiboard promise reliability ana"),
)  # fmt: skip

TEAM = (
    Verb("raci", "who has which role in what is open: people across where they fit, else the roles", "team:raci",
         (Word("FILTER", "a card, risk or milestone, as in 12, R3, M1, or words to find", True, False, "filters"),),
         (Option("--lint", "only what is wrong with it"),), "tuiboard raci p:refresh", free=True),
    Verb("standup", "per person: since the last working day, now, what is blocked, ageing and promised", "team:standup",
         (Word("PERSON", "whose; everybody's when not said", needed=False, offers="people"),),
         (Option("--md", "as Markdown"),), "tuiboard standup ana --md"),
    Verb("support", "what is blocked or asks for help, by how long it has waited, and who could help", "team:support",
         (FILTER,), (Option("--limit", "at most so many", "N"),), "tuiboard support @me", free=True),
    Verb("ask", "ask for help with a card", "team:ask", (ID, Word("TEXT", "what help is wanted", True, False)),
         (Option("--done", "no help is wanted any more"),), "tuiboard ask 12 someone who knows OSPF", free=True),
    Verb("escalate", "record that a card which waits was escalated, once a level", "team:escalate",
         (ID, Word("TO", "to whom; the sponsor of its project when not said", True, False)), (),
         "tuiboard escalate 12 @sponsor"),
)  # fmt: skip

_HANDOFF = Word("ID", "which, as in H1, or the card or risk that is offered", offers="handoffs")
HANDOFFS = (
    Verb("handoff offer", "offer a card or risk to someone, who accepts or declines", "handoffs:offer",
         (ANY, Word("PERSON", "to whom", offers="people")),
         (Option("--note", "what they need to know", "TEXT"), Option("--by", "answer until then", "DATE")),
         "tuiboard handoff offer 12 omar --note 'as we said' --by fri"),
    Verb("handoff accept", "take what you are offered: it is yours then", "handoffs:accept", (_HANDOFF,), (),
         "tuiboard handoff accept H1"),
    Verb("handoff decline", "say why you don't take it", "handoffs:decline", (_HANDOFF,),
         (Option("--reason", "why; recorded", "TEXT"),), "tuiboard handoff decline H1 --reason 'on leave until May'"),
    Verb("handoff withdraw", "take an offer back", "handoffs:withdraw", (_HANDOFF,),
         (Option("--reason", "why; recorded", "TEXT"),), "tuiboard handoff withdraw H1"),
    Verb("handoff list", "the offers that wait for an answer", "handoffs:show_list", (),
         (Option("--mine", "that I made or have to answer"), Option("--all", "those that are settled too")),
         "tuiboard handoff list --mine"),
)  # fmt: skip
