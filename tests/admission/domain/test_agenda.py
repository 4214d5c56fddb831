"""What a meeting has to settle: the days between two meetings, and what a branch decides at one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.agenda import Meetings, Timing, matter_of, meetings_for, resolution_of, timing_of
from admission.domain.procedure import Stage, StepCode
from members.models.organization import MEETING_DAYS

MARCH, APRIL = date(2026, 3, 3), date(2026, 4, 3)


@pytest.mark.parametrize(
    ("code", "today", "chosen_on", "expected"),
    [
        ("d03", date(2026, 3, 2), None, Meetings(MARCH, APRIL)),
        ("d03", date(2026, 3, 3), None, Meetings(MARCH, APRIL)),  # the agenda of today's meeting
        ("d03", date(2026, 3, 4), None, Meetings(APRIL, date(2026, 5, 3))),
        ("d03", date(2026, 3, 2), date(2026, 3, 20), Meetings(date(2026, 3, 20), APRIL)),
        ("", date(2026, 3, 2), date(2026, 3, 31), Meetings(date(2026, 3, 31), date(2026, 4, 30))),
        ("", date(2026, 3, 2), None, None),
    ],
)
def test_meetings_by_hand(code: str, today: date, chosen_on: date | None, expected: Meetings | None) -> None:
    assert meetings_for(code, today, chosen_on) == expected


@pytest.mark.parametrize(
    ("last_on", "expected"),
    [
        (date(2026, 3, 2), Timing.BEFORE_MEETING),
        (MARCH, Timing.BEFORE_FOLLOWING),  # the day of the meeting itself is in time
        (date(2026, 4, 2), Timing.BEFORE_FOLLOWING),
        (APRIL, None),
    ],
)
def test_last_day_belongs_to_a_meeting(last_on: date, expected: Timing | None) -> None:
    assert timing_of(last_on, Meetings(MARCH, APRIL)) is expected


@given(st.sampled_from(MEETING_DAYS), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_meeting_is_never_past_and_the_following_one_comes_after_it(code: str, today: date) -> None:
    meetings = meetings_for(code, today)

    assert meetings is not None
    assert today <= meetings.meeting_on < meetings.following_on
    assert meetings_for(code, meetings.meeting_on + timedelta(days=1)) is not None


@pytest.mark.parametrize("stage", Stage)
def test_branch_decides_what_waits_for_it(stage: Stage) -> None:
    expected = {
        Stage.NOMINATED: StepCode.ASSIGN_SPONSOR,
        Stage.READY_FOR_BRANCH: StepCode.ADMISSION_RESOLUTION,
        Stage.ADMISSION_VOTE_FAILED: StepCode.ADMISSION_REPORT,
        Stage.RETURNED: StepCode.ADMISSION_RESUBMISSION,
        Stage.AWAITING_CEREMONY: StepCode.CEREMONY,
        Stage.READY_FOR_RECOGNITION: StepCode.RECOGNITION_RESOLUTION,
        Stage.RECOGNITION_VOTE_FAILED: StepCode.RECOGNITION_REPORT,
        Stage.RECOGNITION_RETURNED: StepCode.RECOGNITION_RESUBMISSION,
    }

    assert matter_of(stage) is expected.get(stage)


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (Stage.READY_FOR_BRANCH, StepCode.ADMISSION_RESOLUTION),
        (Stage.ADMISSION_VOTE_FAILED, StepCode.ADMISSION_RESOLUTION),
        (Stage.READY_FOR_RECOGNITION, StepCode.RECOGNITION_RESOLUTION),
        (Stage.RECOGNITION_VOTE_FAILED, StepCode.RECOGNITION_RESOLUTION),
        (Stage.SPONSORED, None),
        (Stage.PROBATION, None),
        (Stage.NOMINATED, None),
        (Stage.AWAITING_DECISION, None),
        (Stage.OFFICIAL, None),
    ],
)
def test_branch_votes_on_what_is_ready_for_it_or_failed_before(stage: Stage, expected: StepCode | None) -> None:
    assert resolution_of(stage) == expected
