"""The vote desk: the number needed before the votes are typed, and the result as they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from admission.domain.facts import Vote, VoteMethod
from admission.domain.procedure import STEPS, StepCode, StepShape
from admission.domain.rules import Threshold
from admission.domain.rulesets import rule_set_by_code
from admission.domain.votes import reaches, votes_needed
from admission.models import AdmissionCase

_VOTES = {StepShape.BRANCH_RESOLUTION, StepShape.COMMITTEE_DECISION}
_MOST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class VoteDesk:
    """What the typed figures come to; the other names are those of components/vote_summary.html.

    `needed`: None until the entitled are known. `passed`: None until the votes are, and while they cannot be true.
    """

    rule: str
    entitled: int | None
    needed: int | None
    present: int | None
    votes_for: int | None
    votes_against: int
    votes_blank: int
    passed: bool | None
    method_label: str = ""
    rule_text: str = ""


def vote_desk(case: AdmissionCase, step: StepCode, typed: Mapping[str, str]) -> VoteDesk | None:
    """Work out the desk of a step with a vote, None for the others. `typed`: the figures so far, by field."""
    if STEPS[step].shape not in _VOTES:
        return None
    threshold = rule_set_by_code(case.rule_set).thresholds[STEPS[step].body]
    entitled, present, in_favour = (_figure(typed, f"vote_{name}") for name in ("entitled", "present", "for"))
    against, blank = (_figure(typed, f"vote_{name}") or 0 for name in ("against", "blank"))
    passed = None
    if entitled and present is not None and in_favour is not None:
        vote = Vote(VoteMethod.RAISED_CARD, entitled, present, in_favour, against, blank)
        if in_favour + against + blank <= present <= entitled:
            passed = reaches(vote, threshold)
    return VoteDesk(
        rule=_rule(threshold),
        entitled=entitled,
        needed=votes_needed(entitled, threshold) if entitled else None,
        present=present,
        votes_for=in_favour,
        votes_against=against,
        votes_blank=blank,
        passed=passed,
    )


def _figure(typed: Mapping[str, str], name: str) -> int | None:
    text = typed.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def _rule(threshold: Threshold) -> str:
    words = (
        gettext("More than %(share)s of those entitled must be in favour (%(clause)s).")
        if threshold.strict
        else gettext("At least %(share)s of those entitled must be in favour (%(clause)s).")
    )
    return words % {"share": str(threshold.share), "clause": threshold.clause}
