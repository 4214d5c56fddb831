"""Errors of a form that name what is missing, in any form of the product."""

from collections.abc import Iterator

import pytest
from django import forms
from django.test import Client
from django.utils.translation import override

from admission.forms.base import NamingForm
from tests.admission.access_world import World
from tests.admission.form_rows import FORMS, Filled
from tests.admission.test_mass_assignment import url_of

COLOURS = [("red", "Red"), ("green", "Green")]


class Sample(NamingForm):
    on = forms.DateField(label="Day of the meeting.")
    name = forms.CharField(label="Name", max_length=3)
    colour = forms.ChoiceField(label="Colour", choices=COLOURS)
    paper = forms.FileField(label="Paper")
    is_sure = forms.BooleanField(label="I have looked")
    reason = forms.CharField(label="Reason", error_messages={"required": "Say why."})
    revision = forms.IntegerField(widget=forms.HiddenInput)


def words_of(form: forms.Form) -> dict[str, list[str]]:
    return {name: list(map(str, words)) for name, words in form.errors.items()}


def every_form(kind: type[forms.Form] = forms.Form) -> Iterator[type[forms.Form]]:
    for form in kind.__subclasses__():
        yield form
        yield from every_form(form)


def words_of_django() -> set[str]:
    """What Django says of a field without naming it."""
    silent = {"missing", "empty", "contradiction"}  # about a file that was sent: they say what is wrong with it
    return {
        str(words)
        for field in vars(forms).values()
        if isinstance(field, type) and issubclass(field, forms.Field)
        for code, words in field.default_error_messages.items()
        if code not in silent
    }


@pytest.mark.usefixtures("in_english")
def test_empty_field_is_named() -> None:
    assert words_of(Sample({"revision": "1"})) == {
        "on": ["You have not entered “Day of the meeting”."],
        "name": ["You have not entered “Name”."],
        "colour": ["You have not chosen “Colour”."],
        "paper": ["You have not chosen the file for “Paper”."],
        "is_sure": ["You have not ticked “I have looked”."],
        "reason": ["Say why."],
    }


@pytest.mark.usefixtures("in_english")
def test_field_filled_in_wrongly_is_named() -> None:
    form = Sample({"on": "x", "name": "five%", "colour": "blue", "revision": ""})

    assert {name: words for name, words in words_of(form).items() if name in {"on", "name", "colour", "revision"}} == {
        "on": ["“Day of the meeting” is not written as it should be. Check it and enter it again."],
        "name": ["“Name” is too long: at most 3 characters, now 5."],
        "colour": ["“Colour”: choose one of those offered."],
        "revision": ["The page was not sent whole. Open it again and send it once more."],
    }


def test_every_form_of_the_product_names_its_fields() -> None:
    ours = [form for form in every_form() if form.__module__.startswith(("admission.", "members."))]

    assert [form.__qualname__ for form in ours if not issubclass(form, NamingForm)] == []
    assert len(ours) > 60


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "?"], ids=["empty", "nonsense"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.row.split()[0])
def test_form_sent_empty_or_with_nonsense_is_answered_in_words_of_ours(form: Filled, typed: str, world: World) -> None:
    with override("en"):
        page = world.clients[form.by].post(url_of(form, world), dict.fromkeys(form.values, typed))
        shown = page.context["form"].errors if page.context and page.context.get("form") else {}

        assert {words for errors in shown.values() for words in errors} & words_of_django() == set()


@pytest.mark.django_db
def test_empty_sign_in_says_what_was_not_entered(client: Client) -> None:
    page = client.post("/sign-in/", {}, headers={"accept-language": "en"})

    assert words_of(page.context["form"]) == {
        "username": ["You have not entered your user name."],
        "password": ["You have not entered your password."],
    }
