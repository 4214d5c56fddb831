"""What publishing a draft would do, by name; publishing it; and what a published version did."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.generic import FormView, TemplateView

from admission.domain.errors import AdmissionError
from admission.forms.calendar_errors import refusal_words
from admission.forms.calendar_publishing import PublishForm, publishing_words
from admission.labels import day
from admission.models import CalendarVersion, DeadlineSettlement
from admission.permissions import ACTS, Act, calendars_to_keep
from admission.selectors.calendar_drafts import draft_content
from admission.selectors.calendar_effects import PAGE, ChangedDay, ChangePreview, MoveLine, move_page, preview_change
from admission.selectors.calendar_following import Behind, behind, news_below
from admission.selectors.calendar_moves import changed_days_of, moves_of, published_line
from admission.services.calendar_drafts import check_publishable
from admission.services.calendar_publishing import publish_draft
from admission.services.calendars import DeadlinesOutsideError, PreviewStaleError
from admission.views.calendar_drafts import DraftMixin
from admission.views.calendars import CalendarMixin, calendar_crumbs
from admission.views.case_page import Link, Pair
from members.access import Access

_MOST_CAUSES = 3


class CalendarPreviewView(DraftMixin, FormView[PublishForm]):
    """Everything that would move, a page at a time; the form at its foot publishes. It hands back what was seen."""

    act = Act.PUBLISH_CALENDAR
    asks_password_again = True
    form_class = PublishForm
    template_name = "admission/calendar/preview.html"

    def turn_away(self) -> HttpResponseBase | None:
        """What cannot be published yet is shown as a draft, which says what is missing."""
        elsewhere = super().turn_away()
        if elsewhere is not None:
            return elsewhere
        try:
            check_publishable(self.draft)
        except AdmissionError as error:
            messages.error(self.request, refusal_words(error))
            return redirect(self.draft.get_absolute_url())
        return None

    @cached_property
    def preview(self) -> ChangePreview:
        return preview_change(self.draft.calendar, draft_content(self.draft), self.today)

    def form_valid(self, form: PublishForm) -> HttpResponse:
        try:
            published = publish_draft(
                draft=self.draft,
                revision=_number(self.request.POST.get("revision", "")),
                token=self.request.POST.get("token", ""),
                reason=form.cleaned_data["reason"],
                by=self.account,
                today=self.today,
                now=timezone.now(),
            )
        except (PreviewStaleError, DeadlinesOutsideError) as error:
            self.preview = error.preview
            form.add_error(None, publishing_words(error))
            return self.form_invalid(form)
        except AdmissionError as error:
            words = publishing_words(error) or refusal_words(error)
            if not words:
                raise
            form.add_error(None, words)
            return self.form_invalid(form)
        words = ngettext(
            "Version %(number)s is published; %(count)s due date moved.",
            "Version %(number)s is published; %(count)s due dates moved.",
            published.moved,
        )
        messages.success(self.request, words % {"number": published.version.number, "count": published.moved})
        return redirect("calendar-version", self.draft.calendar_id, published.version.number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        preview, page = self.preview, _page(self.request.GET.get("page", ""))
        paths = administered(self.access)
        named = move_page(self.draft.calendar, preview, paths, page)
        return super().get_context_data(
            **kwargs,
            draft=self.draft,
            preview=preview,
            days=[_day_words(each) for each in preview.days],
            totals=_totals(preview),
            columns=move_columns(),
            rows=[{"cells": move_cells(line)} for line in named.lines],
            elsewhere=preview.moves - named.count,
            behind=self._behind(),
            lost_columns=move_columns()[:4],
            lost=[{"cells": _lost_cells(line)} for line in preview.lost if line.path.startswith(paths)],
            crumbs=self.crumbs(Link(gettext("Preview"), "")),
            cancel_url=self.draft.get_absolute_url(),
            **_pages(page, named.count),
        )

    def _behind(self) -> Behind | None:
        """The calendars below that would not take this over."""
        news = news_below(self.draft.calendar, draft_content(self.draft))
        return behind(news, list(calendars_to_keep(self.access)), self.today) if news else None


class CalendarVersionView(CalendarMixin, TemplateView):
    """What a published version moved, and how many of these dates still wait for somebody to settle them."""

    act = Act.PUBLISH_CALENDAR
    template_name = "admission/calendar/published.html"

    @cached_property
    def version(self) -> CalendarVersion:
        versions = self.calendar.versions.select_related("calendar", "published_by")
        return get_object_or_404(versions, number=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version, page = self.version, _page(self.request.GET.get("page", ""))
        moves, days = moves_of(version, administered(self.access)), changed_days_of(version)
        shown = moves[(page - 1) * PAGE : page * PAGE]
        on = timezone.localtime(version.published_at).date()
        title = gettext("%(calendar)s, version %(number)s") % {
            "calendar": self.calendar.name, "number": version.number,
        }  # fmt: skip
        count, all_of_them = moves.count(), version.moves.count()
        return super().get_context_data(
            **kwargs,
            title=title,
            facts=self._facts(all_of_them),
            days=[_day_words(each) for each in days],
            elsewhere=all_of_them - count,
            calendar=self.calendar,
            behind=self.behind(),
            columns=move_columns(),
            rows=[{"cells": move_cells(published_line(move, days, on))} for move in shown],
            crumbs=calendar_crumbs(
                Link(self.calendar.name, reverse("calendar-versions", args=[self.calendar.pk])), Link(title, "")
            ),
            **_pages(page, count),
        )

    def _facts(self, count: int) -> list[Pair]:
        version = self.version
        settlements = DeadlineSettlement.objects.filter(move__version=version)
        by = version.published_by.full_name if version.published_by else gettext("the system")
        return [
            Pair(gettext("Notice"), version.notice),
            Pair(gettext("Reason"), version.reason or "–"),
            Pair(gettext("Published by"), by),
            Pair(gettext("Due dates that moved"), str(count)),
            Pair(gettext("Dates to settle"), str(settlements.count())),
            Pair(gettext("Of these waiting"), str(settlements.waiting().count())),
        ]


def administered(access: Access) -> tuple[str, ...]:
    """The tops of the subtrees whose files are named to the account: those it administers; others are only counted."""
    return access.paths(tuple(ACTS[Act.PUBLISH_CALENDAR].roles))


def move_columns() -> list[dict[str, Any]]:
    """The headings over moved dates."""
    labels = (
        gettext("File"),
        gettext("Organisation"),
        gettext("Time limit"),
        gettext("Due date"),
        gettext("To look at"),
        gettext("Because of"),
    )
    return [{"label": label, "numeric": False} for label in labels]


def move_cells(line: MoveLine, url: str = "") -> list[dict[str, Any]]:
    """One moved date; `url`: of the file, for who reads it."""
    unknown = gettext("not known yet")
    old, new = (day(each) if each else unknown for each in (line.old_due_on, line.due_on))
    return [
        {"text": " · ".join(part for part in (line.code, line.initials) if part), "url": url},
        {"text": line.place},
        {"text": line.label},
        {"text": f"{old} → {new}"},
        {"text": flag_words(line)},
        {"text": _causes(line.causes)},
    ]


def flag_words(line: MoveLine) -> str:
    """Why a person has to look at it, a dash where nobody has to."""
    if line.is_passed:
        return gettext("Would be over already")
    return gettext("Earlier than before") if line.is_earlier else "–"


def _lost_cells(line: MoveLine) -> list[dict[str, Any]]:
    return [*move_cells(line)[:3], {"text": day(line.old_due_on) if line.old_due_on else "–"}]


def _day_words(each: ChangedDay) -> str:
    words = gettext("%(day)s is worked") if each.is_worked else gettext("%(day)s is off")
    said = words % {"day": day(each.on)}
    name = each.name(get_language() or "vi")
    return f"{said} ({name})" if name else said


def _causes(causes: Iterable[ChangedDay]) -> str:
    named = list(causes)
    if not named:
        return gettext("the year is published")
    words = ", ".join(_day_words(each) for each in named[:_MOST_CAUSES])
    more = len(named) - _MOST_CAUSES
    return words if more <= 0 else gettext("%(days)s and %(more)s more") % {"days": words, "more": more}


def _totals(preview: ChangePreview) -> list[Pair]:
    return [
        Pair(gettext("Due dates that move"), str(preview.moves)),
        Pair(gettext("Earlier than before"), str(preview.earlier)),
        Pair(gettext("Would be over already"), str(preview.passed)),
        Pair(gettext("For somebody to settle"), str(preview.to_settle)),
        Pair(gettext("Provisional dates that become final"), str(preview.becomes_final)),
        Pair(gettext("Final dates that become provisional"), str(preview.becomes_provisional)),
    ]


def _pages(page: int, count: int) -> dict[str, str]:
    last = max(1, -(-count // PAGE))
    return {
        "previous_url": f"?page={page - 1}" if page > 1 else "",
        "next_url": f"?page={page + 1}" if page < last else "",
        "summary": gettext("Page %(page)s of %(last)s") % {"page": page, "last": last} if last > 1 else "",
    }


def _page(text: str) -> int:
    """Read a page number from the address; anything but a small number is the first page."""
    return max(1, _number(text))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0  # noqa: PLR2004 - a small number
