""" "Quyết định": what waits for approval, what came back, and the approval of many at once."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.generic import TemplateView

from admission.domain.errors import AdmissionError
from admission.domain.procedure import StepCode
from admission.forms.errors import add_domain_error, finding_text
from admission.forms.proposals import MOST_AT_ONCE, BulkForm
from admission.four_eyes import may_approve, may_withdraw
from admission.labels import STEPS
from admission.models import DecisionProposal
from admission.permissions import Act, NotPermittedError, may
from admission.selectors.case_lines import CASE_RELATIONS
from admission.selectors.decisions import PROPOSAL_RELATIONS, ProposalLine, outcome_words, queue
from admission.selectors.recorded_facts import preparer_of, who_acted
from admission.services.access_events import Target, record_denial
from admission.services.acts import IrregularActError, StaleCaseError
from admission.services.decisions import ProposalClosedError, approve_proposal
from admission.templatetags.display import vn_datetime
from admission.views.base import GuardedMixin
from admission.views.decisions import closed_label
from admission.views.lights import Light, line_light


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A prepared decision.

    `irregular`: why it is not as the regulation asks, as the preparer said; `note`: why it needs a look of its own;
    `url`: its page, or the form to prepare it again.
    """

    pk: int
    name: str
    code: str
    branch: str
    step: str
    outcome: str
    prepared_by: str
    prepared_at: Any
    reason: str
    irregular: str
    light: Light
    note: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one of the chosen. `tone`: good, attention or alarm."""

    name: str
    code: str
    step: str
    tone: str
    words: str
    url: str


class DecisionListView(GuardedMixin, TemplateView):
    act = Act.PREPARE_DECISION
    template_name = "admission/decision/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = queue(access=self.access)
        self.chosen: frozenset[int] = kwargs.pop("chosen", frozenset())
        to_approve = [one for one in found.waiting if may_approve(self.access, one.proposal)]
        mine = [one for one in found.waiting if may_withdraw(self.access, one.proposal)]
        others = [one for one in found.waiting if one not in to_approve and one not in mine]
        return super().get_context_data(
            **kwargs,
            to_approve=[self._row(one) for one in to_approve],
            sent_back=[self._row(one) for one in found.sent_back],
            mine=[self._row(one) for one in mine],
            others=[self._row(one) for one in others],
            approves=may(self.access, Act.APPROVE_DECISION),
            is_cut=found.is_cut,
            most=MOST_AT_ONCE,
        )

    def _row(self, one: ProposalLine) -> QueueRow:
        proposal, line = one.proposal, one.line
        url = proposal.get_absolute_url()
        note = gettext("The file changed since it was prepared: open it.") if one.is_stale else ""
        return QueueRow(
            pk=proposal.pk,
            name=line.name,
            code=line.code,
            branch=line.branch,
            step=str(STEPS[one.step]),
            outcome=outcome_words(proposal),
            prepared_by=preparer_of(proposal),
            prepared_at=proposal.prepared_at,
            reason=proposal.closing_reason or "",
            irregular=proposal.irregular_reason if proposal.is_open else "",
            light=line_light(line, self.today),
            note=note if proposal.is_open else "",
            url=url,
            is_chosen=proposal.pk in self.chosen,
        )


class BulkApproveView(DecisionListView):
    """Approve the chosen ones, each for itself; what became of each is said in its row."""

    act = Act.APPROVE_DECISION
    asks_password_again = True

    def turn_away(self) -> HttpResponseBase | None:
        return redirect("decision-list") if self.request.method in {"GET", "HEAD"} else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = {int(pk) for pk in request.POST.getlist("chosen") if pk.isdecimal() and len(pk) <= 18}  # noqa: PLR2004 - digits of an id
        relations = (*PROPOSAL_RELATIONS, *(f"case__{name}" for name in CASE_RELATIONS))
        rows = DecisionProposal.objects.visible_to(self.access).filter(pk__in=asked).select_related(*relations)
        known: dict[int, DecisionProposal] = {one.pk: one for one in rows}
        if set(known) != asked:
            raise Http404
        form = BulkForm(request.POST, offered=list(known))
        if not form.is_valid():
            errors = [str(error) for error in form.errors["chosen"]]
            return self.render_to_response(self.get_context_data(chosen=frozenset(asked), errors=errors))
        results = [self._approve(known[pk]) for pk in form.cleaned_data["chosen"]]
        good = sum(result.tone == "good" for result in results)
        words = ngettext("%(good)s decision of %(all)s was issued.", "%(good)s decisions of %(all)s were issued.", good)
        context = {"results": results, "summary": words % {"good": good, "all": len(results)}}
        return self.response_class(request=request, template=["admission/decision/results.html"], context=context)

    def _approve(self, proposal: DecisionProposal) -> BulkResult:
        try:
            # As it was prepared: where the file changed since, it needs a look of its own.
            approve_proposal(
                proposal=proposal,
                by=self.account,
                today=self.today,
                now=timezone.now(),
                revision=proposal.revision,
            )
        except AdmissionError as error:
            return self._result(proposal, *self._words(proposal, error))
        return self._result(proposal, "good", gettext("Approved and issued; the secretary of the branch gets a mail."))

    def _words(self, proposal: DecisionProposal, error: AdmissionError) -> tuple[str, str]:
        match error:
            case ProposalClosedError():
                who = who_acted(error.proposal.closed_by, error.proposal.closed_for)
                told = f"{closed_label(error.proposal)} {who}, {vn_datetime(error.proposal.closed_at)}"
                return "attention", gettext("Decided before: %(told)s.") % {"told": told}
            case NotPermittedError():
                self._deny(proposal)
                if may_withdraw(self.access, proposal):
                    return "alarm", gettext("You prepared it yourself: another reviewer approves it.")
                return "alarm", gettext("You may not approve it.")
            case StaleCaseError():
                return "attention", gettext("The file changed since it was prepared: open it and look again.")
            case IrregularActError():
                return "alarm", "; ".join(finding_text(finding) for finding in error.findings)
            case _:
                form = Form({})
                form.full_clean()
                add_domain_error(form, error, steps=[], date_field=NON_FIELD_ERRORS)
                return "alarm", " ".join(str(words) for words in form.non_field_errors())

    def _deny(self, proposal: DecisionProposal) -> None:
        """Tell the journal of one row as it is told of a page: the others go on."""
        target = Target(f"proposal:{proposal.pk}", proposal.organization_id, is_hidden=False)
        record_denial(by=self.account, act=self.act, page="decision-approve-many", target=target, now=timezone.now())

    def _result(self, proposal: DecisionProposal, tone: str, words: str) -> BulkResult:
        return BulkResult(
            name=proposal.case.candidate.person.full_name,
            code=proposal.case.code,
            step=str(STEPS[StepCode(proposal.step)]),
            tone=tone,
            words=words,
            url=reverse("decision", args=[proposal.pk]),
        )
