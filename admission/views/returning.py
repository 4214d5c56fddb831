"""Come back to a page after signing in or confirming who one is: what was typed there is shown again, not sent."""

from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext

from admission.labels.acts import ACT_WORDS
from members.middleware import KEPT, can_show
from members.models import Account
from members.services.kept_forms import Kept, drop_kept_form, keep_form, kept_form, kept_paths


def safe_address(request: HttpRequest, address: str) -> str:
    """Give an address of this product, "" for any other."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else ""


def kept_button(request: HttpRequest) -> Kept | None:
    """Give the button that was pressed and is to be pressed again; None where none is kept."""
    for path in request.session.get(KEPT, []):
        kept = kept_form(cast(Account, request.user), path, timezone.now())
        if kept is not None and not kept.shows_form:
            return kept
    return None


def act_words(request: HttpRequest, address: str) -> tuple[str, str]:
    """Say for which act a page of this product is, and what it is about where the page can say so.

    Of the page that offers a kept button again: for which act the button is.
    """
    if address == reverse("kept-form"):
        kept = kept_button(request)
        address = kept.path if kept is not None else ""
    try:
        match = resolve(urlsplit(safe_address(request, address)).path)
    except Resolver404:
        return "", ""
    page = getattr(match.func, "view_class", None)
    act = getattr(page, "act", None)
    if page is None or act is None:
        return "", ""
    about = ""
    if hasattr(page, "about"):
        view = page()
        view.setup(request, *match.args, **match.kwargs)
        with suppress(Http404, PermissionDenied):
            about = view.about()
    return str(ACT_WORDS[act.value]), about


def note_kept(request: HttpRequest, account: Account) -> None:
    """Note in the session what is kept for the account."""
    paths = kept_paths(account, timezone.now())
    if paths or KEPT in request.session:
        request.session[KEPT] = paths


def ask_again(request: HttpRequest, page: type[Any]) -> HttpResponseBase:
    """Keep what was posted, and ask who it is; afterwards the page is opened again."""
    back = request.get_full_path()
    if request.method != "GET":
        if getattr(page, "keeps_forms", True):
            keep_form(
                account_id=cast(Account, request.user).pk,
                path=back,
                fields=dict(request.POST.lists()),
                shows_form=can_show(page),
                had_files=bool(request.FILES),
                now=timezone.now(),
            )
            note_kept(request, cast(Account, request.user))
            back = back if can_show(page) else reverse("kept-form")
        elif not hasattr(page, "get"):
            back = reverse("own-account")
    return redirect(f"{reverse('confirm')}?{urlencode({'next': back})}")


def forget_kept(request: HttpRequest) -> None:
    """What is kept for this page was sent now."""
    path = request.get_full_path()
    if path in request.session.get(KEPT, []):
        drop_kept_form(account=cast(Account, request.user), path=path)
        request.session[KEPT] = [other for other in request.session[KEPT] if other != path]


def restore(request: HttpRequest, view: Any) -> HttpResponseBase | None:
    """Show the form of a page with what is kept for it; None where nothing is."""
    if request.get_full_path() not in request.session.get(KEPT, []) or not can_show(type(view)):
        return None
    kept = kept_form(cast(Account, request.user), request.get_full_path(), timezone.now())
    if kept is None:
        return None
    messages.warning(request, gettext("Nothing was sent yet: check what you typed and send it."))
    if kept.had_files:
        messages.warning(request, gettext("Files are not kept: choose them again."))
    fields = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        fields.setlist(name, list(values))
    # For the view it looks like the form that comes back with an error: bound, shown, nothing carried out.
    request.method = "POST"
    setattr(request, "_files", MultiValueDict())  # noqa: B010 - else Django reads the body, which is empty
    request.POST = fields  # type: ignore[assignment] # the same kind of dictionary as Django's own
    response: HttpResponseBase = view.form_invalid(view.get_form())
    return response
