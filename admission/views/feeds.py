""" "Lịch trong điện thoại": the page of one's own calendar address, and the address itself."""

import hashlib
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.generic import TemplateView, View

from admission.permissions import Act
from admission.selectors.feeds import MOST_EVENTS, feed_state
from admission.services.feeds import (
    FeedGoneError,
    NoFeedError,
    UnknownFeedError,
    fetch_feed,
    make_feed,
    renew_feed,
    revoke_feed,
)
from admission.views.devices import device_of
from admission.views.own_account import OwnAccountMixin
from members.models.role import ACTING_ROLES
from members.services.guesses import TooManyGuessesError

Answer = TypeVar("Answer", bound=HttpResponseBase)


@method_decorator(login_not_required, name="dispatch")
class FeedView(View):
    """What a telephone fetches: no session, no cookie, nothing but the secret in the address."""

    act = Act.FETCH_FEED

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            text = fetch_feed(token=token, address=device_of(request).address, now=timezone.now())
        except UnknownFeedError:
            return _refusal(404, gettext("There is no such calendar address."))
        except FeedGoneError:
            return _refusal(
                410, gettext("This calendar address is no longer good. Sign in and make a new one under “My account”.")
            )
        except TooManyGuessesError as refused:
            answer = _refusal(429, gettext("Fetched too often. Try again in some minutes."))
            answer.headers["Retry-After"] = str(max(1, int((refused.until - timezone.now()).total_seconds())))
            return answer
        tag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
        answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        answer.headers["ETag"] = tag
        answer.headers["Content-Disposition"] = 'inline; filename="ket-nap.ics"'
        return _private(get_conditional_response(request, etag=tag, response=answer) or answer)


def _refusal(status: int, words: str) -> HttpResponse:
    return _private(HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8"))


def _private(answer: Answer) -> Answer:
    """Only the telephone itself keeps it, and asks each time whether it is still so."""
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


class FeedPageView(OwnAccountMixin, TemplateView):
    """The address of the account's own calendar: whether there is one, until when, when it was last fetched."""

    template_name = "members/own_account/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            crumbs=self.crumbs(gettext("Calendar on the telephone")),
            state=feed_state(self.account, timezone.now()),
            acts=bool(self.access.with_roles(ACTING_ROLES)),
            most=MOST_EVENTS,
        )


class _FeedButtonView(OwnAccountMixin, View):
    """A button of the page; pressed too late, it is offered again after the password."""

    http_method_names = ["post"]
    keeps_forms: ClassVar[bool] = True
    asks_password_again = True


class MakeFeedView(_FeedButtonView):
    """Make an address, and show it this once."""

    def about(self) -> str:
        return gettext("Make a calendar address")

    def post(self, request: HttpRequest) -> HttpResponse:
        _feed, token = make_feed(account=self.account, now=timezone.now())
        page = NewFeedPage()
        page.setup(request)
        url = settings.BASE_URL + reverse("feed", args=[token])
        crumbs = self.crumbs(gettext("Calendar on the telephone"))
        return page.render_to_response(page.get_context_data(url=url, subscribe_url=_subscription(url), crumbs=crumbs))


def _subscription(url: str) -> str:
    """The address as a telephone knows it that subscribes to calendars by itself."""
    return f"webcal://{url.partition('://')[2]}"


class NewFeedPage(TemplateView):
    """Has no address of its own: it is shown once and cannot be loaded again."""

    template_name = "members/own_account/calendar_made.html"


class RenewFeedView(_FeedButtonView):
    def about(self) -> str:
        return gettext("Renew the calendar address")

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            renew_feed(account=self.account, now=timezone.now())
        except NoFeedError:
            messages.error(request, gettext("There is no address to renew any more: make a new one."))
        else:
            messages.success(request, gettext("The address is good for another 90 days."))
        return redirect("calendar-feed")


class RevokeFeedView(_FeedButtonView):
    """Without the password: whoever fears that somebody reads along is not held up."""

    asks_password_again = False

    def post(self, request: HttpRequest) -> HttpResponse:
        if revoke_feed(account=self.account, now=timezone.now()):
            messages.success(request, gettext("The address was revoked: nothing is fetched by it any more."))
        else:
            messages.info(request, gettext("There was no address any more."))
        return redirect("calendar-feed")
