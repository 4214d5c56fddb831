"""What a committee is about to issue: prepared by one of its people, approved or sent back by another one."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from admission.domain.procedure import FOUR_EYES
from admission.labels import STEPS
from admission.models.case import AdmissionCase
from members.access import Access
from members.models.role import COMMITTEE_ROLES


def four_eyes_steps() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return [(step.value, STEPS[step]) for step in FOUR_EYES]


class ProposalState(models.TextChoices):
    OPEN = "open", _("Waits for approval")
    APPROVED = "approved", _("Approved and issued")
    SENT_BACK = "sent_back", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OVERTAKEN = "overtaken", _("Overtaken by what was recorded since")


CLOSED_AS = (ProposalState.APPROVED, ProposalState.SENT_BACK, ProposalState.WITHDRAWN, ProposalState.OVERTAKEN)


def closed_states() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return [(state.value, state.label) for state in CLOSED_AS]


class DecisionProposalQuerySet(models.QuerySet["DecisionProposal"]):
    def open(self) -> Self:
        return self.filter(closed_as=None)

    def visible_to(self, access: Access) -> Self:
        """Those of the committees in which the account is a clerk or reviewer that day, on files it may see."""
        return self.filter(
            organization__in=access.organization_ids(COMMITTEE_ROLES),
            case__in=AdmissionCase.objects.visible_to(access).values("pk"),
        )


def _not_both(one: str, other: str) -> Q:
    """An approved proposal names different people in the two columns; an empty one names nobody."""
    return ~Q(closed_as=ProposalState.APPROVED.value) | Q(**{one: None}) | Q(**{other: None}) | ~Q(**{one: F(other)})


class DecisionProposal(models.Model):
    """One prepared act. `organization`: the committee whose clerk or reviewer prepared it and whose reviewer approves.

    `typed`: what was typed, by column of the fact, as plain JSON; `revision`: the state of the file the preparer saw.
    `prepared_for`, `closed_for`: whose delegated role was used. How it ended is written once.
    """

    case = models.ForeignKey("admission.AdmissionCase", on_delete=models.PROTECT, related_name="proposals")
    step = models.CharField(max_length=40, choices=four_eyes_steps)
    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="+")
    typed = models.JSONField()
    irregular_reason = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField()
    prepared_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    prepared_for = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    closed_as = models.CharField(max_length=12, choices=closed_states, null=True)
    closed_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    closed_for = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.CharField(max_length=500, null=True)
    fact_model = models.CharField(max_length=40, null=True)
    fact_id = models.BigIntegerField(null=True)
    """The fact that the approval recorded."""

    objects: ClassVar[Any] = DecisionProposalQuerySet.as_manager()

    append_only: ClassVar[bool] = True
    write_once: ClassVar[tuple[str, ...]] = (
        "closed_as",
        "closed_by",
        "closed_for",
        "closed_at",
        "closing_reason",
        "fact_model",
        "fact_id",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_step_has_four_eyes", condition=Q(step__in=[step.value for step in FOUR_EYES])
            ),
            models.CheckConstraint(
                name="proposal_closing_whole_or_absent",
                condition=Q(closed_as=None, closed_by=None, closed_for=None, closed_at=None, closing_reason=None)
                | Q(
                    closed_as__in=[state.value for state in CLOSED_AS],
                    closed_as__isnull=False,
                    closed_by__isnull=False,
                    closed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="proposal_approved_with_its_fact",
                condition=Q(closed_as=ProposalState.APPROVED.value, fact_model__isnull=False, fact_id__isnull=False)
                | ((Q(closed_as=None) | ~Q(closed_as=ProposalState.APPROVED.value)) & Q(fact_model=None, fact_id=None)),
            ),
            models.CheckConstraint(
                name="proposal_sent_back_with_reason",
                condition=Q(closed_as=None)
                | ~Q(closed_as=ProposalState.SENT_BACK.value)
                | (Q(closing_reason__isnull=False) & ~Q(closing_reason="")),
            ),
            models.CheckConstraint(
                name="proposal_approved_by_another",
                condition=Q(closed_as=None)
                | (
                    _not_both("closed_by", "prepared_by")
                    & _not_both("closed_by", "prepared_for")
                    & _not_both("closed_for", "prepared_by")
                    & _not_both("closed_for", "prepared_for")
                ),
            ),
            models.UniqueConstraint(name="proposal_one_open_per_case", fields=["case"], condition=Q(closed_as=None)),
        ]
        indexes = [
            models.Index(name="proposal_of_committee", fields=["organization", "id"], condition=Q(closed_as=None)),
        ]

    def __str__(self) -> str:
        return f"{self.step} · {self.prepared_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("decision", args=[self.pk])

    @property
    def state(self) -> ProposalState:
        return ProposalState(self.closed_as) if self.closed_as else ProposalState.OPEN

    @property
    def is_open(self) -> bool:
        return self.closed_as is None

    @property
    def preparers(self) -> frozenset[int]:
        """Who must not approve it: the account that prepared it, and the one in whose place that was."""
        return frozenset(pk for pk in (self.prepared_by_id, self.prepared_for_id) if pk is not None)
