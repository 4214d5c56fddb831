"""Files as they were on a past day, derived beforehand for a report that has too many of them for one request."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

PATH_LENGTH = 300


class PastFile(models.Model):
    """What was derived of one file as of the end of a past day. It never changes; it is forgotten after some weeks, and
    with each upgrade, and can be derived again.
    """

    case = models.ForeignKey("admission.AdmissionCase", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    content = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="past_file_once", fields=["as_of", "case"])]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="past_file_by_age", fields=["made_at"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.as_of:%d/%m/%Y}"


class ReportOrderQuerySet(models.QuerySet["ReportOrder"]):
    def open(self) -> "ReportOrderQuerySet":
        return self.filter(done_at=None)


class ReportOrder(models.Model):
    """That somebody waits for the files of an organisation as of a past day. `path`: the report he asked for."""

    account = models.ForeignKey("members.Account", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    path = models.CharField(max_length=PATH_LENGTH)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    is_failed = models.BooleanField(default=False)
    """It was given up: a file could not be derived, or too many have changed meanwhile."""

    objects: ClassVar[Any] = ReportOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="report_order_one_open_per_account", fields=["account"], condition=Q(done_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.as_of:%d/%m/%Y}"

    def is_for(self, unit_id: int, as_of: date) -> bool:
        return (self.unit_id, self.as_of) == (unit_id, as_of)
