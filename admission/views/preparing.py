"""The form of a step that needs four eyes: what is typed is laid before a reviewer instead of being recorded."""

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext

from admission.domain.procedure import STEPS, StepCode
from admission.forms.steps import FactForm
from admission.four_eyes import preparing_as
from admission.labels import STEPS as STEP_LABELS
from admission.models import DecisionProposal
from admission.selectors.decisions import waiting_in
from admission.services.decisions import is_overtaken, prepare_decision, typed_values
from admission.templatetags.display import vn_date, vn_datetime
from admission.views.base import CaseMixin


class PreparingMixin(CaseMixin):
    """What the view of a step does besides where the step needs four eyes."""

    @cached_property
    def step(self) -> StepCode:
        raise NotImplementedError

    @cached_property
    def waiting(self) -> DecisionProposal | None:
        """What somebody of the reader's committee prepared for this file and nobody approved yet."""
        return waiting_in(self.access, [self.case.pk]).get(self.case.pk) if STEPS[self.step].four_eyes else None

    @cached_property
    def again(self) -> DecisionProposal | None:
        """What was prepared before and is prepared again, with what was typed then."""
        pk = self.request.GET.get("again", "")
        if not pk or not STEPS[self.step].four_eyes:
            return None
        rows = DecisionProposal.objects.visible_to(self.access).filter(case=self.case, step=self.step.value)
        found: DecisionProposal = get_object_or_404(rows, pk=int(pk) if pk.isdecimal() and len(pk) < 18 else 0)  # noqa: PLR2004 - digits of an id
        return found

    def turn_to_waiting(self) -> HttpResponseBase | None:
        """Lead who opens the form to what waits already."""
        if self.waiting is None or is_overtaken(self.waiting, self.case, self.today):
            return None
        words = gettext("Something is prepared for this file already and waits for approval.")
        messages.warning(self.request, words)
        return redirect(self.waiting)

    def typed_before(self) -> dict[str, Any]:
        """Give what a form starts from that is prepared again."""
        typed = self.again.typed | {"irregular_reason": self.again.irregular_reason} if self.again else {}
        return {name: date.fromisoformat(v) if name.endswith("_on") else v for name, v in typed.items()}

    def figures_before(self) -> dict[str, str]:
        """The figures of the vote that were typed before."""
        return {name: str(value) for name, value in self.again.typed.items()} if self.again else {}

    def prepare_from(self, form: FactForm) -> DecisionProposal:
        return prepare_decision(
            case=self.case,
            step=self.step,
            columns=form.columns(),
            irregular_reason=form.cleaned_data["irregular_reason"],
            by=self.account,
            today=self.today,
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )

    def prepared_already(self, form: FactForm, waiting: DecisionProposal) -> HttpResponse | None:
        """Say on the form who was first; who sent the same twice is led to what he prepared."""
        same = (self.account.pk, self.step.value, typed_values(form.columns()))
        if (waiting.prepared_by_id, waiting.step, waiting.typed) == same:
            return redirect(waiting)
        words = gettext(
            "“%(step)s” was prepared for this file by %(who)s (%(committee)s, %(at)s) and waits for approval. "
            "Nothing else can be prepared until it is decided on or withdrawn."
        )
        told = {
            "step": STEP_LABELS[StepCode(waiting.step)],
            "who": waiting.prepared_by.full_name,
            "committee": waiting.organization.name,
            "at": vn_datetime(waiting.prepared_at),
        }
        form.add_error(None, words % told)
        return None

    def preparing_words(self, label: str) -> dict[str, str]:
        """What the page says where the step needs four eyes; nothing for another step."""
        if not STEPS[self.step].four_eyes:
            return {}
        return {
            "page_title": gettext("Prepare: %(step)s") % {"step": label},
            "submit_label": gettext("Lay before a reviewer"),
            "four_eyes_words": self._four_eyes_words(),
            "sent_back_reason": (self.again.closing_reason or "") if self.again else "",
        }

    def _four_eyes_words(self) -> str:
        held = preparing_as(self.access, self.case, self.step)
        committees = (self.case.sectional_committee, self.case.grassroots_committee, self.case.competent_committee)
        name = next((one.name for one in committees if one and held and one.pk == held.organization_id), "")
        words = gettext(
            "This prepares the act: it is issued once a reviewer of %(committee)s who did not prepare it approves."
        )
        told = words % {"committee": name}
        through_on = self.case.historical_through_on
        if through_on is None:
            return told
        historical = gettext("An act up to %(day)s belongs to the historical file and is recorded at once.")
        return f"{told} {historical % {'day': vn_date(through_on)}}"
