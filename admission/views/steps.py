"""Record a step, read what was recorded, correct it: one view for every step of the procedure."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import FormView, TemplateView

from admission.domain.errors import AdmissionError
from admission.domain.findings import DATE_FIELDS, FindingCode, Severity
from admission.domain.procedure import STEPS, Body, StepCode, StepShape, is_step_allowed
from admission.domain.rules import RuleSetNotFoundError
from admission.forms.by_step import form_of
from admission.forms.errors import add_domain_error
from admission.forms.fields import parse_typed_day
from admission.forms.members import add_members_error
from admission.forms.steps import FactForm
from admission.labels import STAGES
from admission.labels import STEPS as STEP_LABELS
from admission.models import AdmissionCase, CommitteeDecision, Fact, RuleAdoption, Sponsorship
from admission.permissions import Act, check_may_record, recordable_steps
from admission.selectors.case_pages import CasePage, case_page
from admission.selectors.recorded_facts import FACT_MODELS, HELP_ENDED, RECEIPT, VOTE_COLUMNS, step_of
from admission.selectors.rule_books import rule_book
from admission.selectors.step_context import step_context
from admission.selectors.timelines import acts_since
from admission.selectors.together import members_together
from admission.services.acts import LATE, IrregularActError, StaleCaseError
from admission.services.decisions import AlreadyPreparedError
from admission.templatetags.display import vn_date, vn_datetime
from admission.views.base import CaseMixin
from admission.views.case_parts import (
    Link,
    Pair,
    ShownFinding,
    crumbs_of,
    organization_acting,
    probation_of,
    shown_findings,
    shown_irregularities,
    words_before,
)
from admission.views.lights import deadline_light
from admission.views.offers import undo_offer
from admission.views.preparing import PreparingMixin
from admission.views.recording import changed_columns, correct, is_prepared, record_step
from admission.views.vote_desk import VoteDesk, vote_desk
from members.errors import MembersError


class RecordMixin(CaseMixin):
    """A page that writes for one step, for those who may record it."""

    act = Act.RECORD_STEP

    @cached_property
    def step(self) -> StepCode:
        raise NotImplementedError

    def require_case(self) -> AdmissionCase:
        """Look for the file and the step: an address that names none leads nowhere, whoever asks."""
        case = super().require_case()
        self.step  # noqa: B018 - 404 where there is no such step
        return case

    def guard(self) -> None:
        super().guard()
        check_may_record(self.access, self.case, self.step)

    def form_context(self) -> dict[str, Any]:
        """What the page says besides the form."""
        name = self.case.candidate.person.full_name
        return {
            "case": self.case,
            "lead": f"{name} · {self.case.code} · {self.case.branch.name}",
            "cancel_url": self.case.get_absolute_url(),
            "clause": rule_book().on(self.today).cite(STEPS[self.step].clause),
            "irregularities": self._irregularities(),
            "members_together": members_together(self.case, self.today) if self._assigns() else (),
        }

    def _assigns(self) -> bool:
        return STEPS[self.step].shape is StepShape.SPONSORSHIP

    def _irregularities(self) -> list[ShownFinding]:
        """What the levels below did not do as the regulation asks: shown to the committee that has to judge it."""
        if STEPS[self.step].body in {Body.BRANCH, Body.CANDIDATE}:
            return []
        return shown_irregularities(case_page(self.case, self.today))

    def tell(self, form: FactForm, error: AdmissionError | MembersError) -> None:
        """Say what was refused: by the rules of the file, or by the membership histories that the act would change."""
        if isinstance(error, MembersError):
            add_members_error(form, error)
            return
        steps = [self.step, *([StepCode.DECISION_RECEIPT] if "received_on" in form.fields else [])]
        add_domain_error(form, error, steps=steps, date_field=form.date_field)

    def desk(self, typed: Any, day_field: str) -> VoteDesk | None:
        """The vote desk for what is typed so far, by the regulation of the day typed, else of today."""
        on = parse_typed_day(typed.get(day_field, ""), self.today) or self.today
        try:
            return vote_desk(self.step, typed, on)
        except RuleSetNotFoundError:
            return vote_desk(self.step, typed, self.today)


class StepView(PreparingMixin, RecordMixin, FormView[FactForm]):
    template_name = "admission/step/form.html"

    @cached_property
    def step(self) -> StepCode:
        return _step(self.kwargs["step"])

    def turn_away(self) -> HttpResponseBase | None:
        stage = self.case.stage_on(self.today)
        if self.request.method != "GET":
            return None
        if is_step_allowed(stage, self.step):
            return self.turn_to_waiting()
        if getattr(self.request, "htmx", False):
            return HttpResponse(status=204)  # the vote desk asked again while the form was on its way
        words = gettext("“%(step)s” cannot be recorded now: the file is at “%(stage)s”.")
        messages.warning(self.request, words % {"step": STEP_LABELS[self.step], "stage": STAGES[stage]})
        return redirect(self.case)

    def get_form_class(self) -> type[FactForm]:
        return form_of(self.step)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "today": self.today,
            "step": self.step,
            "context": step_context(self.case, self.step, self.today),
            "initial": self.typed_before() | {"revision": self.case.revision},
        }

    def form_valid(self, form: FactForm) -> HttpResponse:
        try:
            if is_prepared(self.case, self.step, form.cleaned_data[form.date_field]):
                return redirect(self.prepare_from(form))
            record_step(
                case=self.case,
                step=self.step,
                values=form.values(),
                by=self.account,
                today=self.today,
                now=timezone.now(),
                revision=form.cleaned_data["revision"],
                irregular_reason=form.cleaned_data["irregular_reason"],
            )
        except StaleCaseError:
            return self._stale(form)
        except AlreadyPreparedError as error:
            return self.prepared_already(form, error.proposal) or self.form_invalid(form)
        except IrregularActError as error:
            form.ask_reason(is_late="late_cause" in form.fields and any(one.code in LATE for one in error.findings))
            add_domain_error(form, error, steps=[self.step], date_field=form.date_field)
            shown = shown_findings(error.findings, case_page(self.case, self.today))
            return self.render_to_response(self.get_context_data(form=form, irregular_findings=shown))
        except (AdmissionError, MembersError) as error:
            self.tell(form, error)
            return self.form_invalid(form)
        if STEPS[self.step].shape is StepShape.TRANSFER and not self.scope.filter(pk=self.case.pk).exists():
            return self._gone()
        return redirect("step-done", self.case.pk, self.step.value)

    def _gone(self) -> HttpResponse:
        """Say that the file moved out of the reader's sight: no page of it opens for him any more."""
        words = gettext("Recorded: the file of %(name)s went to another branch and is no longer among yours.")
        messages.success(self.request, words % {"name": self.case.candidate.person.full_name})
        return redirect("work-list")

    def _stale(self, form: FactForm) -> HttpResponse:
        """Say what others recorded meanwhile; what was typed stays, and can be sent again."""
        case = AdmissionCase.objects.get(pk=self.case.pk)
        form.add_error(None, changed_meanwhile(case, form.cleaned_data["revision"]))
        form.data = {**self.request.POST.dict(), "revision": str(case.revision)}
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = str(STEP_LABELS[self.step])
        form = kwargs.setdefault("form", self.get_form())
        typed = self.request.POST or self.figures_before() or self.request.GET or _offered(form)
        words = self.preparing_words(label)
        return super().get_context_data(
            **kwargs,
            **self.form_context(),
            **{"page_title": label, "submit_label": gettext("Record"), **words},
            crumbs=crumbs_of(self.case, label),
            not_before_on=self._not_before_on(),
            words_before=words_before(self.case, self.step, self.today),
            probation=self._probation(),
            vote_desk=self.desk(typed, DATE_FIELDS[STEPS[self.step].shape]),
        )

    def _probation(self) -> list[Pair]:
        """The two days at the end of probation, for the meeting that has to keep both."""
        considers = self.step is StepCode.RECOGNITION_RESOLUTION
        return probation_of(case_page(self.case, self.today)) if considers else []

    def _not_before_on(self) -> Any:
        """The day from which the act can be done, while it is to come."""
        turns_on = self.case.turns_on
        waits = turns_on is not None and turns_on > self.today
        resolves = STEPS[self.step].shape is StepShape.BRANCH_RESOLUTION
        return turns_on if waits and resolves else None


class StepDoneView(CaseMixin, TemplateView):
    """What was recorded and what comes next; only read, so that loading it again records nothing."""

    template_name = "admission/step/done.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = _step(kwargs["step"])
        page = case_page(self.case, self.today)
        recorded = [fact for fact in page.facts if fact.step is step and fact.is_current]
        if not recorded:
            return redirect(self.case)
        newest = max(recorded, key=lambda fact: fact.recorded_at)
        following = page.assessment.next_step
        next_text, next_by, why_url = gettext("Nothing more is to be done: the file is closed."), "", ""
        owed = [one for one in page.assessment.findings if one.code is FindingCode.NOTICE_MISSING]
        if owed:
            steps = "; ".join(str(STEP_LABELS[one.step]) for one in owed)
            next_text = gettext("The file is closed. Still to be done: %(steps)s.") % {"steps": steps}
        if following:
            who = organization_acting(self.case, following.body)
            next_text = gettext("%(step)s, by %(who)s") % {"step": STEP_LABELS[following.step], "who": who}
            limit = page.deadline(following.deadline) if following.deadline else None
            if limit:
                next_by = deadline_light(limit, self.today).text
                why_url = reverse("deadline", args=[self.case.pk, limit.pk])
            elif following.not_before_on:
                next_by = gettext("Not before %(day)s.") % {"day": vn_date(following.not_before_on)}
                why_url = reverse("case-why", args=[self.case.pk])
        name = self.case.candidate.person.full_name
        return self.render_to_response(
            self.get_context_data(
                title=gettext("Recorded: %(step)s") % {"step": STEP_LABELS[step]},
                recorded=[
                    Pair(gettext("Candidate"), f"{name} · {self.case.code} · {self.case.branch.name}"),
                    Pair(str(STEP_LABELS[step]), newest.text),
                    Pair(gettext("Recorded by"), f"{newest.recorded_by}, {vn_datetime(newest.recorded_at)}"),
                ],
                next_text=next_text,
                next_by=next_by,
                actions=[
                    Link(gettext("Back to the file"), self.case.get_absolute_url()),
                    *([Link(gettext("Why this date?"), why_url)] if why_url else []),
                    Link(gettext("My work"), reverse("work-list")),
                ],
                probation=probation_of(page),
                still_missing=self._still_missing(step, page),
                undo=undo_offer(self.case, page.last_act, by=self.account, now=timezone.now()),
            )
        )

    def _still_missing(self, step: StepCode, page: CasePage) -> list[ShownFinding]:
        """What the same step still owes after this act, such as the second sponsor; with the way there."""
        allowed = recordable_steps(self.access, self.case).intersection(page.assessment.allowed_steps)
        missing = (one for one in page.assessment.findings if one.severity is Severity.MISSING and one.step is step)
        return shown_findings(missing, page, allowed)


class FactMixin(RecordMixin):
    """A page about one recorded fact, for those who may record its step."""

    @cached_property
    def step(self) -> StepCode:
        name = self.kwargs["model"]
        return _BESIDE[name][1] if name in _BESIDE else step_of(self.fact)

    @cached_property
    def fact(self) -> Fact:
        name = self.kwargs["model"]
        model = _BESIDE[name][0] if name in _BESIDE else FACT_MODELS.get(name)
        if model is None or model is RuleAdoption:
            raise Http404
        rows = model.objects.filter(case=self.case).select_related("case__branch", "case__candidate")
        if name in _BESIDE:
            rows = rows.exclude(**{_BESIDE[name][2]: None})
        found: Fact = get_object_or_404(rows, pk=self.kwargs["fact_pk"])
        return found


class CorrectView(FactMixin, FormView[FactForm]):
    """Take a recorded fact's place with a corrected one, for a reason."""

    template_name = "admission/step/form.html"

    def turn_away(self) -> HttpResponseBase | None:
        if not self.fact.is_correctable:
            words = gettext("A merger or a split concerns many files at once: its day is not corrected in one of them.")
            messages.warning(self.request, words)
            return redirect(self.case)
        if self.fact.superseded_at is None:
            return None
        messages.warning(self.request, gettext("This was corrected already; the file shows what stands now."))
        return redirect(self.case)

    def get_form_class(self) -> type[FactForm]:
        return form_of(self.step)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "today": self.today,
            "step": self.step,
            "context": step_context(self.case, self.step, self.today),
            "correcting": self.fact,
        }

    def form_valid(self, form: FactForm) -> HttpResponse:
        changes = changed_columns(self.fact, form.columns())
        if not changes:
            form.add_error(None, gettext("Nothing differs from what is recorded."))
            return self.form_invalid(form)
        try:
            correct(
                fact=self.fact,
                changes=changes,
                reason=form.cleaned_data["correction_reason"],
                by=self.account,
                today=self.today,
                now=timezone.now(),
            )
        except (AdmissionError, MembersError) as error:
            self.tell(form, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            gettext("Corrected: %(step)s. The time limits were counted anew.") % {"step": STEP_LABELS[self.step]},
        )
        return redirect(self.case)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Correct: %(step)s") % {"step": STEP_LABELS[self.step]}
        typed = self.request.POST or self._recorded() | self.request.GET.dict()
        return super().get_context_data(
            **kwargs,
            **self.form_context(),
            page_title=title,
            submit_label=gettext("Record the correction"),
            crumbs=crumbs_of(self.case, title),
            vote_desk=self.desk(typed, DATE_FIELDS[STEPS[self.step].shape]),
        )

    def _recorded(self) -> dict[str, str]:
        """The figures of the vote as they stand."""
        figures = {name: getattr(self.fact, name, None) for name in VOTE_COLUMNS}
        return {name: str(value) for name, value in figures.items() if value is not None}


def changed_meanwhile(case: AdmissionCase, revision: int) -> str:
    """Say what was recorded in a file since somebody saw it."""
    lines = [
        gettext("%(what)s (%(who)s, %(at)s)") % {"what": act.what, "who": act.who, "at": vn_datetime(act.at)}
        for act in acts_since(case, revision)
    ]
    meanwhile = "; ".join(lines) or gettext("the time limits were counted anew")
    words = gettext(
        "The file changed after you opened this page: %(changes)s. Check, then send again if it still holds."
    )
    return words % {"changes": meanwhile}


def _offered(form: FactForm) -> dict[str, str]:
    """The figures that a form starts from."""
    initial = {name: form.fields[name].initial for name in VOTE_COLUMNS if name in form.fields}
    return {name: str(value) for name, value in initial.items() if value is not None}


_BESIDE: dict[str, tuple[type[Fact], StepCode, str]] = {
    RECEIPT: (CommitteeDecision, StepCode.DECISION_RECEIPT, "received_on"),
    HELP_ENDED: (Sponsorship, StepCode.END_SPONSORSHIP, "ended_on"),
}
"""What stands beside another fact in one row: its model, its step, the column that is empty without it."""


def _step(code: str) -> StepCode:
    """Read the step of an address; opening a file is no step of one."""
    if code not in STEPS or STEPS[StepCode(code)].shape is StepShape.CASE:
        raise Http404
    return StepCode(code)
