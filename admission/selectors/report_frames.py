"""What a report looks at: an organisation with all below it, a period, and the day as of which it speaks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from admission.domain.errors import AdmissionError
from admission.models import AdmissionCaseQuerySet, Transfer
from admission.selectors.past_files import kept_files, kept_ids
from admission.selectors.report_files import FileThen, files_then
from members.models import JournalEvent, Organization
from members.models.organization import inside

MOST_CHANGED = 5_000
"""So many files changed after the day asked for are derived again while somebody waits; more are derived beforehand."""
MOST_PREPARED = 60_000
"""So many are derived beforehand; for more, a smaller organisation is asked for."""
_SUBJECT = "case:"


class TooManyChangedError(AdmissionError):
    """More files changed after the day asked for than can be derived again while somebody waits.

    `changed`: how many, None where they are too many even to be derived beforehand; `missing`: how many are still to
    be.
    """

    def __init__(self, changed: int | None, missing: int) -> None:
        super().__init__(f"{missing} files changed and are not derived")
        self.changed, self.missing = changed, missing


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks: `unit` with all below it; the period from `from_on` through `to_on`; `as_of`: the day whose
    knowledge counts.
    """

    unit: Organization
    from_on: date
    to_on: date
    as_of: date

    @property
    def known_before(self) -> datetime:
        """The end of the day as of which the report speaks."""
        return timezone.make_aware(datetime.combine(self.as_of + timedelta(days=1), time.min))


@dataclass(frozen=True, slots=True)
class Frame:
    """The files of a question. `files`: those that are today what they were on its day, or all of them where it is
    today; `changed`: the others, as they were then.
    """

    asked: Question
    files: AdmissionCaseQuerySet
    changed: tuple[FileThen, ...]

    @property
    def total(self) -> int:
        """How many files there were; one query."""
        return int(self.files.count()) + len(self.changed)

    def child_path(self, branch: Organization) -> str:
        """The organisation right below the unit to which a branch belongs; the unit itself, where that is a branch."""
        return str(branch.path[: len(self.asked.unit.path) + Organization.steplen])


def frame_of(*, scope: AdmissionCaseQuerySet, asked: Question, today: date) -> Frame:
    """Give the files of a question out of a scope (`visible_to`).

    Without a query where the question is as of today. Raises: TooManyChangedError.
    """
    here = inside([asked.unit.path], "branch__path")
    if asked.as_of >= today:
        return Frame(asked, scope.filter(here), ())
    ids = changed_ids(scope=scope, asked=asked)
    then = tuple(file for file in _files_of(ids, asked) if file.branch.path.startswith(asked.unit.path))
    known = scope.filter(here, opened_at__lt=asked.known_before)
    return Frame(asked, known.exclude(pk__in=ids), then)


def changed_ids(*, scope: AdmissionCaseQuerySet, asked: Question) -> list[int]:
    """Give the files of a question that changed after its day, one more than can be derived at most; in one query."""
    before = asked.known_before
    here = inside([asked.unit.path], "branch__path")
    left = Transfer.objects.filter(
        inside([asked.unit.path], "from_branch__path"), case=OuterRef("pk"), recorded_at__gte=before
    )
    touched = scope.filter(here | Exists(left), opened_at__lt=before, pk__in=_touched(before))
    return list(touched.order_by("pk").values_list("pk", flat=True)[: MOST_PREPARED + 1])


def _files_of(ids: Sequence[int], asked: Question) -> Iterator[FileThen]:
    """Derive what changed; of many files, only what was not derived beforehand."""
    if len(ids) <= MOST_CHANGED:
        return files_then(ids, asked.known_before)
    if len(ids) > MOST_PREPARED:
        raise TooManyChangedError(None, len(ids))
    kept = kept_ids(ids, asked.as_of)
    missing = [pk for pk in ids if pk not in kept]
    if len(missing) > MOST_CHANGED:
        raise TooManyChangedError(len(ids), len(missing))
    return chain(kept_files(sorted(kept), asked.as_of), files_then(missing, asked.known_before))


def _touched(before: datetime) -> Any:
    """The files with anything in their journal since an instant: whatever changes a file leaves an event there."""
    events = JournalEvent.objects.filter(at__gte=before, subject__startswith=_SUBJECT)
    number = Cast(Substr("subject", len(_SUBJECT) + 1), IntegerField())
    return events.order_by().annotate(file=number).values("file")


def units_to_choose(organizations: Any, unit: Organization, tops: Iterable[str]) -> list[Organization]:
    """Out of the organisations an account reads: the `tops`, those above the chosen one, itself, those right below."""
    below = inside([unit.path]) & Q(depth=unit.depth + 1)
    near = Q(path__in=[*unit.ancestor_paths, *tops]) | below
    return list(organizations.filter(near).order_by("path"))
