"""Thresholds at their boundaries, against fractions that are never rounded."""

from dataclasses import replace
from fractions import Fraction

import pytest

from admission.domain.procedure import Body
from admission.domain.rules import RuleSet, Threshold
from admission.domain.rulesets import RULE_SETS
from admission.domain.votes import counted_members, is_quorate, reaches, votes_needed
from tests.admission.domain.samples import book_with, vote

ACTIVE = [rule_set for rule_set in RULE_SETS if rule_set.is_active]
VOTERS = range(3, 201)
IN_FAVOUR = [
    pytest.param(rule_set, body, id=f"{rule_set.code}-{body.value}")
    for rule_set in ACTIVE
    for body in rule_set.thresholds
]


def passes(part: int, whole: int, threshold: Threshold) -> bool:
    """What the Charter says, in exact fractions."""
    share = Fraction(part, whole)
    return share > threshold.share if threshold.strict else share >= threshold.share


@pytest.mark.parametrize(("rule_set", "body"), IN_FAVOUR)
def test_vote_reaches_every_threshold_exactly(rule_set: RuleSet, body: Body) -> None:
    threshold = rule_set.thresholds[body]
    for entitled in VOTERS:
        needed = votes_needed(entitled, threshold)
        for in_favour in (0, 1, needed - 1, needed, needed + 1, entitled):
            votes = vote(in_favour, 0, entitled=entitled, present=entitled)

            assert reaches(votes, body, rule_set) is passes(in_favour, entitled, threshold), (entitled, in_favour)


@pytest.mark.parametrize(("rule_set", "body"), IN_FAVOUR)
def test_votes_needed_are_the_least_that_pass(rule_set: RuleSet, body: Body) -> None:
    threshold = rule_set.thresholds[body]
    found = [votes_needed(entitled, threshold) for entitled in VOTERS]

    assert found == [next(n for n in range(entitled + 1) if passes(n, entitled, threshold)) for entitled in VOTERS]


@pytest.mark.parametrize(("rule_set", "body"), IN_FAVOUR)
def test_quorum_is_reached_exactly(rule_set: RuleSet, body: Body) -> None:
    quorum = rule_set.quorums[body]
    for entitled in VOTERS:
        needed = votes_needed(entitled, quorum)
        for present in (0, needed - 1, needed, entitled):
            votes = vote(0, 0, entitled=entitled, present=present)

            assert is_quorate(votes, body, rule_set) is passes(present, entitled, quorum), (entitled, present)


ABSENT = ("exempt", "elsewhere", "suspended", "on_leave")


@pytest.mark.parametrize("rule_set", ACTIVE, ids=lambda rule_set: rule_set.code)
@pytest.mark.parametrize("reason", ABSENT)
def test_members_left_out_do_not_count_in_a_branch(rule_set: RuleSet, reason: str) -> None:
    threshold = rule_set.thresholds[Body.BRANCH]
    for entitled in VOTERS:
        for away in (1, entitled // 3):
            counted = entitled - away
            needed = votes_needed(counted, threshold)
            for in_favour in (needed - 1, needed):
                votes = vote(in_favour, 0, entitled=entitled, present=counted, **{reason: away})

                assert counted_members(votes, Body.BRANCH, rule_set) == counted
                assert reaches(votes, Body.BRANCH, rule_set) is passes(in_favour, counted, threshold)


@pytest.mark.parametrize("rule_set", ACTIVE, ids=lambda rule_set: rule_set.code)
@pytest.mark.parametrize("reason", ABSENT)
def test_members_count_all_the_same_where_the_rule_leaves_none_out(rule_set: RuleSet, reason: str) -> None:
    strict = book_with(rule_set.code, **{f"{reason}_left_out": 0}).by_code(rule_set.code)
    threshold = rule_set.thresholds[Body.BRANCH]
    for entitled in VOTERS:
        needed = votes_needed(entitled, threshold)
        for in_favour in (needed - 1, needed):
            votes = vote(in_favour, 0, entitled=entitled, present=entitled - 1, **{reason: 1})

            assert counted_members(votes, Body.BRANCH, strict) == entitled
            assert reaches(votes, Body.BRANCH, strict) is passes(in_favour, entitled, threshold)


@pytest.mark.parametrize("body", [Body.GRASSROOTS_COMMITTEE, Body.COMPETENT_COMMITTEE])
def test_nobody_is_left_out_of_a_committee(body: Body) -> None:
    votes = vote(8, 0, entitled=15, present=9, on_leave=6)

    assert counted_members(votes, body, ACTIVE[-1]) == 15


def test_reasons_add_up() -> None:
    votes = vote(4, 1, entitled=15, present=5, exempt=1, elsewhere=2, suspended=3, on_leave=4)

    assert votes.excused == 10
    assert counted_members(votes, Body.BRANCH, ACTIVE[-1]) == 5
    assert reaches(votes, Body.BRANCH, ACTIVE[-1])


@pytest.mark.parametrize(("entitled", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (9, 6), (10, 7), (11, 8), (12, 8)])
def test_votes_needed_of_a_branch_by_hand(entitled: int, needed: int) -> None:
    assert [votes_needed(entitled, r.thresholds[Body.BRANCH]) for r in ACTIVE] == [needed] * 4


@pytest.mark.parametrize(
    ("entitled", "two_thirds", "more_than_half"), [(1, 1, 1), (2, 2, 2), (3, 2, 2), (4, 3, 3), (9, 6, 5), (10, 7, 6)]
)
def test_votes_needed_of_a_standing_board_by_hand(entitled: int, two_thirds: int, more_than_half: int) -> None:
    found = [votes_needed(entitled, r.thresholds[Body.COMPETENT_COMMITTEE]) for r in ACTIVE]

    assert found == [two_thirds, more_than_half, more_than_half, more_than_half]


def test_vote_counts_the_entitled_and_not_the_present() -> None:
    assert not reaches(vote(5, 0, entitled=9, present=5), Body.BRANCH, ACTIVE[-1])


@pytest.mark.parametrize(("rule_set", "body"), IN_FAVOUR)
def test_vote_of_nobody_does_not_pass(rule_set: RuleSet, body: Body) -> None:
    assert not reaches(vote(0, 0, entitled=0, present=0), body, rule_set)
    assert not is_quorate(vote(0, 0, entitled=0, present=0), body, rule_set)


def test_body_without_a_quorum_of_its_own_is_always_quorate() -> None:
    without = replace(ACTIVE[-1], quorums={})

    assert is_quorate(vote(0, 0, entitled=9, present=0), Body.BRANCH, without)
