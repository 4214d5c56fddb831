"""Thresholds in integers: no share is ever rounded."""

from admission.domain.facts import Vote
from admission.domain.rules import Threshold


def votes_needed(entitled: int, threshold: Threshold) -> int:
    """Give the least number in favour that reaches the threshold among `entitled` people: never less than one.

    Source: Party Charter art. 4.3 (branch: at least two thirds of its official members).
    """
    share = threshold.share
    product = entitled * share.numerator
    needed = product // share.denominator + 1 if threshold.strict else -(-product // share.denominator)
    return max(needed, 1)  # nobody entitled is no majority of nobody


def reaches(vote: Vote, threshold: Threshold) -> bool:
    """Say whether the vote reaches the threshold of the body."""
    return vote.in_favour >= votes_needed(vote.entitled, threshold)
