"""What an inspector looks at in a file besides its due date."""

from enum import StrEnum
from typing import Any

from django.db.models import Q

from admission.models import Deadline, Extension, Fact
from admission.selectors.openings import files_with_corrected_opening
from admission.selectors.recorded_facts import FACT_MODELS


class CaseFlag(StrEnum):
    """EXTENDED: a limit was extended; CORRECTED: a recorded fact was corrected afterwards; PROVISIONAL: the day of a
    running limit may still move; HISTORICAL: acts of before were entered as they had been.
    """

    EXTENDED = "extended"
    CORRECTED = "corrected"
    PROVISIONAL = "provisional"
    HISTORICAL = "historical"


def flagged(cases: Any, flag: CaseFlag) -> Any:
    """Of some files (`AdmissionCaseQuerySet`) those with a flag. Few rows carry one: the database begins with them."""
    match flag:
        case CaseFlag.EXTENDED:
            return cases.filter(pk__in=Extension.objects.current().values("case"))
        case CaseFlag.CORRECTED:
            corrected = [files_with_corrected_opening(), *map(_corrected, FACT_MODELS.values())]
            return cases.filter(pk__in=corrected[0].union(*corrected[1:]))
        case CaseFlag.PROVISIONAL:
            limits = Deadline.objects.open().limits().filter(provisional=True, case__isnull=False)
            return cases.open().filter(Q(pk__in=limits.values("case")))
        case CaseFlag.HISTORICAL:
            return cases.exclude(historical_through_on=None)


def _corrected(model: type[Fact]) -> Any:
    """The files in which a fact of a kind took the place of another."""
    facts: Any = model.objects.all()
    return facts.exclude(supersedes=None).order_by().values("case")
