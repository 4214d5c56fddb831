"""What was asked of the list of files: read from the address by the list, by what is exported and by what is saved."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.procedure import Stage
from admission.forms.cases import CaseFilterForm
from admission.labels import STAGES
from admission.models import SavedView
from admission.models.saved_view import FILTERS, SORT
from admission.permissions import Act, branches_to_read
from admission.selectors.case_lists import OVERDUE, SOON, CaseFilter, branches_in_scope
from admission.templatetags.display import vn_date
from admission.views.base import ScopedMixin
from admission.views.case_page import Link
from admission.views.searches import SearchMixin
from members.kept_queries import kept_by
from members.models import Role
from members.models.role import BRANCH_ROLES, COMMITTEE_ROLES, CONTENT_ROLES

# The lists that are there without saving: the words, what they ask for, and whose they are.
_READY: tuple[tuple[str | Promise, dict[str, str], tuple[Role, ...]], ...] = (
    (_("Overdue"), {"light": OVERDUE}, CONTENT_ROLES),
    (_("Due within 7 working days"), {"light": SOON}, CONTENT_ROLES),
    (STAGES[Stage.READY_FOR_BRANCH], {"stage": Stage.READY_FOR_BRANCH}, BRANCH_ROLES),
    (STAGES[Stage.READY_FOR_RECOGNITION], {"stage": Stage.READY_FOR_RECOGNITION}, BRANCH_ROLES),
    (STAGES[Stage.AWAITING_DECISION], {"stage": Stage.AWAITING_DECISION}, COMMITTEE_ROLES),
    (STAGES[Stage.AWAITING_RECOGNITION], {"stage": Stage.AWAITING_RECOGNITION}, COMMITTEE_ROLES),
)


class CaseFilterMixin(SearchMixin, ScopedMixin):
    """A page about the files that the address asks for."""

    act = Act.READ_CASES
    searches = "case_searches"

    @cached_property
    def search(self) -> tuple[str, str]:
        """The mark of the search with its words."""
        return self.searched()

    @cached_property
    def filter_form(self) -> CaseFilterForm:
        query = self.request.GET
        branches, is_cut = branches_in_scope(self.access, branches_to_read)
        if is_cut and query.get("branch", "").isdecimal():
            branches = list(branches_to_read(self.access).filter(pk=query["branch"][:18]))
        form = CaseFilterForm(query, branches=branches, types_unit=is_cut, today=self.today)
        form.full_clean()
        return form

    @cached_property
    def filter(self) -> CaseFilter:
        return self.filter_form.asked(self.search[1])

    @cached_property
    def filters(self) -> dict[str, str]:
        """The filters in force, as an address carries them."""
        typed = self.filter_form.cleaned_data
        return {name: _typed(typed[name]) for name in FILTERS if typed.get(name)}

    @cached_property
    def asked(self) -> dict[str, str]:
        """All that the address asks for: the search, the filters, the order."""
        mark, sort = self.search[0], self.filter_form.cleaned_data.get(SORT)
        return ({"search": mark} if mark else {}) | self.filters | ({SORT: sort} if sort else {})

    @property
    def kept(self) -> dict[str, str]:
        """What can be saved: all but the search."""
        return {name: value for name, value in self.asked.items() if name != "search"}

    def words(self) -> dict[str, str]:
        """The filters in force in words, by their names."""
        found = {}
        for name, value in self.filters.items():
            field: Any = self.filter_form.fields[name]
            choices = dict(getattr(field, "choices", ()))
            found[name] = str(choices[value]) if choices else f"{field.label}: {value}"
        return found

    def ready_lists(self) -> list[Link]:
        """The lists that the roles of the account have without saving."""
        return [Link(str(label), list_url(asked)) for label, asked, roles in _READY if self.access.with_roles(roles)]

    def saved_lists(self) -> list[SavedView]:
        return kept_by("saved lists", {"account": self.account.pk}, _saved_by)


def _saved_by(values: Mapping[str, Any]) -> Any:
    return SavedView.objects.filter(account=values["account"]).order_by("name", "pk")


def list_url(asked: dict[str, str]) -> str:
    """The address of the list that is asked for."""
    return f"{reverse('case-list')}?{urlencode(asked)}" if asked else reverse("case-list")


def _typed(value: Any) -> str:
    """Give what is asked for as an address carries it."""
    return vn_date(value) if isinstance(value, date) else str(value)
