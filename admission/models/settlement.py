"""What a published calendar moved, and what of it a person has to look at. Written with the version, in one go."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from members.access import Access
from members.models.role import ACTING_ROLES


class DeadlineMove(models.Model):
    """That a version of the calendar moved one last day. `old_due_on` is empty where it was not known before."""

    version = models.ForeignKey("admission.CalendarVersion", on_delete=models.PROTECT, related_name="moves")
    deadline = models.ForeignKey("admission.Deadline", on_delete=models.PROTECT, related_name="moves")
    old_due_on = models.DateField(null=True)
    due_on = models.DateField()
    is_earlier = models.BooleanField()
    is_passed = models.BooleanField()
    """It was still to come, and on the day of publishing it was over."""

    append_only: ClassVar[bool] = True

    class Meta:
        constraints = [
            models.UniqueConstraint(name="deadlinemove_once_per_version", fields=["version", "deadline"]),
            models.CheckConstraint(
                name="deadlinemove_moves", condition=Q(old_due_on=None) | ~Q(old_due_on=F("due_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.due_on}"


class DeadlineSettlementQuerySet(models.QuerySet["DeadlineSettlement"]):
    def visible_to(self, access: Access) -> Self:
        """Those of the very organisations in which the account acts that day."""
        return self.filter(organization__in=access.organization_ids(ACTING_ROLES))

    def waiting(self) -> Self:
        """Those nobody settled whose deadline still runs to that day; one that was met or moved on asks nothing."""
        return self.filter(settled_at=None, move__deadline__status="open", move__deadline__due_on=F("move__due_on"))

    def settled(self) -> Self:
        return self.exclude(settled_at=None)


class DeadlineSettlement(models.Model):
    """A last day that moved towards today or past it: somebody of the organisation says how it goes on."""

    move = models.OneToOneField("admission.DeadlineMove", on_delete=models.PROTECT, related_name="settlement")
    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="+")
    """Who must act on the deadline, on the day of publishing."""
    # Written once, together, and NULL until then.
    settled_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    act_by_on = models.DateField(null=True)
    """Until when the organisation will have acted."""
    note = models.CharField(max_length=500, null=True)

    objects: ClassVar[Any] = DeadlineSettlementQuerySet.as_manager()

    append_only: ClassVar[bool] = True
    write_once: ClassVar[tuple[str, ...]] = ("settled_by", "settled_at", "act_by_on", "note")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="settlement_whole_or_waiting",
                condition=Q(settled_by=None, settled_at=None, act_by_on=None, note=None)
                | (
                    Q(settled_by__isnull=False, settled_at__isnull=False, act_by_on__isnull=False, note__isnull=False)
                    & ~Q(note="")
                ),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="settlement_waiting", fields=["organization", "id"], condition=Q(settled_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.move_id)

    @property
    def is_waiting(self) -> bool:
        """What `waiting` asks of one row; its deadline is loaded with it."""
        deadline = self.move.deadline
        return self.settled_at is None and deadline.is_open and deadline.due_on == self.move.due_on
