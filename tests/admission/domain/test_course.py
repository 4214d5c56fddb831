"""How far a file came: along every chain of committees, and on the roads beside the main one."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.course import Course, course_of, performed
from admission.domain.facts import CaseFacts, Chain, SponsorRole, TransferFact, Vote
from admission.domain.procedure import Body, Choice, Outcome, Stage, StepCode
from admission.domain.rules import RuleSetNotFoundError
from admission.domain.rulesets import SHIPPED
from tests.admission.domain import samples
from tests.admission.domain.samples import (
    ALONE,
    DELEGATED,
    FAILED,
    FULL,
    PASSED,
    RECOGNITION,
    REJECT,
    adding,
    document,
    following,
    ready_on,
    resolution,
    sponsor,
    vote,
)

START = date(2026, 1, 5)
GRASSROOTS_ONLY = Chain(grassroots=True)


def course(*steps: str, chain: Chain = ALONE, facts: CaseFacts | None = None) -> Course:
    """The course of a file ready for the branch on 5 January after the named acts, one a day."""
    return course_of(following(replace(facts or ready_on(START), chain=chain), START, *steps), SHIPPED)


VOTE, FAILED_VOTE, REPORT = "admission_resolution", "admission_resolution:failed", "admission_report"
APPRAISAL, GRASSROOTS, DECISION = "admission_appraisal", "admission_grassroots", "admission_decision"
RETURN, BACK = "admission_return", "admission_resubmission"
ADMITTED = (VOTE, DECISION, "decision_receipt", "ceremony")
PROPOSED = (*ADMITTED, "recognition_resolution")
FULL_PROPOSED = (VOTE, APPRAISAL, GRASSROOTS, DECISION, "decision_receipt", "ceremony", "recognition_resolution")

ALONG_CHAINS = [
    # A base branch on its own: from its vote straight to the committee that decides.
    (ALONE, (), "sponsored"),
    (ALONE, (VOTE,), "awaiting_decision"),
    (ALONE, (VOTE, DECISION), "awaiting_receipt"),
    (ALONE, (VOTE, DECISION, "decision_receipt"), "awaiting_ceremony"),
    (ALONE, ADMITTED, "probation"),
    (ALONE, PROPOSED, "awaiting_recognition"),
    (ALONE, (*PROPOSED, "recognition_decision"), "official"),
    (ALONE, (*PROPOSED, "recognition_decision:refused"), "name_removed"),
    (ALONE, (VOTE, "admission_decision:refused"), "refused"),
    # A grassroots committee that decides itself, with a sectional committee under it.
    (DELEGATED, (VOTE,), "awaiting_appraisal"),
    (DELEGATED, (VOTE, APPRAISAL), "awaiting_decision"),
    (DELEGATED, (VOTE, APPRAISAL, DECISION), "awaiting_receipt"),
    # A grassroots committee that does not decide, without one under it.
    (GRASSROOTS_ONLY, (VOTE,), "awaiting_grassroots"),
    (GRASSROOTS_ONLY, (VOTE, GRASSROOTS), "awaiting_decision"),
    # All levels.
    (FULL, (VOTE,), "awaiting_appraisal"),
    (FULL, (VOTE, APPRAISAL), "awaiting_grassroots"),
    (FULL, (VOTE, APPRAISAL, GRASSROOTS), "awaiting_decision"),
    (FULL, FULL_PROPOSED, "recognition_appraisal"),
    (FULL, (*FULL_PROPOSED, "recognition_appraisal"), "recognition_grassroots"),
    (FULL, (*FULL_PROPOSED, "recognition_appraisal", "recognition_grassroots"), "awaiting_recognition"),
    (FULL, (*FULL_PROPOSED, "recognition_appraisal", "recognition_grassroots", "recognition_decision"), "official"),
    # A level that was left out holds the file, whatever came after it.
    (FULL, (VOTE, GRASSROOTS, DECISION), "awaiting_appraisal"),
    (DELEGATED, (VOTE, DECISION), "awaiting_appraisal"),
]

BESIDE_THE_ROAD = [
    # A vote below the number needed, once more, and reported upwards.
    (ALONE, (FAILED_VOTE,), "admission_vote_failed"),
    (ALONE, (FAILED_VOTE, FAILED_VOTE), "admission_vote_failed"),
    (ALONE, (FAILED_VOTE, VOTE), "awaiting_decision"),
    (FULL, (FAILED_VOTE, VOTE), "awaiting_appraisal"),
    (ALONE, (FAILED_VOTE, REPORT), "awaiting_decision"),
    (FULL, (FAILED_VOTE, REPORT), "awaiting_appraisal"),
    (FULL, (FAILED_VOTE, REPORT, APPRAISAL, GRASSROOTS, DECISION), "awaiting_receipt"),
    (ALONE, (FAILED_VOTE, REPORT, "admission_decision:refused"), "refused"),
    # A decision on a vote that was never reported does not carry the file on.
    (ALONE, (FAILED_VOTE, DECISION), "admission_vote_failed"),
    # A report tells of the votes before it.
    (ALONE, (FAILED_VOTE, REPORT, FAILED_VOTE), "admission_vote_failed"),
    (ALONE, (FAILED_VOTE, REPORT, FAILED_VOTE, REPORT), "awaiting_decision"),
    (ALONE, (FAILED_VOTE, REPORT, VOTE), "awaiting_decision"),
    # The same after the ceremony.
    (ALONE, (*ADMITTED, "recognition_resolution:failed"), "recognition_vote_failed"),
    (ALONE, (*ADMITTED, "recognition_resolution:failed", "recognition_resolution"), "awaiting_recognition"),
    (ALONE, (*ADMITTED, "recognition_resolution:failed", "recognition_report"), "awaiting_recognition"),
    # Given back from any level, and brought back to where it had been; twice.
    (FULL, (VOTE, RETURN), "returned"),
    (FULL, (VOTE, RETURN, BACK), "awaiting_appraisal"),
    (FULL, (VOTE, APPRAISAL, RETURN, BACK), "awaiting_grassroots"),
    (FULL, (VOTE, APPRAISAL, GRASSROOTS, RETURN), "returned"),
    (FULL, (VOTE, APPRAISAL, GRASSROOTS, RETURN, BACK), "awaiting_decision"),
    (ALONE, (VOTE, RETURN, BACK, RETURN), "returned"),
    (ALONE, (VOTE, RETURN, BACK, RETURN, BACK), "awaiting_decision"),
    (ALONE, (VOTE, RETURN, BACK, RETURN, BACK, DECISION), "awaiting_receipt"),
    (ALONE, (*PROPOSED, "recognition_return"), "recognition_returned"),
    (ALONE, (*PROPOSED, "recognition_return", "recognition_resubmission"), "awaiting_recognition"),
    # A transfer takes the file along.
    (ALONE, ("transfer",), "sponsored"),
    (ALONE, (*ADMITTED, "transfer"), "probation"),
    # The end, from anywhere.
    (ALONE, ("end_case",), "ended"),
    (ALONE, (FAILED_VOTE, "end_case"), "ended"),
    (FULL, (VOTE, RETURN, "end_case"), "ended"),
    (ALONE, (*PROPOSED, "end_case"), "ended"),
    # What has closed already stays as it closed.
    (ALONE, (VOTE, "admission_decision:refused", "end_case"), "refused"),
    (ALONE, (*PROPOSED, "recognition_decision", "end_case"), "official"),
]


@pytest.mark.parametrize(("chain", "steps", "stage"), ALONG_CHAINS + BESIDE_THE_ROAD)
def test_stage_after_the_acts(chain: Chain, steps: tuple[str, ...], stage: str) -> None:
    assert course(*steps, chain=chain).stage == stage


def test_file_without_a_sponsor_is_nominated() -> None:
    assert course_of(samples.NOMINATED, SHIPPED).stage is Stage.NOMINATED


PATHS = [
    (ALONE, ""),
    (DELEGATED, "admission_appraisal recognition_appraisal"),
    (GRASSROOTS_ONLY, "admission_grassroots recognition_grassroots"),
    (FULL, "admission_appraisal admission_grassroots recognition_appraisal recognition_grassroots"),
]


@pytest.mark.parametrize(("chain", "levels"), PATHS)
def test_path_holds_the_levels_of_the_chain_and_no_others(chain: Chain, levels: str) -> None:
    path = [step.code.value for step in course(chain=chain).path]

    assert [name for name in path if name.endswith(("appraisal", "grassroots"))] == levels.split()
    assert [name for name in path if not name.endswith(("appraisal", "grassroots"))] == [
        "open_case", "assign_sponsor", "admission_resolution", "admission_decision", "decision_receipt", "ceremony",
        "recognition_resolution", "recognition_decision",
    ]  # fmt: skip


def test_path_takes_in_the_report_of_a_vote_that_did_not_pass() -> None:
    path = [step.code.value for step in course(FAILED_VOTE, chain=FULL).path]

    assert path[2:6] == [VOTE, REPORT, APPRAISAL, GRASSROOTS]


def test_path_of_a_refusal_ends_with_it() -> None:
    assert course(VOTE, "admission_decision:refused").path[-1].code is StepCode.ADMISSION_DECISION


def test_path_beyond_an_act_that_is_missing_is_the_one_where_all_goes_well() -> None:
    assert [step.code for step in course("admission_decision:refused").path] == [step.code for step in course().path]


@pytest.mark.parametrize(
    ("steps", "closed_on"),
    [
        ((VOTE,), None),
        ((VOTE, "admission_decision:refused"), date(2026, 1, 6)),
        ((*PROPOSED, "recognition_decision"), date(2026, 1, 10)),
        ((*PROPOSED, "recognition_decision:refused"), date(2026, 1, 10)),
        ((VOTE, "end_case"), date(2026, 1, 6)),
        ((VOTE, RETURN, BACK, "end_case"), date(2026, 1, 8)),
        # The refusal closed it on the 6th; what was written down later changes nothing.
        ((VOTE, "admission_decision:refused", "end_case"), date(2026, 1, 6)),
    ],
)
def test_file_closes_on_the_day_of_its_last_act(steps: tuple[str, ...], closed_on: date | None) -> None:
    assert course(*steps).closed_on == closed_on


def test_act_done_again_keeps_its_first_day_and_counts_by_its_last() -> None:
    act = course(FAILED_VOTE, FAILED_VOTE, VOTE).done[StepCode.ADMISSION_RESOLUTION]

    assert (act.first_on, act.on, act.outcome) == (date(2026, 1, 5), date(2026, 1, 7), Outcome.DONE)


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        (vote(6, 3), Outcome.DONE),
        (vote(5, 4), Outcome.NOT_PASSED),
        (vote(5, 3, entitled=9, present=8, on_leave=1), Outcome.NOT_PASSED),  # six of eight
        (vote(6, 2, entitled=9, present=8, on_leave=1), Outcome.DONE),
        (vote(4, 2, entitled=9, present=6, on_leave=1, exempt=1, elsewhere=1), Outcome.DONE),  # four of six
        (vote(4, 2, entitled=9, present=6), Outcome.NOT_PASSED),  # three stayed away without a reason
    ],
)
def test_vote_passes_by_the_members_counted(votes: Vote, outcome: Outcome) -> None:
    facts = adding(ready_on(START), resolution(on=START, votes=votes))

    act = performed(StepCode.ADMISSION_RESOLUTION, facts, SHIPPED)

    assert act is not None
    assert act.outcome is outcome


def test_proposal_to_refuse_that_passes_goes_up_like_any_other() -> None:
    assert course_of(adding(ready_on(START), resolution(on=START, proposal=REJECT)), SHIPPED).stage == (
        "awaiting_decision"
    )
    removal = adding(samples.admitted_on(date(2026, 1, 5)), resolution(RECOGNITION, date(2026, 6, 1), proposal=REJECT))
    assert course_of(removal, SHIPPED).stage == "awaiting_recognition"


def test_order_of_facts_does_not_decide_which_vote_is_the_newest() -> None:
    first, second = resolution(on=date(2026, 1, 5), votes=FAILED), resolution(on=date(2026, 2, 5), votes=PASSED)

    forwards = course_of(adding(ready_on(START), first, second), SHIPPED)
    backwards = course_of(adding(ready_on(START), second, first), SHIPPED)

    assert forwards == backwards
    assert forwards.stage is Stage.AWAITING_DECISION


def test_report_of_the_day_of_the_vote_tells_of_it() -> None:
    facts = adding(ready_on(START), resolution(on=START, votes=FAILED), document(StepCode.ADMISSION_REPORT, START))

    assert course_of(facts, SHIPPED).stage is Stage.AWAITING_DECISION


SPONSOR_ENDS = [
    (date(2025, 12, 1), None, "nominated"),  # before the branch considered: he no longer counts
    (date(2026, 1, 5), date(2026, 1, 5), "nominated"),  # the first day without him is that of the meeting
    (date(2026, 1, 6), date(2026, 1, 5), "awaiting_decision"),  # he still helped on the day of the meeting
]


@pytest.mark.parametrize(("ended_on", "resolved_on", "stage"), SPONSOR_ENDS)
def test_sponsor_who_left_counts_if_he_helped_when_the_branch_considered(
    ended_on: date, resolved_on: date | None, stage: str
) -> None:
    facts = replace(samples.NOMINATED, sponsors=(sponsor(ended_on=ended_on),))
    if resolved_on is not None:
        facts = adding(facts, resolution(on=resolved_on))

    assert course_of(facts, SHIPPED).stage == stage


def test_member_who_helps_on_probation_is_done_while_he_helps() -> None:
    helper = sponsor("Phạm Văn Dũng", date(2026, 4, 1), role=SponsorRole.PROBATION)
    gone = replace(helper, ended_on=date(2026, 8, 1))

    assert performed(StepCode.PROBATION_SUPERVISOR, adding(samples.ADMITTED, helper), SHIPPED) is not None
    assert performed(StepCode.PROBATION_SUPERVISOR, adding(samples.ADMITTED, gone), SHIPPED) is None
    ended = performed(StepCode.END_SPONSORSHIP, adding(samples.ADMITTED, gone), SHIPPED)
    assert ended is not None
    assert ended.on == date(2026, 8, 1)


def test_vote_before_every_regulation_known_is_refused() -> None:
    early = adding(ready_on(date(2016, 7, 24)), resolution(on=date(2016, 7, 24)))

    with pytest.raises(RuleSetNotFoundError, match="2016-07-24"):
        course_of(early, SHIPPED)


def test_ending_says_nothing_of_the_acts_before_it() -> None:
    ended = adding(samples.ADMITTED, document(StepCode.END_CASE, date(2026, 5, 4), Choice.WITHDRAWN))

    found = course_of(ended, SHIPPED)

    assert (found.stage, found.closed_on) == (Stage.ENDED, date(2026, 5, 4))
    assert found.done[StepCode.CEREMONY].on == date(2026, 3, 20)


def test_removal_voted_down_in_month_five_lets_probation_go_on() -> None:
    admitted = samples.admitted_on(START)
    voted_down = resolution(RECOGNITION, date(2026, 6, 8), vote(5, 4), REJECT)

    found = course_of(adding(admitted, voted_down), SHIPPED)

    assert (found.stage, StepCode.RECOGNITION_RESOLUTION in found.done) == (Stage.PROBATION, False)


def test_removal_passed_in_month_five_goes_on_its_way() -> None:
    passed = resolution(RECOGNITION, date(2026, 6, 8), vote(6, 3), REJECT)

    found = course_of(adding(samples.admitted_on(START), passed), SHIPPED)

    assert found.stage is Stage.AWAITING_RECOGNITION


@pytest.mark.parametrize(("before", "after"), [(ALONE, FULL), (FULL, ALONE), (FULL, GRASSROOTS_ONLY)])
def test_member_on_probation_who_moves_keeps_the_path_of_his_admission(before: Chain, after: Chain) -> None:
    levels = ["admission_appraisal", "admission_grassroots"] if before is FULL else []
    acts = [VOTE, *levels, "admission_decision", "decision_receipt", "ceremony"]
    facts = following(replace(ready_on(START), chain=before), START, *acts)
    moved = replace(adding(facts, TransferFact(date(2026, 8, 3))), chain=after)

    stayed, went = course_of(facts, SHIPPED), course_of(moved, SHIPPED)

    assert (stayed.stage, went.stage) == (Stage.PROBATION, Stage.PROBATION)
    until = [step.code for step in stayed.path].index(StepCode.CEREMONY) + 1
    assert went.path[:until] == stayed.path[:until]
    expected = [code for code, body in RECOGNITION_LEVELS if after.includes(body)]
    assert [step.code for step in went.path if step.code in dict(RECOGNITION_LEVELS)] == expected


RECOGNITION_LEVELS = (
    (StepCode.RECOGNITION_APPRAISAL, Body.SECTIONAL_COMMITTEE),
    (StepCode.RECOGNITION_GRASSROOTS, Body.GRASSROOTS_COMMITTEE),
)
