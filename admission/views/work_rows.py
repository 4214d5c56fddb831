"""A file to do something about, as the first page shows it."""

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from admission.domain.procedure import STEPS as PROCEDURE_STEPS
from admission.domain.procedure import StepCode
from admission.labels import STAGES, STEPS
from admission.models import DecisionProposal
from admission.selectors.case_lines import CaseLine
from admission.views.lights import Light, line_light

_ANY = 999_999_999
"""Stands for the id of a file in an address that is made once for all rows."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A file to do something about. `url`: the form of the next step, or what is prepared and waits, for who may act on
    it, else empty; `action`: the word on the button; `why_url`: where the dates are explained, empty where none runs;
    `branch_url`: the queue of its branch; `may_confirm`: its receipt can be confirmed with that of others.
    """

    pk: int
    code: str
    name: str
    case_url: str
    branch: str
    stage: str
    to_do: str
    actor: str
    light: Light
    url: str
    action: str
    why_url: str
    branch_url: str = ""
    may_confirm: bool = False


class RowMaker:
    """Makes the rows of one page. What all rows share is looked up once: it costs more than the rest of a row."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._case_url = reverse("case", args=[_ANY])
        self._why_url = reverse("case-why", args=[_ANY])
        self._step_urls: dict[StepCode, str] = {}
        self._prepare, self._record = gettext("Prepare"), gettext("Record")
        self._approve, self._waits = gettext("Approve: %(step)s"), gettext("Waits for a reviewer: %(step)s")
        self._decide, self._open, self._nothing = gettext("Decide"), gettext("Open"), gettext("Nothing more")

    def row(self, line: CaseLine, *, mine: bool) -> WorkRow:
        """Give the row of a file; `mine`: the account has to act."""
        step = line.step
        return WorkRow(
            pk=line.pk,
            code=line.code,
            name=line.name,
            case_url=_of(self._case_url, line.pk),
            branch=line.branch,
            stage=str(STAGES[line.stage]),
            to_do=str(STEPS[step]) if step else self._nothing,
            actor=line.actor,
            light=line_light(line, self.today),
            url=_of(self._step_url(step), line.pk) if mine and step else "",
            action=self._prepare if step and PROCEDURE_STEPS[step].four_eyes else self._record,
            why_url=_of(self._why_url, line.pk) if line.due_on or line.not_before_on else "",
        )

    def prepared(self, row: WorkRow, proposal: DecisionProposal, *, to_approve: bool) -> WorkRow:
        """The row of a file in which something is prepared: what is to be done is to approve it."""
        words = self._approve if to_approve else self._waits
        to_do = words % {"step": STEPS[StepCode(proposal.step)]}
        action = self._decide if to_approve else self._open
        return replace(row, to_do=to_do, url=proposal.get_absolute_url(), action=action)

    def in_queue(self, row: WorkRow, *, branch_url: str, may_confirm: bool) -> WorkRow:
        """The row as it stands in the queue of a committee."""
        return replace(row, branch_url=branch_url, may_confirm=may_confirm)

    def _step_url(self, step: StepCode) -> str:
        if step not in self._step_urls:
            self._step_urls[step] = reverse("step", args=[_ANY, step.value])
        return self._step_urls[step]


def _of(address: str, pk: int) -> str:
    return address.replace(str(_ANY), str(pk), 1)
