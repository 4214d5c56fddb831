"""The register of personal-data requests: what was asked, answered, extended and done, as facts."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from admission.domain.data_requests import RequestFacts, RequestKind, RequestOutcome
from admission.labels import REQUEST_KINDS, REQUEST_OUTCOMES, choices
from admission.models.deadline import Deadline
from admission.models.fact import FactQuerySet
from members.models.organization import inside


def request_kinds() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(REQUEST_KINDS)


def request_outcomes() -> list[tuple[str, Any]]:
    """Choices as a function, so that labels stay out of migrations."""
    return choices(REQUEST_OUTCOMES)


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def within(self, paths: tuple[str, ...]) -> Self:
        """The requests of the organisations of some subtrees, tops included."""
        return self.filter(inside(paths, "organization__path"))

    def open(self) -> Self:
        """Those with something left to do."""
        return self.filter(Exists(Deadline.objects.open().filter(request=OuterRef("pk"))))

    def by_urgency(self) -> Self:
        """Open ones first, by the first day that is due; then the others, the newest first."""
        running = Deadline.objects.open().filter(request=OuterRef("pk")).order_by(F("due_on").asc(nulls_last=True))
        return self.annotate(is_running=Exists(running), next_due_on=Subquery(running.values("due_on")[:1])).order_by(
            "-is_running", F("next_due_on").asc(nulls_last=True), "-pk"
        )


class DataRequest(models.Model):
    """One request, kept by one committee. What it says stands in its facts; the row itself never changes."""

    organization = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="+")
    """Who has to answer; its people are told of the clocks."""
    registered_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField()

    objects: ClassVar[Any] = DataRequestQuerySet.as_manager()

    append_only: ClassVar[bool] = True

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("request", args=[self.pk])

    @property
    def code(self) -> str:
        """The number of the request, as people write it."""
        return f"YC-{timezone.localtime(self.registered_at).year}-{self.pk:05d}"


class RequestFact(models.Model):
    """Something recorded of a request. Never deleted or changed; a correction is a new row with a reason."""

    request = models.ForeignKey("admission.DataRequest", on_delete=models.PROTECT, related_name="%(class)ss")
    recorded_by = models.ForeignKey("members.Account", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    correction_reason = models.CharField(max_length=500, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    append_only: ClassVar[bool] = True
    write_once: ClassVar[tuple[str, ...]] = ("superseded_at",)
    columns: ClassVar[tuple[str, ...]] = ()
    """What a person states, in the order of the page."""
    dated: ClassVar[str] = ""
    """The column with the day of the act."""

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_correction_has_reason", condition=Q(supersedes=None) | ~Q(correction_reason="")
            ),
            models.UniqueConstraint(
                name="%(class)s_once_per_request", fields=["request"], condition=Q(superseded_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


class RequestReceipt(RequestFact):
    """What was asked, when, by whom and about whom."""

    kind = models.CharField(max_length=20, choices=request_kinds)
    received_on = models.DateField()
    subject_name = models.CharField(max_length=120)
    subject_born_on = models.DateField(null=True, blank=True)
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The record kept of the person, where one was found."""
    asked_by = models.CharField(max_length=120, blank=True)
    """Who asks for the person; empty where he does so himself."""

    columns = ("kind", "received_on", "subject_name", "subject_born_on", "asked_by")
    dated = "received_on"

    class Meta(RequestFact.Meta):
        constraints = [
            *RequestFact.Meta.constraints,
            models.CheckConstraint(
                name="requestreceipt_kind_known", condition=Q(kind__in=[kind.value for kind in RequestKind])
            ),
        ]


class RequestAnswer(RequestFact):
    answered_on = models.DateField()
    outcome = models.CharField(max_length=16, choices=request_outcomes)
    legal_ground = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=40, blank=True)

    columns = ("answered_on", "outcome", "legal_ground", "number")
    dated = "answered_on"

    class Meta(RequestFact.Meta):
        constraints = [
            *RequestFact.Meta.constraints,
            models.CheckConstraint(
                name="requestanswer_outcome_known", condition=Q(outcome__in=[one.value for one in RequestOutcome])
            ),
            models.CheckConstraint(
                name="requestanswer_refusal_has_ground",
                condition=Q(outcome="granted", legal_ground="") | (~Q(outcome="granted") & ~Q(legal_ground="")),
            ),
        ]


class RequestExtension(RequestFact):
    """More time to carry the request out: once, and the person is told why."""

    granted_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    number = models.CharField(max_length=40, blank=True)

    columns = ("granted_on", "days", "reason", "number")
    dated = "granted_on"

    class Meta(RequestFact.Meta):
        constraints = [
            *RequestFact.Meta.constraints,
            models.CheckConstraint(name="requestextension_days_and_reason", condition=Q(days__gte=1) & ~Q(reason="")),
        ]


class RequestCompletion(RequestFact):
    done_on = models.DateField()
    number = models.CharField(max_length=40, blank=True)

    columns = ("done_on", "number")
    dated = "done_on"


REQUEST_FACTS: tuple[type[RequestFact], ...] = (RequestReceipt, RequestAnswer, RequestExtension, RequestCompletion)


def request_facts_of(rows: list[RequestFact]) -> RequestFacts:
    """Give the current facts of one request as the domain reads them; one of them is its receipt."""
    by_model = {type(row): row for row in rows}
    receipt: Any = by_model[RequestReceipt]
    answer: Any = by_model.get(RequestAnswer)
    extension: Any = by_model.get(RequestExtension)
    completion: Any = by_model.get(RequestCompletion)
    return RequestFacts(
        kind=RequestKind(receipt.kind),
        received_on=receipt.received_on,
        answered_on=answer.answered_on if answer else None,
        outcome=RequestOutcome(answer.outcome) if answer else None,
        extension=extension.days if extension else 0,
        done_on=completion.done_on if completion else None,
    )
