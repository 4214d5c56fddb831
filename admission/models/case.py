"""One person's passage through the procedure (hồ sơ kết nạp)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, StrIndex
from django.db.models.lookups import GreaterThan
from django.urls import reverse

from admission.domain.facts import Chain
from admission.domain.procedure import CLOSED_STAGES, Body, Nature, Stage
from admission.labels import STAGES, choices
from admission.models.deadline import Deadline
from members.access import Access
from members.models import Organization, Person
from members.models.organization import inside
from members.models.role import CONTENT_ROLES
from members.text import search_form


def stages() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(STAGES)


class AdmissionCaseQuerySet(models.QuerySet["AdmissionCase"]):
    def visible_to(self, access: Access) -> Self:
        """The one scope: files of the subtrees in which the account holds a reading role that day."""
        return self.filter(inside(access.paths(CONTENT_ROLES), "branch__path"))

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def with_stage_on(self, today: date) -> Self:
        """Annotate `stage_today`: the recorded stage, or what it has become by the calendar alone."""
        return self.annotate(
            stage_today=Case(
                When(turns_on__lte=today, then=F("turns_to")),
                default=F("stage"),
                output_field=CharField(),
            )
        )

    def at_stage_on(self, stage: str, today: date) -> Self:
        """The files at a stage on a day: recorded, or reached by the calendar alone. By columns, so that an index can
        serve.
        """
        turned = Q(turns_on__isnull=False, turns_on__lte=today)
        return self.filter((Q(stage=stage) & ~turned) | (turned & Q(turns_to=stage)))

    def with_limit_notes(self) -> Self:
        """Annotate `is_provisional`: the day of the earliest open limit may still move; `year_missing`: the year whose
        calendar an open limit waits for, None where none does.
        """
        limits = Deadline.objects.open().filter(case=OuterRef("pk"), nature=Nature.LIMIT)
        provisional = limits.filter(provisional=True, due_on=OuterRef("next_due_on")).values("provisional")[:1]
        return self.annotate(
            # A value and not "exists": for that PostgreSQL reads the deadlines of all files beforehand, to show ten.
            is_provisional=Coalesce(Subquery(provisional), False),
            year_missing=Subquery(limits.filter(due_on=None).order_by("pk").values("unpublished_year")[:1]),
        )

    def search(self, text: str, *, is_common: bool = False) -> Self:
        """Each word begins a word of the name (marks and case aside), or is the number of the file.

        `is_common`: many are found; asked so that no index of words answers, and a page is read in its order instead.
        """
        found = self
        for word in search_form(text).split():
            named = Q(name_words__contains=f" {word}")
            if is_common:
                named = Q(GreaterThan(StrIndex("name_words", Value(f" {word}")), 0))
            number = word.rsplit("-", 1)[-1]
            by_number = Q(pk=int(number)) if number.isdecimal() and len(number) <= 9 else Q(pk__in=[])  # noqa: PLR2004 - digits of an id
            found = found.filter(named | by_number)
        return found

    def take_names(self) -> None:
        """Write what these files keep of the names of their candidates, in one statement."""
        person = Person.objects.filter(candidate=OuterRef("candidate")).order_by()
        self.order_by().update(
            name_words=Concat(Value(" "), Subquery(person.values("name_search")[:1])),
            name_sort=Subquery(person.values("name_sort")[:1]),
        )


class AdmissionCase(models.Model):
    """The file. All but its first block is derived: written by `services.recalculate` only."""

    candidate = models.ForeignKey("admission.Candidate", on_delete=models.PROTECT, related_name="cases")
    branch = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="cases")
    competent_committee = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="+")
    sectional_committee = models.ForeignKey(
        "members.Organization", on_delete=models.PROTECT, null=True, related_name="+"
    )
    grassroots_committee = models.ForeignKey(
        "members.Organization", on_delete=models.PROTECT, null=True, related_name="+"
    )
    """The committees between the branch and the one that decides, as far as there are any."""
    rule_set = models.CharField(max_length=20)
    """The regulation in force when it was opened; each clock keeps its own."""
    historical_through_on = models.DateField(null=True, blank=True)
    """Acts up to that day were entered as they had been."""
    opened_on = models.DateField()
    opened_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    stage = models.CharField(max_length=24, choices=stages, default=Stage.NOMINATED)
    turns_on = models.DateField(null=True)
    turns_to = models.CharField(max_length=24, blank=True)
    next_body = models.CharField(max_length=24, blank=True)
    next_due_on = models.DateField(null=True)
    """The earliest open limit; None where nothing runs."""
    closed_on = models.DateField(null=True)
    name_words = models.CharField(max_length=121, editable=False, default="")
    """The candidate's name as it is searched, a space before each word: what a list of a nation finds and sorts by has
    to stand in the row itself, and in an index of it.
    """
    name_sort = models.CharField(max_length=250, editable=False, default="")
    """What lists by name are sorted by: see `members.text.name_order`."""
    revision = models.PositiveIntegerField(default=1)
    """Raised with each recorded fact: a form opened before is stale."""

    objects: ClassVar[Any] = AdmissionCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_one_open_per_candidate", fields=["candidate"], condition=Q(closed_on=None)
            ),
            models.CheckConstraint(name="case_stage_known", condition=Q(stage__in=[stage.value for stage in Stage])),
            models.CheckConstraint(
                name="case_closed_exactly_in_closed_stages",
                condition=Q(closed_on=None, stage__in=[s.value for s in Stage if s not in CLOSED_STAGES])
                | Q(closed_on__isnull=False, stage__in=[s.value for s in Stage if s in CLOSED_STAGES]),
            ),
            models.CheckConstraint(
                name="case_turns_on_and_to_together",
                condition=Q(turns_on=None, turns_to="") | (Q(turns_on__isnull=False) & ~Q(turns_to="")),
            ),
            models.CheckConstraint(
                name="case_next_body_known", condition=Q(next_body__in=["", *(body.value for body in Body)])
            ),
        ]
        indexes = [
            models.Index(name="case_work_list", fields=["branch", "next_due_on", "id"], condition=Q(closed_on=None)),
            models.Index(
                name="case_committee_work",
                fields=["competent_committee", "next_body", "next_due_on", "id"],
                condition=Q(closed_on=None),
            ),
            # The stretches of the list of files (see selectors.case_lists): by due date, and the closed ones. Name,
            # branch and stage go with the order, so that those of a common name, or of a stage, are found without a
            # look at the files of all others.
            models.Index(
                name="case_open_by_due",
                fields=["next_due_on", "id", "name_words", "branch", "stage", "turns_on", "turns_to"],
                condition=Q(closed_on=None),
            ),
            models.Index(name="case_closed", fields=["id"], condition=Q(closed_on__isnull=False)),
            # The counts of who reads a nation: branches without a candidate, files entered as history.
            models.Index(name="case_open_stage", fields=["branch", "stage"], condition=Q(closed_on=None)),
            models.Index(name="case_historical", fields=["id"], condition=Q(historical_through_on__isnull=False)),
            models.Index(name="case_by_name", fields=["name_sort", "id", "name_words", "branch"]),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.take_name()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("case", args=[self.pk])

    def take_name(self) -> None:
        """Set what the file keeps of the candidate's name; nothing is saved."""
        person = self.candidate.person
        self.name_words, self.name_sort = f" {person.name_search}", person.name_sort

    @property
    def code(self) -> str:
        """The number of the file, as people write it."""
        return f"KN-{self.opened_on.year}-{self.pk:05d}"

    @property
    def chain(self) -> Chain:
        """The committees above the branch, as the domain reads them."""
        return Chain(
            sectional=self.sectional_committee_id is not None, grassroots=self.grassroots_committee_id is not None
        )

    def organization_id_of(self, body: Body) -> int:
        """Give the organisation that acts for a body in this file: the one above where there is none of that kind."""
        match body:
            case Body.SECTIONAL_COMMITTEE:
                found = self.sectional_committee_id or self.grassroots_committee_id
            case Body.GRASSROOTS_COMMITTEE:
                found = self.grassroots_committee_id
            case Body.BRANCH | Body.CANDIDATE:
                found = self.branch_id
            case _:
                found = None
        return found or self.competent_committee_id

    def organization_acting(self, body: Body) -> Organization:
        """Give the organisation that acts for a body in this file; its committees are loaded with it."""
        known = (self.branch, self.sectional_committee, self.grassroots_committee, self.competent_committee)
        wanted = self.organization_id_of(body)
        return next(found for found in known if found is not None and found.pk == wanted)

    def stage_on(self, today: date) -> Stage:
        """The stage on a day: the recorded one, or what it has become by the calendar alone."""
        return Stage(self.turns_to if self.turns_on and self.turns_on <= today else self.stage)
