"""Who belongs to which branch, as what and on which days; and who is left out of the count for a time.

Rows are never deleted and never changed but to be ended once, or voided once with a reason: the entry of a wrong day is
voided and made anew.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """As what a person belongs to a branch. Source: Party Charter, arts. 1, 3, 5."""

    WORKING = "working", _("Works or studies in the unit, not a Party member")
    PROBATIONARY = "probationary", _("Probationary member")
    OFFICIAL = "official", _("Official member")


class EndCause(models.TextChoices):
    MOVED = "moved", _("Moved to another Party organisation")
    DIED = "died", _("Died")
    EXPELLED = "expelled", _("Expelled from the Party, or name removed")
    LEFT = "left", _("Left the Party or the unit")
    PROMOTED = "promoted", _("Standing changed")
    MERGED = "merged", _("Branch merged into another")
    SPLIT = "split", _("Branch split")
    OTHER = "other", _("Another cause")


class AbsenceKind(models.TextChoices):
    """Why an official member is left out of the count unless present.

    Source: Quy chế bầu cử trong Đảng, 32.2; that it holds for votes on admission is an analogy, see docs/regulation.md.
    """

    EXEMPT = "exempt", _("Exempted from work and meetings")
    ELSEWHERE = "elsewhere", _("Temporarily attached to another organisation")
    SUSPENDED = "suspended", _("Suspended from Party life")
    ON_LEAVE = "on_leave", _("Absent with leave")


def standings() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return Standing.choices


def end_causes() -> list[tuple[str, Any]]:
    return EndCause.choices


def absence_kinds() -> list[tuple[str, Any]]:
    return AbsenceKind.choices


class DatedEntryQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """Entries that were not voided, whenever they held."""
        return self.filter(voided_at=None)

    def held_on(self, day: date) -> Self:
        """The entries that cover a day, both bounds included."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)

    def overlapping(self, from_on: date, until_on: date | None) -> Self:
        """The entries that share a day with a span; `until_on` None: without an end."""
        found = self.filter(Q(until_on=None) | Q(until_on__gte=from_on))
        return found if until_on is None else found.filter(from_on__lte=until_on)

    def in_organization(self, organization: Any) -> Self:
        return self.filter(organization=organization)


class MembershipQuerySet(DatedEntryQuerySet):
    def official(self) -> Self:
        return self.filter(standing=Standing.OFFICIAL)


class DatedEntry(models.Model):
    """Something that holds of a person in an organisation from a day to a day, both included; without an end: still."""

    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="%(class)ss")
    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="%(class)ss")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=60, blank=True)
    """The number of the paper it rests on."""
    end_document = models.CharField(max_length=60, null=True, blank=True)
    recorded_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=500, null=True, blank=True)
    voided_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    append_only: ClassVar[bool] = True
    # What is written once is NULL until then: the database tells "not yet" from a value by nothing else.
    write_once: ClassVar[tuple[str, ...]] = (
        "until_on",
        "end_document",
        "ended_by",
        "ended_at",
        "voided_at",
        "void_reason",
        "voided_by",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_until_not_before_from",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="%(class)s_end_day_and_instant",
                condition=Q(until_on=None, ended_at=None, ended_by=None, end_document=None)
                | Q(until_on__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_void_has_reason",
                # "Is not null" in so many words: for SQL a comparison with nothing breaks no constraint.
                condition=Q(voided_at=None, void_reason=None, voided_by=None)
                | (Q(voided_at__isnull=False, void_reason__isnull=False) & ~Q(void_reason="")),
            ),
            models.UniqueConstraint(
                name="%(class)s_one_open_per_organization",
                fields=["person", "organization"],
                condition=Q(until_on=None, voided_at=None),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.until_on is None and self.voided_at is None

    def is_held_on(self, day: date) -> bool:
        """Say whether it covers a day; a voided entry covers none."""
        return self.voided_at is None and self.from_on <= day and (self.until_on is None or day <= self.until_on)


class Membership(DatedEntry):
    """One stay of one person in one branch with one standing."""

    standing = models.CharField(max_length=12, choices=standings)
    end_cause = models.CharField(max_length=12, choices=end_causes, null=True, blank=True)

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()

    write_once: ClassVar[tuple[str, ...]] = (*DatedEntry.write_once, "end_cause")

    class Meta(DatedEntry.Meta):
        constraints = [
            *DatedEntry.Meta.constraints,
            models.CheckConstraint(
                name="membership_standing_known", condition=Q(standing__in=[standing.value for standing in Standing])
            ),
            models.CheckConstraint(
                name="membership_end_has_known_cause",
                condition=Q(until_on=None, end_cause=None)
                | Q(until_on__isnull=False, end_cause__isnull=False, end_cause__in=[cause.value for cause in EndCause]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_standing_display()} · {self.organization}"


class Absence(DatedEntry):
    """A time for which a member is left out of the count of the branch, unless present."""

    kind = models.CharField(max_length=12, choices=absence_kinds)

    objects: ClassVar[Any] = DatedEntryQuerySet.as_manager()

    class Meta(DatedEntry.Meta):
        constraints = [
            *DatedEntry.Meta.constraints,
            models.CheckConstraint(
                name="absence_kind_known", condition=Q(kind__in=[kind.value for kind in AbsenceKind])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()} · {self.organization}"
