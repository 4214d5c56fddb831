"""What lies before the reviewers of the demo: decisions prepared, and one that was sent back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from admission.domain.procedure import Outcome, Stage, StepCode
from admission.models import AdmissionCase, DecisionProposal
from admission.services.decisions import prepare_decision, send_back
from members.models import Account

_CLERK, _REVIEWER, _OTHER_REVIEWER = "canbo", "thamdinh", "duyet"
_DELEGATED_CLERK = "dangu03"
_TOP, _DELEGATED = "TH", "TH-CS3"


def prepare_some(*, accounts: Mapping[str, Account], today: date, now: datetime) -> list[DecisionProposal]:
    """Prepare decisions on the files of the demo that are due last, so that nothing about them is late."""
    admission, recognition = StepCode.ADMISSION_DECISION, StepCode.RECOGNITION_DECISION
    wanted = (
        (Stage.AWAITING_DECISION, _TOP, admission, _CLERK),
        (Stage.AWAITING_DECISION, _TOP, admission, _REVIEWER),
        (Stage.AWAITING_RECOGNITION, _TOP, recognition, _CLERK),
        (Stage.AWAITING_DECISION, _DELEGATED, admission, _DELEGATED_CLERK),
        (Stage.AWAITING_DECISION, _TOP, admission, _CLERK),
    )
    prepared: list[DecisionProposal] = []
    for number, (stage, code, step, who) in enumerate(wanted, start=1):
        case = _next_file(stage, code, today)
        if case is not None:
            act: dict[str, Any] = {"case": case, "step": step, "by": accounts[who], "today": today, "now": now}
            columns = {"outcome": Outcome.GRANTED, "decided_on": today, "number": f"{60 + number}-QĐ/ĐU"}
            prepared.append(prepare_decision(columns=columns, revision=case.revision, **act))
    last = prepared[-1]
    if last.prepared_by == accounts[_CLERK]:
        reason = "Ghi lại số quyết định theo sổ công văn"
        send_back(proposal=last, reason=reason, by=accounts[_OTHER_REVIEWER], today=today, now=now)
    return prepared


def _next_file(stage: Stage, committee: str, today: date) -> AdmissionCase | None:
    """The file of that stage due last of which nothing is prepared yet and no day is unknown."""
    dated: Any = AdmissionCase.objects.filter(proposals=None).with_stage_on(today)
    files = dated.filter(
        stage_today=stage.value,
        competent_committee__code=committee,
        next_due_on__gte=today,
        historical_through_on=None,
    )
    found: AdmissionCase | None = files.select_related("branch", "candidate").order_by("-next_due_on", "pk").first()
    return found
