"""A running instance of a rule, with what explains its day. Derived: written by `services.recalculation` only."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from admission.domain.data_requests import RequestClock
from admission.domain.procedure import DeadlineKind, Nature
from admission.domain.rules import Unit
from admission.labels import DEADLINES, REQUEST_CLOCKS, choices, deadline_label


class DeadlineStatus(models.TextChoices):
    OPEN = "open"
    MET = "met"
    ENDED = "ended"
    """The file closed before anybody had to act."""
    VOID = "void"
    """The fact that started it was superseded."""


OPEN = Q(status="open")


def deadline_kinds() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return [*choices(DEADLINES), *choices(REQUEST_CLOCKS)]


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def open(self) -> Self:
        return self.filter(OPEN)

    def limits(self) -> Self:
        """Those that somebody can miss: milestones are left out."""
        return self.exclude(nature=Nature.MILESTONE)

    def overdue(self, today: date) -> Self:
        return self.open().limits().filter(due_on__lt=today)


class Deadline(models.Model):
    # A nation has millions: only indexes that something is found by. Two unique ones begin with its owner.
    case = models.ForeignKey(
        "admission.AdmissionCase", on_delete=models.PROTECT, null=True, related_name="deadlines", db_index=False
    )
    """The file whose clock it is; of a request about personal data `request` is set instead."""
    request = models.ForeignKey(
        "admission.DataRequest", on_delete=models.PROTECT, null=True, related_name="deadlines", db_index=False
    )
    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="+")
    """Who must act."""
    also_organization = models.ForeignKey(
        "members.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Who hears of it besides: where something is on its way, both ends."""
    kind = models.CharField(max_length=24, choices=deadline_kinds)
    subject = models.CharField(max_length=32, blank=True)
    nature = models.CharField(max_length=12)
    rule_set = models.CharField(max_length=20)
    clause = models.CharField(max_length=120)
    trigger = models.CharField(max_length=32)
    """The step whose fact starts it; of a request "receipt"."""
    triggered_on = models.DateField()
    length = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12)
    extension = models.PositiveSmallIntegerField(default=0)
    calendar_version = models.ForeignKey(
        "admission.CalendarVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Of a closed one the version under which it was met; an open one follows from the version in force, and this one
    said the same.
    """
    due_on = models.DateField(null=True)
    unpublished_year = models.PositiveSmallIntegerField(null=True)
    provisional = models.BooleanField(default=False)
    met_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    status = models.CharField(max_length=8, default=DeadlineStatus.OPEN)
    revision = models.PositiveIntegerField(default=1)
    """Raised when `due_on` moves: unsent alerts of the old revision are cancelled."""
    planned_revision = models.PositiveIntegerField(default=0)
    """The revision that `services.alert_plans` looked at last, once it was within reach; another one, or 0: to be
    looked at again.
    """

    objects: ClassVar[Any] = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="deadline_once_per_case", fields=["case", "kind", "subject"]),
            models.UniqueConstraint(name="deadline_once_per_request", fields=["request", "kind"]),
            models.CheckConstraint(
                name="deadline_of_a_file_or_a_request",
                condition=Q(case__isnull=False, request=None, kind__in=[kind.value for kind in DeadlineKind])
                | Q(case=None, request__isnull=False, kind__in=[clock.value for clock in RequestClock]),
            ),
            models.CheckConstraint(name="deadline_nature_known", condition=Q(nature__in=[n.value for n in Nature])),
            models.CheckConstraint(name="deadline_unit_known", condition=Q(unit__in=[unit.value for unit in Unit])),
            models.CheckConstraint(
                name="deadline_due_or_year_missing",
                condition=Q(due_on__isnull=False, unpublished_year=None)
                | Q(due_on=None, unpublished_year__isnull=False),
            ),
            models.CheckConstraint(
                name="deadline_met_exactly_when_dated",
                condition=Q(status="met", met_on__isnull=False) | Q(status__in=["open", "ended", "void"], met_on=None),
            ),
            models.CheckConstraint(
                name="deadline_ended_exactly_when_dated",
                condition=Q(status="ended", ended_on__isnull=False)
                | Q(status__in=["open", "met", "void"], ended_on=None),
            ),
        ]
        indexes = [
            # For the sweep and for the days of a month: only what is open; an index over all rows is worse than none.
            models.Index(name="deadline_open", fields=["due_on", "id", "nature", "case", "kind"], condition=OPEN),
            models.Index(
                name="deadline_look_again",
                fields=["due_on", "id"],
                condition=OPEN & ~Q(nature="milestone") & ~Q(planned_revision=F("revision")),
            ),
            models.Index(
                name="deadline_other_end",
                fields=["also_organization"],
                condition=Q(also_organization__isnull=False),
            ),
            # For a calendar that changes: the periods it counts anew are read from the index alone.
            models.Index(
                name="deadline_counted",
                fields=["triggered_on", "length", "extension", "due_on", "provisional", "unpublished_year", "id"],
                condition=OPEN & Q(unit="working_days"),
            ),
            # For the files whose days may still move: few, except in the weeks before a calendar is published.
            models.Index(
                name="deadline_provisional",
                fields=["case"],
                condition=OPEN & ~Q(nature="milestone") & Q(provisional=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} · {self.label}"

    @property
    def owner(self) -> Any:
        """The file or the request whose clock it is."""
        return self.case if self.case_id else self.request

    @property
    def about(self) -> str:
        """What it is a clock of, as the journal names it."""
        return f"case:{self.case_id}" if self.case_id else f"request:{self.request_id}"

    @property
    def label(self) -> str:
        return deadline_label(self.kind, self.subject)

    @property
    def is_open(self) -> bool:
        return self.status == DeadlineStatus.OPEN

    @property
    def was_late(self) -> bool:
        return bool(self.nature == Nature.LIMIT and self.met_on and self.due_on and self.met_on > self.due_on)
