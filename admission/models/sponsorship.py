"""Official members assigned to help (người được phân công giúp đỡ)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from admission.domain.facts import SponsorFact, SponsorRole
from admission.domain.procedure import SponsorEnd
from admission.domain.together import Stay, together_since, together_until, was_official
from admission.labels import SPONSOR_ENDS, SPONSOR_ROLES, choices
from admission.models.fact import Fact


def sponsor_roles() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(SPONSOR_ROLES)


def sponsor_ends() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(SPONSOR_ENDS)


class Sponsorship(Fact):
    """That a member helps, and once it ended, since when not and why: the end is written once, beside the beginning."""

    role = models.CharField(max_length=12, choices=sponsor_roles)
    sponsor = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="sponsorships")
    assigned_on = models.DateField()
    is_relative = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    """Whose place he takes."""
    ended_on = models.DateField(null=True, blank=True)
    """The first day on which he no longer helps."""
    end_cause = models.CharField(max_length=16, choices=sponsor_ends, null=True, blank=True)
    end_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_for = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_at = models.DateTimeField(null=True, blank=True)

    write_once: ClassVar[tuple[str, ...]] = (
        "superseded_at",
        "ended_on",
        "end_cause",
        "end_by",
        "end_for",
        "end_at",
    )

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="sponsorship_role_known", condition=Q(role__in=[role.value for role in SponsorRole])
            ),
            models.CheckConstraint(
                name="sponsorship_end_whole_or_absent",
                condition=Q(ended_on=None, end_cause=None, end_at=None)
                | Q(
                    ended_on__isnull=False,
                    end_at__isnull=False,
                    end_cause__isnull=False,
                    end_cause__in=[cause.value for cause in SponsorEnd],
                    ended_on__gte=F("assigned_on"),
                ),
            ),
            models.UniqueConstraint(
                name="sponsorship_once_per_person",
                fields=["case", "role", "sponsor"],
                condition=Q(superseded_at=None, ended_on=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.sponsor)

    def as_fact(self, own: Iterable[Stay] = (), candidate: Iterable[Stay] = ()) -> SponsorFact:
        """Give the fact; `own` and `candidate`: the stays of the sponsor and of the candidate, as far as known."""
        own, candidate = tuple(own), tuple(candidate)
        last_on = together_until(own, candidate, self.assigned_on)
        return SponsorFact(
            role=SponsorRole(self.role),
            name=self.sponsor.full_name,
            assigned_on=self.assigned_on,
            together_since_on=together_since(own, candidate, self.assigned_on),
            official_on_assignment=was_official(own, self.assigned_on) if own else None,
            is_relative=self.is_relative,
            is_replacement=self.replaces_id is not None,
            ended_on=self.ended_on,
            parted_on=last_on + timedelta(days=1) if last_on else None,
            end_cause=SponsorEnd(self.end_cause) if self.end_cause else None,
        )
