"""Each finding: what brings it about and what just does not, at which act and field, how grave."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.deadlines import derive_deadlines
from admission.domain.facts import CaseFacts, CeremonyFact, ExtensionFact, SponsorRole, Vote, with_fact
from admission.domain.findings import Finding, FindingCode, Severity, find
from admission.domain.procedure import DeadlineKind, StepCode
from admission.domain.rulesets.training_2020 import TRAINING_2020
from tests.admission.domain import samples
from tests.admission.domain.samples import (
    LATER,
    PAPERS,
    RECOGNITION,
    REFUSED,
    adding,
    decision,
    paper,
    resolution,
    sponsor,
    vote,
)

Clock = DeadlineKind
Told = tuple[str, str, str, str]


def findings(facts: CaseFacts, calendar: WorkingCalendar, today: date = LATER) -> tuple[Finding, ...]:
    return find(facts, TRAINING_2020, derive_deadlines(facts, TRAINING_2020, calendar), today)


def told(facts: CaseFacts, calendar: WorkingCalendar, today: date = LATER) -> list[Told]:
    """Code, severity, act and field of each finding; the file on the main path has none."""
    return [(f.code.value, f.severity.value, f.step.value, f.field) for f in findings(facts, calendar, today)]


def resolved(on: date = date(2026, 1, 5), **changes: object) -> CaseFacts:
    return replace(samples.SPONSORED, resolutions=(resolution(on=on, **changes),))  # type: ignore[arg-type]


def extended(days: int, on: date, *more: ExtensionFact) -> CaseFacts:
    return replace(samples.RESOLVED, extensions=(ExtensionFact(Clock.ADMISSION_DECISION, days, on), *more))


@pytest.mark.parametrize("facts", [samples.RESOLVED, samples.ADMITTED, samples.PROPOSED, samples.RECOGNISED])
def test_nothing_is_found_in_a_file_as_it_should_be(facts: CaseFacts, vietnam: WorkingCalendar) -> None:
    assert told(facts, vietnam) == []


IN_FUTURE = [
    (samples.NOMINATED, date(2024, 1, 1), "open_case", "opened_on"),
    (replace(samples.SPONSORED, papers=()), date(2024, 1, 4), "assign_sponsor", "assigned_on"),
    (samples.RESOLVED, date(2026, 1, 4), "admission_resolution", "adopted_on"),
    (samples.DECIDED, date(2026, 2, 26), "admission_decision", "decided_on"),
    (samples.RECEIVED, date(2026, 3, 1), "decision_receipt", "received_on"),
    (samples.ADMITTED, date(2026, 3, 19), "ceremony", "held_on"),
    (samples.PROPOSED, date(2027, 3, 21), "recognition_resolution", "adopted_on"),
    (samples.RECOGNISED, date(2027, 4, 11), "recognition_decision", "decided_on"),
    (extended(30, date(2026, 3, 30)), date(2026, 3, 29), "admission_extension", "granted_on"),
    (adding(samples.NOMINATED, paper(StepCode.OPINIONS)), date(2025, 8, 31), "opinions", "made_on"),
]


@pytest.mark.parametrize(("facts", "today", "step", "field"), IN_FUTURE)
def test_date_in_future_is_forbidden_at_its_field(
    facts: CaseFacts, today: date, step: str, field: str, vietnam: WorkingCalendar
) -> None:
    def forbidden(day: date) -> list[Told]:
        return [item for item in told(facts, vietnam, day) if item[1] == "forbidden"]

    assert ("date_in_future", "forbidden", step, field) in forbidden(today)
    assert forbidden(date.fromordinal(today.toordinal() + 1)) == []


ACTS_TOO_EARLY = [
    (resolved(date(2024, 1, 4)), "admission_resolution", "adopted_on"),
    (adding(samples.RESOLVED, decision(on=date(2026, 1, 4))), "admission_decision", "decided_on"),
    (adding(samples.RESOLVED, decision(received_on=date(2026, 2, 26))), "decision_receipt", "received_on"),
    (adding(samples.RECEIVED, CeremonyFact(date(2026, 3, 1))), "ceremony", "held_on"),
    (
        adding(samples.PROPOSED, decision(RECOGNITION, date(2027, 3, 21))),
        "recognition_decision",
        "decided_on",
    ),
    (extended(30, date(2026, 1, 4)), "admission_extension", "granted_on"),
    (adding(extended(30, date(2026, 3, 1)), decision(on=date(2026, 2, 27))), "admission_decision", "decided_on"),
    (
        adding(samples.ADMITTED, sponsor("Đỗ Ân", date(2026, 3, 19), role=SponsorRole.PROBATION)),
        "probation_supervisor",
        "assigned_on",
    ),
]


@pytest.mark.parametrize(("facts", "step", "field"), ACTS_TOO_EARLY)
def test_act_before_the_one_it_rests_on_is_forbidden(
    facts: CaseFacts, step: str, field: str, vietnam: WorkingCalendar
) -> None:
    assert ("before_previous_step", "forbidden", step, field) in told(facts, vietnam)


def test_acts_of_one_day_are_in_order(vietnam: WorkingCalendar) -> None:
    assert told(samples.admitted_on(date(2024, 2, 29)), vietnam) == []


def test_sponsor_assigned_after_the_resolution_is_forbidden(vietnam: WorkingCalendar) -> None:
    late = sponsor("Đỗ Ân", date(2026, 1, 6), date(2020, 1, 1))

    assert told(adding(samples.RESOLVED, late), vietnam) == [
        ("before_previous_step", "forbidden", "admission_resolution", "adopted_on")
    ]


GAPS = [
    (replace(samples.RESOLVED, sponsors=()), "admission_resolution", "assign_sponsor"),
    (replace(samples.DECIDED, resolutions=()), "admission_decision", "admission_resolution"),
    (replace(samples.ADMITTED, decisions=()), "ceremony", "admission_decision"),
    (adding(samples.DECIDED, CeremonyFact(date(2026, 3, 20))), "ceremony", "decision_receipt"),
    (replace(samples.PROPOSED, ceremony=None), "recognition_resolution", "ceremony"),
    (replace(extended(30, date(2026, 3, 1)), resolutions=()), "admission_extension", "admission_resolution"),
    (
        adding(samples.RECEIVED, sponsor("Đỗ Ân", date(2026, 3, 19), role=SponsorRole.PROBATION)),
        "probation_supervisor",
        "ceremony",
    ),
]


@pytest.mark.parametrize(("facts", "step", "previous"), GAPS)
def test_act_without_the_one_it_rests_on_is_forbidden(
    facts: CaseFacts, step: str, previous: str, vietnam: WorkingCalendar
) -> None:
    found = [f for f in findings(facts, vietnam) if f.code is FindingCode.PREVIOUS_STEP_MISSING]

    assert (found[0].severity, found[0].step.value, found[0].value("previous")) == ("forbidden", step, previous)


def test_refusal_may_be_received_but_no_ceremony_follows(vietnam: WorkingCalendar) -> None:
    refused = adding(samples.RESOLVED, decision(outcome=REFUSED, received_on=date(2026, 3, 2)))

    assert told(refused, vietnam) == []
    assert told(adding(refused, CeremonyFact(date(2026, 3, 20))), vietnam) == [
        ("after_refusal", "forbidden", "ceremony", "held_on")
    ]


@pytest.mark.parametrize(("day", "forbidden"), [(date(2025, 1, 4), True), (date(2025, 1, 5), False)])
def test_resolution_before_the_sponsors_twelve_months(day: date, forbidden: bool, vietnam: WorkingCalendar) -> None:
    facts = replace(resolved(day), papers=tuple(paper(made.step, date(2024, 6, 1)) for made in PAPERS))

    expected = [("sponsorship_too_short", "forbidden", "admission_resolution", "adopted_on")] if forbidden else []
    assert told(facts, vietnam) == expected


def test_sponsorship_too_short_says_from_which_day_on(vietnam: WorkingCalendar) -> None:
    (found,) = findings(
        replace(resolved(date(2025, 1, 4)), papers=tuple(paper(p.step, date(2024, 6, 1)) for p in PAPERS)), vietnam
    )

    assert (found.value("earliest_on"), found.value("months")) == (date(2025, 1, 5), 12)
    assert found.clause == "Điều lệ Đảng, điều 4.1; báo cáo tập huấn 30/10/2020"


def test_one_sponsor_is_missing_before_and_irregular_after_the_resolution(vietnam: WorkingCalendar) -> None:
    before = replace(samples.SPONSORED, sponsors=samples.SPONSORS[:1])
    after = replace(samples.RESOLVED, sponsors=samples.SPONSORS[:1])

    assert told(before, vietnam) == [("sponsor_missing", "missing", "assign_sponsor", "")]
    assert told(after, vietnam) == [("sponsor_missing", "irregular", "assign_sponsor", "")]


def test_one_sponsor_and_the_union_are_enough_if_the_union_spoke_in_time(vietnam: WorkingCalendar) -> None:
    facts = replace(samples.RESOLVED, sponsors=samples.SPONSORS[:1])

    assert told(adding(facts, paper(StepCode.UNION_RECOMMENDATION)), vietnam) == []
    assert told(adding(facts, paper(StepCode.UNION_RECOMMENDATION, date(2026, 1, 6))), vietnam) == [
        ("sponsor_missing", "irregular", "assign_sponsor", "")
    ]


def test_union_alone_is_not_enough(vietnam: WorkingCalendar) -> None:
    facts = adding(replace(samples.SPONSORED, sponsors=()), paper(StepCode.UNION_RECOMMENDATION))

    assert told(facts, vietnam) == [("sponsor_missing", "missing", "assign_sponsor", "")]


def test_working_together_since_a_day_after_the_assignment_is_forbidden(vietnam: WorkingCalendar) -> None:
    facts = adding(samples.SPONSORED, sponsor("Đỗ Ân", date(2024, 1, 5), date(2024, 1, 6)))

    assert told(facts, vietnam) == [("together_after_assigned", "forbidden", "assign_sponsor", "together_since_on")]


@pytest.mark.parametrize(
    ("day", "forbidden"), [(date(2025, 2, 28), True), (date(2025, 3, 1), False), (date(2025, 3, 10), False)]
)
def test_recognition_resolution_must_be_after_the_twelve_months(
    day: date, forbidden: bool, vietnam: WorkingCalendar
) -> None:
    facts = adding(samples.admitted_on(date(2024, 2, 29)), resolution(RECOGNITION, day))

    expected = [("probation_not_over", "forbidden", "recognition_resolution", "adopted_on")] if forbidden else []
    assert told(facts, vietnam) == expected


VOTES = [
    (vote(9, 0, entitled=9, present=10), "present_exceed_entitled", "forbidden", "vote_present"),
    (vote(8, 1, 1, entitled=9, present=9), "votes_exceed_present", "forbidden", "vote_for"),
    (vote(5, 4, entitled=9, present=9), "vote_below_threshold", "irregular", "vote_for"),
]


@pytest.mark.parametrize(("votes", "code", "severity", "field"), VOTES)
@pytest.mark.parametrize("step", ["admission_resolution", "recognition_resolution"])
def test_vote_of_the_branch(
    votes: Vote, code: str, severity: str, field: str, step: str, vietnam: WorkingCalendar
) -> None:
    first, second = samples.PROPOSED.resolutions
    if step == "admission_resolution":
        facts = replace(samples.PROPOSED, resolutions=(replace(first, vote=votes), second))
    else:
        facts = replace(samples.PROPOSED, resolutions=(first, replace(second, vote=votes)))

    assert told(facts, vietnam) == [(code, severity, step, field)]


def test_vote_below_threshold_says_what_was_needed(vietnam: WorkingCalendar) -> None:
    (found,) = findings(resolved(votes=vote(5, 4)), vietnam)

    assert dict(found.values) == {"in_favour": 5, "needed": 6, "entitled": 9}
    assert found.clause == "Điều lệ Đảng, điều 4.3"


@pytest.mark.parametrize(("in_favour", "found"), [(6, []), (5, ["vote_below_threshold"])])
def test_vote_of_the_committee_needs_more_than_half(in_favour: int, found: list[str], vietnam: WorkingCalendar) -> None:
    votes = vote(in_favour, 0, entitled=10, present=10)

    assert [code for code, *_ in told(adding(samples.RESOLVED, decision(votes=votes)), vietnam)] == found


def test_paper_is_missing_before_and_irregular_after_the_resolution(vietnam: WorkingCalendar) -> None:
    before = replace(samples.SPONSORED, papers=PAPERS[1:])
    after = replace(samples.RESOLVED, papers=PAPERS[1:])

    assert told(before, vietnam) == [("paper_missing", "missing", "awareness_course", "")]
    assert told(after, vietnam) == [("paper_missing", "irregular", "awareness_course", "")]


def test_paper_made_after_the_branch_considered_was_not_before_it(vietnam: WorkingCalendar) -> None:
    facts = replace(samples.RESOLVED, papers=(*PAPERS[:-1], paper(StepCode.OPINIONS, date(2026, 1, 6))))

    assert told(facts, vietnam) == [("paper_missing", "irregular", "opinions", "")]


@pytest.mark.parametrize(
    ("step", "made_on", "expired"),
    [
        (StepCode.OPINIONS, date(2025, 1, 5), False),
        (StepCode.OPINIONS, date(2025, 1, 4), True),
        (StepCode.AWARENESS_COURSE, date(2021, 1, 5), False),
        (StepCode.AWARENESS_COURSE, date(2021, 1, 4), True),
    ],
)
def test_paper_older_than_it_may_be_when_the_branch_considers(
    step: StepCode, made_on: date, expired: bool, vietnam: WorkingCalendar
) -> None:
    others = tuple(made for made in PAPERS if made.step is not step)

    found = told(replace(samples.RESOLVED, papers=(*others, paper(step, made_on))), vietnam)

    assert found == ([("paper_expired", "irregular", step.value, "made_on")] if expired else [])


@pytest.mark.parametrize(
    ("days", "found"),
    [(30, []), (31, [("extension_too_long", "forbidden", "admission_extension", "working_days")])],
)
def test_extension_of_thirty_working_days_at_most(days: int, found: list[Told], vietnam: WorkingCalendar) -> None:
    assert told(extended(days, date(2026, 3, 30)), vietnam) == found


def test_extension_is_given_once(vietnam: WorkingCalendar) -> None:
    second = ExtensionFact(Clock.ADMISSION_DECISION, 10, date(2026, 4, 1))

    assert told(extended(10, date(2026, 3, 30), second), vietnam) == [
        ("extension_repeated", "forbidden", "admission_extension", "working_days")
    ]


@pytest.mark.parametrize(("granted_on", "late"), [(date(2026, 4, 3), False), (date(2026, 4, 6), True)])
def test_extension_after_the_limit_had_ended(granted_on: date, late: bool, vietnam: WorkingCalendar) -> None:
    expected = [("extension_after_due", "irregular", "admission_extension", "granted_on")] if late else []

    assert told(extended(30, granted_on), vietnam) == expected


LATE = [
    (adding(samples.RESOLVED, decision(on=date(2026, 4, 6))), "admission_decision", "decided_on"),
    (adding(samples.RECEIVED, CeremonyFact(date(2026, 4, 14))), "ceremony", "held_on"),
    (
        adding(samples.admitted_on(date(2024, 2, 29)), resolution(RECOGNITION, date(2025, 4, 15))),
        "recognition_resolution",
        "adopted_on",
    ),
    (adding(samples.PROPOSED, decision(RECOGNITION, date(2027, 5, 7))), "recognition_decision", "decided_on"),
]


@pytest.mark.parametrize(("facts", "step", "field"), LATE)
def test_act_after_its_limit_is_irregular(facts: CaseFacts, step: str, field: str, vietnam: WorkingCalendar) -> None:
    assert told(facts, vietnam) == [("act_late", "irregular", step, field)]


def test_limit_that_runs_into_an_unpublished_year_is_noted(vietnam: WorkingCalendar) -> None:
    facts = replace(samples.SPONSORED, papers=(), resolutions=(resolution(on=date(2027, 12, 1)),))
    noted = [f for f in findings(facts, vietnam) if f.code is FindingCode.CALENDAR_NOT_PUBLISHED]

    assert [(f.severity, f.step, f.field, f.value("year")) for f in noted] == [
        (Severity.NOTE, StepCode.ADMISSION_DECISION, "", 2028)
    ]


def test_forbidden_findings_come_first(vietnam: WorkingCalendar) -> None:
    facts = replace(resolved(date(2024, 1, 4)), sponsors=samples.SPONSORS[:1], papers=())

    severities = [f.severity for f in findings(facts, vietnam)]

    assert severities == sorted(severities, key=list(Severity).index)
    assert severities[0] is Severity.FORBIDDEN


def test_correcting_one_of_two_sponsors_of_one_name_keeps_the_other() -> None:
    namesake = sponsor("Nguyễn Văn An")
    facts = adding(samples.NOMINATED, namesake, namesake)

    corrected = with_fact(facts, replace(namesake, assigned_on=date(2024, 2, 1)), namesake)

    assert [s.assigned_on for s in corrected.sponsors] == [date(2024, 1, 5), date(2024, 2, 1)]


def test_act_before_the_birth_is_forbidden_at_its_field(vietnam: WorkingCalendar) -> None:
    the_day_after = replace(samples.NOMINATED, born_on=date(2024, 1, 1))

    assert told(replace(samples.NOMINATED, born_on=date(2024, 1, 2)), vietnam)[0] == (
        "date_before_birth", "forbidden", "open_case", "opened_on",
    )  # fmt: skip
    assert [item for item in told(the_day_after, vietnam) if item[0] == "date_before_birth"] == []


def test_sponsor_of_the_candidates_own_name_is_forbidden(vietnam: WorkingCalendar) -> None:
    name = samples.SPONSORED.sponsors[0].name

    found = told(replace(samples.SPONSORED, name=name.upper()), vietnam)

    assert found[0] == ("sponsor_is_candidate", "forbidden", "assign_sponsor", "sponsor")
    assert told(replace(samples.SPONSORED, name=f"{name} A"), vietnam) == told(samples.SPONSORED, vietnam)


def test_every_finding_is_tried_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")

    assert [code for code in FindingCode if code.value not in source and code.name not in source] == []
