"""The documents of one file that its clocks start from and that lengthen them, read once for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from admission.domain.facts import ResolutionKind, kind_of
from admission.domain.procedure import STEPS, DeadlineKind, StepCode, StepShape
from admission.labels import STEPS as STEP_LABELS
from admission.labels import day
from admission.models import (
    BranchResolution,
    CaseDocument,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    CommitteeResolution,
    Deadline,
    Extension,
)

_REPORTS = {
    StepCode.ADMISSION_RESOLUTION: StepCode.ADMISSION_REPORT,
    StepCode.RECOGNITION_RESOLUTION: StepCode.RECOGNITION_REPORT,
}


@dataclass(frozen=True, slots=True)
class FileDocuments:
    """The current facts of a file that bear a number or a day, newest last."""

    resolutions: tuple[BranchResolution, ...]
    committee_resolutions: tuple[CommitteeResolution, ...]
    decisions: tuple[CommitteeDecision, ...]
    papers: tuple[CasePaper, ...]
    documents: tuple[CaseDocument, ...]
    ceremonies: tuple[Ceremony, ...]
    extensions: tuple[Extension, ...]

    def starts(self, deadline: Deadline) -> str:
        """Name the document, and its day where the clock starts on another; empty where there is none."""
        step = StepCode(deadline.trigger)
        if deadline.kind == DeadlineKind.RECOGNITION_REVIEW:
            held = next((row.held_on for row in self.ceremonies), None)
            words = gettext("%(step)s on %(day)s") % {"step": STEP_LABELS[StepCode.CEREMONY], "day": day(held)}
            return words if held else ""
        match STEPS[step].shape:
            case StepShape.BRANCH_RESOLUTION:
                return self._resolution(step, deadline)
            case StepShape.COMMITTEE_RESOLUTION:
                found = _of(self.committee_resolutions, kind=kind_of(step).value, adopted_on=deadline.triggered_on)
                return _numbered(gettext("Resolution %(number)s"), found)
            case StepShape.COMMITTEE_DECISION | StepShape.RECEIPT | StepShape.CEREMONY:
                kind = kind_of(step) if STEPS[step].shape is StepShape.COMMITTEE_DECISION else ResolutionKind.ADMISSION
                decision = _of(self.decisions, kind=kind.value)
                words = gettext("Decision %(number)s of %(day)s")
                return words % {"number": decision.number, "day": day(decision.decided_on)} if decision else ""
            case StepShape.PAPER:
                found = _of(self.papers, step=step.value, made_on=deadline.triggered_on)
                return str(found.number) if found else ""
            case StepShape.DOCUMENT:
                found = _of(self.documents, step=step.value, acted_on=deadline.triggered_on)
                return str(found.number) if found else ""
            case _:
                return ""

    def _resolution(self, step: StepCode, deadline: Deadline) -> str:
        """The resolution of that day; where the clock waited for the report upwards, the report."""
        found = _of(self.resolutions, kind=kind_of(step).value, adopted_on=deadline.triggered_on)
        if found is not None:
            return _numbered(gettext("Resolution %(number)s"), found)
        report = _of(self.documents, step=_REPORTS[step].value, acted_on=deadline.triggered_on)
        return str(report.number) if report else ""

    def lengthen(self, deadline: Deadline) -> tuple[Extension, ...]:
        """Give the extensions of a clock, oldest first."""
        return tuple(row for row in self.extensions if row.clock == deadline.kind) if deadline.extension else ()


def file_documents(case_id: int | None) -> FileDocuments:
    """Read them, in seven queries however many clocks the file has."""

    def current(model: Any) -> Any:
        return model.objects.current().filter(case=case_id).order_by("pk")

    return FileDocuments(
        resolutions=tuple(current(BranchResolution)),
        committee_resolutions=tuple(current(CommitteeResolution)),
        decisions=tuple(current(CommitteeDecision)),
        papers=tuple(current(CasePaper)),
        documents=tuple(current(CaseDocument)),
        ceremonies=tuple(current(Ceremony)),
        extensions=tuple(current(Extension).select_related("recorded_by", "recorded_for")),
    )


def _of(rows: Iterable[Any], **values: object) -> Any:
    """Give the newest row with these values, None where there is none."""
    found = [row for row in rows if all(getattr(row, name) == value for name, value in values.items())]
    return found[-1] if found else None


def _numbered(words: str, row: Any) -> str:
    return words % {"number": row.number} if row else ""
