"""Merge a branch into another: choose, look at what would move, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import FormView

from admission.domain.errors import AdmissionError
from admission.forms.mergers import MergeBranchesForm, add_merger_error
from admission.labels import day
from admission.permissions import Act, branches_to_administer
from admission.selectors.mergers import merger_preview
from admission.services.mergers import merge_branches
from admission.views.base import GuardedMixin
from admission.views.case_page import Link, Pair
from members.errors import MembersError
from members.services.mergers import check_merger


class MergeBranchesView(GuardedMixin, FormView[MergeBranchesForm]):
    """The first sending of the form shows what would move; the second one, with `confirm`, merges."""

    act = Act.KEEP_ORGANIZATIONS
    form_class = MergeBranchesForm
    asks_password_again = True
    template_name = "members/organization/merge.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        branches = branches_to_administer(self.access)
        return super().get_form_kwargs() | {"branches": branches, "today": self.today}

    def get_initial(self) -> dict[str, Any]:
        """From the page of a branch: it is the one that is dissolved."""
        return {"dissolved": self.request.GET.get("dissolved", "")}

    def form_valid(self, form: MergeBranchesForm) -> HttpResponse:
        typed = form.cleaned_data
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        try:
            if "confirm" not in self.request.POST:
                check_merger(dissolved=typed["dissolved"], into=typed["into"], on=typed["on"], today=self.today)
                return self._preview(form)
            carried = [int(pk) for pk in self.request.POST.getlist("carried") if pk.isdecimal()]
            merge_branches(**typed, carried_roles=carried, by=self.account, today=self.today, now=timezone.now())
        except (MembersError, AdmissionError) as error:
            add_merger_error(form, error)
            return self.form_invalid(form)
        words = gettext("%(branch)s was merged into %(other)s.")
        messages.success(self.request, words % {"branch": typed["dissolved"].name, "other": typed["into"].name})
        return redirect("organization", typed["into"].pk)

    def _preview(self, form: MergeBranchesForm) -> HttpResponse:
        typed = form.cleaned_data
        found = merger_preview(dissolved=typed["dissolved"], on=typed["on"])
        context = self.get_context_data(
            form=form,
            recorded=[
                Pair(gettext("Branch that is dissolved"), typed["dissolved"].name),
                Pair(gettext("Branch that takes over its people and files"), typed["into"].name),
                Pair(gettext("First day in the other branch"), day(typed["on"])),
                Pair(gettext("Number of the decision"), typed["document"]),
            ],
            moving=[
                Pair(gettext("People who move"), str(found.people)),
                Pair(gettext("Open files that move"), str(len(found.case_codes))),
                Pair(gettext("Roles that end"), str(len(found.roles))),
            ],
            case_codes=found.case_codes,
            roles=found.roles,
            kept=[
                {"name": "dissolved", "value": typed["dissolved"].pk},
                {"name": "into", "value": typed["into"].pk},
                {"name": "on", "value": day(typed["on"])},
                {"name": "document", "value": typed["document"]},
            ],
        )
        return self.response_class(
            request=self.request, template=["members/organization/merge_check.html"], context=context
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Merge branches")
        return super().get_context_data(
            **kwargs,
            page_title=title,
            lead=gettext("Nothing moves before you have seen what would move and confirmed it."),
            submit_label=gettext("Show what would move"),
            cancel_url=reverse("organization-list"),
            crumbs=[Link(gettext("Organisations"), reverse("organization-list")), Link(title, "")],
        )
