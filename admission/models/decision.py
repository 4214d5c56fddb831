"""Decisions of the competent committee, their receipt by the branch, and extensions."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from admission.domain.facts import DecisionFact, ExtensionFact, ResolutionKind
from admission.domain.procedure import DeadlineKind, Outcome
from admission.labels import DEADLINES, OUTCOMES
from admission.models.fact import Fact, MayBeLate, VotedFact
from admission.models.resolution import resolution_kinds, vote_of

DECIDED = (Outcome.GRANTED, Outcome.REFUSED)
EXTENSIBLE = (DeadlineKind.ADMISSION_DECISION, DeadlineKind.RECOGNITION_DECISION)


def outcomes() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return [(outcome.value, OUTCOMES[outcome]) for outcome in DECIDED]


def clocks() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return [(kind.value, DEADLINES[kind]) for kind in EXTENSIBLE]


class CommitteeDecision(MayBeLate, VotedFact):
    """Yes or no. Its receipt is a fact of its own: who logged it and when are written once, beside the day."""

    kind = models.CharField(max_length=12, choices=resolution_kinds)
    outcome = models.CharField(max_length=8, choices=outcomes)
    decided_on = models.DateField()
    number = models.CharField(max_length=40)
    received_on = models.DateField(null=True, blank=True)
    receipt_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    receipt_for = models.ForeignKey(
        "members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    receipt_at = models.DateTimeField(null=True, blank=True)

    write_once: ClassVar[tuple[str, ...]] = (
        "superseded_at",
        "received_on",
        "receipt_by",
        "receipt_for",
        "receipt_at",
    )

    class Meta(VotedFact.Meta):
        constraints = [
            *VotedFact.Meta.constraints,
            *MayBeLate.Meta.constraints,
            models.CheckConstraint(
                name="committeedecision_kind_known", condition=Q(kind__in=[kind.value for kind in ResolutionKind])
            ),
            models.CheckConstraint(
                name="committeedecision_outcome_known", condition=Q(outcome__in=[o.value for o in DECIDED])
            ),
            models.CheckConstraint(
                name="committeedecision_received_after_decided",
                condition=Q(received_on=None) | Q(received_on__gte=F("decided_on")),
            ),
            models.CheckConstraint(
                name="committeedecision_receipt_day_and_instant",
                condition=Q(received_on=None, receipt_at=None) | Q(received_on__isnull=False, receipt_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="committeedecision_one_current_per_kind",
                fields=["case", "kind"],
                condition=Q(superseded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def as_fact(self) -> DecisionFact:
        return DecisionFact(
            kind=ResolutionKind(self.kind),
            outcome=Outcome(self.outcome),
            decided_on=self.decided_on,
            number=self.number,
            received_on=self.received_on,
            vote=vote_of(self),
        )


class Extension(MayBeLate, Fact):
    """A special case: working days added to one of the committee's clocks, by whom and why.

    `approver`: position and body of who approved it; empty only of what was entered before it was asked for.
    """

    clock = models.CharField(max_length=24, choices=clocks)
    working_days = models.PositiveSmallIntegerField()
    granted_on = models.DateField()
    number = models.CharField(max_length=40, blank=True)
    approver = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            *MayBeLate.Meta.constraints,
            models.CheckConstraint(
                name="extension_clock_extensible", condition=Q(clock__in=[kind.value for kind in EXTENSIBLE])
            ),
            models.CheckConstraint(name="extension_some_days", condition=Q(working_days__gte=1)),
            models.UniqueConstraint(
                name="extension_one_current_per_clock", fields=["case", "clock"], condition=Q(superseded_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"+{self.working_days}"

    def as_fact(self) -> ExtensionFact:
        return ExtensionFact(
            clock=DeadlineKind(self.clock),
            working_days=self.working_days,
            granted_on=self.granted_on,
            number=self.number,
        )
