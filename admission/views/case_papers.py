"""The papers of a file as its page lists them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.domain.paperwork import PaperState
from admission.domain.procedure import STEPS as BY_STEP
from admission.domain.procedure import Body, StepCode
from admission.labels import STEPS
from admission.selectors.case_pages import CasePage
from admission.templatetags.display import vn_date

_STATES: dict[PaperState, tuple[str | Promise, str, str]] = {
    PaperState.THERE: (_("In the file"), "good", "check-lg"),
    PaperState.EXPIRES: (_("Expires soon"), "attention", "clock"),
    PaperState.EXPIRED: (_("Expired"), "attention", "exclamation-triangle-fill"),
    PaperState.MISSING: (_("Missing"), "attention", "clipboard-check"),
    PaperState.TO_COME: (_("Not needed yet"), "neutral", "hourglass-split"),
}


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """One paper: `note` says its day and how long it is good; `url`: the step that records it, or empty."""

    label: str
    state: str | Promise
    tone: str
    icon_name: str
    note: str
    clause: str
    url: str
    is_wanted: bool


def shown_papers(page: CasePage, to_record: Collection[StepCode]) -> list[ShownPaper]:
    """Put the papers into words; one that is good needs no link."""
    shown = []
    for line in page.papers:
        state, tone, icon_name = _STATES[line.state]
        is_settled = line.state is PaperState.THERE
        may_act = line.step in to_record and not is_settled
        shown.append(
            ShownPaper(
                label=str(STEPS[line.step]),
                state=state,
                tone=tone,
                icon_name=icon_name,
                note=_note(line.made_on, line.valid_until_on) or ("" if may_act else _recorder(page, line.step)),
                clause=line.clause,
                url=reverse("step", args=[page.case.pk, line.step.value]) if may_act else "",
                is_wanted=line.state not in {PaperState.THERE, PaperState.TO_COME},
            )
        )
    return shown


def _recorder(page: CasePage, step: StepCode) -> str:
    """Who records it, where that is not the branch."""
    recorders = BY_STEP[step].recorders
    if Body.BRANCH in recorders:
        return ""
    return gettext("to be recorded by %(who)s") % {"who": page.case.organization_acting(recorders[0]).name}


def _note(made_on: date | None, until_on: date | None) -> str:
    if made_on is None:
        return ""
    if until_on is None:
        return gettext("of %(day)s") % {"day": vn_date(made_on)}
    return gettext("of %(day)s, good until %(until)s") % {"day": vn_date(made_on), "until": vn_date(until_on)}
