"""The votes of a file as its page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from admission.labels import STEPS, VOTE_METHODS
from admission.selectors.case_votes import CaseVote
from admission.templatetags.display import vn_date
from admission.views.vote_desk import VoteDesk


@dataclass(frozen=True, slots=True)
class ShownVote:
    """`vote`: as components/vote_summary.html takes it."""

    label: str
    vote: VoteDesk


def shown_votes(votes: Iterable[CaseVote]) -> list[ShownVote]:
    """Put the votes into words."""
    return [
        ShownVote(
            label=gettext("%(step)s, %(day)s") % {"step": STEPS[one.step], "day": vn_date(one.on)},
            vote=VoteDesk(
                rule="",
                notes=(),
                problem="",
                entitled=one.counted,
                needed=one.needed,
                present=one.vote.present,
                votes_for=one.vote.in_favour,
                votes_against=one.vote.against,
                votes_blank=one.vote.blank,
                passed=one.passed,
                method_label=str(VOTE_METHODS[one.vote.method]),
            ),
        )
        for one in votes
    ]
