"""Split a branch: name who leaves, look at what would move, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import FormView

from admission.domain.errors import AdmissionError
from admission.forms.organization_errors import add_organization_error
from admission.forms.organizations import SplitForm
from admission.labels import day
from admission.permissions import Act
from admission.selectors.splits import files_that_move
from admission.services.splits import split_branch
from admission.views.case_page import Link, Pair
from admission.views.organizations import OrganizationMixin
from members.errors import MembersError
from members.selectors import roles_reaching
from members.services.organizations import OrganizationDissolvedError
from members.services.splits import check_split


class SplitBranchView(OrganizationMixin, FormView[SplitForm]):
    """The first sending of the form shows what would move; the second one, with `confirm`, splits.

    The administrator reads no file and no list of members: he names the people as the decision does.
    """

    act = Act.KEEP_ORGANIZATIONS
    form_class = SplitForm
    asks_password_again = True
    template_name = "members/organization/form.html"

    def turn_away(self) -> HttpResponseBase | None:
        if self.organization.is_branch:
            return None
        messages.warning(
            self.request, gettext("Only a branch is split: a committee has organisations below it instead.")
        )
        return redirect("organization", self.organization.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        roles = roles_reaching(self.organization, self.today)
        return super().get_form_kwargs() | {"branch": self.organization, "roles": roles, "today": self.today}

    def form_valid(self, form: SplitForm) -> HttpResponse:
        typed = form.cleaned_data
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        try:
            if self.organization.dissolved_on is not None:
                raise OrganizationDissolvedError(self.organization)
            if "confirm" not in self.request.POST:
                people = form.named.people
                check_split(branch=self.organization, people=people, on=typed["on"], today=self.today)
                return self._preview(form)
            new = split_branch(
                branch=self.organization,
                code=typed["code"],
                name=typed["name"],
                people=form.named.people,
                on=typed["on"],
                document=typed["document"],
                shared_roles=[int(pk) for pk in typed["shared"]],
                by=self.account,
                today=self.today,
                now=timezone.now(),
            )
        except (MembersError, AdmissionError) as error:
            add_organization_error(form, error)
            return self.form_invalid(form)
        words = gettext("%(new)s was split off from %(branch)s.")
        messages.success(self.request, words % {"new": new.name, "branch": self.organization.name})
        return redirect("organization", new.pk)

    def _preview(self, form: SplitForm) -> HttpResponse:
        typed = form.cleaned_data
        people = form.named.people
        codes = files_that_move(self.organization, people)
        shared = dict(form.fields["shared"].choices)  # type: ignore[attr-defined] # a field with choices
        kept = [{"name": "shared", "value": pk} for pk in typed["shared"]]
        context = self.get_context_data(
            form=form,
            recorded=[
                Pair(gettext("Branch that is split"), self.organization.name),
                Pair(gettext("Name of the new branch"), f"{typed['name']} ({typed['code']})"),
                Pair(gettext("First day of the new branch"), day(typed["on"])),
                Pair(gettext("Number of the decision"), typed["document"]),
            ],
            moving=[
                Pair(gettext("People who move"), str(len(people))),
                Pair(gettext("Open files that move"), str(len(codes))),
            ],
            case_codes=codes,
            shared=[shared[pk] for pk in typed["shared"]],
            kept=[
                {"name": "code", "value": typed["code"]},
                {"name": "name", "value": typed["name"]},
                {"name": "on", "value": day(typed["on"])},
                {"name": "document", "value": typed["document"]},
                {"name": "people", "value": typed["people"]},
                *kept,
            ],
        )
        return self.response_class(
            request=self.request, template=["members/organization/split_check.html"], context=context
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Split the branch")
        return super().get_context_data(
            **kwargs,
            page_title=title,
            lead=gettext("Nothing moves before you have seen what would move and confirmed it."),
            submit_label=gettext("Show what would move"),
            organization=self.organization,
            cancel_url=reverse("organization", args=[self.organization.pk]),
            crumbs=self.crumbs(Link(title, "")),
        )
