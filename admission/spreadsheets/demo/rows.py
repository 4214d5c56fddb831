"""The invented people as rows of the tracking sheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from admission.domain.calendar import WorkingCalendar
from admission.domain.facts import Chain, Proposal, VoteMethod
from admission.domain.months import add_months
from admission.domain.procedure import Choice, Outcome, StepCode
from admission.domain.rulesets import rule_set_in_force
from admission.spreadsheets.cells import Value
from admission.spreadsheets.columns import CHOICE_WORDS, METHODS, OUTCOMES, PROPOSALS, SEXES
from admission.spreadsheets.demo.members import helper, left_out, members_of
from admission.spreadsheets.demo.names import invented_name, invented_sex
from admission.spreadsheets.demo.stories import Clockwork, Extra, Story, stories
from admission.spreadsheets.demo.units import BRANCHES, chain_of
from admission.spreadsheets.layout import (
    CASE,
    CEREMONY,
    RECEIPT,
    SPONSORS,
    SUPERVISOR,
    TOGETHER,
    Column,
    Part,
    column_of,
)

Row = Mapping[Column, Value]
Cells = Iterator[tuple[Column, Value]]

_PAPER_DAYS: Mapping[StepCode, int] = {
    StepCode.AWARENESS_COURSE: -120,
    StepCode.APPLICATION: 0,
    StepCode.PERSONAL_HISTORY: 3,
    StepCode.SPONSOR_RECOMMENDATION: 9,
    StepCode.RESIDENCE_OPINIONS: 14,
    StepCode.OPINIONS: 16,
}
"""When each paper is made, in days after the application."""
_PROBATION_PAPERS = (StepCode.SELF_REVIEW, StepCode.SUPERVISOR_COMMENT, StepCode.PROBATION_OPINIONS)
_PAPER_NUMBERS = {
    StepCode.AWARENESS_COURSE: "{}/GCN",
    StepCode.OPINIONS: "{}-TH/CB",
}
_YOUTH_UNION_UNTIL = 30
_COMMITTEE_VOTE = {"vote_entitled": 11, "vote_present": 10, "vote_for": 10, "vote_against": 0, "vote_blank": 0}
_METHOD_WORDS = {method: word for word, method in METHODS.items()}
_OUTCOME_WORDS = {outcome: word for word, outcome in OUTCOMES.items()}
_PROPOSAL_WORDS = {proposal: word for word, proposal in PROPOSALS.items()}
_SEX_WORDS = {sex: word for word, sex in SEXES.items()}
_APPROVER = "Phó Bí thư, thay mặt Ban Thường vụ Đảng ủy (thực hành)"


def invented_stories(calendar: WorkingCalendar, today: date) -> list[Story]:
    """Give what happens to each of the sixty people. Raises: CalendarNotPublishedError."""
    return list(stories(Clockwork(calendar, rule_set_in_force(today), today)))


def invented_rows(branches: list[str], calendar: WorkingCalendar, today: date) -> Iterator[Row]:
    """Give the rows of sixty people. `branches`: how each branch of the demo is written in the sheet, in their order.

    Raises: CalendarNotPublishedError where the calendar does not reach around `today`.
    """
    yield from told_rows(invented_stories(calendar, today), branches, calendar, today)


def told_rows(stories: Sequence[Story], branches: list[str], calendar: WorkingCalendar, today: date) -> Iterator[Row]:
    """Give the rows of people with these stories, each branch in its turn. Raises: CalendarNotPublishedError."""
    for number, story in enumerate(stories):
        place = number % len(BRANCHES)
        told = _Told(number, story, place, chain_of(BRANCHES[place]), calendar, today)
        yield {column_of(CASE, "branch"): branches[place], **dict(told.cells())}


@dataclass(frozen=True, slots=True)
class _Told:
    """One person while the row is written. `place`: of the branch."""

    number: int
    story: Story
    place: int
    chain: Chain
    calendar: WorkingCalendar
    today: date

    @property
    def born_on(self) -> date:
        age = self.story.age or 21 + self.number * 7 % 18
        return date(self.story.opened_on.year - age, self.number % 12 + 1, self.number * 5 % 28 + 1)

    def cells(self) -> Cells:
        story = self.story
        own: dict[str, Value | None] = {
            "full_name": invented_name(self.number),
            "born_on": self.born_on,
            "sex": _SEX_WORDS[invented_sex(self.number)],
            "opened_on": story.opened_on,
            "historical_through_on": story.historical_through_on,
        }
        yield from _act(CASE, own)
        if story.together_on:
            yield from self._sponsors(story.together_on)
        if story.papers_on:
            yield from self._papers(story.papers_on)
        yield from self._admission()
        if story.held_on:
            yield from self._probation(story.held_on)
        yield from self._recognition()

    def _sponsors(self, together_on: date) -> Cells:
        for part in SPONSORS[: self.story.sponsors]:
            assigned_on = min(together_on + timedelta(days=9), self.today)
            name = helper(self.place, self.number + part.nth - 1)
            yield from _act(part, {"sponsor": name, "assigned_on": assigned_on, TOGETHER: together_on})

    def _papers(self, made_on: date) -> Cells:
        number = f"{self.number + 11:02d}"
        for step, days in _PAPER_DAYS.items():
            on = made_on + timedelta(days=days)
            yield from _act(Part(step), {"made_on": on, "number": _PAPER_NUMBERS.get(step, "").format(number) or None})
        if self.story.united:
            young = made_on.year - self.born_on.year < _YOUTH_UNION_UNTIL
            step = StepCode.YOUTH_UNION_RECOMMENDATION if young else StepCode.TRADE_UNION_RECOMMENDATION
            union = "ĐTN" if young else "CĐ"
            yield from _act(Part(step), {"made_on": made_on + timedelta(days=12), "number": f"{number}-NQ/{union}"})
        school = Choice.HIGHER if self.number % 3 else Choice.UPPER_SECONDARY
        yield from _document(StepCode.EDUCATION, made_on + timedelta(days=3), choice=school)
        yield from _document(
            StepCode.VETTING,
            made_on + timedelta(days=18),
            choice=Choice.HAS_ISSUE if self.story.has_issue else Choice.CLEAR,
            number=f"{number}-KL/ĐU",
            issuer="Đảng ủy cơ sở (tập dượt)",
        )
        if self.story.age and self.story.resolved_on:
            yield from _document(
                StepCode.AGE_CONSENT,
                made_on + timedelta(days=25),
                choice=Choice.SPECIAL_NEED,
                number=f"{number}-CV/TU",
                issuer="Ban Thường vụ Đảng ủy cấp trên (tập dượt)",
            )

    def _admission(self) -> Cells:
        story, number = self.story, self.number
        if story.resolved_on is None:
            return
        yield from self._vote(StepCode.ADMISSION_RESOLUTION, story.resolved_on, number, failed=story.failed)
        if story.reported_on:
            yield from _document(StepCode.ADMISSION_REPORT, story.reported_on, number=f"{number + 3}-BC/CB")
        if not story.failed or story.reported_on:
            steps = (StepCode.ADMISSION_APPRAISAL, StepCode.ADMISSION_GRASSROOTS)
            begun_on, until_on = story.reported_on or story.resolved_on, story.decided_on
            yield from self._levels(steps, begun_on, until_on, story.levels, Proposal.PROCEED)
        yield from _extension(StepCode.ADMISSION_EXTENSION, story.extension, "Chờ kết luận thẩm tra, xác minh lý lịch")
        yield from _decision(StepCode.ADMISSION_DECISION, number, story.decided_on, story.outcome)
        yield from _act(RECEIPT, {"received_on": story.received_on})
        if story.consent_on:
            yield from _document(
                StepCode.CEREMONY_CONSENT,
                story.consent_on,
                number=f"{number + 5}-CV/ĐU",
                issuer="Đảng ủy cơ sở (tập dượt)",
                reason="Bí thư chi bộ đi công tác dài ngày",
            )

    def _probation(self, held_on: date) -> Cells:
        yield from _act(CEREMONY, {"held_on": held_on})
        yield from _act(SUPERVISOR, {"sponsor": helper(self.place, self.number), "assigned_on": held_on})
        course_on = add_months(held_on, 5)
        if course_on <= self.today:
            yield from _act(
                Part(StepCode.NEW_MEMBER_COURSE), {"made_on": course_on, "number": f"{self.number + 40}/GCN"}
            )
        made_on = add_months(held_on, 12) + timedelta(days=1)
        for step in _PROBATION_PAPERS:
            if self.story.review_on is not None or (made_on <= self.today and step is StepCode.SELF_REVIEW):
                yield from _act(Part(step), {"made_on": min(made_on, self.story.review_on or made_on)})

    def _recognition(self) -> Cells:
        story, number = self.story, self.number + 40
        if story.review_on is None:
            return
        proposal = Proposal.PROCEED if story.recognition is Outcome.GRANTED else Proposal.REJECT
        step = StepCode.RECOGNITION_RESOLUTION
        yield from self._vote(step, story.review_on, number, failed=story.review_failed, proposal=proposal)
        if not story.review_failed:
            steps = (StepCode.RECOGNITION_APPRAISAL, StepCode.RECOGNITION_GRASSROOTS)
            yield from self._levels(steps, story.review_on, story.recognised_on, story.review_levels, proposal)
        yield from _extension(
            StepCode.RECOGNITION_EXTENSION, story.review_extension, "Chờ xác minh thêm ý kiến nơi cư trú"
        )
        yield from _decision(StepCode.RECOGNITION_DECISION, number, story.recognised_on, story.recognition)
        if story.recognised_on and story.recognition is Outcome.GRANTED:
            yield from _document(StepCode.ANNOUNCEMENT, story.recognised_on + timedelta(days=7))
            if number % 2:
                given_on = min(story.recognised_on + timedelta(days=20), self.today)
                yield from _document(StepCode.PARTY_CARD, given_on, number=f"48.{number:06d}")

    def _vote(
        self, step: StepCode, on: date, number: int, *, failed: bool, proposal: Proposal = Proposal.PROCEED
    ) -> Cells:
        """The branch's vote: of its members, less those who are away; where it failed, one in favour is missing."""
        entitled, away = len(members_of(self.place)), left_out(self.place, on, self.today)
        present = entitled - sum(away.values()) - number % 3 // 2
        counted = entitled - sum(away.values())
        in_favour = (counted * 2 + 2) // 3 - 1 if failed else present - self.story.votes_against
        method = VoteMethod.RAISED_CARD if number % 4 == 1 else VoteMethod.SECRET_BALLOT
        figures: dict[str, Value | None] = {
            "number": f"{number + 1:02d}-NQ/CB",
            "adopted_on": on,
            "vote_method": _METHOD_WORDS[method],
            "vote_entitled": entitled,
            "vote_present": present,
            "vote_for": in_favour,
            "vote_against": present - in_favour,
            "vote_blank": 0,
            **{f"vote_{kind.value}": people for kind, people in away.items()},
        }
        if proposal is Proposal.REJECT:
            figures["proposal"] = _PROPOSAL_WORDS[proposal]
        yield from _act(Part(step), figures)

    def _levels(
        self, steps: tuple[StepCode, StepCode], begun_on: date, until_on: date | None, passed: int, proposal: Proposal
    ) -> Cells:
        """What the committees on the way did, as far as the file has passed them."""
        appraises, resolves = steps
        last_on = until_on or self.today
        if self.chain.sectional and passed > 0:
            on = min(self.calendar.add(begun_on, 5), last_on)
            agrees = Choice.AGREES if proposal is Proposal.PROCEED else Choice.DISAGREES
            yield from _document(appraises, on, choice=agrees, number=f"{self.number + 2}-BC/ĐUBP")
            passed -= 1
        if self.chain.grassroots and passed > 0:
            figures: dict[str, Value | None] = {
                "number": f"{self.number + 21}-NQ/ĐU",
                "adopted_on": min(self.calendar.add(begun_on, 12), last_on),
                "vote_method": _METHOD_WORDS[VoteMethod.SECRET_BALLOT],
                **_COMMITTEE_VOTE,
            }
            if proposal is Proposal.REJECT:
                figures["proposal"] = _PROPOSAL_WORDS[proposal]
            yield from _act(Part(resolves), figures)


def _document(step: StepCode, on: date, *, choice: Choice | None = None, **texts: str) -> Cells:
    values: dict[str, Value | None] = {"acted_on": on, **texts}
    if choice is not None:
        values["choice"] = CHOICE_WORDS[choice]
    yield from _act(Part(step), values)


def _extension(step: StepCode, extra: Extra | None, reason: str) -> Cells:
    if extra is not None:
        values: dict[str, Value | None] = {
            "working_days": extra.working_days,
            "granted_on": extra.granted_on,
            "reason": reason,
            "approver": _APPROVER,
        }
        yield from _act(Part(step), values)


def _decision(step: StepCode, number: int, on: date | None, outcome: Outcome) -> Cells:
    if on is not None:
        values: dict[str, Value | None] = {
            "number": f"{number + 101}-QĐ/ĐU",
            "decided_on": on,
            "outcome": _OUTCOME_WORDS[outcome],
        }
        yield from _act(Part(step), values)


def _act(part: Part, values: Mapping[str, Value | None]) -> Cells:
    for name, value in values.items():
        if value is not None:
            yield column_of(part, name), value
