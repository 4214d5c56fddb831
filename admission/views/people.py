"""People: the list, the search by number, one person's record, a look at a sensitive field."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.generic import FormView, TemplateView

from admission.domain.facts import SponsorRole
from admission.forms.person_errors import KEYS_DO_NOT_FIT
from admission.forms.person_records import FindPersonForm
from admission.labels import SPONSOR_ROLES, STAGES, day
from admission.labels.journal import SENSITIVE
from admission.permissions import Act, check_may_for_person, may, may_for_person, people_for, people_to_list
from admission.selectors.people import PersonLine, person_lines, person_page
from admission.services.person_records import reveal_field
from admission.views.base import GuardedMixin, ScopedMixin
from admission.views.case_page import Link, Pair
from admission.views.case_parts import sex_of
from admission.views.searches import SearchMixin
from members.encrypted import Secret
from members.field_keys import WrongFieldKeyError
from members.models import C3_FIELDS, Membership, Person, PersonQuerySet
from members.services.people import person_with_number, survivor_of


@dataclass(frozen=True, slots=True)
class SensitiveField:
    """A sensitive field as the page shows it: dots, or the text just asked for. `may_reveal`: something is recorded."""

    name: str
    label: str | Promise
    value: str
    is_revealed: bool = False
    may_reveal: bool = False


class PeopleListMixin(GuardedMixin):
    """A page about the people the account may read."""

    act = Act.READ_MEMBERS

    @cached_property
    def people(self) -> PersonQuerySet:
        return people_for(self.access, self.act)

    def list_context(self, text: str) -> dict[str, Any]:
        lines, is_cut = person_lines(people=people_to_list(self.access, self.act), text=text)
        labels = (_("Full name"), _("Day of birth"), _("National ID number"), _("Party branch"))
        return {
            "query": text,
            "columns": [{"label": label, "numeric": False} for label in labels],
            "rows": [{"cells": _cells(line)} for line in lines],
            "is_cut": is_cut,
            "may_compare": may(self.access, Act.KEEP_PEOPLE),
            "crumbs": [Link(gettext("People"), "")],
        }


class PeopleListView(SearchMixin, PeopleListMixin, TemplateView):
    template_name = "members/person/list.html"
    searches = "person_searches"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the words of a search in and lead to the list that answers it."""
        return redirect(self.search_url("person-list"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        _mark, text = self.searched()
        return super().get_context_data(**kwargs, number_form=FindPersonForm(), **self.list_context(text))


class FindPersonView(PeopleListMixin, FormView[FindPersonForm]):
    """Sent as a POST, so that the number stands in no address and in no log of a proxy."""

    http_method_names = ["post"]
    form_class = FindPersonForm
    template_name = "members/person/list.html"

    def form_valid(self, form: FindPersonForm) -> HttpResponse:
        try:
            person = person_with_number(form.cleaned_data["national_id"])
        except WrongFieldKeyError:
            form.add_error("national_id", str(KEYS_DO_NOT_FIT))
            return self.form_invalid(form)
        if person is None or not self.people.filter(pk=person.pk).exists():
            form.add_error("national_id", gettext("Nobody in your area has this number."))
            return self.form_invalid(form)
        return redirect("person", person.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.get_form())
        return super().get_context_data(**kwargs, number_form=form, **self.list_context(""))


def _cells(line: PersonLine) -> list[dict[str, Any]]:
    person = line.person
    plain = {"url": "", "state": ""}
    return [
        {"text": person.full_name, "url": reverse("person", args=[person.pk]), "state": ""},
        {"text": day(person.born_on) or "–", **plain},
        {"text": masked("national_id", person), **plain},
        {"text": line.place or "–", **plain},
    ]


def masked(field: str, person: Person) -> str:
    """Give what stands in a list for a sensitive field: never more than the last three figures of a number."""
    secret: Secret | None = getattr(person, field)
    if secret is None:
        return "–"
    if field != "national_id":
        return str(secret)
    try:
        return secret.masked()
    except WrongFieldKeyError:
        return gettext("cannot be opened")


class PersonMixin(GuardedMixin):
    """A page of one person; somebody outside the account's reach does not exist."""

    act = Act.READ_MEMBERS

    @cached_property
    def record(self) -> Person:
        """The record of the address, which may have been merged into another."""
        person: Person = get_object_or_404(Person.objects.select_related("merged_into"), pk=self.kwargs["pk"])
        return person

    @cached_property
    def person(self) -> Person:
        return survivor_of(self.record)

    def guard(self) -> None:
        if not may_for_person(self.access, Act.READ_MEMBERS, self.person):
            raise Http404
        super().guard()
        check_may_for_person(self.access, self.act, self.person)

    def turn_away(self) -> HttpResponseBase | None:
        """Lead from a merged record to the one that stands for the person."""
        return redirect("person", self.person.pk) if self.person != self.record else None

    def crumbs(self, *below: Link) -> list[Link]:
        way = [
            Link(gettext("People"), reverse("person-list")),
            Link(self.person.full_name, reverse("person", args=[self.person.pk])),
            *below,
        ]
        return [*way[:-1], Link(way[-1].label, "")]


class PersonPageMixin(PersonMixin, ScopedMixin):
    """The page of one person, with or without a field that was just revealed."""

    @sensitive_variables("text", "revealed")
    def page_context(self, revealed: tuple[str, str] = ("", ""), problem: str = "") -> dict[str, Any]:
        person = self.person
        page = person_page(person=person, scope=self.scope)
        may_keep = may_for_person(self.access, Act.KEEP_PEOPLE, person)
        return {
            "person": person,
            "crumbs": self.crumbs(),
            "identity": [
                Pair(gettext("Day of birth"), day(person.born_on) or gettext("not recorded")),
                Pair(gettext("Sex"), sex_of(person)),
                Pair(gettext("Record number"), str(person.pk)),
            ],
            "sensitive": [self._field(name, revealed) for name in C3_FIELDS],
            "problem": problem or self._problem(),
            "stays": [_stay_cells(stay) for stay in reversed(page.stays)],
            "stay_columns": _columns(_("Party branch"), _("Standing"), _("From"), _("To"), _("Why it ended")),
            "files": [
                (Link(case.code, case.get_absolute_url()), f"{case.branch.name}, {STAGES[case.stage_on(self.today)]}")
                for case in page.as_candidate
            ],
            "helps": [
                (
                    Link(row.case.code, row.case.get_absolute_url()),
                    f"{row.case.candidate.person.full_name}, {SPONSOR_ROLES[SponsorRole(row.role)]}",
                )
                for row in page.as_sponsor
            ],
            "reveal_url": reverse("person-reveal", args=[person.pk]),
            "edit_url": reverse("person-edit", args=[person.pk]) if may_keep else "",
        }

    def _field(self, name: str, revealed: tuple[str, str]) -> SensitiveField:
        field, text = revealed
        if field == name and text:
            return SensitiveField(name, SENSITIVE[name], text, is_revealed=True)
        is_recorded = getattr(self.person, name) is not None
        value = masked(name, self.person) if is_recorded else gettext("not recorded")
        return SensitiveField(name, SENSITIVE[name], value, may_reveal=is_recorded)

    def _problem(self) -> str:
        secret: Secret | None = self.person.national_id
        try:
            _opened = secret is None or secret.masked()
        except WrongFieldKeyError:
            return str(KEYS_DO_NOT_FIT)
        return ""


class PersonView(PersonPageMixin, TemplateView):
    template_name = "members/person/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, **self.page_context())


class RevealView(PersonPageMixin, TemplateView):
    """Shows one sensitive field, on this answer only; the journal tells who looked."""

    act = Act.REVEAL
    http_method_names = ["post"]
    template_name = "members/person/page.html"

    @sensitive_variables("text")
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = request.POST.get("field", "")
        if name not in C3_FIELDS:
            raise Http404
        try:
            text = reveal_field(person=self.person, field=name, by=self.account, today=self.today)
        except WrongFieldKeyError:
            return self.render_to_response(self.page_context(problem=str(KEYS_DO_NOT_FIT)))
        return self.render_to_response(self.page_context((name, text)))


def _columns(*labels: str | Promise) -> list[dict[str, Any]]:
    return [{"label": label, "numeric": False} for label in labels]


def _stay_cells(stay: Membership) -> dict[str, Any]:
    texts = (
        stay.organization.name,
        stay.get_standing_display(),
        day(stay.from_on),
        day(stay.until_on) or gettext("still"),
        stay.get_end_cause_display() or "–",
    )
    return {"cells": [{"text": text, "url": "", "state": ""} for text in texts]}
