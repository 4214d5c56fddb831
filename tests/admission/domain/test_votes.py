"""Thresholds at their boundaries, against fractions that are never rounded."""

from fractions import Fraction

import pytest

from admission.domain.procedure import Body
from admission.domain.rules import Threshold
from admission.domain.rulesets.training_2020 import TRAINING_2020
from admission.domain.votes import reaches, votes_needed
from tests.admission.domain.samples import vote

BRANCH, GRASSROOTS, COMMITTEE = (
    TRAINING_2020.thresholds[body] for body in (Body.BRANCH, Body.GRASSROOTS_COMMITTEE, Body.COMPETENT_COMMITTEE)
)


@pytest.mark.parametrize("threshold", [BRANCH, GRASSROOTS], ids=["branch", "grassroots"])
def test_two_thirds_or_more_pass_and_less_do_not(threshold: Threshold) -> None:
    for entitled in range(3, 201):
        for in_favour in range(entitled + 1):
            votes = vote(in_favour, 0, entitled=entitled, present=entitled)

            assert reaches(votes, threshold) is (Fraction(in_favour, entitled) >= Fraction(2, 3))


def test_more_than_half_passes_and_half_does_not() -> None:
    for entitled in range(3, 201):
        for in_favour in range(entitled + 1):
            votes = vote(in_favour, 0, entitled=entitled, present=entitled)

            assert reaches(votes, COMMITTEE) is (Fraction(in_favour, entitled) > Fraction(1, 2))


@pytest.mark.parametrize(("entitled", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (9, 6), (10, 7), (11, 8), (12, 8)])
def test_votes_needed_of_a_branch_by_hand(entitled: int, needed: int) -> None:
    assert votes_needed(entitled, BRANCH) == needed


@pytest.mark.parametrize(("entitled", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (9, 5), (10, 6)])
def test_votes_needed_of_a_standing_board_by_hand(entitled: int, needed: int) -> None:
    assert votes_needed(entitled, COMMITTEE) == needed


def test_vote_counts_the_entitled_and_not_the_present() -> None:
    votes = vote(5, 0, entitled=9, present=5)

    assert not reaches(votes, BRANCH)


@pytest.mark.parametrize("threshold", [BRANCH, COMMITTEE], ids=["branch", "committee"])
def test_vote_of_nobody_does_not_pass(threshold: Threshold) -> None:
    votes = vote(0, 0, entitled=0, present=0)

    assert not reaches(votes, threshold)
