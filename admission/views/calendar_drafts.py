"""A draft of a calendar: what it changes, the forms of its acts, and beginning it anew or dropping it."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import FormView, TemplateView, View

from admission.domain.calendar_drafts import replay
from admission.domain.calendar_file import CalendarContent
from admission.domain.errors import AdmissionError
from admission.forms.calendar_errors import add_calendar_error, refusal_words
from admission.forms.calendars import ACT_PAGES, ActForm, ActPage, NoticeForm
from admission.labels import day
from admission.labels.calendars import act_words
from admission.models import CalendarDraft
from admission.permissions import Act, calendars_to_keep, check_may
from admission.selectors.calendar_drafts import acts_of, draft_changes, is_stale
from admission.selectors.calendars import content_of
from admission.services.calendar_drafts import (
    change_draft,
    check_publishable,
    drop_draft,
    name_notice,
    renew_draft,
    take_back,
)
from admission.views.base import GuardedMixin
from admission.views.calendars import calendar_crumbs, changed_lines, changed_years
from admission.views.case_page import Link, Pair


class DraftMixin(GuardedMixin):
    """A page of one open draft; one of a calendar outside the account's reach does not exist."""

    act = Act.KEEP_CALENDARS

    @cached_property
    def draft(self) -> CalendarDraft:
        kept = CalendarDraft.objects.filter(calendar__in=calendars_to_keep(self.access).order_by())
        draft: CalendarDraft = get_object_or_404(
            kept.select_related("calendar__organization", "based_on__calendar", "begun_by"), pk=self.kwargs["pk"]
        )
        return draft

    @cached_property
    def content(self) -> CalendarContent:
        """What the draft says so far."""
        return replay(content_of(self.draft.based_on), acts_of(self.draft))

    def guard(self) -> None:
        check_may(self.access, self.act)
        self.require_draft()

    def require_draft(self) -> CalendarDraft:
        """Look for the draft before anything else is asked. Raises: Http404."""
        return self.draft

    def turn_away(self) -> HttpResponseBase | None:
        """A draft that was published or dropped has no pages any more."""
        if self.draft.closed_as is None:
            return None
        messages.info(self.request, gettext("This draft was published or dropped meanwhile."))
        return redirect("calendar-versions", self.draft.calendar_id)

    def crumbs(self, *below: Link) -> list[Link]:
        """The way down to the draft; the last one is the page itself."""
        calendar = self.draft.calendar
        return calendar_crumbs(
            Link(calendar.name, reverse("calendar-versions", args=[calendar.pk])),
            Link(gettext("Draft"), self.draft.get_absolute_url()),
            *below,
        )


class DraftView(DraftMixin, TemplateView):
    template_name = "admission/calendar/draft.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        changes = draft_changes(draft)
        missing = self._missing()
        own = draft.calendar.organization_id is not None
        return super().get_context_data(
            **kwargs,
            draft=draft,
            facts=self._facts(),
            is_stale=is_stale(draft),
            missing=missing,
            wide=changed_lines(changes),
            years=changed_years(changes),
            is_unchanged=changes.is_empty,
            done=[act_words(act) for act in acts_of(draft)],
            actions=[
                Link(str(page.title), reverse("calendar-draft-act", args=[draft.pk, kind]))
                for kind, page in ACT_PAGES.items()
                if own or kind != "weekend"
            ],
            crumbs=self.crumbs(),
        )

    def _missing(self) -> str:
        """Say what is to be done before the draft can be published; empty where nothing is."""
        try:
            check_publishable(self.draft)
        except AdmissionError as error:
            return refusal_words(error)
        return ""

    def _facts(self) -> list[Pair]:
        draft = self.draft
        based_on = gettext("%(calendar)s, version %(number)s") % {
            "calendar": draft.based_on.calendar.name, "number": draft.based_on.number,
        }  # fmt: skip
        return [
            Pair(gettext("Calendar"), draft.calendar.name),
            Pair(gettext("Begun from"), based_on),
            Pair(gettext("Begun by"), f"{draft.begun_by.full_name}, {day(timezone.localdate(draft.begun_at))}"),
            Pair(gettext("Notice it rests on"), draft.notice or gettext("not named yet")),
        ]


class DraftFormView(DraftMixin, FormView[Any]):
    """A form that changes the draft; a refusal becomes an error of the form, and what was typed stays."""

    template_name = "admission/calendar/draft_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": self.today}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"revision": self.draft.revision}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.perform(form)
        except AdmissionError as error:
            add_calendar_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, self.done(form))
        return redirect(self.draft.get_absolute_url())

    def perform(self, form: Any) -> None:
        """Call the service."""
        raise NotImplementedError

    def done(self, form: Any) -> str:
        """Say what was entered."""
        return gettext("Entered in the draft. Nothing counts by it before it is published.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = str(kwargs["page_title"])
        return super().get_context_data(
            **kwargs, cancel_url=self.draft.get_absolute_url(), crumbs=self.crumbs(Link(title, ""))
        )


class DraftActView(DraftFormView):
    """One act; which one is the last part of the address."""

    @cached_property
    def page(self) -> ActPage:
        kind = self.kwargs["kind"]
        if kind not in ACT_PAGES or (kind == "weekend" and self.draft.calendar.organization_id is None):
            raise Http404
        return ACT_PAGES[kind]

    def require_draft(self) -> CalendarDraft:
        """The address of no act does not exist either. Raises: Http404."""
        draft = super().require_draft()
        _page = self.page
        return draft

    def get_form_class(self) -> type[ActForm]:
        return self.page.form

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"content": self.content}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | self.page.initial(self.content)

    def perform(self, form: Any) -> None:
        change_draft(
            draft=self.draft, act=form.act(), revision=form.cleaned_data["revision"], by=self.account, today=self.today
        )

    def done(self, form: Any) -> str:
        words = gettext("In the draft: %(act)s. Nothing counts by it before it is published.")
        return words % {"act": act_words(form.act())}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs, page_title=str(self.page.title), lead=self.page.lead, submit_label=gettext("Enter in the draft")
        )


class DraftNoticeView(DraftFormView):
    form_class = NoticeForm

    def get_initial(self) -> dict[str, Any]:
        draft = self.draft
        return super().get_initial() | {
            "notice_number": draft.notice_number, "notice_on": draft.notice_on, "issued_by": draft.issued_by,
        }  # fmt: skip

    def perform(self, form: Any) -> None:
        typed = form.cleaned_data
        name_notice(
            draft=self.draft, number=typed["notice_number"], on=typed["notice_on"], issued_by=typed["issued_by"],
            revision=typed["revision"], by=self.account, today=self.today,
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Name the notice")
        lead = gettext("The official notice this version rests on. A version without a notice is not published.")
        return super().get_context_data(**kwargs, page_title=title, lead=lead, submit_label=gettext("Save"))


class DraftButtonView(DraftMixin, View):
    """A button of the draft page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            words = self.press()
        except AdmissionError as error:
            if not (told := refusal_words(error)):
                raise
            messages.error(request, told)
        else:
            messages.success(request, words)
        return redirect(self.shown_then())

    def press(self) -> str:
        """Do it; say what was done."""
        raise NotImplementedError

    def shown_then(self) -> str:
        """The page that is shown afterwards."""
        return self.draft.get_absolute_url()

    @property
    def revision(self) -> int:
        """The state of the draft that the page showed."""
        return number_of(self.request.POST.get("revision", ""))


class TakeBackView(DraftButtonView):
    def press(self) -> str:
        take_back(
            draft=self.draft, place=number_of(self.request.POST.get("place", "")), revision=self.revision,
            by=self.account, today=self.today,
        )  # fmt: skip
        return gettext("Taken back.")


class RenewDraftView(DraftButtonView):
    def press(self) -> str:
        draft, refused = renew_draft(draft=self.draft, revision=self.revision, by=self.account, today=self.today)
        words = gettext("The draft begins from version %(number)s now.") % {"number": draft.based_on.number}
        if refused:
            left_out = gettext("Left out, since the newest version has it already or does not allow it: %(acts)s.")
            words = f"{words} {left_out % {'acts': '; '.join(act_words(act) for act in refused)}}"
        return words


class DropDraftView(DraftButtonView):
    def press(self) -> str:
        drop_draft(draft=self.draft, by=self.account, today=self.today, now=timezone.now())
        return gettext("The draft was dropped; the published version stays.")

    def shown_then(self) -> str:
        return reverse("calendar-versions", args=[self.draft.calendar_id])


def number_of(text: str) -> int:
    """Read what a hidden field of a page holds; -1 for anything else, which fits nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1  # noqa: PLR2004 - of 32 bits
