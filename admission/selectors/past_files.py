"""Files of a past day that were derived beforehand: how they are written down, and read again."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from admission.domain.procedure import DeadlineKind, Nature
from admission.models import AdmissionCase, PastFile
from admission.selectors.report_files import ClockThen, FileThen
from members.models import Organization

_BATCH = 5_000
_DAYS = ("opened_on", "closed_on", "decided_on", "held_on", "recognised_on")


def kept_ids(case_ids: Sequence[int], as_of: date) -> set[int]:
    """Which of some files were derived as of a day."""
    found: set[int] = set()
    for batch in _batches(case_ids):
        found |= set(PastFile.objects.filter(as_of=as_of, case__in=batch).values_list("case", flat=True))
    return found


def kept_files(case_ids: Sequence[int], as_of: date) -> Iterator[FileThen]:
    """Read what was derived of files as of a day; two queries for each batch of them, and one for their branches.

    The day of birth and the sex are those of today, as in every report.
    """
    branches: dict[int, Organization] = {}
    for batch in _batches(case_ids):
        rows = list(
            PastFile.objects.filter(as_of=as_of, case__in=batch).order_by("case").values_list("case", "content")
        )
        people = AdmissionCase.objects.filter(pk__in=batch).values_list(
            "pk", "candidate__person__born_on", "candidate__person__sex"
        )
        person = {pk: (born_on, sex) for pk, born_on, sex in people}
        unknown = {content["branch"] for _pk, content in rows} - branches.keys()
        if unknown:
            branches |= Organization.objects.in_bulk(list(unknown))
        for pk, content in rows:
            yield _file(pk, content, branches[content["branch"]], *person[pk])


def content_of(file: FileThen) -> dict[str, Any]:
    """Write a derived file down: what does not belong to the person."""
    return {
        "branch": file.branch.pk,
        "education": file.education,
        **{name: _written(getattr(file, name)) for name in _DAYS},
        "clocks": [
            [
                clock.kind.value, clock.nature.value, clock.version_id, clock.cause,
                *map(_written, (clock.triggered_on, clock.due_on, clock.met_on, clock.ended_on)),
            ]
            for clock in file.clocks
        ],
    }  # fmt: skip


def _file(pk: int, content: dict[str, Any], branch: Organization, born_on: date | None, sex: str) -> FileThen:
    days: dict[str, Any] = {name: _read(content[name]) for name in _DAYS}
    return FileThen(
        pk=pk,
        branch=branch,
        born_on=born_on,
        sex=sex,
        education=content["education"],
        clocks=tuple(_clock(*row) for row in content["clocks"]),
        **days,
    )


def _clock(kind: str, nature: str, version_id: int, cause: str, *days: str | None) -> ClockThen:
    triggered_on, due_on, met_on, ended_on = map(_read, days)
    return ClockThen(
        kind=DeadlineKind(kind),
        nature=Nature(nature),
        triggered_on=triggered_on or date.min,
        due_on=due_on,
        met_on=met_on,
        ended_on=ended_on,
        version_id=version_id,
        cause=cause,
    )


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _batches(case_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for begin in range(0, len(case_ids), _BATCH):
        yield case_ids[begin : begin + _BATCH]
