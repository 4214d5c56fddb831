"""What every page shows around its content."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.selectors.mail import system_alarm
from members.models import Account, Role
from members.models.role import ACTING_ROLES, CONTENT_ROLES


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A line of the main menu; `current`: the page belongs to it."""

    label: str | Promise
    url: str
    icon: str
    current: bool


_EVERYBODY = tuple(Role)
_ADMINISTRATORS = (Role.ADMINISTRATOR,)
# The name of the address, the words, the icon, and who finds it in the menu.
_MENU: tuple[tuple[str, str | Promise, str, tuple[Role, ...]], ...] = (
    ("work-list", _("My work"), "list-check", _EVERYBODY),
    ("case-list", _("Files"), "people", CONTENT_ROLES),
    ("case-open", _("Open a file"), "file-earmark-text", ACTING_ROLES),
    ("branch-list", _("Party members"), "person", CONTENT_ROLES),
    ("import", _("Import from Excel"), "upload", ACTING_ROLES),
    ("calendar", _("Working-day calendar"), "calendar", _EVERYBODY),
    ("rule-list", _("Regulations"), "clipboard-check", _EVERYBODY),
    ("organization-merge", _("Organisations"), "building", _ADMINISTRATORS),
    ("mail-list", _("Sent mail"), "envelope", _ADMINISTRATORS),
)
_PARTS: dict[str, tuple[str, ...]] = {
    "case-list": ("case", "step", "step-done", "correct", "deadline", "inspection"),
    "mail-list": ("mail",),
    "rule-list": ("rule-set", "rule-confirm", "rule-fill", "rule-activate", "rule-adopt"),
    "branch-list": (
        "branch-members",
        "member-add",
        "member-end",
        "member-standing",
        "member-absence",
        "member-void",
        "absence-end",
        "absence-void",
    ),
}
_PART_OF = {page: entry for entry, pages in _PARTS.items() for page in pages}


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Give the menu of the account's roles and the banners; nothing, and no query, to who is not signed in."""
    frame: dict[str, Any] = {"app_version": settings.VERSION}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frame
    held = cast(Account, user).roles.held_on(timezone.localdate())
    roles = list(held.values_list("role", "organization__is_practice"))
    return frame | {
        "navigation": _navigation(request, {role for role, _practice in roles}),
        "practice_mode": any(practice for _role, practice in roles),
        "system_alarm": system_alarm(now=timezone.now()),
    }


def _navigation(request: HttpRequest, roles: set[str]) -> list[NavigationItem]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    here = _PART_OF.get(here or "", here or "")
    return [
        NavigationItem(label, url, icon, current=name == here)
        for name, label, icon, readers in _MENU
        if roles.intersection(readers) and (url := _address(name))
    ]


def _address(name: str) -> str:
    """The address of a page that this installation has; empty for another."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
