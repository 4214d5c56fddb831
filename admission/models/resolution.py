"""Resolutions of the branch (nghị quyết của chi bộ) and of the grassroots committee (nghị quyết của đảng ủy cơ sở)."""

from typing import Any

from django.db import models
from django.db.models import Q

from admission.domain.facts import CommitteeResolutionFact, Proposal, ResolutionFact, ResolutionKind, Vote, VoteMethod
from admission.labels import PROPOSALS, RESOLUTION_KINDS, VOTE_METHODS, choices
from admission.models.fact import MayBeLate, VotedFact


def resolution_kinds() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(RESOLUTION_KINDS)


def vote_methods() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(VOTE_METHODS)


def vote_of(fact: VotedFact) -> Vote | None:
    """Give the figures of the vote, None where none were recorded."""
    if not fact.vote_method:
        return None
    return Vote(
        method=VoteMethod(fact.vote_method),
        entitled=fact.vote_entitled or 0,
        present=fact.vote_present or 0,
        in_favour=fact.vote_for or 0,
        against=fact.vote_against or 0,
        blank=fact.vote_blank or 0,
        exempt=fact.vote_exempt,
        elsewhere=fact.vote_elsewhere,
        suspended=fact.vote_suspended,
        on_leave=fact.vote_on_leave,
    )


def vote_columns(vote: Vote | None) -> dict[str, Any]:
    """Give the columns that keep the figures of a vote."""
    if vote is None:
        return {}
    return {
        "vote_method": vote.method.value,
        "vote_entitled": vote.entitled,
        "vote_present": vote.present,
        "vote_for": vote.in_favour,
        "vote_against": vote.against,
        "vote_blank": vote.blank,
        "vote_exempt": vote.exempt,
        "vote_elsewhere": vote.elsewhere,
        "vote_suspended": vote.suspended,
        "vote_on_leave": vote.on_leave,
    }


def proposals() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(PROPOSALS)


class ResolutionRow(VotedFact):
    """What the resolutions of both bodies have in common."""

    kind = models.CharField(max_length=12, choices=resolution_kinds)
    adopted_on = models.DateField()
    number = models.CharField(max_length=40)
    proposal = models.CharField(max_length=8, choices=proposals, default=Proposal.PROCEED)

    class Meta(VotedFact.Meta):
        abstract = True
        constraints = [
            *VotedFact.Meta.constraints,
            models.CheckConstraint(
                name="%(class)s_kind_known", condition=Q(kind__in=[kind.value for kind in ResolutionKind])
            ),
            models.CheckConstraint(
                name="%(class)s_proposal_known", condition=Q(proposal__in=[proposal.value for proposal in Proposal])
            ),
            models.CheckConstraint(name="%(class)s_has_vote", condition=~Q(vote_method="")),
        ]

    def __str__(self) -> str:
        return self.number

    def vote(self) -> Vote:
        """Give the figures of the vote."""
        vote = vote_of(self)
        assert vote is not None, "the database requires the figures of the vote"  # noqa: S101
        return vote


class BranchResolution(MayBeLate, ResolutionRow):
    """The branch may vote again on another day; each vote is a resolution of its own."""

    class Meta(ResolutionRow.Meta):
        constraints = [
            *ResolutionRow.Meta.constraints,
            *MayBeLate.Meta.constraints,
            models.UniqueConstraint(
                name="branchresolution_one_current_per_day",
                fields=["case", "kind", "adopted_on"],
                condition=Q(superseded_at=None),
            ),
        ]

    def as_fact(self) -> ResolutionFact:
        return ResolutionFact(
            kind=ResolutionKind(self.kind),
            adopted_on=self.adopted_on,
            number=self.number,
            vote=self.vote(),
            proposal=Proposal(self.proposal),
        )


class CommitteeResolution(ResolutionRow):
    """The grassroots committee's resolution on a file that a committee above it decides."""

    class Meta(ResolutionRow.Meta):
        constraints = [
            *ResolutionRow.Meta.constraints,
            models.UniqueConstraint(
                name="committeeresolution_one_current_per_kind",
                fields=["case", "kind"],
                condition=Q(superseded_at=None),
            ),
        ]

    def as_fact(self) -> CommitteeResolutionFact:
        return CommitteeResolutionFact(
            kind=ResolutionKind(self.kind),
            adopted_on=self.adopted_on,
            number=self.number,
            vote=self.vote(),
            proposal=Proposal(self.proposal),
        )
