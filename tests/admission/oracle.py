"""A second opinion on where a file stands: from the rows themselves, looked at from the end backwards.

Written without the procedure: `admission.domain.course` walks a table forwards, this one asks what is the latest thing
that happened. Each of the two is the check of the other.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from admission.domain.procedure import Stage
from admission.models import (
    AdmissionCase,
    BranchResolution,
    CaseDocument,
    Ceremony,
    CommitteeDecision,
    CommitteeResolution,
    Sponsorship,
    Transfer,
)


@dataclass(frozen=True)
class _Half:
    """Admission or recognition: what the stages between the branch's vote and the decision are called."""

    kind: str
    failed: Stage
    appraisal: Stage
    grassroots: Stage
    decision: Stage
    returned: Stage


_ADMISSION = _Half(
    "admission",
    Stage.ADMISSION_VOTE_FAILED,
    Stage.AWAITING_APPRAISAL,
    Stage.AWAITING_GRASSROOTS,
    Stage.AWAITING_DECISION,
    Stage.RETURNED,
)
_RECOGNITION = _Half(
    "recognition",
    Stage.RECOGNITION_VOTE_FAILED,
    Stage.RECOGNITION_APPRAISAL,
    Stage.RECOGNITION_GRASSROOTS,
    Stage.AWAITING_RECOGNITION,
    Stage.RECOGNITION_RETURNED,
)


def stage_by_acts(case: AdmissionCase) -> Stage:
    """Give the stage to which the recorded acts have brought a file, whatever the day."""
    documents: dict[str, list[date]] = {}
    for step, on in CaseDocument.objects.current().filter(case=case).values_list("step", "acted_on"):
        documents.setdefault(step, []).append(on)
    stage = _by_decisions(case, documents)
    closed = {Stage.OFFICIAL, Stage.REFUSED, Stage.NAME_REMOVED}
    return Stage.ENDED if "end_case" in documents and stage not in closed else stage


def _by_decisions(case: AdmissionCase, documents: dict[str, list[date]]) -> Stage:
    rows = CommitteeDecision.objects.current().filter(case=case).values_list("kind", "outcome", "received_on")
    decided = {kind: (outcome, received_on) for kind, outcome, received_on in rows}
    if "recognition" in decided:
        return Stage.OFFICIAL if decided["recognition"][0] == "granted" else Stage.NAME_REMOVED
    if Ceremony.objects.current().filter(case=case).exists():
        return _before_decision(case, _RECOGNITION, documents) or Stage.PROBATION
    if "admission" in decided:
        outcome, received_on = decided["admission"]
        if outcome == "refused":
            return Stage.REFUSED
        return Stage.AWAITING_RECEIPT if received_on is None else Stage.AWAITING_CEREMONY
    in_hand = _before_decision(case, _ADMISSION, documents)
    if in_hand is not None:
        return in_hand
    helps = Sponsorship.objects.current().filter(case=case, role="admission", ended_on=None)
    return Stage.SPONSORED if helps.exists() else Stage.NOMINATED


def _before_decision(case: AdmissionCase, half: _Half, documents: dict[str, list[date]]) -> Stage | None:
    """Where the file is between the vote and the decision; None where there was no vote."""
    votes = BranchResolution.objects.current().filter(case=case, kind=half.kind).order_by("-adopted_on", "-pk")
    vote = next((row for row in votes if not _came_to_nothing(row)), None)
    if vote is None:
        return None
    reported = max(documents.get(f"{half.kind}_report", []), default=date.min)
    if not _passed(vote) and reported < vote.adopted_on:
        return half.failed
    given_back = len(documents.get(f"{half.kind}_return", []))
    if given_back > len(documents.get(f"{half.kind}_resubmission", [])):
        return half.returned
    resolved = CommitteeResolution.objects.current().filter(case=case, kind=half.kind).exists()
    moved = Transfer.objects.current().filter(case=case).exists()
    appraised = f"{half.kind}_appraisal" in documents
    if case.sectional_committee_id and not appraised and not (moved and resolved):
        return half.appraisal
    # What the old chain asked for and what was done there is behind the file.
    return half.grassroots if case.grassroots_committee_id and not resolved else half.decision


def _passed(vote: BranchResolution) -> bool:
    excused = vote.vote_exempt + vote.vote_elsewhere + vote.vote_suspended + vote.vote_on_leave
    assert excused == 0, "the walks leave nobody out, so that no setting of a regulation decides"
    in_favour, entitled = vote.vote_for or 0, vote.vote_entitled or 0
    return in_favour > 0 and 3 * in_favour >= 2 * entitled  # of nobody there is no majority


def _came_to_nothing(vote: BranchResolution) -> bool:
    """A vote to remove the name while the twelve months run that found no majority: probation goes on as before."""
    if vote.kind != _RECOGNITION.kind or vote.proposal != "reject" or _passed(vote):
        return False
    return Ceremony.objects.current().filter(case=vote.case_id, held_on__gte=_year_before(vote.adopted_on)).exists()


def _year_before(day: date) -> date:
    """The earliest day of a ceremony whose twelve months still run on the day given, their last day included."""
    if (day.month, day.day) == (2, 29):  # the months of a ceremony on 28 February are over on the 28th
        return date(day.year - 1, 3, 1)
    return day.replace(year=day.year - 1)


def torn_files() -> int:
    """Count what must never be: a closed file with a running clock, a closed stage without its day or the reverse."""
    closed = Q(stage__in=["official", "refused", "name_removed", "ended"])
    torn = closed & Q(closed_on=None) | ~closed & Q(closed_on__isnull=False)
    return AdmissionCase.objects.filter(torn | Q(closed_on__isnull=False, deadlines__status="open")).count()
