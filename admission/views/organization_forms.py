"""Keep the tree: one form for each act, on a page of the organisation it is about."""

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from admission.domain.errors import AdmissionError
from admission.forms.members import EntryForm
from admission.forms.organization_errors import add_organization_error
from admission.forms.organizations import (
    AddOrganizationForm,
    ContactForm,
    DissolveForm,
    GiveAuthorityForm,
    LevelLimitForm,
    MoveForm,
    RenameForm,
    WithdrawAuthorityForm,
)
from admission.models.level_limit import LEVEL_KINDS
from admission.permissions import Act, organizations_for
from admission.services import organizations as services
from admission.services.level_limits import set_level_limit
from admission.views.case_page import Link
from admission.views.organizations import OrganizationMixin
from members.errors import MembersError
from members.models import AdmissionAuthority, AuthorityBasis, Organization, OrganizationKind
from members.services.organizations import CONTACT_FIELDS, OrganizationDissolvedError


class KeepOrganizationView(OrganizationMixin, FormView[forms.Form]):
    """A form about one organisation. A refusal of the service becomes an error of the form."""

    act = Act.KEEP_ORGANIZATIONS
    template_name = "members/organization/form.html"
    title: ClassVar[Promise | str]
    lead: ClassVar[Promise | str] = ""
    button: ClassVar[Promise | str] = _("Save")

    def get_form_kwargs(self) -> dict[str, Any]:
        today = {"today": self.today} if issubclass(self.get_form_class(), EntryForm) else {}
        return super().get_form_kwargs() | today

    def turn_away(self) -> HttpResponseBase | None:
        words = self.never()
        if not words:
            return None
        messages.warning(self.request, words)
        return redirect("organization", self.organization.pk)

    def never(self) -> str:
        """Say why this can never be done with the organisation; empty where it can."""
        return ""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            if self.organization.dissolved_on is not None:
                raise OrganizationDissolvedError(self.organization)
            shown = self.perform(form)
        except (MembersError, AdmissionError) as error:
            add_organization_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, gettext("Saved: %(name)s.") % {"name": shown.name})
        return redirect("organization", shown.pk)

    def perform(self, form: forms.Form) -> Organization:
        """Do it; give the organisation whose page is shown then."""
        raise NotImplementedError

    @cached_property
    def act_of(self) -> dict[str, Any]:
        """Who does it, and when."""
        return {"by": self.account, "today": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            page_title=self.title,
            lead=self.lead,
            submit_label=self.button,
            organization=self.organization,
            cancel_url=reverse("organization", args=[self.organization.pk]),
            crumbs=self.crumbs(Link(str(self.title), "")),
        )


class AddOrganizationView(KeepOrganizationView):
    form_class = AddOrganizationForm
    title = _("Add an organisation below")

    def never(self) -> str:
        return gettext("A branch has no organisation below it.") if self.organization.is_branch else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"above": self.organization}

    def perform(self, form: forms.Form) -> Organization:
        typed = form.cleaned_data
        return services.add_below(
            above=self.organization,
            kind=OrganizationKind(typed["kind"]),
            code=typed["code"],
            name=typed["name"],
            from_on=typed["from_on"],
            document=typed["document"],
            contact={name: typed[name] for name in CONTACT_FIELDS},
            **self.act_of,
        )


class ContactView(KeepOrganizationView):
    form_class = ContactForm
    title = _("Change address or meeting day")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.organization, name) for name in CONTACT_FIELDS}

    def perform(self, form: forms.Form) -> Organization:
        contact = {name: form.cleaned_data[name] for name in CONTACT_FIELDS}
        return services.change_contact(organization=self.organization, contact=contact, **self.act_of)


class LevelLimitView(KeepOrganizationView):
    form_class = LevelLimitForm
    title = _("Set how long a file may wait here")
    lead = _(
        "A limit of the house for files that arrive at this committee from tomorrow on; files that wait already keep "
        "theirs."
    )

    def never(self) -> str:
        if self.organization.kind in LEVEL_KINDS:
            return ""
        return gettext("Files wait at sectional and grassroots committees only.")

    def perform(self, form: forms.Form) -> Organization:
        days = form.cleaned_data["working_days"]
        set_level_limit(organization=self.organization, working_days=days, now=timezone.now(), **self.act_of)
        return self.organization


class RenameView(KeepOrganizationView):
    form_class = RenameForm
    title = _("Rename")
    lead = _("Files, people and roles stay as they are; papers of the time before keep the old name.")

    def perform(self, form: forms.Form) -> Organization:
        return services.rename(organization=self.organization, **form.cleaned_data, **self.act_of)


class MoveView(KeepOrganizationView):
    form_class = MoveForm
    asks_password_again = True
    title = _("Move below another")
    lead = _("Everything below it moves along. Open files come to the committees of the new place; due dates stay.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"reach": organizations_for(self.access, self.act)}

    def perform(self, form: forms.Form) -> Organization:
        return services.move_below(organization=self.organization, **form.cleaned_data, **self.act_of)


class GiveAuthorityView(KeepOrganizationView):
    form_class = GiveAuthorityForm
    title = _("Give the right to decide on admission")
    lead = _("Open files below come to the nearest committee that decides; due dates stay.")

    def never(self) -> str:
        return (
            gettext("A branch proposes; only a committee decides on admission.") if self.organization.is_branch else ""
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        above = Organization.objects.filter(path__in=self.organization.ancestor_paths[:-1])
        return super().get_form_kwargs() | {"above": above}

    def perform(self, form: forms.Form) -> Organization:
        typed = form.cleaned_data | {"basis": AuthorityBasis(form.cleaned_data["basis"])}
        services.give_authority(organization=self.organization, **typed, **self.act_of)
        return self.organization


class WithdrawAuthorityView(KeepOrganizationView):
    form_class = WithdrawAuthorityForm
    title = _("End the right to decide on admission")
    lead = _("Open files go to the next committee above that decides; due dates stay.")

    @cached_property
    def authority(self) -> AdmissionAuthority:
        own = AdmissionAuthority.objects.filter(organization=self.organization).select_related("organization")
        authority: AdmissionAuthority = get_object_or_404(own, pk=self.kwargs["authority_pk"])
        return authority

    def guard(self) -> None:
        super().guard()
        _known = self.authority

    def perform(self, form: forms.Form) -> Organization:
        services.withdraw_authority(authority=self.authority, **form.cleaned_data, **self.act_of)
        return self.organization


class DissolveView(KeepOrganizationView):
    form_class = DissolveForm
    title = _("Dissolve")
    lead = _("Only what has no open files, people, roles and organisations below it. Its papers keep its name.")
    button = _("Dissolve")

    def perform(self, form: forms.Form) -> Organization:
        return services.dissolve(organization=self.organization, **form.cleaned_data, **self.act_of)
