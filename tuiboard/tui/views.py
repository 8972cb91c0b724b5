"""The views but the board, which is there from the start: each is loaded when it is first shown."""

from tuiboard.tui.screens.host import ViewHost


def make_view(name: str) -> ViewHost:
    """Return the view of a name in `host.VIEWS`."""
    if name == "risks":
        from tuiboard.tui.screens.risks import RiskScreen

        return RiskScreen()
    if name == "priorities":
        from tuiboard.tui.screens.priorities import PriorityScreen

        return PriorityScreen()
    if name == "raid":
        from tuiboard.tui.screens.raid import RaidScreen

        return RaidScreen()
    if name == "flow":
        from tuiboard.tui.screens.flow import FlowScreen

        return FlowScreen()
    if name == "people":
        from tuiboard.tui.screens.people import PeopleScreen

        return PeopleScreen()
    if name == "timeline":
        from tuiboard.tui.screens.timeline import TimelineScreen

        return TimelineScreen()
    from tuiboard.tui.screens.log import LogScreen

    return LogScreen()
