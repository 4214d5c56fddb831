"""The votes of one meeting are recorded all together, or none of them."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, BranchResolution
from admission.services.acts import ForbiddenActError, IrregularActError, StaleCaseError
from admission.services.meetings import MeetingRefusedError, MeetingVote, record_meeting
from members.models import JournalEvent
from tests.factories import GOOD_VOTE, REASON, TODAY, Dates, Tree, advance, make_case

HELD_ON = date(2026, 3, 1)


def vote_on(case: AdmissionCase) -> MeetingVote:
    return MeetingVote(
        case=case,
        step=StepCode.ADMISSION_RESOLUTION,
        number="12-NQ/CB",
        vote=GOOD_VOTE,
        revision=case.revision,
        irregular_reason=REASON,
    )


@pytest.fixture
def votes(tree: Tree) -> list[MeetingVote]:
    """On three files that are ready for it."""
    return [
        vote_on(advance(make_case(tree.branch, name=name), Dates(resolved_on=None))) for name in ("Một", "Hai", "Ba")
    ]


def test_meeting_is_recorded_vote_by_vote(votes: list[MeetingVote]) -> None:
    record_meeting(votes=votes, adopted_on=HELD_ON, by=None, today=TODAY)

    rows = BranchResolution.objects.filter(adopted_on=HELD_ON).order_by("pk")
    assert [row.case_id for row in rows] == sorted(vote.case.pk for vote in votes)
    assert [row.vote() for row in rows] == [GOOD_VOTE] * 3


def test_refused_vote_takes_the_others_back_and_all_reasons_are_told(votes: list[MeetingVote]) -> None:
    good, second, third = votes
    before = JournalEvent.objects.count()
    impossible = replace(second, vote=replace(GOOD_VOTE, in_favour=9))
    stale = replace(third, revision=third.revision - 1)

    with pytest.raises(MeetingRefusedError) as refused:
        record_meeting(votes=[stale, good, impossible], adopted_on=HELD_ON, by=None, today=TODAY)

    kinds = {pk: type(error) for pk, error in refused.value.errors.items()}
    assert kinds == {second.case.pk: ForbiddenActError, third.case.pk: StaleCaseError}
    assert BranchResolution.objects.count() == 0
    assert JournalEvent.objects.count() == before
    assert AdmissionCase.objects.get(pk=good.case.pk).revision == good.revision


def test_irregular_vote_needs_its_own_reason(votes: list[MeetingVote]) -> None:
    good, second, _third = votes

    with pytest.raises(MeetingRefusedError) as refused:
        record_meeting(votes=[good, replace(second, irregular_reason=" ")], adopted_on=HELD_ON, by=None, today=TODAY)

    assert {pk: type(error) for pk, error in refused.value.errors.items()} == {second.case.pk: IrregularActError}
