"""Party organisations as a tree (materialised path: a subtree is one indexed range)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from members.text import search_form


class OrganizationKind(models.TextChoices):
    """What an organisation is. Source: Quy định 29-QĐ/TW, 4.3.2."""

    PARTY_COMMITTEE = "party_committee", _("Party committee")
    GRASSROOTS_COMMITTEE = "grassroots_committee", _("Grassroots Party committee")
    SECTIONAL_COMMITTEE = "sectional_committee", _("Sectional Party committee")
    BRANCH = "branch", _("Party branch")
    GRASSROOTS_BRANCH = "grassroots_branch", _("Grassroots Party branch")


BRANCH_KINDS = (OrganizationKind.BRANCH, OrganizationKind.GRASSROOTS_BRANCH)


LAST_WEEK = 5
"""The place of a weekday in its month that means the last one."""
MEETING_DAYS = (
    *(f"d{day:02d}" for day in range(1, 32)),
    *(f"w{week}-{weekday}" for week in range(1, LAST_WEEK + 1) for weekday in range(7)),
)
_WEEKS = (_("first"), _("second"), _("third"), _("fourth"), _("last"))
_WEEKDAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip


def meeting_day_label(code: str) -> str:
    """Say when an organisation meets; empty where no day is fixed."""
    if code.startswith("d"):
        return gettext("Day %(day)s of the month") % {"day": int(code[1:])}
    if code.startswith("w"):
        weekday, week = _WEEKDAYS[int(code[3])], _WEEKS[int(code[1]) - 1]
        return gettext("The %(week)s %(weekday)s of the month") % {"week": week, "weekday": weekday}
    return ""


def meeting_days() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return [(code, meeting_day_label(code)) for code in MEETING_DAYS]


def organization_kinds() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return OrganizationKind.choices


class OrganizationQuerySet(MP_NodeQuerySet):
    def branches(self) -> Self:
        return self.filter(kind__in=BRANCH_KINDS)

    def with_code(self, code: str) -> Self:
        """The organisation of that code, capitals and small letters alike: no two codes differ in nothing else."""
        return self.filter(code__iexact=code.strip())

    def within(self, paths: Collection[str]) -> Self:
        """The organisations of some subtrees, roots included."""
        return self.filter(inside(paths))

    def existing_on(self, day: date) -> Self:
        """The organisations that were not dissolved by that day."""
        return self.filter(Q(dissolved_on=None) | Q(dissolved_on__gt=day))


class OrganizationManager(MP_NodeManager.from_queryset(OrganizationQuerySet)):  # type: ignore[misc] # no types
    def get_queryset(self) -> OrganizationQuerySet:
        """Treebeard's own manager gives its own querysets, whatever it was made from."""
        queryset: OrganizationQuerySet = OrganizationQuerySet(self.model, using=self._db).order_by("path")
        return queryset


class Organization(MP_Node):
    kind = models.CharField(max_length=24, choices=organization_kinds)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    name_search = models.CharField(max_length=200, editable=False)
    postal_address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    meeting_day = models.CharField(max_length=6, blank=True, choices=meeting_days)
    """When it regularly meets: "d03" the 3rd of the month, "w1-0" its first Monday, "w5-4" its last Friday."""
    is_practice = models.BooleanField(default=False)
    """Invented people only: screens and mail say so."""
    dissolved_on = models.DateField(null=True, blank=True)
    """The first day on which it no longer existed; its name stays on the papers of the time before."""
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    """The organisation that took its people and files over."""

    objects: ClassVar[Any] = OrganizationManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organization_kind_known", condition=Q(kind__in=[k.value for k in OrganizationKind])
            ),
            models.CheckConstraint(
                name="organization_meeting_day_known",
                condition=Q(meeting_day__in=["", *MEETING_DAYS]),
            ),
            models.CheckConstraint(
                name="organization_merged_when_dissolved",
                condition=Q(merged_into=None) | Q(dissolved_on__isnull=False),
            ),
            models.CheckConstraint(
                name="organization_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_search = search_form(self.name)
        super().save(*args, **kwargs)

    @property
    def is_branch(self) -> bool:
        return self.kind in BRANCH_KINDS

    @property
    def parent_path(self) -> str:
        """The path of the organisation directly above; empty at the top."""
        return self.path[: -self.steplen]

    @property
    def ancestor_paths(self) -> list[str]:
        """The paths of itself and everything above, from the top."""
        return [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]


def inside(paths: Collection[str], field: str = "path") -> Q:
    """Give the condition "in one of these subtrees, tops included": for each one range of the index on the path.

    A range and not LIKE: the same index serves on both databases, however many organisations there are.
    """
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__gte": path, f"{field}__lt": following_path(path)})
    return condition


def following_path(path: str) -> str:
    """Give the place right after a subtree: the next sister of its top (a step counts more than there are)."""
    step = Organization.steplen
    return path[:-step] + Organization._int2str(int(path[-step:], len(Organization.alphabet)) + 1).rjust(step, "0")
