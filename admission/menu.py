"""The main menu: what a role needs every day in one row, and the rest in groups behind "More"."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from admission.permissions import Act, roles_may
from members.access import Access
from members.models.role import BRANCH_ROLES, COMMITTEE_ROLES, Role

MOST_IN_ROW = 6
"""So many stand in one row on a screen of 1,280 points, with "More" beside them."""


class MenuGroup(StrEnum):
    FILES = "files"
    PEOPLE = "people"
    DATES = "dates"
    SYSTEM = "system"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page of the menu. `name`: of its address; `act`: who may do it finds the entry in the menu."""

    name: str
    label: str | Promise
    icon: str
    act: Act
    group: MenuGroup


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A line of the main menu; `current`: the page belongs to it."""

    label: str | Promise
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class NavigationGroup:
    """Entries behind "More"; `code`: makes the id of the heading."""

    code: str
    label: str | Promise
    items: tuple[NavigationItem, ...]


@dataclass(frozen=True, slots=True)
class Navigation:
    """`row`: what is always seen; `groups`: what is behind "More"."""

    row: tuple[NavigationItem, ...]
    groups: tuple[NavigationGroup, ...]

    def __iter__(self) -> Iterator[NavigationItem]:
        """Every entry, in the order in which it is read."""
        yield from self.row
        for group in self.groups:
            yield from group.items

    @property
    def current_inside(self) -> NavigationItem | None:
        """The entry of the page where it is behind "More"."""
        return next((item for group in self.groups for item in group.items if item.current), None)


_GROUPS: dict[MenuGroup, str | Promise] = {
    MenuGroup.FILES: _("Files and decisions"),
    MenuGroup.PEOPLE: _("Organisations and people"),
    MenuGroup.DATES: _("Calendar and regulations"),
    MenuGroup.SYSTEM: _("System"),
    MenuGroup.OWN: _("My account"),
}
_MENU: tuple[MenuEntry, ...] = (
    MenuEntry("work-list", _("My work"), "list-check", Act.SEE_WORK, MenuGroup.FILES),
    MenuEntry("decision-list", _("Decisions"), "check-circle", Act.PREPARE_DECISION, MenuGroup.FILES),
    MenuEntry("case-list", _("Files"), "people", Act.READ_CASES, MenuGroup.FILES),
    MenuEntry("case-open", _("Open a file"), "file-earmark-text", Act.OPEN_CASES, MenuGroup.FILES),
    MenuEntry("planning", _("Planning"), "calendar-event", Act.READ_CASES, MenuGroup.FILES),
    MenuEntry("deadline-calendar", _("Due dates by month"), "calendar", Act.READ_CASES, MenuGroup.FILES),
    MenuEntry("report-list", _("Reports"), "clipboard-check", Act.READ_CASES, MenuGroup.FILES),
    MenuEntry("import", _("Import from Excel"), "upload", Act.OPEN_CASES, MenuGroup.FILES),
    MenuEntry("settlement-list", _("Moved due dates"), "calendar-event", Act.SETTLE_DATES, MenuGroup.FILES),
    MenuEntry("branch-list", _("Party members"), "person", Act.READ_MEMBERS, MenuGroup.PEOPLE),
    MenuEntry("person-list", _("People"), "people", Act.READ_MEMBERS, MenuGroup.PEOPLE),
    MenuEntry("branch-no-candidate", _("Branches without a candidate"), "house", Act.WATCH_BRANCHES, MenuGroup.PEOPLE),
    MenuEntry("organization-list", _("Organisations"), "building", Act.READ_ORGANIZATIONS, MenuGroup.PEOPLE),
    MenuEntry("request-list", _("Personal-data requests"), "envelope", Act.KEEP_REQUESTS, MenuGroup.PEOPLE),
    MenuEntry("calendar", _("Working-day calendar"), "calendar", Act.READ_CALENDAR, MenuGroup.DATES),
    MenuEntry("calendar-list", _("Calendars and versions"), "calendar-event", Act.KEEP_CALENDARS, MenuGroup.DATES),
    MenuEntry("rule-list", _("Regulations"), "clipboard-check", Act.READ_RULES, MenuGroup.DATES),
    MenuEntry("account-list", _("Accounts and roles"), "person", Act.KEEP_ACCOUNTS, MenuGroup.SYSTEM),
    MenuEntry("mail-list", _("Sent mail"), "envelope", Act.READ_MAIL, MenuGroup.SYSTEM),
    MenuEntry("journal", _("Journal"), "clock", Act.READ_JOURNAL, MenuGroup.SYSTEM),
    MenuEntry("journal-state", _("State of the journal"), "check-circle", Act.VERIFY_JOURNAL, MenuGroup.SYSTEM),
    MenuEntry("retention", _("Retention of data"), "clipboard-check", Act.KEEP_RETENTION, MenuGroup.SYSTEM),
    MenuEntry("own-account", _("My account"), "person", Act.OWN_ACCOUNT, MenuGroup.OWN),
    MenuEntry("delegation-list", _("Leave and delegation"), "calendar-event", Act.DELEGATE, MenuGroup.OWN),
    MenuEntry("calendar-feed", _("Calendar on the telephone"), "bell", Act.OWN_ACCOUNT, MenuGroup.OWN),
)
_OF_A_BRANCH = ("work-list", "case-list", "case-open", "planning", "deadline-calendar", "branch-list")
_OF_A_COMMITTEE = ("work-list", "decision-list", "case-list", "planning", "deadline-calendar", "report-list")
_DAILY: tuple[tuple[tuple[Role, ...], tuple[str, ...]], ...] = (
    (COMMITTEE_ROLES, _OF_A_COMMITTEE),
    (BRANCH_ROLES, _OF_A_BRANCH),
    ((Role.INSPECTOR,), ("work-list", "case-list", "report-list", "deadline-calendar", "journal", "branch-list")),
    (
        (Role.ADMINISTRATOR,),
        ("work-list", "account-list", "organization-list", "calendar-list", "mail-list"),
    ),
)
"""What each role opens every day, most often first."""
_PARTS: dict[str, tuple[str, ...]] = {
    "work-list": ("deadline-acknowledge-many", "branch-no-secretary"),
    "case-list": (
        "case",
        "case-alerts",
        "case-why",
        "step",
        "step-done",
        "correct",
        "undo",
        "deadline",
        "inspection",
        "case-export",
        "saved-view-list",
        "saved-view-save",
        "saved-view-rename",
        "saved-view-remove",
    ),
    "decision-list": (
        "decision",
        "decision-approve",
        "decision-approve-many",
        "decision-send-back",
        "decision-withdraw",
    ),
    "mail-list": ("mail",),
    "import": ("import-confirm", "import-result"),
    "own-account": ("password", "second-factor", "recovery-codes"),
    "account-list": (
        "account",
        "account-invite",
        "account-close",
        "second-factor-reset",
        "account-reopen",
        "account-link",
        "account-link-revoke",
        "account-address",
        "account-bounce",
        "account-bounce-clear",
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
    "planning": ("meeting", "meeting-votes", "meeting-votes-done", "ceremony-plan", "workload"),
    "report-list": ("report", "report-files", "report-export"),
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


def navigation(access: Access, here: str) -> Navigation:
    """Give the menu of the account's roles; `here`: the name of the address that is shown."""
    return _navigation(access.roles, _PART_OF.get(here, here), (get_script_prefix(), get_urlconf()))


def menu_of(access: Access, here: str) -> SafeString:
    """Give the menu as it is drawn. It is the same for all who hold the same roles and read the same language."""
    place = (get_script_prefix(), get_urlconf())
    return _drawn(access.roles, _PART_OF.get(here, here), place, get_language())


@lru_cache(maxsize=256)
def _drawn(roles: frozenset[Role], here: str, place: tuple[str, str | None], _language: str | None) -> SafeString:
    return render_to_string("components/_navigation.html", {"navigation": _navigation(roles, here, place)})


@lru_cache(maxsize=256)
def _navigation(roles: frozenset[Role], here: str, _place: tuple[str, str | None]) -> Navigation:
    found = {
        entry.name: (entry.group, NavigationItem(entry.label, url, entry.icon, current=entry.name == here))
        for entry in _MENU
        if roles_may(roles, entry.act) and (url := address_of(entry.name))
    }
    names = [name for name in _daily(roles) if name in found][:MOST_IN_ROW]
    rest = [(group, item) for name, (group, item) in found.items() if name not in names]
    return Navigation(
        row=tuple(found[name][1] for name in names),
        groups=tuple(
            NavigationGroup(group.value, label, items)
            for group, label in _GROUPS.items()
            if (items := tuple(item for of, item in rest if of is group))
        ),
    )


def _daily(roles: frozenset[Role]) -> list[str]:
    """What such roles open every day; without any, its work and what everybody reads."""
    held = [names for of, names in _DAILY if not roles.isdisjoint(of)]
    return list(dict.fromkeys(name for names in held or [("work-list", "calendar", "rule-list")] for name in names))


def address_of(name: str) -> str:
    """The address of a page that this installation has; empty for another."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
