"""The light of a paper: good until its last day, then not; what counts is the day on which the branch considered."""

from datetime import date

import pytest
from django.utils import translation

from admission.domain.procedure import DeadlineKind, Nature
from admission.selectors.case_pages import DeadlineLine
from admission.views.lights import deadline_light

TODAY = date(2026, 3, 2)
MEETING = date(2026, 1, 5)


def paper_line(due_on: date, *, met_on: date | None = None, remaining: int | None = None) -> DeadlineLine:
    return DeadlineLine(
        pk=1,
        organization_id=1,
        kind=DeadlineKind.PAPER_VALIDITY,
        nature=Nature.VALIDITY,
        label="Application",
        clause="01-HD/TW (2021)",
        length=12,
        due_on=due_on,
        remaining=remaining,
        met_on=met_on,
        ended_on=None,
        was_late=False,
        provisional_reason="",
        is_unverified=False,
        is_told=False,
        acknowledged_on=None,
    )


def shown(line: DeadlineLine) -> tuple[str, str]:
    with translation.override("en"):
        light = deadline_light(line, TODAY)
    return light.state.value, light.text


@pytest.mark.parametrize(
    ("due_on", "state", "words"),
    [
        (date(2026, 1, 5), "met", "Valid when the branch considered on 05/01/2026"),
        (date(2026, 1, 4), "overdue", "No longer valid when the branch considered on 05/01/2026"),
    ],
)
def test_paper_before_the_branch_was_valid_on_that_day_or_not(due_on: date, state: str, words: str) -> None:
    assert shown(paper_line(due_on, met_on=MEETING)) == (state, words)


@pytest.mark.parametrize(
    ("due_on", "remaining", "state", "words"),
    [
        (date(2026, 3, 1), -1, "overdue", "Expired on 01/03/2026"),
        (date(2026, 3, 2), 0, "today", "Valid until 02/03/2026"),
        (date(2031, 3, 2), None, "ok", "Valid until 02/03/2031"),
    ],
)
def test_paper_that_waits_for_the_branch_expires_after_its_last_day(
    due_on: date, remaining: int | None, state: str, words: str
) -> None:
    assert shown(paper_line(due_on, remaining=remaining)) == (state, words)
