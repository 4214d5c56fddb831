"""What goes with each request: whether the session still holds, whether the second factor is missing, what the account
holds (read once); and pages behind the sign-in are never kept.
"""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from members.access import Access, access_of
from members.models import Account
from members.models.role import SECOND_FACTOR_ROLES
from members.refusals import UNAVAILABLE, plain_page
from members.services.kept_forms import keep_form, kept_paths
from members.services.sessions import record_session_over
from members.sessions import is_over, touch

KEPT = "kept"
"""In the session: the pages for which something is kept, so that other pages need not look."""
AFTER_SECOND_FACTOR = "after_second_factor"
"""In the session: the page to go on with once the second factor is set up or put off."""
_ACCESS = "_access"
_WAS = "_account_of_a_session_that_is_over"


def access_of_request(request: HttpRequest) -> Access:
    """Give what the signed-in account holds today, read from the database once for the whole request."""
    access: Access | None = getattr(request, _ACCESS, None)
    if access is None:
        access = access_of(cast(Account, request.user), timezone.localdate())
        setattr(request, _ACCESS, access)
    return access


def needs_second_factor(access: Access) -> bool:
    """Say whether one of the roles asks for a second factor."""
    return bool(access.with_roles(SECOND_FACTOR_ROLES))


def may_put_off(access: Access) -> bool:
    """Only who works with invented people alone may do without a second factor for now."""
    return all(one.is_practice for one in access.held)


class SessionLifeMiddleware:
    """A session that was idle or lasts too long is nobody's; what was typed in it is kept for its account.

    Pages say by attributes of their class what is different with them: `keeps_forms` False where what is posted must
    not be kept, `stays_idle` where opening the page is no sign of life, `opens_before_second_factor`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and is_over(request.session, timezone.now()):
            # The row stays until somebody signs in here: a form in a second window is then kept as well.
            setattr(request, _WAS, request.user)
            request.user = AnonymousUser()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        page = getattr(view, "view_class", None)
        was: Account | None = getattr(request, _WAS, None)
        if was is not None:
            _note_over(request, was)
            return _after_the_end(request, was, view, page)
        if not request.user.is_authenticated:
            return None
        if not getattr(page, "stays_idle", False):
            touch(request.session, timezone.now())
        if request.session.get("second_factor") or getattr(page, "opens_before_second_factor", False):
            return None
        if not getattr(view, "login_required", True):
            return None
        access = access_of_request(request)
        if needs_second_factor(access) and not (request.session.get("put_off") and may_put_off(access)):
            return _before_second_factor(request, access.account, page)
        return None


def _note_over(request: HttpRequest, was: Account) -> None:
    if not request.session.get("over"):
        request.session["over"] = True
        record_session_over(account=was, now=timezone.now())


def _after_the_end(
    request: HttpRequest, was: Account, view: Callable[..., HttpResponseBase], page: type[Any] | None
) -> HttpResponseBase | None:
    """Keep what was posted and lead to the sign-in, from there back to the form; for other requests nothing."""
    if not getattr(view, "login_required", True) or not getattr(page, "keeps_forms", True):
        return None
    back = _keep_posted(request, was, page)
    if back is None:
        if not _is_sent(request) and "text/html" in request.headers.get("Accept", ""):
            messages.info(request, gettext("You were signed out because the session had ended. Sign in to go on."))
        return None
    messages.warning(request, gettext("The session had ended. What you typed is kept: sign in and send it again."))
    return redirect_to_login(back)


def _before_second_factor(request: HttpRequest, account: Account, page: type[Any] | None) -> HttpResponseBase:
    """Lead to the second factor, which a role asks for since a moment ago; what was posted is kept until then."""
    if getattr(page, "keeps_forms", True) and (back := _keep_posted(request, account, page)) is not None:
        request.session[KEPT] = kept_paths(account, timezone.now())
        request.session[AFTER_SECOND_FACTOR] = back
        messages.warning(
            request, gettext("What you typed is kept: it is shown again once the second factor is set up.")
        )
    return redirect("second-factor")


def _is_sent(request: HttpRequest) -> bool:
    return request.method == "POST" and not request.headers.get("HX-Request")


def _keep_posted(request: HttpRequest, account: Account, page: type[Any] | None) -> str | None:
    """Keep what was posted; give the page that shows it again, None where nothing was sent or there is no room."""
    if not _is_sent(request):
        return None
    shows_form = can_show(page)
    kept = keep_form(
        account_id=account.pk,
        path=request.get_full_path(),
        fields=dict(request.POST.lists()),
        shows_form=shows_form,
        had_files=bool(request.FILES),
        now=timezone.now(),
    )
    if not kept:
        return None
    return request.get_full_path() if shows_form else reverse("kept-form")


def can_show(page: type[Any] | None) -> bool:
    """Say whether a page shows its form on GET and can fill it in again."""
    return all(hasattr(page, name) for name in ("get_form", "form_invalid", "get"))


class RefusedMethodMiddleware:
    """Says in words what a browser else shows as an empty page: an address that is not opened by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and "text/html" in request.headers.get("Accept", ""):
            response.content = render_to_string("405.html").encode()
        return response


class DoorMiddleware:
    """Turns away before anything is read: everybody during maintenance, and what is larger than any form or sheet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MAINTENANCE_FILE.exists():
            return plain_page(UNAVAILABLE)
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isascii() and length.isdigit() and int(length[:20]) > settings.REQUEST_MAX_BYTES:
            _read_away(request)
            raise RequestDataTooBig(f"The request has {length} bytes.")
        return self.get_response(request)


def _read_away(request: HttpRequest) -> None:
    """Read some of what comes and keep nothing: a browser that still sends would not show the answer."""
    left = 2 * settings.REQUEST_MAX_BYTES
    while left > 0 and (chunk := request.read(2**16)):
        left -= len(chunk)


class NoStoreMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
