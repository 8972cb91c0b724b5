"""What is asked for about milestones, besides adding and editing them; see domain.commands."""

from typing import NamedTuple


class RemoveMilestone(NamedTuple):
    """Remove a milestone; its cards stay, and belong to none any more."""

    id: int


MilestoneCommand = RemoveMilestone
