"""The forms about an account: invite, give and end roles, close and open, links."""

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from admission.domain.errors import AdmissionError
from admission.forms.accounts import (
    EndRoleForm,
    GiveRoleForm,
    InviteForm,
    LinkForm,
    ReasonForm,
    add_accounts_error,
)
from admission.forms.delegations import add_delegation_error
from admission.labels import day
from admission.permissions import Act, NotPermittedError, organizations_for
from admission.selectors.accounts import (
    MOST_OFFERED,
    AccountState,
    delegations_with_people,
    is_wholly_kept,
    roles_to_keep,
    state_of,
)
from admission.services import accounts as services
from admission.services.delegations import end_delegation
from admission.views.accounts import SHOWN_ONCE, AccountMixin, AccountsMixin
from admission.views.case_page import Link
from members.errors import MembersError
from members.models import AccountLink, Delegation, LinkPurpose, RoleAssignment


class ActView(FormView[forms.Form]):
    """A form whose act is one service call, `record`; a refusal becomes an error of the form."""

    template_name = "members/account/form.html"
    title: ClassVar[str | Promise]
    submit_label: ClassVar[str | Promise] = _("Save")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": self.today}  # type: ignore[attr-defined] # of the mixin beside it

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            done = self.record(form.cleaned_data)
        except NotPermittedError:
            raise
        except (MembersError, AdmissionError, ValidationError) as error:
            self.tell(form, error)
            return self.form_invalid(form)
        messages.success(self.request, done)
        return redirect(self.back_url())

    def tell(self, form: forms.Form, error: Exception) -> None:
        if isinstance(error, ValidationError):
            form.add_error(None, error.messages)
            return
        add_accounts_error(form, error)

    def record(self, typed: dict[str, Any]) -> str:
        """Do it; give the sentence that says so."""
        raise NotImplementedError

    def back_url(self) -> str:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            page_title=self.title,
            submit_label=self.submit_label,
            cancel_url=self.back_url(),
            crumbs=self.crumbs(Link(str(self.title), "")),  # type: ignore[attr-defined] # of the mixin beside it
        )


class RoleChoiceMixin(AccountsMixin):
    """A form in which an organisation of the administrator's is named."""

    asks_password_again: ClassVar[bool] = True

    def get_form_kwargs(self) -> dict[str, Any]:
        organizations = organizations_for(self.access, Act.KEEP_ACCOUNTS)
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc] # the form view beside it
        return kwargs | {"organizations": organizations}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = organizations_for(self.access, Act.KEEP_ACCOUNTS).existing_on(self.today)[:MOST_OFFERED]
        context: dict[str, Any] = super().get_context_data(**kwargs, offered=offered)  # type: ignore[misc] # the same
        return context


class AccountInviteView(RoleChoiceMixin, ActView):
    form_class = InviteForm
    title = _("Invite somebody")
    submit_label = _("Invite")
    invited: AccountLink

    def record(self, typed: dict[str, Any]) -> str:
        self.invited = services.invite_account(**typed, by=self.account, today=self.today, now=timezone.now())
        self.request.session[SHOWN_ONCE] = self.invited.pk
        return gettext("%(name)s was invited.") % {"name": self.invited.account.full_name}

    def back_url(self) -> str:
        invited = getattr(self, "invited", None)
        return reverse("account", args=[invited.account_id]) if invited else reverse("account-list")


class AccountActView(AccountMixin, ActView):
    """A form about one account."""

    def back_url(self) -> str:
        return reverse("account", args=[self.subject.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, lead=self.lead())

    def lead(self) -> str:
        return f"{self.subject.full_name} ({self.subject.username})"


class RoleGiveView(RoleChoiceMixin, AccountActView):
    form_class = GiveRoleForm
    title = _("Give a role")
    submit_label = _("Give the role")

    def record(self, typed: dict[str, Any]) -> str:
        given = services.give_account_role(account=self.subject, **typed, by=self.account, today=self.today)
        if given.until_on is not None and given.until_on < self.today:
            words = gettext("The role was recorded: %(role)s. It ended on %(day)s and opens nothing today.")
            return words % {"role": given.get_role_display(), "day": day(given.until_on)}
        return gettext("The role was given: %(role)s.") % {"role": given.get_role_display()}


class RoleView(AccountActView):
    """A form about one role of an account."""

    asks_password_again = True

    @cached_property
    def assignment(self) -> RoleAssignment:
        roles = roles_to_keep(self.access, self.subject).select_related("account")
        return get_object_or_404(roles, pk=self.kwargs["role_pk"])

    def guard(self) -> None:
        super().guard()
        self.require_assignment()

    def require_assignment(self) -> RoleAssignment:
        return self.assignment

    def lead(self) -> str:
        words = gettext("%(name)s: %(role)s, %(organization)s, since %(day)s")
        return words % {
            "name": self.subject.full_name,
            "role": self.assignment.get_role_display(),
            "organization": self.assignment.organization.name,
            "day": day(self.assignment.from_on),
        }


class RoleEndView(RoleView):
    form_class = EndRoleForm
    title = _("End the role")
    submit_label = _("End the role")

    def record(self, typed: dict[str, Any]) -> str:
        services.end_account_role(
            assignment=self.assignment, **typed, by=self.account, today=self.today, now=timezone.now()
        )
        return gettext("The role ends on %(day)s.") % {"day": day(typed["until_on"])}


class RoleVoidView(RoleView):
    form_class = ReasonForm
    title = _("Void the role")
    submit_label = _("Void the role")

    def record(self, typed: dict[str, Any]) -> str:
        services.void_account_role(
            assignment=self.assignment, **typed, by=self.account, today=self.today, now=timezone.now()
        )
        return gettext("The role was voided.")


class WholeAccountView(AccountActView):
    """A form about the account itself: for who reaches all its roles."""

    asks_password_again = True

    def guard(self) -> None:
        super().guard()
        if not is_wholly_kept(self.access, self.subject):
            raise NotPermittedError(f"{self.subject.username} has roles beyond the reach of {self.account.username}")


class AccountCloseView(WholeAccountView):
    form_class = ReasonForm
    title = _("Close the account")
    submit_label = _("Close the account")

    def record(self, typed: dict[str, Any]) -> str:
        services.close_kept_account(
            account=self.subject, **typed, by=self.account, today=self.today, now=timezone.now()
        )
        return gettext("The account is closed; whoever was signed in with it no longer is.")


class AccountReopenView(WholeAccountView):
    form_class = ReasonForm
    title = _("Open the account again")
    submit_label = _("Open the account again")

    def record(self, typed: dict[str, Any]) -> str:
        services.reopen_kept_account(account=self.subject, **typed, by=self.account, today=self.today)
        return gettext("The account is open again.")


class AccountLinkView(WholeAccountView):
    form_class = LinkForm
    title = _("Send a link")
    submit_label = _("Send the link")

    def lead(self) -> str:
        if state_of(self.subject) is AccountState.INVITED:
            return gettext("%(name)s gets a new invitation; older links are no longer good.") % {
                "name": self.subject.full_name
            }
        return gettext("%(name)s gets a link by mail and chooses a new password; the old one is good until then.") % {
            "name": self.subject.full_name
        }

    def record(self, typed: dict[str, Any]) -> str:
        link = services.send_link(account=self.subject, by=self.account, today=self.today, now=timezone.now())
        if link.purpose == LinkPurpose.INVITATION:
            self.request.session[SHOWN_ONCE] = link.pk
        if not self.subject.email:
            return gettext("A new link was made. The account has no e-mail address, so nothing was mailed.")
        return gettext("The link was mailed; it is good for 24 hours.")


class AccountLinkRevokeView(WholeAccountView):
    form_class = LinkForm
    title = _("Revoke the open link")
    submit_label = _("Revoke the link")

    def record(self, typed: dict[str, Any]) -> str:
        services.revoke_account_links(account=self.subject, by=self.account, today=self.today, now=timezone.now())
        return gettext("The link is no longer good.")


class AccountDelegationEndView(AccountActView):
    """An administrator ends a delegation of a role that lies within his reach."""

    form_class = ReasonForm
    title = _("End the delegation")
    submit_label = _("End the delegation")
    asks_password_again = True

    @cached_property
    def delegation(self) -> Delegation:
        within = roles_to_keep(self.access, self.subject)
        return get_object_or_404(
            delegations_with_people().filter(assignment__in=within), pk=self.kwargs["delegation_pk"]
        )

    def guard(self) -> None:
        super().guard()
        self.require_delegation()

    def require_delegation(self) -> Delegation:
        return self.delegation

    def tell(self, form: forms.Form, error: Exception) -> None:
        add_delegation_error(form, error)

    def lead(self) -> str:
        assignment = self.delegation.assignment
        words = gettext("%(role)s of %(principal)s, exercised by %(delegate)s")
        return words % {
            "role": assignment.get_role_display(),
            "principal": assignment.account.full_name,
            "delegate": self.delegation.delegate.full_name,
        }

    def record(self, typed: dict[str, Any]) -> str:
        end_delegation(delegation=self.delegation, **typed, by=self.account, today=self.today, now=timezone.now())
        return gettext("The delegation was ended; both were told.")
