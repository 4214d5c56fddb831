"""Every field of every model, posted to every form beside what it asks for: nothing else may change by it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.views.generic.edit import FormMixin

from admission.urls import urlpatterns
from members.models import Organization
from tests.admission.access_rows import ROWS, Row
from tests.admission.access_world import Undone, World, cookies_kept
from tests.admission.form_rows import EMPTY_FORM_IS_ENOUGH, FORMS, Filled
from tests.second_run import IS_SECOND_RUN

pytestmark = pytest.mark.django_db

OURS = [model for model in apps.get_models() if model._meta.app_label in {"admission", "members"}]
PAGES_WITH_A_FORM = {
    str(pattern.name)
    for pattern in urlpatterns
    if issubclass(getattr(pattern.callback, "view_class", object), FormMixin)
}
Rows = dict[str, list[tuple[Any, ...]]]


def fields_of_models() -> dict[str, str]:
    """Each name under which a model keeps something, with a value that somebody might wish to stand there."""
    found: dict[str, str] = {}
    for model in OURS:
        for field in model._meta.concrete_fields:
            found |= dict.fromkeys((field.name, field.attname), _wished(field))
    return found


def _wished(field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateTimeField):
        return "2001-02-03 04:05:06+00:00"
    if isinstance(field, models.DateField):
        return "2001-02-03"
    if field.choices:
        return str(list(field.flatchoices)[-1][0])
    return "1" if field.is_relation or isinstance(field, models.IntegerField) else "administrator"


def rows() -> Rows:
    """Everything that is stored, table by table."""
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in OURS}


def changes(before: Rows, after: Rows) -> Rows:
    """The rows that are new or differ, as they are now; and those that are gone."""
    found = {}
    for label, now in after.items():
        old = set(map(repr, before[label]))
        gone = old - set(map(repr, now))
        found[label] = [row for row in now if repr(row) not in old] + [(row,) for row in sorted(gone)]
    return {label: rows for label, rows in found.items() if rows}


def sent(client: Client, url: str, form: dict[str, Any], before: Rows) -> tuple[int, Rows]:
    """Post a form; give the answer and what it changed, which is taken back."""
    with Undone(), cookies_kept(client):
        status = client.post(url, form).status_code
        changed = changes(before, rows())
    _count_on_from_the_last_row()
    return status, changed


def _count_on_from_the_last_row() -> None:
    """PostgreSQL does not take back the numbers it gave out."""
    with connection.cursor() as cursor:
        if statements := connection.ops.sequence_reset_sql(no_style(), OURS):
            cursor.execute("".join(statements))  # a hundred of them: one way there and back


def same(once: dict[str, list[tuple[Any, ...]]], again: dict[str, list[tuple[Any, ...]]]) -> set[tuple[str, int, int]]:
    """The cells in which two sendings of the very same form differ: keys and tokens drawn by lot."""
    return set(cells_that_differ(once, again))


def cells_that_differ(one: Any, other: Any) -> Iterator[tuple[str, int, int]]:
    """Compare what two sendings changed, cell by cell; a row more or less is told as the cell -1."""
    for label in one.keys() | other.keys():
        mine, theirs = one.get(label, []), other.get(label, [])
        if len(mine) != len(theirs):
            yield label, -1, -1
        for number, (left, right) in enumerate(zip(mine, theirs, strict=False)):
            for column, (value, twin) in enumerate(zip(left, right, strict=False)):
                if value != twin:
                    yield label, number, column


def name_of(cell: tuple[str, int, int]) -> str:
    label, _number, column = cell
    return f"{label}.{apps.get_model(label)._meta.concrete_fields[column].name if column >= 0 else 'rows'}"


def empty(row: Row) -> Filled:
    """The form of a page of which none is filled in by hand."""
    return Filled(f"{row.name} {row.args}".strip(), min(row.may), row.form)


def all_forms() -> list[Filled]:
    filled = {form.row.split()[0] for form in FORMS}
    # What nobody fills in is a matter of the forms, not of the database.
    rest = [] if IS_SECOND_RUN else [empty(row) for row in ROWS if row.name not in filled]
    return [*FORMS, *rest]


def url_of(form: Filled, world: World) -> str:
    name, _, args = form.row.partition(" ")
    return reverse(name, kwargs=Row(name, args, frozenset()).kwargs(world.objects))


@pytest.mark.parametrize("name", sorted(PAGES_WITH_A_FORM))
def test_form_is_filled_in_by_hand(name: str) -> None:
    known = {form.row.split()[0] for form in FORMS} | EMPTY_FORM_IS_ENOUGH

    assert name in known, f"Add a filled-in form for “{name}” to FORMS in tests/admission/form_rows.py."


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.row.split()[0])
def test_form_declares_no_field_that_is_not_listed(form: Filled, world: World) -> None:
    page = world.clients[form.by].get(url_of(form, world))

    declared = set(page.context["form"].fields) if page.context and "form" in page.context else set()
    assert declared - form.declared == set(), "Add them to the form in tests/admission/form_rows.py."


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.row.split()[0])
def test_field_the_form_does_not_declare_changes_nothing(form: Filled, world: World) -> None:
    url, client, typed = url_of(form, world), world.clients[form.by], form.typed(world)
    extra = {name: value for name, value in fields_of_models().items() if name not in form.declared}

    before = rows()
    status, once = sent(client, url, typed, before)
    _status, again = sent(client, url, typed, before)
    tampered, changed = sent(client, url, {**extra, **typed}, before)

    assert status < 500
    assert (tampered, sorted(map(name_of, set(cells_that_differ(once, changed)) - same(once, again)))) == (status, [])
    assert once or form not in FORMS, "The form was refused: fill it in so that it is recorded."


def test_fields_of_every_model_are_posted() -> None:
    names = fields_of_models()

    assert len(names) > 150
    assert {
        "is_active",
        "role",
        "organization_id",
        "closed_on",
        "recorded_by",
        "prepared_by",
        "national_id",
        "made_by",
    } <= names.keys()


def test_form_that_writes_what_it_was_not_asked_for_is_noticed(world: World) -> None:
    organization = Organization.objects.get(code="DT-2")
    before = rows()

    with Undone():
        Organization.objects.filter(pk=organization.pk).update(meeting_day="d03")
        changed = changes(before, rows())

    assert {name_of(cell) for cell in cells_that_differ({}, changed)} == {"members.Organization.rows"}
    assert any("d03" in row for row in changed["members.Organization"])
