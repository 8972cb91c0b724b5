"""`notices`: what concerns one since one last looked, in a few lines that fit a login script."""

import os

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.verbs.showing import moment
from tuiboard.engine.config import state_dir
from tuiboard.engine.seen import SeenFile
from tuiboard.view.notices import Inbox, Notice


def notices(call: Call) -> int:
    """Print what is new, and count it as read where that is asked for; nothing where nothing is."""
    session = call.session
    inbox = Inbox(
        session, SeenFile(os.path.join(state_dir(call.world.env), "notices"), session), call.request.flag("all")
    )
    found = inbox.refresh()
    if call.request.flag("mark-read"):
        inbox.mark_read()
    if call.out.as_json:
        call.out.document([_document(notice) for notice in found])
        return 0
    for notice in found:
        when = moment(notice.at) if "T" in notice.at else notice.at
        call.out.line(Painted("card-dim", f"{when:<16}  "), Painted("card-dim" if notice.read else "", notice.text))
    if not found and call.out.is_terminal:
        call.out.note("Nothing new concerns you.")
    return 0


def _document(notice: Notice) -> dict[str, object]:
    from tuiboard.view.as_json import shown_key

    fields = notice._asdict()
    del fields["about"]
    return {**fields, "seq": notice.seq or None, "key": shown_key(*notice.about)}
