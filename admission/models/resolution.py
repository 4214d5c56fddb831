"""Resolutions of the branch (nghị quyết của chi bộ)."""

from typing import Any

from django.db import models
from django.db.models import Q

from admission.domain.facts import ResolutionFact, ResolutionKind, Vote, VoteMethod
from admission.labels import RESOLUTION_KINDS, VOTE_METHODS, choices
from admission.models.fact import VotedFact


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
    )


class BranchResolution(VotedFact):
    kind = models.CharField(max_length=12, choices=resolution_kinds)
    adopted_on = models.DateField()
    number = models.CharField(max_length=40)

    class Meta(VotedFact.Meta):
        constraints = [
            *VotedFact.Meta.constraints,
            models.CheckConstraint(
                name="branchresolution_kind_known", condition=Q(kind__in=[kind.value for kind in ResolutionKind])
            ),
            models.CheckConstraint(name="branchresolution_has_vote", condition=~Q(vote_method="")),
            models.UniqueConstraint(
                name="branchresolution_one_current_per_kind",
                fields=["case", "kind"],
                condition=Q(superseded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def as_fact(self) -> ResolutionFact:
        vote = vote_of(self)
        assert vote is not None, "the database requires the figures of a branch's vote"  # noqa: S101
        return ResolutionFact(kind=ResolutionKind(self.kind), adopted_on=self.adopted_on, number=self.number, vote=vote)
