"""One prepared decision: read it, approve it, send it back, withdraw it; and the page of the lost race."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import TemplateView

from admission.domain.errors import AdmissionError
from admission.domain.procedure import STEPS, StepCode
from admission.forms.errors import add_domain_error
from admission.forms.proposals import ApproveForm, ReviewForm, SendBackForm
from admission.four_eyes import check_may_approve, may_approve, may_withdraw
from admission.labels import STAGES
from admission.labels import STEPS as STEP_LABELS
from admission.models import AdmissionCase, DecisionProposal, ProposalState
from admission.permissions import Act, NotPermittedError, check_may, may
from admission.selectors.case_lines import CASE_RELATIONS
from admission.selectors.case_pages import CasePage, case_page
from admission.selectors.decisions import PROPOSAL_RELATIONS, earlier_of, open_proposals, outcome_words, proposed
from admission.selectors.recorded_facts import preparer_of, who_acted
from admission.selectors.rule_books import rule_book
from admission.selectors.timelines import acts_since
from admission.services.acts import IrregularActError, StaleCaseError
from admission.services.decisions import (
    ProposalClosedError,
    approve_proposal,
    irregular_if_issued,
    is_overtaken,
    send_back,
    withdraw_proposal,
)
from admission.templatetags.display import vn_datetime
from admission.views.base import GuardedMixin
from admission.views.case_page import (
    Link,
    Pair,
    ShownFact,
    ShownFinding,
    identity_of,
    shown_findings,
    shown_irregularities,
)
from admission.views.lights import shown_deadline


class ProposalMixin(GuardedMixin):
    """A page of one prepared decision; one of another committee does not exist."""

    act = Act.PREPARE_DECISION

    @cached_property
    def proposal(self) -> DecisionProposal:
        relations = (*PROPOSAL_RELATIONS, *(f"case__{name}" for name in CASE_RELATIONS))
        rows = DecisionProposal.objects.visible_to(self.access).select_related(*relations)
        found: DecisionProposal = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @property
    def case(self) -> AdmissionCase:
        case: AdmissionCase = self.proposal.case
        return case

    @property
    def step(self) -> StepCode:
        return StepCode(self.proposal.step)

    def about(self) -> str:
        """Say which decision, on whom. Raises: Http404."""
        return f"{STEP_LABELS[self.step]}: {self.case.candidate.person.full_name} ({self.case.code})"

    def guard(self) -> None:
        super().guard()
        self.check_proposal()

    def check_proposal(self) -> None:
        """Look whether it exists for the account, and whether it may do this with it."""
        self.proposal  # noqa: B018 - 404 for who must not know of it


class DecisionView(ProposalMixin, TemplateView):
    """What is proposed, the facts of the file, and what the reader may do about it."""

    template_name = "admission/decision/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = case_page(self.case, self.today)
        may_review = self.proposal.is_open and may_approve(self.access, self.proposal)
        form = kwargs.pop("form", None) or ReviewForm(initial={"revision": self.case.revision})
        prepared = gettext("Decision prepared: %(step)s") % {"step": STEP_LABELS[self.step]}
        title = str(STEP_LABELS[self.step]) if self.proposal.state is ProposalState.APPROVED else prepared
        return super().get_context_data(
            **kwargs,
            **self._about_the_file(page),
            proposal=self.proposal,
            page_title=title,
            crumbs=[Link(gettext("Decisions"), reverse("decision-list")), Link(self.case.code, "")],
            outcome=outcome_words(self.proposal),
            proposed=[Pair(label, value) for label, value in proposed(self.proposal)],
            people=self._people(),
            clause=rule_book().on(self.today).cite(STEPS[self.step].clause),
            changes=self._changes() if self.proposal.is_open else [],
            overtaken=self.proposal.is_open and is_overtaken(self.proposal, self.case, self.today),
            form=form if may_review else None,
            own=self.proposal.is_open and may_withdraw(self.access, self.proposal),
            again_url=self._again_url(),
            others_waiting=self._others_waiting(),
            earlier=[(one, preparer_of(one)) for one in earlier_of(self.proposal)],
        )

    def _about_the_file(self, page: CasePage) -> dict[str, Any]:
        return {
            "case": self.case,
            "identity": identity_of(self.case),
            "stage": STAGES[page.assessment.stage],
            "irregularities": shown_irregularities(page),
            "irregular_if_issued": self._irregular_if_issued(page),
            "deadlines": [shown_deadline(self.case, line, self.today) for line in page.deadlines if line.is_open],
            "facts": [ShownFact(str(STEP_LABELS[fact.step]), fact, "") for fact in page.facts],
        }

    def _irregular_if_issued(self, page: CasePage) -> list[ShownFinding]:
        """What would not be as the regulation asks because of this act; the reason given stands with the act."""
        if not self.proposal.is_open or is_overtaken(self.proposal, self.case, self.today):
            return []
        return shown_findings(irregular_if_issued(self.proposal, self.today), page)

    def _people(self) -> list[Pair]:
        prepared = f"{preparer_of(self.proposal)}, {vn_datetime(self.proposal.prepared_at)}"
        pairs = [
            Pair(gettext("Committee"), self.proposal.organization.name),
            Pair(gettext("Prepared by"), prepared),
        ]
        if self.proposal.closed_by is not None:
            who = who_acted(self.proposal.closed_by, self.proposal.closed_for)
            label = closed_label(self.proposal)
            pairs.append(Pair(label, f"{who}, {vn_datetime(self.proposal.closed_at)}"))
        if self.proposal.closing_reason:
            pairs.append(Pair(gettext("Reason"), self.proposal.closing_reason))
        return pairs

    def _changes(self) -> list[str]:
        """What was recorded in the file since the decision was prepared."""
        return changes_since(self.case, self.proposal.revision)

    def _others_waiting(self) -> list[DecisionProposal]:
        """Once this one is done with: what else waits for the reviewer, earliest due first."""
        if self.proposal.is_open or not may(self.access, Act.APPROVE_DECISION):
            return []
        return [one for one in open_proposals(self.access).values() if may_approve(self.access, one)]

    def _again_url(self) -> str:
        ended_without = self.proposal.state in {ProposalState.SENT_BACK, ProposalState.WITHDRAWN}
        if not ended_without or not may_withdraw(self.access, self.proposal):
            return ""
        return f"{reverse('step', args=[self.case.pk, self.step.value])}?again={self.proposal.pk}"


def changes_since(case: AdmissionCase, revision: int) -> list[str]:
    """Say what was recorded since the file had that revision; empty where nothing was."""
    if case.revision == revision:
        return []
    words = gettext("%(what)s (%(who)s, %(at)s)")
    told = [words % {"what": a.what, "who": a.who, "at": vn_datetime(a.at)} for a in acts_since(case, revision)]
    return told or [gettext("the time limits were counted anew")]


def closed_label(proposal: DecisionProposal) -> str:
    """Say what became of it."""
    match proposal.state:
        case ProposalState.APPROVED:
            return gettext("Approved by")
        case ProposalState.SENT_BACK:
            return gettext("Sent back by")
        case ProposalState.WITHDRAWN:
            return gettext("Withdrawn by")
        case _:
            return gettext("Overtaken by what was recorded since; noted by")


class ClosingView(DecisionView):
    """Closes what is open, when sent; a plain visit leads to the decision."""

    form_class: type[ReviewForm] = ReviewForm
    becomes: ProposalState

    def turn_away(self) -> HttpResponseBase | None:
        return redirect(self.proposal) if self.request.method in {"GET", "HEAD"} else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.proposal.is_open:
            return self._lost(self.proposal, request.POST.get("reason", ""))
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            self.close(form)
        except ProposalClosedError as error:
            return self._lost(error.proposal, form.cleaned_data["reason"])
        except NotPermittedError:
            raise  # the rights went while the answer was on its way
        except StaleCaseError:
            return self._stale(form)
        except IrregularActError:
            form.add_error(
                None,
                gettext(
                    "The act has become irregular since it was prepared. Send it back, so that it is prepared again "
                    "with the reason."
                ),
            )
            return self.render_to_response(self.get_context_data(form=form))
        except AdmissionError as error:
            add_domain_error(form, error, steps=[], date_field=NON_FIELD_ERRORS)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, self.done_words())
        return redirect(self.proposal)

    def close(self, form: ReviewForm) -> None:
        raise NotImplementedError

    def done_words(self) -> str:
        raise NotImplementedError

    def _lost(self, closed: DecisionProposal, typed: str) -> HttpResponse:
        """Say who decided what and when; what was typed is not lost. Who did just the same twice is not told of it."""
        if closed.closed_by_id == self.account.pk and closed.state is self.becomes:
            return redirect(closed)
        who = who_acted(closed.closed_by, closed.closed_for)
        decided = [
            Pair(
                gettext("What") if closed.state is ProposalState.APPROVED else gettext("What is prepared"),
                ": ".join(filter(None, (str(STEP_LABELS[StepCode(closed.step)]), outcome_words(closed)))),
            ),
            Pair(closed_label(closed), who),
            Pair(gettext("When"), vn_datetime(closed.closed_at)),
            *([Pair(gettext("Reason"), closed.closing_reason)] if closed.closing_reason else []),
        ]
        crumbs = [Link(gettext("Decisions"), reverse("decision-list")), Link(self.case.code, "")]
        context = {"case": self.case, "proposal": closed, "crumbs": crumbs, "typed": typed, "decided": decided}
        context["is_issued"] = closed.state is ProposalState.APPROVED
        return self.response_class(
            request=self.request, template=["admission/decision/lost.html"], context=context, status=409
        )

    def _stale(self, form: ReviewForm) -> HttpResponse:
        """Say what others recorded meanwhile; the reviewer looks again and decides again, with what he typed."""
        del self.proposal  # read anew, with its file
        meanwhile = "; ".join(changes_since(self.case, form.cleaned_data["revision"]))
        words = gettext("The file changed after you opened this page: %(changes)s. Look again, then decide.")
        form.add_error(None, words % {"changes": meanwhile})
        form.data = {**self.request.POST.dict(), "revision": str(self.case.revision)}
        return self.render_to_response(self.get_context_data(form=form))


class ApproveView(ClosingView):
    act = Act.APPROVE_DECISION
    asks_password_again = True
    form_class: type[ReviewForm] = ApproveForm
    becomes = ProposalState.APPROVED

    def check_proposal(self) -> None:
        check_may(self.access, self.act)
        super().check_proposal()
        if self.proposal.is_open:
            check_may_approve(self.access, self.proposal)

    def close(self, form: ReviewForm) -> None:
        approve_proposal(
            proposal=self.proposal,
            by=self.account,
            today=self.today,
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )

    def done_words(self) -> str:
        return gettext("Approved and issued: %(step)s. The secretary of the branch gets a mail.") % {
            "step": STEP_LABELS[self.step]
        }


class SendBackView(ApproveView):
    asks_password_again = False
    form_class = SendBackForm
    becomes = ProposalState.SENT_BACK

    def close(self, form: ReviewForm) -> None:
        send_back(
            proposal=self.proposal,
            reason=form.cleaned_data["reason"],
            by=self.account,
            today=self.today,
            now=timezone.now(),
        )

    def done_words(self) -> str:
        return gettext("Sent back: whoever prepared it is told, with your reason.")


class WithdrawView(ClosingView):
    becomes = ProposalState.WITHDRAWN

    def check_proposal(self) -> None:
        super().check_proposal()
        if not may_withdraw(self.access, self.proposal):
            raise NotPermittedError(f"{self.account.username} did not prepare proposal {self.proposal.pk}")

    def close(self, form: ReviewForm) -> None:
        withdraw_proposal(proposal=self.proposal, by=self.account, today=self.today, now=timezone.now())

    def done_words(self) -> str:
        return gettext("Withdrawn: nothing was issued. What you typed is kept.")
