"""Thresholds in integers: no share is ever rounded."""

from admission.domain.facts import Vote
from admission.domain.procedure import Body
from admission.domain.rules import RuleSet, Setting, Threshold

_LEFT_OUT = (
    (Setting.EXEMPT_LEFT_OUT, "exempt"),
    (Setting.ELSEWHERE_LEFT_OUT, "elsewhere"),
    (Setting.SUSPENDED_LEFT_OUT, "suspended"),
    (Setting.ON_LEAVE_LEFT_OUT, "on_leave"),
)


def votes_needed(entitled: int, threshold: Threshold) -> int:
    """Give the least number in favour that reaches the threshold among `entitled` people: never less than one.

    Source: Party Charter art. 4.3 (branch: at least two thirds of its official members).
    """
    share = threshold.share
    product = entitled * share.numerator
    needed = product // share.denominator + 1 if threshold.strict else -(-product // share.denominator)
    return max(needed, 1)  # nobody entitled is no majority of nobody


def counted_members(vote: Vote, body: Body, rule_set: RuleSet) -> int:
    """Give the denominator: those entitled, less the absent whom the rule leaves out of a branch's count.

    Source: 01-HD/TW (2016), 13.2, applied by analogy: that it holds for admission votes is data of the rule set.
    """
    if body is not Body.BRANCH:
        return vote.entitled
    left_out: int = sum(getattr(vote, name) for setting, name in _LEFT_OUT if rule_set.says(setting))
    return vote.entitled - left_out


def reaches(vote: Vote, body: Body, rule_set: RuleSet) -> bool:
    """Say whether the vote reaches the threshold of the body."""
    return vote.in_favour >= votes_needed(counted_members(vote, body, rule_set), rule_set.thresholds[body])


def is_quorate(vote: Vote, body: Body, rule_set: RuleSet) -> bool:
    """Say whether enough of those counted were present; a body without a quorum of its own always is."""
    quorum = rule_set.quorums.get(body)
    return quorum is None or vote.present >= votes_needed(counted_members(vote, body, rule_set), quorum)
