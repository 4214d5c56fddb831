"""The ladder of alerts on a page of its organisation, and “Đã nhận” for one deadline."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from admission.domain.errors import AdmissionError
from admission.forms.ladders import ABOVE, OWN, LadderForm
from admission.labels import day
from admission.models import Deadline, DeadlineStatus
from admission.permissions import Act, check_may_acknowledge
from admission.selectors.acknowledgements import acknowledgement_of
from admission.selectors.ladders import ladder_in_force
from admission.services.acknowledgements import acknowledge
from admission.services.ladders import choose_ladder
from admission.views.base import CaseMixin, GuardedMixin
from admission.views.case_page import Link, crumbs_of
from admission.views.data_requests import RequestMixin
from admission.views.organization_forms import KeepOrganizationView
from members.models import Organization


class LadderView(KeepOrganizationView):
    act = Act.KEEP_LADDERS
    form_class = LadderForm
    title = _("Warnings before a due date")
    lead = _("When those who must act are warned, and at what hour their digest leaves.")

    def get_initial(self) -> dict[str, Any]:
        found = ladder_in_force(self.organization)
        return {
            "choice": OWN if found.owner == self.organization else ABOVE,
            "warnings": [str(days) for days in found.ladder.warnings],
            "digest_hour": str(found.ladder.digest_hour),
        }

    def perform(self, form: forms.Form) -> Organization:
        if isinstance(form, LadderForm):
            choose_ladder(organization=self.organization, ladder=form.ladder, now=timezone.now(), **self.act_of)
        return self.organization


class _AcknowledgeView(GuardedMixin, FormView[forms.Form]):
    """Say that one knows of a deadline: what was said before, or runs no more, sends back at once."""

    form_class = forms.Form
    template_name = "admission/deadline/acknowledge.html"

    def running(self) -> Any:
        """The deadlines among which it is looked for."""
        raise NotImplementedError

    def owner(self) -> Any:
        """The file or request whose page is shown then."""
        raise NotImplementedError

    def way(self) -> list[Link]:
        raise NotImplementedError

    @cached_property
    def deadline(self) -> Deadline:
        rows = self.running().exclude(status=DeadlineStatus.VOID).select_related("organization", "case", "request")
        found: Deadline = get_object_or_404(rows, pk=self.kwargs["deadline_pk"])
        return found

    def turn_away(self) -> HttpResponseBase | None:
        words = ""
        known = acknowledgement_of(self.deadline, self.today)
        if not self.deadline.is_open:
            words = gettext("This time limit does not run any more.")
        elif known is not None:
            words = gettext("Receipt was confirmed on %(day)s already.") % {"day": day(known.acknowledged_on)}
        if not words:
            return None
        messages.info(self.request, words)
        return redirect(self.owner())

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            acknowledge(deadline=self.deadline, by=self.account, today=self.today, now=timezone.now())
        except AdmissionError:
            form.add_error(None, gettext("Nobody can miss this date: there is nothing to confirm."))
            return self.form_invalid(form)
        messages.success(
            self.request,
            gettext("Receipt confirmed: “%(deadline)s” is not repeated. The due date stays.")
            % {"deadline": self.deadline.label},
        )
        return redirect(self.owner())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            deadline=self.deadline,
            page_title=gettext("Confirm receipt"),
            submit_label=gettext("Confirm receipt"),
            cancel_url=self.owner().get_absolute_url(),
            crumbs=self.way(),
        )


class AcknowledgeView(_AcknowledgeView, CaseMixin):
    act = Act.ACKNOWLEDGE

    def guard(self) -> None:
        super().guard()
        check_may_acknowledge(self.access, self.deadline)

    def running(self) -> Any:
        return self.case.deadlines

    def owner(self) -> Any:
        return self.case

    def way(self) -> list[Link]:
        return crumbs_of(self.case, gettext("Confirm receipt"))


class RequestAcknowledgeView(_AcknowledgeView, RequestMixin):
    act = Act.ACKNOWLEDGE

    def guard(self) -> None:
        super().guard()
        check_may_acknowledge(self.access, self.deadline)

    def running(self) -> Any:
        return self.data_request.deadlines

    def owner(self) -> Any:
        return self.data_request

    def way(self) -> list[Link]:
        return self.crumbs(Link(gettext("Confirm receipt"), ""))
