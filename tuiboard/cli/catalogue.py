"""Every command of the command line as data: its words, options, example, and which function carries it out.

Parsing, help and completion are all made from this one table.
"""

from tuiboard.cli.raid_catalogue import RAID
from tuiboard.cli.team_catalogue import HANDOFFS, PROMISES, TEAM
from tuiboard.cli.verb import ANY as _ANY
from tuiboard.cli.verb import AS_OF as _AS_OF
from tuiboard.cli.verb import FIELDS as _FIELDS
from tuiboard.cli.verb import FILTER as _FILTER
from tuiboard.cli.verb import ID as _ID
from tuiboard.cli.verb import NOTE as _NOTE
from tuiboard.cli.verb import Option, Verb, Word

COMMON = (
    Option("--board", "the board's file; else $TUIBOARD_BOARD, tuiboard.json here or above", "BOARD", "-b", "files"),
    Option("--json", "one JSON document on standard output"),
    Option("--help", "show this help", "", "-h"),
)
SCREEN = (
    Option("--theme", "colours of the screen", "NAME"),
    Option("--density", "lines a card: 1, 2 or 4", "LINES", offers="1 2 4"),
    Option("--keymap", "keys: vim, kanban-tui or taskwarrior", "NAME"),
    Option("--no-mouse", "leave the mouse to the terminal"),
    Option("--ascii", "draw with ASCII characters only"),
)
_INLINE = tuple(option for option in SCREEN if option.name in ("--theme", "--keymap", "--ascii"))
"""What counts for some lines below the prompt."""

_SHOWN = Word("ID", "a card (12), a risk (R3), a decision (D4), A1, I1, L1, a hand-off (H1), a promise (P5)",
              offers="ids risks raid")  # fmt: skip
_IDS = Word("ID", "numbers of cards", many=True, offers="ids")
_PROJECT = Word("KEY", "which", offers="projects")
_MILESTONE = Word("ID", "which, as in M1", offers="milestones")
_COLUMN = Word("COLUMN", "key, name or beginning of a column", offers="columns")
_LEFT = Option("--after", "the column to its left", "COLUMN", offers="columns")
_REASON = Option("--reason", "why; recorded, and lets a move pass a hard limit", "TEXT")
_LINE = 'title @owner !value due:fri start:mon ~2d #tag +R2 >column after:12 for:"City" *M1 p:project'
_SORTS = "rank priority wsjf due age id"


def _list(name: str, summary: str, does: str) -> Verb:
    return Verb(f"{name} list", summary, does, example=f"tuiboard {name} list")


_CARDS = (
    Verb("add", "add a card in one line; - reads one card a line", "writing:add",
         (Word("TEXT", _LINE, True, offers="quick"),),
         example="tuiboard add 'Replace core switch @maria !4 due:fri ~2d #network'", free=True),
    Verb("list", "cards, one a line", "listing:show", (_FILTER,),
         (Option("--sort", "rank (the default), priority, wsjf, due, age or id", "ORDER", offers=_SORTS),
          Option("--limit", "at most so many", "N"), Option("--all", "archived cards too"),
          Option("--filter", "a saved filter", "NAME", offers="saved")),
         "tuiboard list @me 'due:<7d' -is:blocked --sort due", free=True),
    Verb("show", "one card, risk, decision, assumption, issue, lesson, hand-off or promise with all that is known",
         "showing:show", (_SHOWN,), (), "tuiboard show 12"),
    Verb("move", "move cards to a column", "writing:move", (_IDS, _COLUMN), (_REASON, _AS_OF),
         "tuiboard move 12 14 review"),
    Verb("done", "move cards to the done column", "writing:done", (_IDS,), (_REASON,), "tuiboard done 12 14"),
    Verb("edit", "set fields of cards", "writing:edit", (_IDS, _FIELDS), (_AS_OF,),
         example="tuiboard edit 12 14 owner=ana due=fri tags+=network tags-=later promised_to="),
    Verb("block", "mark a card as blocked", "writing:block",
         (_ID, Word("REASON", "what it waits for", True)), (_AS_OF,),
         example="tuiboard block 12 waiting for the spare part", free=True),
    Verb("unblock", "take the block off", "writing:unblock", (_IDS,), (), "tuiboard unblock 12"),
    Verb("comment", "say something on a card; - reads the text", "writing:comment",
         (_ANY, Word("TEXT", "what you want to say", True)),
         example="tuiboard comment 12 'The part arrives on Friday.'", free=True),
    Verb("check", "tick an item of the checklist, or untick it", "writing:check",
         (_ID, Word("N", "number of the item, from 1")),
         (Option("--done", "tick it, whatever it was"), Option("--undone", "untick it, whatever it was")),
         "tuiboard check 12 1"),
    Verb("recur", "make the next card of each series that has come due; or skip a date", "writing:recur",
         (Word("ID", "with --skip: which cards", True, False, "ids"),),
         (Option("--skip", "put the cards off to the next date of their rule"),), "tuiboard recur --skip 12"),
    Verb("archive", "take cards off the board", "writing:archive", (_IDS,),
         (Option("--restore", "bring them back"),), "tuiboard archive 12 14"),
)  # fmt: skip

_STRUCTURE = (
    _list("person", "everyone on the board", "people:list_people"),
    Verb("who", "what everyone has to do this week, against the hours they have", "people:who", (),
         (Option("--weeks", "so many weeks, this one included", "N"),), "tuiboard who --weeks 4"),
    Verb("person add", "add someone", "people:add_person",
         (Word("HANDLE", "short name, as in ana"),
          Word("NAME", "full name, and FIELD=VALUE: login role hours_per_week off", True, False)),
         example="tuiboard person add ana 'Ana Ruiz' login=aruiz hours_per_week=32"),
    Verb("person edit", "change someone: name login role hours_per_week off active", "people:edit_person",
         (Word("HANDLE", "who", offers="people"), _FIELDS), (),
         "tuiboard person edit ana off+='2026-12-21..2027-01-02 vacation'"),
    _list("column", "the columns from left to right", "columns:show"),
    Verb("column add", "add a column", "columns:add",
         (Word("NAME", "its name, and FIELD=VALUE: kind wip_limit wip_hard stale_after_days policy", True),), (_LEFT,),
         "tuiboard column add 'Waiting' kind=active wip_limit=5 --after doing"),
    Verb("column edit", "change it: name kind wip_limit wip_hard stale_after_days policy", "columns:edit",
         (_COLUMN, _FIELDS), (), "tuiboard column edit doing wip_limit=4 wip_hard=yes"),
    Verb("column move", "put a column right of another", "columns:move", (_COLUMN,),
         (_LEFT, Option("--first", "to the very left")), "tuiboard column move review --after doing"),
    Verb("column remove", "remove a column", "columns:remove", (_COLUMN,),
         (Option("--to", "where its cards go", "COLUMN", offers="columns"),),
         "tuiboard column remove waiting --to doing"),
    Verb("project list", "the projects, each with its colours: schedule, money, scope, quality, people",
         "projects:show_all", example="tuiboard project list"),
    Verb("project show", "one project: every dimension with figure, tolerance and a sentence", "projects:show",
         (_PROJECT,), (), "tuiboard project show refresh"),
    Verb("project add", "add a project", "projects:add",
         (Word("KEY", "short name, as in refresh"),
          Word("NAME", "full name, and FIELD=VALUE: sponsor deadline", True, False)),
         example="tuiboard project add refresh 'Network refresh' deadline=2026-12-01"),
    Verb("project edit", "change a project: name sponsor deadline", "projects:edit",
         (_PROJECT, _FIELDS), (), "tuiboard project edit refresh deadline=eom"),
    Verb("project tolerance", "what it tolerates: up to A is green, above B red", "projects:tolerate",
         (_PROJECT, Word("DIMENSION=A/B", "schedule money scope quality people; empty for the board's", True,
                        offers="tolerances")), (),
         "tuiboard project tolerance refresh money=50k/100k scope=10%/25%"),
    Verb("project override", "give a project a colour by hand until a day; none takes it off", "projects:override",
         (_PROJECT, Word("COLOUR", "green, amber, red or none", offers="green amber red none")),
         (Option("--reason", "why; shown beside the colour", "TEXT"), Option("--until", "its last day", "DATE")),
         "tuiboard project override refresh amber --reason 'the spare part is on its way' --until +2w"),
    Verb("milestone list", "the milestones: state, progress, due, and by when they are likely and surely reached",
         "milestones:show_all", example="tuiboard milestone list"),
    Verb("milestone show", "one milestone in sentences, with its open cards", "milestones:show", (_MILESTONE,), (),
         "tuiboard milestone show M1"),
    Verb("milestone add", "add a milestone", "milestones:add",
         (Word("TITLE", "its title, and FIELD=VALUE: due project owner …", True),),
         example="tuiboard milestone add 'Go live' due=2026-12-01"),
    Verb("milestone edit", "change a milestone: title due project owner responsible …", "milestones:edit",
         (_MILESTONE, _FIELDS), (), "tuiboard milestone edit M1 due=+2w"),
    Verb("milestone remove", "take a milestone off the board; its cards stay, and belong to none", "milestones:remove",
         (_MILESTONE,), (), "tuiboard milestone remove M1"),
    Verb("board show", "the board's name, place and sizes", "columns:show_board", example="tuiboard board show"),
    Verb("board edit", "name it, set its rules of risk, numbers of priority (urgent=35 …), tolerances, calendar",
         "columns:edit_board", (_FIELDS,), example="tuiboard board edit appetite=9 currency=CHF holidays+=2026-12-25"),
    _list("filter", "the saved filters", "columns:list_filters"),
    Verb("filter save", "keep a filter under a name", "columns:save_filter",
         (Word("NAME", "its name"), _FILTER._replace(needed=True)),
         example="tuiboard filter save mine @me -is:done", free=True),
    Verb("filter remove", "forget a saved filter", "columns:remove_filter", (Word("NAME", "which", offers="saved"),),
         example="tuiboard filter remove mine"),
)  # fmt: skip

_PRIORITIES = (
    Verb("next", "what comes first, and why", "priorities:next_cards", (_FILTER,),
         (Option("--sort", "priority (the default), wsjf, due, rank, age or id", "ORDER", offers=_SORTS),
          Option("--limit", "at most so many (10)", "N"),
          Option("--filter", "a saved filter", "NAME", offers="saved")), "tuiboard next @me --limit 5", free=True),
    Verb("why", "the whole sum of a card's rank, and what would change it", "priorities:why", (_ID,), (),
         "tuiboard why 12"),
    Verb("today", "what is due, promised, waited for, and first: fits a login script", "priorities:today",
         (Word("PERSON", "whose day; yours when not said", needed=False, offers="people"),), (), "tuiboard today"),
    Verb("triage", "what needs a decision, card by card, one key each", "triage:triage", (_FILTER,),
         (Option("--filter", "a saved filter", "NAME", offers="saved"), *_INLINE), "tuiboard triage @me", free=True),
    Verb("pin", "pin cards to a quadrant (do-now, schedule, delegate, later) or to a rank", "priorities:pin",
         (_IDS, Word("TO", "a quadrant or a rank", offers="do-now schedule delegate later")),
         (Option("--reason", "why; recorded", "TEXT"),
          Option("--until", "its last day; a fortnight when not said", "DATE")),
         "tuiboard pin 12 do-now --reason 'the auditor comes' --until fri"),
    Verb("unpin", "take pins off", "priorities:unpin", (_IDS,), (), "tuiboard unpin 12"),
    Verb("compare", "two to five cards side by side", "priorities:compare", (_IDS,), (), "tuiboard compare 12 14 31"),
)  # fmt: skip

_RISK = Word("ID", "a risk, as in R3", offers="risks")
_RISK_LINE = "title %4 i5 @owner #tag due:fri +12 p:project cat:technical emv:30%x60k, and FIELD=VALUE"
_RISK_FILTER = Word("FILTER", "words to find, @person, is:above, band:high, score:>=10, state:treating, -word …", True,
                    False, "risk-filters")  # fmt: skip

_TIME = (
    Verb("timeline", "when cards begin, are due and can be done, the critical chains, and what doesn't fit",
         "timeline:show", (_FILTER,),
         (Option("--by", "project (the default), person or milestone", "GROUP", offers="project person milestone"),
          Option("--done", "done cards too"), Option("--filter", "a saved filter", "NAME", offers="saved")),
         "tuiboard timeline p:refresh --by person", free=True),
    Verb("forecast", "when it will be done, and how sure that is", "forecast:show", (_FILTER,),
         (Option("--by", "how many are finished by a day", "DATE"),
          Option("--items", "so many cards, whatever is left", "N"),
          Option("--growth", "take in so many percent more cards than are known", "PERCENT"),
          Option("--weeks", "look back so many weeks (26)", "N"),
          Option("--pace", "go by what these cards did, where others are meant; all is the whole board", "FILTER"),
          Option("--filter", "a saved filter", "NAME", offers="saved")),
         "tuiboard forecast p:refresh --growth 20", free=True),
    Verb("flow", "how work flows: cycle times, throughput, age, work in progress, blocked", "flow:show", (_FILTER,),
         (Option("--weeks", "look back so many whole weeks (12)", "N"),
          Option("--chart", "draw one: cycle, throughput, age, cumulative, wip, blocked, efficiency; or all", "NAME",
                 offers="cycle throughput age cumulative wip blocked efficiency all"),
          Option("--filter", "a saved filter", "NAME", offers="saved")),
         "tuiboard flow p:refresh --weeks 6 --chart cycle", free=True),
)  # fmt: skip

_REPORTS = (
    Verb("report", "a page to hand on: status, exec, risks, flow, retro or standup", "reports:report",
         (Word("REPORT", "which one", offers="status exec risks flow retro standup"),),
         (Option("--format", "md (the default), html or json; else what the file's ending says", "FORMAT",
                 offers="md html json"),
          Option("--since", "what changed since a day; else since your last report, or a week", "DATE"),
          Option("--project", "only what belongs to a project", "KEY", offers="projects"),
          Option("--output", "the file; else standard output", "FILE", "-o", "files"),
          Option("--force", "overwrite the file")), "tuiboard report risks --since -2w -o risks.html"),
)  # fmt: skip

_RISKS = (
    Verb("risk add", "add a risk in one line, and its fields; - reads one a line", "risks:add",
         (Word("TEXT", _RISK_LINE, True, offers="risk-quick"),),
         example="tuiboard risk add 'Core switch fails %4 i5 @ana #network' cause='It is ten years old'", free=True),
    Verb("risk list", "the risks that are not closed, the highest score first", "register:show", (_RISK_FILTER,),
         (Option("--sort", "score (the default), emv, review, owner, state or id", "ORDER",
                 offers="score emv review owner state id"),
          Option("--limit", "at most so many", "N"), Option("--all", "closed ones too")),
         "tuiboard risk list is:above @me", free=True),
    Verb("risk edit", "set fields of risks", "risks:edit",
         (_RISK._replace(many=True), _FIELDS._replace(offers="risk-fields")), (_AS_OF,),
         example="tuiboard risk edit R3 cause='It is ten years old' strategy=reduce quant='30% 40k/60k/90k'"),
    Verb("risk score", "score it now, before any response (inherent), or as aimed at (target)", "risks:score",
         (_RISK, Word("LEVEL", "inherent, current or target", offers="inherent current target"),
          Word("P", "probability and impact: 4 COST=3 TIME=5, 4 5, 4x5, or none", True)), (_AS_OF,),
         "tuiboard risk score R3 current 4 COST=3 TIME=5"),
    Verb("risk assess", "it is understood and scored; takes an acceptance back", "risks:assess", (_RISK,), (_NOTE,),
         "tuiboard risk assess R3"),
    Verb("risk treat", "something is being done about it", "risks:treat", (_RISK,), (_NOTE,), "tuiboard risk treat R3"),
    Verb("risk monitor", "what could be done is done", "risks:monitor", (_RISK,), (_NOTE,), "tuiboard risk monitor R3"),
    Verb("risk accept", "live with it until a day", "risks:accept", (_RISK,),
         (Option("--rationale", "why it may stay as it is", "TEXT"), Option("--until", "its last day", "DATE"),
          Option("--approver", "who agrees; never the one who asks", "PERSON", offers="people"),
          Option("--requester", "who asks; you when not said", "PERSON", offers="people")),
         "tuiboard risk accept R3 --rationale 'A spare costs more' --until +90d --approver omar"),
    Verb("risk occur", "it has happened: makes an issue and the contingency cards", "risks:occur",
         (_RISK, Word("TEXT", "what happened", True, False)),
         (Option("--on", "the day; today when not said", "DATE"), Option("--amount", "what it cost: 20k, 5d", "AMOUNT"),
          Option("--unit", "money or days, where the amount doesn't say it", "UNIT", offers="money days")),
         "tuiboard risk occur R3 --amount 20k 'The switch stopped at noon'"),
    Verb("risk close", "close it: passed, eliminated, transferred, duplicate or realised", "risks:close",
         (_RISK, Word("REASON", "why", offers="passed eliminated transferred duplicate realised")), (_NOTE,),
         "tuiboard risk close R3 eliminated"),
    Verb("risk reopen", "open a closed one again", "risks:reopen",
         (_RISK, Word("NOTE", "why it is open again", True)), (), "tuiboard risk reopen R3 'the vendor is late again'"),
    Verb("risk review", "it was looked at and stays as it is", "risks:review", (_RISK,),
         (Option("--escalate", "someone above has to know"), _NOTE,
          Option("--next", "the next review; else by its band", "DATE")), "tuiboard risk review R3 --next +14d"),
    Verb("risk link", "link a card: preventive (the default), contingency or fallback", "risks:link",
         (_RISK, Word("CARD", "number of a card", offers="ids"),
          Word("ROLE", "its role", needed=False, offers="preventive contingency fallback")), (),
         "tuiboard risk link R3 12 preventive"),
    Verb("risk unlink", "take the link to a card away", "risks:unlink",
         (_RISK, Word("CARD", "number of a card", offers="ids")), (), "tuiboard risk unlink R3 12"),
    Verb("risk plan", "note an action that becomes a card when it occurs", "risks:plan",
         (_RISK, Word("TEXT", "what is done then", True)),
         (Option("--role", "contingency (the default) or fallback", "ROLE", offers="contingency fallback"),
          Option("--remove", "forget it")), "tuiboard risk plan R3 'Rent a switch'"),
    Verb("risk trigger", "a trigger has been seen", "risks:trigger",
         (_RISK, Word("N", "number of the trigger, from 1")), (Option("--unseen", "take that back"),),
         "tuiboard risk trigger R3 1"),
    Verb("risk matrix", "the 5×5 heatmap", "register:matrix", (_RISK_FILTER,), example="tuiboard risk matrix @me",
         free=True),
    Verb("risk money", "expected value, reserve and exposure, in numbers and in words", "register:money",
         example="tuiboard risk money"),
)  # fmt: skip

_RECORD = (
    Verb("undo", "take back your latest entry", "writing:undo", example="tuiboard undo"),
    Verb("redo", "take back your latest undo", "writing:redo", example="tuiboard redo"),
    Verb("log", "who did what, newest first, and what imports tell of the past", "record:log",
         (Word("FILTER", "@person, 12 or R3, is:moved, since:mon, until:fri, <7d, words, -word …", True, False,
               "log-filters"),),
         (Option("--limit", "at most so many (50)", "N"),), "tuiboard log 12 @ana since:mon --limit 20", free=True),
    Verb("notices", "what concerns you since you last looked; fits a login script", "notices:notices", (),
         (Option("--all", "those you have read too, of the last fortnight"),
          Option("--mark-read", "count them as read from now on")), "tuiboard notices --mark-read"),
)  # fmt: skip

_FILES = (
    Verb("demo", "open a private copy of the demo board", "boards:demo", (), SCREEN, "tuiboard demo"),
    Verb("init", "make an empty board", "boards:init", (),
         (Option("--columns", "from left to right; :n is a limit, the first is a queue, the last is done", "LIST"),),
         'tuiboard init --columns "Backlog,Doing:3,Review:2,Done"'),
    Verb("import", "take in Trello or Taskwarrior JSON, a risk register or a board of tuiboard", "exchange:take_in",
         (Word("FILE", "the file; - is standard input", offers="files"),),
         (Option("--from", "guessed when not said", "FORMAT", offers="trello taskwarrior json risks"),
          Option("--dry-run", "only say what would come")), "tuiboard import trello.json --dry-run"),
    Verb("export", "write the board, or what a filter finds: for a calendar, a spreadsheet, another board",
         "sharing:write", (_FILTER,),
         (Option("--to", "json (complete, the default), csv, md, ics (calendar); every table: xlsx or csv-all; "
                 "of risks: risk-csv, risk-md, risk-json; of decisions, assumptions, issues and lessons: raid-csv, "
                 "raid-md, raid-json", "FORMAT",
                 offers="json csv md ics xlsx csv-all risk-csv risk-md risk-json raid-csv raid-md raid-json"),
          Option("--table", "one table as CSV: cards, columns, projects, milestones, people, risks, decisions, "
                 "assumptions, issues, lessons, handoffs, promises, comments, log", "NAME",
                 offers="cards columns projects milestones people risks decisions assumptions issues lessons handoffs "
                 "promises comments log"),
          Option("--output", "the file, or the folder; else standard output", "FILE", "-o", "files"),
          Option("--force", "overwrite the file, or write into the folder")),
         "tuiboard export --to ics -o mine.ics @me", free=True),
    Verb("verify", "walk the chain of the journal and print its head", "boards:verify", (),
         (Option("--expect", "a head that must be a link of the chain", "HEAD"),), "tuiboard verify"),
    Verb("doctor", "look for every known trouble and say the cure; changes nothing", "doctor:doctor", (),
         (Option("--repair", "do the cures that are safe, after a copy of the board's files"),), "tuiboard doctor"),
    _list("backup", "your backups of the board, newest first", "backups:show"),
    Verb("backup restore", "make the board again what it was; history stays, undo takes it back", "backups:restore",
         (Word("NAME", "a backup, or the path of a board.json", offers="backups files"),),
         (Option("--to", "a new board instead, in this file", "FILE", offers="files"),
          Option("--dry-run", "only say what would change")),
         "tuiboard backup restore 20260311T090000Z-000123 --dry-run"),
    Verb("sync", "bring the board's file up to date with its journal", "boards:sync", example="tuiboard sync"),
    Verb("outside show", "what another program changed in the board's file", "outside:show",
         example="tuiboard outside show"),
    Verb("outside take", "take in what another program changed, as one entry", "outside:take", (),
         (Option("--prefer", "what stands where both changed the same: board or file", "SIDE", offers="board file"),
          _REASON), "tuiboard outside take --prefer board"),
    Verb("outside refuse", "make the board's file anew without it; a copy is kept", "outside:leave",
         example="tuiboard outside refuse"),
    Verb("completion", "print the completion script of a shell", "completion:script",
         (Word("SHELL", "bash, zsh or fish", offers="bash zsh fish"),),
         example='eval "$(tuiboard completion bash)"'),
    Verb("__complete", "what may stand at the cursor", "completion:offer",
         (Word("WORD", "the words up to the cursor", True, False),), hidden=True),
)  # fmt: skip

SECTIONS = (
    ("Cards", _CARDS),
    ("First things first", _PRIORITIES),
    ("Time", _TIME),
    ("Reports", _REPORTS),
    ("Risks", _RISKS),
    ("Decisions, assumptions, issues, lessons", RAID),
    ("Hand-offs", HANDOFFS),
    ("Promises", PROMISES),
    ("Who does what", TEAM),
    ("Board", _STRUCTURE),
    ("Record", _RECORD),
    ("Files", _FILES),
)
VERBS = {verb.name: verb for _, verbs in SECTIONS for verb in verbs}
OPENING = Verb("", "open the board on the screen", "boards:open_screen", (), SCREEN, "tuiboard -b team.json")
GROUPS = frozenset(name.partition(" ")[0] for name in VERBS if " " in name)
"""First words that need a second one: person, column …"""
