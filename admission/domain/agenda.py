"""What a branch has to see to at its next regular meeting, because the one after it may be too late."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from admission.domain.meetings import next_meeting_on
from admission.domain.months import add_months
from admission.domain.procedure import NEXT_STEP, STEPS, TURNS_WITH_TIME, Body, Stage, StepCode, StepShape

_NOT_AT_A_MEETING = frozenset({StepCode.DECISION_RECEIPT})
"""Acts of a branch that its office does on the day they come up."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meeting that is prepared, and the regular one after it."""

    meeting_on: date
    following_on: date


class Timing(StrEnum):
    """Where a last day lies between two meetings; the day of a meeting itself is in time for it."""

    BEFORE_MEETING = "before_meeting"
    """Nobody can wait for the meeting."""
    BEFORE_FOLLOWING = "before_following"
    """This meeting is the last one in time."""


def meetings_for(meeting_day: str, today: date, chosen_on: date | None = None) -> Meetings | None:
    """Give the meeting to prepare, today's included, and the one after it; None where no day is fixed or chosen.

    `chosen_on`: another day, such as that of an extraordinary meeting. Where no day is fixed, the meeting after a
    chosen one is taken to be a month later.
    """
    meeting_on = chosen_on or next_meeting_on(meeting_day, today - timedelta(days=1))
    if meeting_on is None:
        return None
    return Meetings(meeting_on, next_meeting_on(meeting_day, meeting_on) or add_months(meeting_on, 1))


def timing_of(last_on: date, meetings: Meetings) -> Timing | None:
    """Say for which meeting a last day is too early; None where the following one is still in time."""
    if last_on < meetings.meeting_on:
        return Timing.BEFORE_MEETING
    return Timing.BEFORE_FOLLOWING if last_on < meetings.following_on else None


def matter_of(stage: Stage) -> StepCode | None:
    """Give what the branch has to decide at a meeting on whose day a file stands at a stage; None: nothing."""
    step = NEXT_STEP.get(stage)
    if step is None or stage in TURNS_WITH_TIME or step in _NOT_AT_A_MEETING:
        return None
    return step if STEPS[step].body is Body.BRANCH else None


def resolution_of(stage: Stage) -> StepCode | None:
    """Give on what the branch can vote at a meeting on whose day a file stands at a stage; None: on nothing.

    After a vote that failed it can vote again. A file that only waits for its months to be over is none of them: the
    branch may remove a probationary member sooner, which is recorded in the file itself.
    """
    if stage in TURNS_WITH_TIME:
        return None
    return next((step.code for step in _BRANCH_RESOLUTIONS if stage in step.allowed_in), None)


_BRANCH_RESOLUTIONS = tuple(step for step in STEPS.values() if step.shape is StepShape.BRANCH_RESOLUTION)
