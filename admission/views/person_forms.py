"""Complete and correct a person's record; find those who may be one and the same, and say what holds."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from admission.domain.errors import AdmissionError
from admission.forms.person_records import ComparePeopleForm, PersonForm, add_person_error
from admission.labels import day
from admission.labels.journal import SENSITIVE
from admission.permissions import Act, check_may_for_person, may_for_person, people_for
from admission.selectors.people import Pair, PersonLine, PersonPage, likely_duplicates, person_page, told_apart
from admission.services.person_mergers import merge_people
from admission.services.person_records import correct_person, tell_apart
from admission.views.base import GuardedMixin, ScopedMixin
from admission.views.case_page import Link
from admission.views.case_parts import sex_of
from admission.views.people import PersonMixin, masked
from members.errors import MembersError
from members.models import C3_FIELDS, DistinctPeople, Person
from members.services.people import NumberTakenError, StalePersonError, survivor_of


class PersonEditView(PersonMixin, FormView[PersonForm]):
    act = Act.KEEP_PEOPLE
    form_class = PersonForm
    template_name = "members/person/form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["initial"]  # the form knows it from the person
        return kwargs | {"person": self.person, "today": self.today}

    def form_valid(self, form: PersonForm) -> HttpResponse:
        try:
            correct_person(
                person=self.person,
                changes=form.changes(),
                reason=form.cleaned_data["reason"],
                revision=form.cleaned_data["revision"],
                by=self.account,
                today=self.today,
            )
        except StalePersonError as error:
            return self._stale(form, error.person)
        except NumberTakenError as error:
            form.add_error("national_id", self._taken(error.holder))
            return self.form_invalid(form)
        except (MembersError, AdmissionError) as error:
            add_person_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("The record of %(name)s was saved.") % {"name": self.person.full_name})
        return redirect("person", self.person.pk)

    def _stale(self, form: PersonForm, person: Person) -> HttpResponse:
        """Say how the record stands now; what was typed stays, and can be sent again."""
        words = gettext(
            "Somebody changed this record after you opened the page: it says now %(name)s, born %(day)s, sex: %(sex)s. "
            "Check, then send again if it still holds."
        )
        born_on = day(person.born_on) or gettext("not recorded")
        values = {"name": person.full_name, "day": born_on, "sex": sex_of(person)}
        form.add_error(None, words % values)
        form.data = {**self.request.POST.dict(), "revision": str(person.revision)}
        return self.form_invalid(form)

    def _taken(self, holder: Person) -> str:
        """Lead to the other record where the account keeps it; else say no more than that there is one."""
        if may_for_person(self.access, Act.KEEP_PEOPLE, holder):
            words = gettext("This number is recorded for another person already:")
            url = reverse("person-compare", args=[self.person.pk, holder.pk])
            return format_html('{} <a href="{}">{}</a>', words, url, gettext("compare the two records"))
        return gettext("This number is recorded for a person outside your area; ask the committee.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Complete or correct the record")
        return super().get_context_data(
            **kwargs,
            page_title=title,
            lead=self.person.full_name,
            submit_label=gettext("Save"),
            cancel_url=reverse("person", args=[self.person.pk]),
            crumbs=self.crumbs(Link(title, "")),
        )


class DuplicatesView(GuardedMixin, TemplateView):
    """The records that may be of one person, as far as the account keeps both."""

    act = Act.KEEP_PEOPLE
    template_name = "members/person/duplicates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairs, is_cut = likely_duplicates(people_for(self.access, self.act))
        title = gettext("Possibly the same person")
        labels = (_("Full name"), _("Older record"), _("Newer record"), _("Why"))
        return super().get_context_data(
            **kwargs,
            page_title=title,
            crumbs=[Link(gettext("People"), reverse("person-list")), Link(title, "")],
            columns=[{"label": label, "numeric": False} for label in labels],
            rows=[
                {
                    "cells": [
                        {
                            "text": pair.first.person.full_name,
                            "url": reverse("person-compare", args=[pair.first.person.pk, pair.second.person.pk]),
                            "state": "",
                        },
                        {"text": _told(pair.first), "url": "", "state": ""},
                        {"text": _told(pair.second), "url": "", "state": ""},
                        {"text": _why(pair), "url": "", "state": ""},
                    ]
                }
                for pair in pairs
            ],
            is_cut=is_cut,
        )


def _why(pair: Pair) -> str:
    return gettext("Same day of birth") if pair.same_day else gettext("Same year of birth")


def _told(line: PersonLine) -> str:
    return f"{day(line.person.born_on)}; {line.place or '–'}"


class CompareView(ScopedMixin, FormView[ComparePeopleForm]):
    """Two records side by side: one person, then one record stays; or two people, for a reason."""

    act = Act.KEEP_PEOPLE
    form_class = ComparePeopleForm
    template_name = "members/person/compare.html"

    @cached_property
    def people(self) -> tuple[Person, Person]:
        """The two records, or what took them over, the older one first."""
        found = [survivor_of(get_object_or_404(Person, pk=self.kwargs[name])) for name in ("pk", "other_pk")]
        first, second = sorted(found, key=lambda person: person.pk)
        return first, second

    @cached_property
    def apart(self) -> DistinctPeople | None:
        first, second = self.people
        return told_apart([first.pk]).get((first.pk, second.pk))

    def guard(self) -> None:
        if not all(may_for_person(self.access, Act.READ_MEMBERS, person) for person in self.people):
            raise Http404
        super().guard()
        for person in self.people:
            check_may_for_person(self.access, self.act, person)

    def turn_away(self) -> HttpResponseBase | None:
        first, second = self.people
        if first != second:
            return None
        messages.info(self.request, gettext("These are one record already."))
        return redirect("person", first.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        first, second = self.people
        return super().get_form_kwargs() | {"first": first, "second": second, "may_tell_apart": self.apart is None}

    def form_valid(self, form: ComparePeopleForm) -> HttpResponse:
        first, second = self.people
        verdict, reason = form.cleaned_data["verdict"], form.cleaned_data["reason"]
        try:
            if verdict == "apart":
                tell_apart(first=first, second=second, reason=reason, by=self.account, today=self.today)
                messages.success(self.request, gettext("Recorded: these are two people."))
                return redirect("person-duplicates")
            into, merged = (first, second) if verdict == str(first.pk) else (second, first)
            merge_people(merged=merged, into=into, reason=reason, by=self.account, today=self.today, now=timezone.now())
        except (MembersError, AdmissionError) as error:
            add_person_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("The two records of %(name)s are one now.") % {"name": into.full_name})
        return redirect("person", into.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Compare two records")
        pages = [person_page(person=person, scope=self.scope) for person in self.people]
        return super().get_context_data(
            **kwargs,
            page_title=title,
            submit_label=gettext("Record"),
            cancel_url=reverse("person-duplicates"),
            crumbs=[
                Link(gettext("People"), reverse("person-list")),
                Link(gettext("Possibly the same person"), reverse("person-duplicates")),
                Link(title, ""),
            ],
            records=[Link(_heading(page.person), reverse("person", args=[page.person.pk])) for page in pages],
            lines=list(zip(_LINES, *(_values(page) for page in pages), strict=True)),
            apart=self.apart,
        )


_LINES = (
    _("Full name"),
    _("Day of birth"),
    _("Sex"),
    *(SENSITIVE[name] for name in C3_FIELDS),
    _("Stays"),
    _("Files as candidate"),
    _("Files in which he helps"),
)


def _heading(person: Person) -> str:
    return gettext("Record no. %(number)s") % {"number": person.pk}


def _values(page: PersonPage) -> list[list[str]]:
    """What a record says, line by line, as `_LINES` names them."""
    person = page.person
    stays = [
        f"{stay.organization.name}, {stay.get_standing_display()}, {day(stay.from_on)} – {day(stay.until_on) or '…'}"
        for stay in page.stays
    ]
    return [
        [person.full_name],
        [day(person.born_on) or gettext("not recorded")],
        [sex_of(person)],
        *([masked(name, person)] for name in C3_FIELDS),
        stays or ["–"],
        [case.code for case in page.as_candidate] or ["–"],
        [row.case.code for row in page.as_sponsor] or ["–"],
    ]
