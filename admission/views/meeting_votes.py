"""The votes of one meeting of a branch on one page, and what was recorded of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import FormView, TemplateView

from admission.domain.errors import AdmissionError
from admission.domain.meetings import latest_meeting_on
from admission.domain.procedure import Body, StepCode
from admission.domain.rules import RuleSet, RuleSetNotFoundError
from admission.forms.errors import add_domain_error
from admission.forms.meetings import OWN_FIGURES, SHARED, AttendanceForm, FileVoteForm, prefix_of
from admission.forms.planning import HeldDayForm
from admission.labels import PROPOSALS_OF, STAGES, VOTE_METHODS, error_line
from admission.labels import STEPS as STEP_LABELS
from admission.models import AdmissionCase
from admission.models.resolution import vote_columns
from admission.permissions import Act, check_may_record_votes, may_record_votes
from admission.selectors.case_pages import case_page
from admission.selectors.meetings import Attendance, Ballot, ResolvedLine, attendance, ballot, resolved_at
from admission.selectors.rule_books import rule_book
from admission.services.acts import LATE, IrregularActError, StaleCaseError
from admission.services.meetings import MeetingRefusedError, MeetingVote, record_meeting
from admission.templatetags.display import vn_date, weekday_date
from admission.views.case_page import ShownFinding, shown_findings
from admission.views.lights import Light, line_light
from admission.views.planning import PlanningMixin
from admission.views.steps import changed_meanwhile
from admission.views.vote_desk import VoteDesk, desk_by


@dataclass(slots=True)
class FileOnBallot:
    """A file the meeting can vote on, with its small form."""

    case: AdmissionCase
    step: StepCode
    stage: str
    form: FileVoteForm
    desk: VoteDesk
    irregular: list[ShownFinding] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.case.candidate.person.full_name

    @property
    def title(self) -> str:
        return str(STEP_LABELS[self.step])

    @property
    def anchor(self) -> str:
        return prefix_of(self.case.pk)


@dataclass(frozen=True, slots=True)
class ResolvedRow:
    """What a meeting resolved on one file, as its page tells it."""

    name: str
    code: str
    url: str
    resolution: str
    number: str
    vote: VoteDesk
    following: str
    light: Light


@dataclass(frozen=True, slots=True)
class ShownError:
    """A line of the summary on top; `anchor`: the id of the field it is about."""

    anchor: str
    text: str


class HeldMeetingMixin(PlanningMixin):
    """A page about a meeting that was held: the one asked for, else the latest regular one, else one today."""

    @cached_property
    def day_form(self) -> HeldDayForm:
        return HeldDayForm(self.request.GET if "on" in self.request.GET else None, today=self.today)

    @cached_property
    def held_on(self) -> date:
        chosen = self.day_form.cleaned_data["on"] if self.day_form.is_bound and self.day_form.is_valid() else None
        return chosen or latest_meeting_on(self.branch.meeting_day, self.today) or self.today

    @cached_property
    def rules(self) -> RuleSet:
        book = rule_book()
        try:
            return book.on(self.held_on)
        except RuleSetNotFoundError:
            return book.on(self.today)

    def address(self, name: str) -> str:
        return f"{reverse(name, args=[self.branch.pk])}?{urlencode({'on': vn_date(self.held_on)})}"


class MeetingVotesView(HeldMeetingMixin, FormView[AttendanceForm]):
    """Write down at once what a meeting resolved on several persons; what is left empty is not recorded."""

    act = Act.RECORD_STEP
    template_name = "admission/planning/votes.html"
    form_class = AttendanceForm

    def guard(self) -> None:
        super().guard()
        check_may_record_votes(self.access, self.branch)

    @cached_property
    def there(self) -> Attendance:
        return attendance(self.branch, self.held_on)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"voters": self.there.voters}

    @cached_property
    def ballot(self) -> Ballot:
        return ballot(scope=self.scope, branch=self.branch, on=self.held_on)

    @cached_property
    def files(self) -> list[FileOnBallot]:
        """The files up for a vote, with what was typed for them."""
        typed = self.request.POST if self.request.method == "POST" else None
        return [self._file(case, step, typed) for case, step in self.ballot.files]

    def _file(self, case: AdmissionCase, step: StepCode, typed: QueryDict | None) -> FileOnBallot:
        form = FileVoteForm(typed, case=case, step=step, voters=self.there.voters, on=self.held_on, today=self.today)
        own = {name: self._asked.get(f"{prefix_of(case.pk)}-{name}", "") for name in OWN_FIGURES}
        desk = desk_by(self.rules, Body.BRANCH, self._shared | own, of_many=True)
        return FileOnBallot(case, step, str(STAGES[case.stage_on(self.held_on)]), form, desk)

    @cached_property
    def _asked(self) -> Mapping[str, str]:
        """The figures typed so far: sent, or asked about by the vote desk."""
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @cached_property
    def _shared(self) -> dict[str, str]:
        """The figures of the whole meeting."""
        offered = AttendanceForm(voters=self.there.voters).figures()
        return {name: self._asked.get(name, offered.get(name, "")) for name in SHARED}

    # --- what was sent ------------------------------------------------------------------------------------------------
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if self.day_form.is_bound and not self.day_form.is_valid():
            return self.form_invalid(form)
        filled = [file for file in self.files if file.form.is_filled]
        gone = self._gone()
        if not filled and not gone:
            form.add_error(None, gettext("Nothing is filled in: write down the vote on at least one person."))
        for words in gone:
            form.add_error(None, words)
        good = [file.form.is_valid() for file in filled]
        if not form.is_valid() or not all(good):
            return self.form_invalid(form)
        try:
            record_meeting(
                votes=[_vote_of(file) for file in filled], adopted_on=self.held_on, by=self.account, today=self.today
            )
        except MeetingRefusedError as error:
            for file in filled:
                if file.case.pk in error.errors:
                    self._tell(file, error.errors[file.case.pk])
            return self.form_invalid(form)
        return redirect(self.address("meeting-votes-done"))

    def form_invalid(self, form: AttendanceForm) -> HttpResponse:
        for file in self.files:
            if file.form.is_filled:
                file.form.pass_on_errors(form)
        return super().form_invalid(form)

    def _gone(self) -> list[str]:
        """Name the files of which something was typed and which are no longer up for a vote."""
        typed = {name.partition("-")[0] for name in self.request.POST if name.endswith("-number")}
        typed = {name for name in typed if self.request.POST[f"{name}-number"].strip()}
        missing = typed - {prefix_of(file.case.pk) for file in self.files}
        ids = [int(name[1:]) for name in missing if name[1:].isdecimal() and len(name) <= 18]  # noqa: PLR2004 - digits of an id
        cases = self.scope.filter(branch=self.branch, pk__in=ids).select_related("candidate__person").order_by("pk")
        words = gettext("%(name)s is not up for a vote any more (the file is at “%(stage)s”): open the file and look.")
        return [
            words % {"name": case.candidate.person.full_name, "stage": STAGES[case.stage_on(self.today)]}
            for case in cases
        ]

    def _tell(self, file: FileOnBallot, error: AdmissionError) -> None:
        """Say of one file what was refused."""
        match error:
            case StaleCaseError():
                case = AdmissionCase.objects.get(pk=file.case.pk)
                file.form.add_error(None, changed_meanwhile(case, file.form.cleaned_data["revision"]))
                file.form.renew(case.revision)
                return
            case IrregularActError():
                is_late = "late_cause" in file.form.fields and any(one.code in LATE for one in error.findings)
                file.form.ask_reason(is_late=is_late)
                file.irregular = shown_findings(error.findings, case_page(file.case, self.today))
        add_domain_error(file.form, error, steps=[file.step], date_field="adopted_on")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.get_form())
        errors = list(self._errors(form))
        return super().get_context_data(
            **kwargs,
            branch=self.branch,
            crumbs=self.crumbs(gettext("Votes of a meeting")),
            held_on=self.held_on,
            today=self.today,
            day_form=self.day_form,
            files=self.files,
            there=self.there,
            desk=desk_by(self.rules, Body.BRANCH, self._shared, of_many=True),
            desk_ids=",".join(f"#desk-{file.anchor}" for file in self.files),
            errors=errors,
            page_has_errors=bool(errors),
            recorded=self.ballot.resolved,
            done_url=self.address("meeting-votes-done"),
            here=self.address("meeting-votes"),
        )

    def _errors(self, form: AttendanceForm) -> Any:
        """The lines of the summary, in the order of the page."""
        for name, words in (*self.day_form.errors.items(), *form.errors.items()):
            fields = self.day_form.fields if name in self.day_form.fields else form.fields
            label = str(fields[name].label) if name in fields else ""
            anchor = "" if name not in fields else "div_id_vote_method" if name == "vote_method" else f"id_{name}"
            yield from (ShownError(anchor, error_line(label, str(text)) if label else str(text)) for text in words)
        for file in self.files:
            if not file.form.is_filled:
                continue
            for name, words in file.form.errors.items():
                bound = file.form[name] if name in file.form.fields else None
                anchor = (bound.id_for_label or f"div_{bound.auto_id}") if bound else f"title-{file.anchor}"
                lines = (error_line(str(bound.label), str(text)) if bound else str(text) for text in words)
                yield from (ShownError(anchor, f"{file.name} – {line}") for line in lines)


def _vote_of(file: FileOnBallot) -> MeetingVote:
    values = file.form.values()
    typed = file.form.cleaned_data
    more = {name: values[name] for name in ("proposal", "late_cause") if name in values}
    return MeetingVote(
        case=file.case,
        step=file.step,
        number=values["number"],
        vote=values["vote"],
        revision=typed["revision"],
        irregular_reason=typed["irregular_reason"],
        **more,
    )


class MeetingVotesDoneView(HeldMeetingMixin, TemplateView):
    """What a meeting resolved, and what comes next in each file; only read: loading it again records nothing."""

    act = Act.READ_CASES
    template_name = "admission/planning/votes_done.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = resolved_at(scope=self.scope, branch=self.branch, on=self.held_on, today=self.today)
        title = gettext("Votes of the meeting on %(day)s") % {"day": weekday_date(self.held_on)}
        return super().get_context_data(
            **kwargs,
            branch=self.branch,
            crumbs=self.crumbs(gettext("What was resolved")),
            title=title,
            rows=[self._row(line) for line in found],
            votes_url=self.address("meeting-votes"),
            may_record=may_record_votes(self.access, self.branch),
        )

    def _row(self, line: ResolvedLine) -> ResolvedRow:
        file = line.file
        typed = {name: str(value) for name, value in vote_columns(line.vote).items()}
        desk = desk_by(self.rules, Body.BRANCH, typed, of_many=True)
        desk = replace(desk, method_label=str(VOTE_METHODS[line.vote.method]))
        who = gettext("%(step)s, by %(who)s") % {"step": STEP_LABELS[file.step], "who": file.actor} if file.step else ""
        return ResolvedRow(
            name=file.name,
            code=file.code,
            url=reverse("case", args=[file.pk]),
            resolution=str(PROPOSALS_OF[line.kind, line.proposal]),
            number=line.number,
            vote=desk,
            following=who or gettext("Nothing more is to be done: the file is closed."),
            light=line_light(file, self.today),
        )
