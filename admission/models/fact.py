"""What every recorded fact has in common: who, when, and what superseded it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from admission.domain.facts import AnyFact
from admission.domain.procedure import LateCause
from admission.labels import LATE_CAUSES, choices


def late_causes() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(LATE_CAUSES)


class FactQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """Facts that nothing superseded."""
        return self.filter(superseded_at=None)


class Fact(models.Model):
    """A dated act that somebody recorded. Never deleted or changed; a correction is a new row with a reason."""

    case = models.ForeignKey("admission.AdmissionCase", on_delete=models.PROTECT, related_name="%(class)s_facts")
    recorded_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_for = models.ForeignKey(
        "members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """On whose behalf, where his role was delegated during leave."""
    recorded_at = models.DateTimeField(auto_now_add=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    correction_reason = models.CharField(max_length=500, blank=True)
    irregularities = models.JSONField(default=list, blank=True)
    """What was not as the regulation asks when the act was recorded, as "code:step" of each finding."""
    irregular_reason = models.CharField(max_length=500, blank=True)
    """Why it was done so all the same."""
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    append_only: ClassVar[bool] = True
    write_once: ClassVar[tuple[str, ...]] = ("superseded_at",)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_correction_has_reason",
                condition=Q(supersedes=None) | ~Q(correction_reason=""),
            ),
        ]

    @property
    def is_correctable(self) -> bool:
        """Whether it can be corrected by itself: not where it is one act on many files."""
        return True

    @property
    def irregular_words(self) -> str:
        """Why it was done although it is not as the regulation asks; of a late act the cause comes first."""
        cause = getattr(self, "late_cause", "")
        if not cause:
            return self.irregular_reason
        late = gettext("Late: %(cause)s") % {"cause": LATE_CAUSES[LateCause(cause)]}
        return f"{late} – {self.irregular_reason}" if self.irregular_reason else late

    def as_fact(self) -> AnyFact:
        """Give the fact as the domain reads it."""
        raise NotImplementedError


class MayBeLate(models.Model):
    """What a fact has besides, where the regulation sets the day by which it must be done."""

    late_cause = models.CharField(max_length=20, blank=True, choices=late_causes)
    """Why it came late, from a list; the words are in `irregular_reason`. Empty where it was in time."""

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_late_cause_known", condition=Q(late_cause__in=["", *(c.value for c in LateCause)])
            ),
        ]


class VotedFact(Fact):
    """A fact with the figures of a vote; a committee's may be left out, then all of them are."""

    vote_method = models.CharField(max_length=16, blank=True)
    vote_entitled = models.PositiveSmallIntegerField(null=True, blank=True)
    vote_present = models.PositiveSmallIntegerField(null=True, blank=True)
    vote_for = models.PositiveSmallIntegerField(null=True, blank=True)
    vote_against = models.PositiveSmallIntegerField(null=True, blank=True)
    vote_blank = models.PositiveSmallIntegerField(null=True, blank=True)
    # Of the entitled, absent for a reason that may leave them out of the count.
    vote_exempt = models.PositiveSmallIntegerField(default=0)
    vote_elsewhere = models.PositiveSmallIntegerField(default=0)
    vote_suspended = models.PositiveSmallIntegerField(default=0)
    vote_on_leave = models.PositiveSmallIntegerField(default=0)

    class Meta(Fact.Meta):
        abstract = True
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="%(class)s_vote_whole_or_absent",
                condition=Q(
                    vote_method="",
                    vote_entitled=None,
                    vote_present=None,
                    vote_for=None,
                    vote_against=None,
                    vote_blank=None,
                )
                # "Is not null" in so many words: for SQL a comparison with nothing breaks no constraint.
                | Q(
                    vote_method__in=["secret_ballot", "raised_card"],
                    vote_entitled__isnull=False,
                    vote_present__isnull=False,
                    vote_for__isnull=False,
                    vote_against__isnull=False,
                    vote_blank__isnull=False,
                    vote_entitled__gte=models.F("vote_present"),
                    vote_present__gte=models.F("vote_for") + models.F("vote_against") + models.F("vote_blank"),
                ),
            ),
        ]
