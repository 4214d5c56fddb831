"""Which deadlines were told of and acknowledged, read along with them."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from admission.models import Acknowledgement, Alert, AlertStatus, Deadline


def with_acknowledgement(deadlines: Any, today: date) -> Any:
    """Add to each deadline, in its own query: `is_told`, whether an alert of it as it stands was planned, and
    `known_on`, since when repeats have stopped (None: they go on).
    """
    mine = Q(deadline=OuterRef("pk"), revision=OuterRef("revision"))
    told = Alert.objects.filter(mine).exclude(status=AlertStatus.CANCELLED)
    known = Acknowledgement.objects.filter(mine, _counts(today)).order_by("-pk")
    return deadlines.annotate(is_told=Exists(told), known_on=Subquery(known.values("acknowledged_on")[:1]))


def acknowledgement_of(deadline: Deadline, today: date) -> Acknowledgement | None:
    """Give what stops the repeats of a deadline today; None where nothing does."""
    rows = Acknowledgement.objects.filter(_counts(today), deadline=deadline, revision=deadline.revision)
    return rows.order_by("-pk").first()


def _counts(today: date) -> Q:
    """What was acknowledged before the due date counts no longer once that is missed."""
    return Q(deadline__due_on__gte=today) | Q(acknowledged_on__gt=F("deadline__due_on"))


def limits_to_acknowledge(organizations: Collection[int], today: date) -> Any:
    """The running limits of some organisations of which an alert was planned and that nobody acknowledged."""
    mine = Q(deadline=OuterRef("pk"), revision=OuterRef("revision"))
    told = Alert.objects.filter(mine).exclude(status=AlertStatus.CANCELLED)
    known = Acknowledgement.objects.filter(mine, _counts(today))
    rows = Deadline.objects.open().limits().filter(organization__in=organizations, due_on__isnull=False)
    return rows.filter(Exists(told), ~Exists(known)).order_by("due_on", "pk")
