"""The invented people as rows of the tracking sheet."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import VoteMethod
from admission.domain.procedure import STEPS, Outcome, StepCode, StepShape
from admission.domain.rulesets import rule_set_in_force
from admission.spreadsheets.cells import Value
from admission.spreadsheets.demo.names import invented_name
from admission.spreadsheets.demo.stories import Clockwork, Extra, Story, stories
from admission.spreadsheets.layout import (
    CASE,
    METHODS,
    OUTCOMES,
    RECEIPT,
    SPONSORS,
    Column,
    Part,
    column_of,
)

Row = Mapping[Column, Value]

_SPONSORS_FROM = 70
"""Names from here on belong to the members who help: four in each branch."""
_HELPERS = 4
_PAPER_DAYS: Mapping[StepCode, int] = {
    StepCode.AWARENESS_COURSE: -120,
    StepCode.APPLICATION: 0,
    StepCode.PERSONAL_HISTORY: 3,
    StepCode.SPONSOR_RECOMMENDATION: 9,
    StepCode.YOUTH_UNION_RECOMMENDATION: 12,
    StepCode.OPINIONS: 16,
}
"""When each paper is made, in days after the application."""
_PAPER_NUMBERS = {
    StepCode.AWARENESS_COURSE: "{}/GCN",
    StepCode.YOUTH_UNION_RECOMMENDATION: "{}-NQ/ĐTN",
    StepCode.OPINIONS: "{}-TH/CB",
}
_METHOD_WORDS = {method: word for word, method in METHODS.items()}
_OUTCOME_WORDS = {outcome: word for word, outcome in OUTCOMES.items()}


def invented_rows(branches: list[str], calendar: WorkingCalendar, today: date) -> Iterator[Row]:
    """Give the rows of sixty people. `branches`: how each branch is written in the sheet.

    Raises: CalendarNotPublishedError where the calendar does not reach around `today`.
    """
    clock = Clockwork(calendar, rule_set_in_force(today), today)
    for number, story in enumerate(stories(clock)):
        yield dict(_cells(number, story, number % len(branches), branches))


def _cells(number: int, story: Story, place: int, branches: list[str]) -> Iterator[tuple[Column, Value]]:
    yield column_of(CASE, "branch"), branches[place]
    yield column_of(CASE, "full_name"), invented_name(number)
    born_on = date(story.opened_on.year - 21 - number * 7 % 18, number % 12 + 1, number * 5 % 28 + 1)
    yield column_of(CASE, "born_on"), born_on
    yield column_of(CASE, "opened_on"), story.opened_on
    if story.together_on:
        yield from _sponsors(number, story, place, story.together_on)
    if story.papers_on:
        yield from _papers(number, story, story.papers_on)
    yield from _resolution(StepCode.ADMISSION_RESOLUTION, number, story.resolved_on, story.votes_against)
    yield from _extension(StepCode.ADMISSION_EXTENSION, story.extension, "Chờ kết luận thẩm tra, xác minh lý lịch")
    yield from _decision(StepCode.ADMISSION_DECISION, number, story.decided_on, story.outcome)
    if story.received_on:
        yield column_of(RECEIPT, "received_on"), story.received_on
    if story.held_on:
        yield column_of(Part(StepCode.CEREMONY), "held_on"), story.held_on
        yield column_of(Part(StepCode.PROBATION_SUPERVISOR), "sponsor"), _helper(place, number)
        yield column_of(Part(StepCode.PROBATION_SUPERVISOR), "assigned_on"), story.held_on
    yield from _resolution(StepCode.RECOGNITION_RESOLUTION, number + 40, story.review_on, 0)
    yield from _extension(StepCode.RECOGNITION_EXTENSION, story.review_extension, "Chờ xác minh thêm ý kiến nơi cư trú")
    yield from _decision(StepCode.RECOGNITION_DECISION, number + 40, story.recognised_on, story.recognition)


def _helper(place: int, number: int) -> str:
    return invented_name(_SPONSORS_FROM + place * _HELPERS + number % _HELPERS)


def _sponsors(number: int, story: Story, place: int, together_on: date) -> Iterator[tuple[Column, Value]]:
    for part in SPONSORS[: story.sponsors]:
        yield column_of(part, "sponsor"), _helper(place, number + part.nth - 1)
        yield column_of(part, "assigned_on"), together_on
        yield column_of(part, "together_since_on"), together_on


def _papers(number: int, story: Story, made_on: date) -> Iterator[tuple[Column, Value]]:
    for step, days in _PAPER_DAYS.items():
        if step is StepCode.YOUTH_UNION_RECOMMENDATION and not story.united:
            continue
        part = Part(step)
        yield column_of(part, "made_on"), made_on + timedelta(days=days)
        if step in _PAPER_NUMBERS:
            yield column_of(part, "number"), _PAPER_NUMBERS[step].format(f"{number + 11:02d}")


def _resolution(step: StepCode, number: int, on: date | None, against: int) -> Iterator[tuple[Column, Value]]:
    if on is None:
        return
    entitled = 9 + number % 5 * 2
    absent = number % 3 // 2
    figures: dict[str, Value] = {
        "number": f"{number + 1:02d}-NQ/CB",
        "adopted_on": on,
        "vote_method": _METHOD_WORDS[VoteMethod.RAISED_CARD if number % 4 == 1 else VoteMethod.SECRET_BALLOT],
        "vote_entitled": entitled,
        "vote_present": entitled - absent,
        "vote_for": entitled - absent - against,
        "vote_against": against,
        "vote_blank": 0,
    }
    yield from _act(step, StepShape.BRANCH_RESOLUTION, figures)


def _extension(step: StepCode, extra: Extra | None, reason: str) -> Iterator[tuple[Column, Value]]:
    if extra is not None:
        values: dict[str, Value] = {
            "working_days": extra.working_days,
            "granted_on": extra.granted_on,
            "reason": reason,
        }
        yield from _act(step, StepShape.EXTENSION, values)


def _decision(step: StepCode, number: int, on: date | None, outcome: Outcome) -> Iterator[tuple[Column, Value]]:
    if on is not None:
        values: dict[str, Value] = {
            "number": f"{number + 101}-QĐ/ĐU",
            "decided_on": on,
            "outcome": _OUTCOME_WORDS[outcome],
        }
        yield from _act(step, StepShape.COMMITTEE_DECISION, values)


def _act(step: StepCode, shape: StepShape, values: Mapping[str, Value]) -> Iterator[tuple[Column, Value]]:
    assert STEPS[step].shape is shape  # noqa: S101 - a slip in this file
    for name, value in values.items():
        yield column_of(Part(step), name), value
