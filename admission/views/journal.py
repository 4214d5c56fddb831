"""The journal for inspectors, and the state of its chain for whoever may have it verified."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.generic import TemplateView, View

from admission.forms.journal import JournalFilterForm
from admission.permissions import Act, events_to_read, may
from admission.selectors.journal import journal_page, journal_state
from admission.views.base import GuardedMixin
from members.services.journal_anchors import AnchorFormatError, kept_anchors
from members.services.journal_check import record_check, verify_journal


class JournalView(GuardedMixin, TemplateView):
    """Filters and place in the list are in the address, so that Back and a bookmark lead to the same list."""

    act = Act.READ_JOURNAL
    template_name = "members/journal/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = JournalFilterForm(self.request.GET, today=self.today)
        before, after = (_id(self.request, name) for name in ("before", "after"))
        page = journal_page(
            scope=events_to_read(self.access), access=self.access, asked=form.asked(), before=before, after=after
        )
        kept = {name: self.request.GET[name] for name in form.fields if self.request.GET.get(name)}
        return super().get_context_data(
            **kwargs,
            filter_form=form,
            lines=page.lines,
            state=journal_state(),
            is_asked=bool(kept),
            next_url=_address(kept, before=page.older),
            previous_url=_address(kept, after=page.newer),
        )


class JournalStateView(GuardedMixin, TemplateView):
    """The box alone: an administrator reads no event."""

    act = Act.VERIFY_JOURNAL
    template_name = "members/journal/state.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, state=journal_state(), may_read=may(self.access, Act.READ_JOURNAL))


class VerifyJournalView(GuardedMixin, View):
    """The button: the whole chain is walked, with the anchors written down beside the database."""

    act = Act.VERIFY_JOURNAL
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            anchors = kept_anchors()
        except AnchorFormatError as error:
            messages.error(
                request, gettext("“%(line)s” is no anchor: day, count and link are wanted.") % {"line": error.line}
            )
            return redirect("journal-state")
        verdict = verify_journal(anchors)
        record_check(verdict, by=self.account)
        if verdict.error is not None:
            messages.error(request, verdict.error.words())
        else:
            counts = {"sealed": verdict.sealed, "unsealed": verdict.unsealed}
            messages.success(
                request,
                gettext("The journal is whole: %(sealed)s rows sealed, %(unsealed)s wait for their seal.") % counts,
            )
        return redirect("journal-state")


def _id(request: HttpRequest, name: str) -> int | None:
    """Read a place in the list from the address; anything but a small number is the beginning."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None  # noqa: PLR2004 - of 64 bits


def _address(kept: dict[str, str], **place: int | None) -> str:
    """The address of a neighbouring page; empty at the end of the list."""
    found = {name: pk for name, pk in place.items() if pk is not None}
    return f"?{urlencode({**kept, **found})}" if found else ""
