"""What every page shows around its content."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.permissions import Act, may
from admission.selectors.mail import system_alarm
from members.access import Access
from members.middleware import access_of_request
from members.sessions import WARNING, seconds_left


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A line of the main menu; `current`: the page belongs to it."""

    label: str | Promise
    url: str
    icon: str
    current: bool


# The name of the address, the words, the icon, and the act: who may do it finds it in the menu.
_MENU: tuple[tuple[str, str | Promise, str, Act], ...] = (
    ("work-list", _("My work"), "list-check", Act.SEE_WORK),
    ("decision-list", _("Decisions"), "check-circle", Act.PREPARE_DECISION),
    ("case-list", _("Files"), "people", Act.READ_CASES),
    ("case-open", _("Open a file"), "file-earmark-text", Act.OPEN_CASES),
    ("branch-list", _("Party members"), "person", Act.READ_MEMBERS),
    ("person-list", _("People"), "people", Act.READ_MEMBERS),
    ("request-list", _("Personal-data requests"), "envelope", Act.KEEP_REQUESTS),
    ("import", _("Import from Excel"), "upload", Act.OPEN_CASES),
    ("settlement-list", _("Moved due dates"), "calendar-event", Act.SETTLE_DATES),
    ("calendar", _("Working-day calendar"), "calendar", Act.READ_CALENDAR),
    ("calendar-list", _("Calendars and versions"), "calendar-event", Act.KEEP_CALENDARS),
    ("rule-list", _("Regulations"), "clipboard-check", Act.READ_RULES),
    ("organization-list", _("Organisations"), "building", Act.READ_ORGANIZATIONS),
    ("account-list", _("Accounts and roles"), "person", Act.KEEP_ACCOUNTS),
    ("retention", _("Retention of data"), "clipboard-check", Act.KEEP_RETENTION),
    ("journal", _("Journal"), "clock", Act.READ_JOURNAL),
    ("journal-state", _("State of the journal"), "check-circle", Act.VERIFY_JOURNAL),
    ("mail-list", _("Sent mail"), "envelope", Act.READ_MAIL),
    ("delegation-list", _("Leave and delegation"), "calendar-event", Act.DELEGATE),
)
_PARTS: dict[str, tuple[str, ...]] = {
    "case-list": ("case", "step", "step-done", "correct", "deadline", "inspection"),
    "decision-list": (
        "decision",
        "decision-approve",
        "decision-approve-many",
        "decision-send-back",
        "decision-withdraw",
    ),
    "mail-list": ("mail",),
    "account-list": (
        "account",
        "account-invite",
        "account-close",
        "second-factor-reset",
        "account-reopen",
        "account-link",
        "account-link-revoke",
        "account-delegation-end",
        "role-give",
        "role-end",
        "role-void",
    ),
    "delegation-list": ("delegate", "delegation-end"),
    "request-list": (
        "request-new",
        "request",
        "request-answer",
        "request-extend",
        "request-complete",
        "request-correct",
        "request-deadline",
    ),
    "settlement-list": ("settle",),
    "calendar-list": (
        "calendar-own",
        "calendar-versions",
        "calendar-draft",
        "calendar-draft-act",
        "calendar-draft-notice",
        "calendar-draft-import",
        "calendar-preview",
        "calendar-version",
    ),
    "rule-list": ("rule-set", "rule-confirm", "rule-fill", "rule-activate", "rule-adopt"),
    "person-list": (
        "person",
        "person-find",
        "person-reveal",
        "person-edit",
        "person-duplicates",
        "person-compare",
    ),
    "organization-list": (
        "organization",
        "organization-merge",
        "organization-add",
        "organization-contact",
        "organization-rename",
        "organization-move",
        "organization-authority",
        "organization-authority-end",
        "organization-split",
        "organization-dissolve",
        "organization-import",
    ),
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
    frame: dict[str, Any] = {"app_version": settings.VERSION, "here_again": _here_again(request)}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frame
    access = access_of_request(request)
    return frame | {
        "navigation": _navigation(request, access),
        "practice_mode": any(one.is_practice for one in access.held),
        "system_alarm": system_alarm(now=timezone.now()),
        "session_seconds": seconds_left(getattr(request, "session", {}), timezone.now()),
        "session_warning_seconds": int(WARNING.total_seconds()),
    }


def _here_again(request: HttpRequest) -> str:
    """Where the page can be opened in another language: what only answers a form that was sent has no address."""
    match = request.resolver_match
    page = getattr(match.func, "view_class", None) if match else None
    opens = page is None or ("get" in page.http_method_names and hasattr(page, "get"))
    return request.get_full_path() if request.method in {"GET", "HEAD"} or opens else "/"


def _navigation(request: HttpRequest, access: Access) -> list[NavigationItem]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    here = _PART_OF.get(here or "", here or "")
    return [
        NavigationItem(label, url, icon, current=name == here)
        for name, label, icon, act in _MENU
        if may(access, act) and (url := _address(name))
    ]


def _address(name: str) -> str:
    """The address of a page that this installation has; empty for another."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
