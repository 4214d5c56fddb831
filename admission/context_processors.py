"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from admission.menu import address_of, menu_of, navigation
from admission.permissions import Act, may
from admission.selectors.frame import frame_notes
from members.middleware import access_of_request
from members.sessions import WARNING, seconds_left


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Give the menu of the account's roles and the banners; nothing, and no query, to who is not signed in."""
    frame: dict[str, Any] = {"app_version": settings.VERSION, "here_again": _here_again(request)}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frame
    access = access_of_request(request)
    notes = frame_notes(access=access, now=timezone.now())
    here = request.resolver_match.url_name or "" if request.resolver_match else ""
    return frame | {
        "navigation": navigation(access, here),
        "menu": menu_of(access, here),
        "help_url": address_of("help"),
        "practice_mode": any(one.is_practice for one in access.held),
        "practice_in_part": not all(one.is_practice for one in access.held),
        "system_alarm": notes.alarm,
        "unread_alerts": _capped(notes.unread),
        "has_alerts_page": may(access, Act.SEE_WORK),
        "address_fails": notes.address_fails,
        "session_seconds": seconds_left(getattr(request, "session", {}), timezone.now()),
        "session_warning_seconds": int(WARNING.total_seconds()),
    }


def _capped(count: int) -> str:
    """Write the number at the bell; empty for none."""
    return "99+" if count > 99 else str(count or "")  # noqa: PLR2004 - two digits


def _here_again(request: HttpRequest) -> str:
    """Where the page can be opened in another language: what only answers a form that was sent has no address."""
    match = request.resolver_match
    page = getattr(match.func, "view_class", None) if match else None
    opens = page is None or ("get" in page.http_method_names and hasattr(page, "get"))
    return request.get_full_path() if request.method in {"GET", "HEAD"} or opens else "/"
