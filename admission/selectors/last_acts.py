"""What was recorded last in a file and still stands, as its journal tells."""

from collections.abc import Iterable

from admission.domain.procedure import StepCode
from admission.domain.undo import How, LastAct
from admission.labels import step_named
from admission.models import AdmissionCase
from admission.selectors.recorded_facts import HELP_ENDED, RECEIPT
from members.models import JournalEvent

ACTS = {
    "fact_recorded": How.RECORDED,
    "fact_corrected": How.CORRECTED,
    "rule_adopted": How.CORRECTED,
    "decision_approved": How.APPROVED,
}
"""The events of acts, and how each act came about."""
UNDONE = "fact_undone"
BESIDE = {StepCode.DECISION_RECEIPT: RECEIPT, StepCode.END_SPONSORSHIP: HELP_ENDED}
"""What stands beside another fact in one row, by its step: the name an address gives it."""


def last_act_of(case: AdmissionCase) -> LastAct | None:
    """Give the newest act of a file that was not taken back, in one query; None where only the file was opened."""
    events = JournalEvent.objects.filter(subject=f"case:{case.pk}", verb__in=[*ACTS, UNDONE]).order_by("-pk")
    return last_act(events)


def last_act(events: Iterable[JournalEvent]) -> LastAct | None:
    """Find it among the events of a file, newest first; what is no act is passed over."""
    undone: set[tuple[str, str, int]] = set()
    copied: set[tuple[str, int]] = set()  # the rows whose place a copy took, without what stood beside them
    for event in events:
        if event.verb not in ACTS and event.verb != UNDONE:
            continue
        step = _step_of(event)
        row = str(event.details.get("fact", "")), int(event.details.get("id", 0))
        if event.verb == UNDONE:
            undone.add((step.value, *row))
            if step in BESIDE:
                copied.add(row)
        elif (step.value, *row) not in undone or event.verb != "fact_recorded":
            how = How.CORRECTED if row in copied else ACTS[event.verb]
            return LastAct(BESIDE.get(step, row[0]), row[1], step, how, event.account_id, event.at)
    return None


def _step_of(event: JournalEvent) -> StepCode:
    """The step it was; of a correction it is not told, and not asked."""
    try:
        return step_named(event.details["step"])
    except (KeyError, ValueError):
        return StepCode.OPEN_CASE
