"""Versions of the calendar of working days. A published version never changes: a change is a new version."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

DAY_KINDS = ("day_off", "make_up_working_day")
DAY_STATUSES = ("confirmed", "unconfirmed", "forecast")


class Calendar(models.Model):
    """A calendar belongs to an organisation and holds for its subtree; without one, for everybody."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    organization = models.OneToOneField(
        "members.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="calendar"
    )

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    calendar = models.ForeignKey("admission.Calendar", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    confirmed_through_on = models.DateField()
    weekend = models.CharField(max_length=13, default="5,6")
    """The days of the weekly rest as `date.weekday` numbers them, in order."""
    notice = models.CharField(max_length=300)
    """The official notice it rests on."""
    reason = models.TextField(blank=True)
    """Why it was published, in the words of whoever did; empty for the calendar that the product brings."""
    digest = models.CharField(max_length=64)
    """SHA-256 of its content: the same content is not published twice."""
    published_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    append_only: ClassVar[bool] = True

    class Meta:
        constraints = [
            models.UniqueConstraint(name="calendarversion_number_once", fields=["calendar", "number"]),
            models.CheckConstraint(
                name="calendarversion_days_in_order",
                condition=Q(first_on__lte=F("confirmed_through_on"), confirmed_through_on__lte=F("last_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} · {self.number}"

    @property
    def weekend_days(self) -> frozenset[int]:
        """The weekly rest as the domain reads it."""
        return frozenset(int(number) for number in self.weekend.split(","))


class CalendarDay(models.Model):
    version = models.ForeignKey("admission.CalendarVersion", on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    kind = models.CharField(max_length=20)
    basis = models.CharField(max_length=20)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    status = models.CharField(max_length=12)
    source = models.CharField(max_length=300)

    append_only: ClassVar[bool] = True

    class Meta:
        constraints = [
            models.UniqueConstraint(name="calendarday_once_per_version", fields=["version", "day"]),
            models.CheckConstraint(name="calendarday_kind_known", condition=Q(kind__in=DAY_KINDS)),
            models.CheckConstraint(name="calendarday_status_known", condition=Q(status__in=DAY_STATUSES)),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.name_en if language == "en" else self.name_vi
