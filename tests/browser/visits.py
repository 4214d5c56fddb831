"""What there is to look at: made from the table of who may open which address, so that a new page comes in by itself.

An address has up to three states: as it is opened, after its form was sent with nothing filled in, and after it was
sent filled in (tests/admission/form_rows.py). An answer that leads elsewhere, is a file or takes no GET is no page;
that is asked, not listed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.admission.access_rows import ROWS, Row
from tests.admission.access_world import WITHOUT_ROLE, Undone, World, ask
from tests.admission.form_rows import FORMS, Filled
from tests.admission.spreadsheets.sheets import RESOLUTION, row_up_to, sheet_of
from tests.admission.test_organization_import import sheet_of as tree_of

PREFERRED = ("B@own", "C@top", "R@top", "C@parent", "I@top", "A@top", "A@own", "A@foreign")
"""Who goes there: the first of them who may; most of them see something, and no two see the same."""
ROLES_AT_HOME = ("C@top", "R@top", "I@top", "A@top", "D@foreign", WITHOUT_ROLE)
"""The first page is another one for each role, and an empty one where there is nothing to do."""

FILES: Mapping[str, Mapping[str, tuple[str, str, bytes]]] = {
    "import": {
        "a sheet": ("workbook", "so-theo-doi.xlsx", sheet_of([row_up_to(RESOLUTION, branch="DT-1")])),
        "a sheet with mistakes": ("workbook", "so-theo-doi.xlsx", sheet_of([row_up_to(RESOLUTION, branch="?")])),
    },
    "organization-import": {
        "a sheet": ("workbook", "cay.xlsx", tree_of([["M-1", "Chi bộ Mới", "Chi bộ cơ sở", "DT"]])),
        "a sheet with mistakes": ("workbook", "cay.xlsx", tree_of([["M-1", "", "Chi bộ cơ sở", "?"]])),
    },
    "calendar-draft-import": {
        "a file": ("file", "lich.csv", b"date,kind,name_vi\n01/06/2026,day_off,Ngh\xe1\xbb\x89\n"),
        "a file with mistakes": ("file", "lich.csv", b"date,kind,name_vi\n31/02/2026,day_off,b\n"),
    },
}
"""What forms that take a file are sent, by address."""


QUERIES: Mapping[str, str] = {"report-files": "?cell=limits:ceremony:"}
"""What an address shows nothing without."""
CHOSEN: Mapping[str, str] = {"deadline-acknowledge-many": "case"}
"""Of which object an address is sent the id as what was chosen in a list."""


@dataclass(frozen=True)
class Answer:
    """What an address gave: `is_page` where a person gets to see something new there; `is_refused`: it must not be."""

    status: int
    is_page: bool
    is_refused: bool
    templates: frozenset[str]


@dataclass(frozen=True)
class State:
    """A page to look at: what is sent to an address by whom; None stands for whoever is not signed in.

    `file`: the name of the field and of the file with what is in it, where the form takes one.
    """

    name: str
    actor: str | None
    url: str
    form: Mapping[str, Any] | None = None
    file: tuple[str, str, bytes] | None = None

    def ask(self, world: World) -> Answer:
        """Ask for it without a browser, and take back what it did."""
        client = Client(headers={"accept-language": "en"}) if self.actor is None else world.clients[self.actor]
        form = dict(self.form or {})
        if self.file is not None:
            place, name, content = self.file
            form[place] = SimpleUploadedFile(name, content)
        with Undone():
            return answer_of(ask(client, "get" if self.form is None else "post", self.url, form))


def answer_of(response: Any) -> Answer:
    kind, place = response.headers.get("Content-Type", ""), response.headers.get("Location", "")
    is_file = "attachment" in response.headers.get("Content-Disposition", "") or not kind.startswith("text/html")
    is_page = response.status_code not in {301, 302, 303, 405} and not is_file
    is_refused = response.status_code in {403, 404} or response.status_code >= 500 or "/sign-in/?next=" in place
    names = frozenset(str(one.name) for one in getattr(response, "templates", ()) if one.name)
    return Answer(response.status_code, is_page, is_refused, names if is_page else frozenset())


@dataclass(frozen=True)
class Address:
    """One address of the product with its objects, and who goes there; `empty`: its form with nothing filled in."""

    name: str
    args: str
    actor: str | None
    empty: Mapping[str, str] = field(default_factory=dict)
    only_opened: bool = False

    def __str__(self) -> str:
        who = f" as {self.actor or 'nobody'}" if self.only_opened else ""
        return f"{self.name} {self.args}{who}".strip().replace(" ", "-")

    def states(self, world: World) -> Iterator[State]:
        """Give its states one after the other; each is to begin with the world as it was."""
        url = reverse(self.name, kwargs=Row(self.name, self.args, frozenset()).kwargs(world.objects))
        yield State("opened", self.actor, url + QUERIES.get(self.name, ""))
        if self.only_opened:
            return
        yield State("sent empty", self.actor, url, self.empty)
        for filled in FORMS:
            if filled.row == f"{self.name} {self.args}".strip():
                yield from _filled(filled, url, world)
        if self.name in CHOSEN:
            yield State("sent chosen", self.actor, url, {"chosen": str(world.objects[CHOSEN[self.name]].pk)})
        for name, file in FILES.get(self.name, {}).items():
            yield State(f"sent {name}", self.actor, url, {}, file)


OTHERWISE = (
    Address("link", "token=:used-or-forged", None, only_opened=True),
    Address("rule-adopt", "code=:QD294_2025", "A@foreign", only_opened=True),
)
"""Addresses that show another page where there is nothing: a link that is not good any more, no time limit to adopt."""


def _filled(filled: Filled, url: str, world: World) -> Iterator[State]:
    typed = filled.typed(world)
    yield State("sent filled in", filled.by, url, typed)
    if "confirm" in typed:
        unconfirmed = {name: value for name, value in typed.items() if name != "confirm"}
        yield State("sent to be confirmed", filled.by, url, unconfirmed)


def _goes(may: frozenset[str]) -> str:
    return next((actor for actor in PREFERRED if actor in may), min(may))


def _of_row(row: Row) -> Address:
    return Address(row.name, row.args, None if row.anonymous else _goes(row.may), row.form)


def _of_form(filled: Filled) -> Address:
    name, _, args = filled.row.partition(" ")
    return Address(name, args, filled.by)


def addresses() -> list[Address]:
    """Give every address of the table once, and the variants of a form that only the table of forms has."""
    found = {str(address): address for address in map(_of_form, FORMS)}
    found |= {str(address): address for address in map(_of_row, ROWS)}
    at_home = (Address("work-list", "", actor, only_opened=True) for actor in ROLES_AT_HOME)
    return [*found.values(), *at_home, *OTHERWISE]
