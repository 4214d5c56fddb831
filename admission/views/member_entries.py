"""The forms about one entry of the people of a branch."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from admission.domain.errors import AdmissionError
from admission.forms.members import (
    AbsenceForm,
    AddMemberForm,
    ChangeStandingForm,
    EndAbsenceForm,
    EndMemberForm,
    EntryForm,
    VoidForm,
    add_members_error,
)
from admission.labels import day
from admission.permissions import Act
from admission.services.member_changes import (
    add_member,
    change_member_standing,
    end_member_absence,
    end_stay,
    record_member_absence,
    void_member_absence,
    void_stay,
)
from admission.views.case_page import Link
from admission.views.members import BranchMixin
from members.errors import MembersError
from members.models import Absence, AbsenceKind, EndCause, Membership, Standing


class EntryView(BranchMixin, FormView[EntryForm]):
    """A form for those who keep the members; `record` is one service call, `done` is said after it."""

    template_name = "members/branch/form.html"
    act = Act.KEEP_MEMBERS
    title: ClassVar[str | Promise]
    submit_label: ClassVar[str | Promise] = _("Save")
    done: ClassVar[str | Promise]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": self.today}

    def form_valid(self, form: EntryForm) -> HttpResponse:
        try:
            self.record(form.cleaned_data | {"by": self.account, "today": self.today, "now": timezone.now()})
        except (MembersError, AdmissionError) as error:
            add_members_error(form, error)
            return self.form_invalid(form)
        messages.success(self.request, str(self.done) % {"name": self.name(form)})
        return redirect("branch-members", self.branch.pk)

    def record(self, typed: dict[str, Any]) -> None:
        raise NotImplementedError

    def name(self, form: EntryForm) -> str:
        """Whom the entry is about."""
        raise NotImplementedError

    def lead(self) -> str:
        return self.branch.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            page_title=self.title,
            lead=self.lead(),
            submit_label=self.submit_label,
            cancel_url=reverse("branch-members", args=[self.branch.pk]),
            crumbs=self.crumbs(Link(str(self.title), "")),
        )


class MemberAddView(EntryView):
    form_class = AddMemberForm
    title = _("Add a person to the branch")
    submit_label = _("Add")
    done = _("%(name)s was added.")

    def record(self, typed: dict[str, Any]) -> None:
        cause = EndCause(typed["end_cause"]) if typed["end_cause"] else None
        add_member(branch=self.branch, **typed | {"standing": Standing(typed["standing"]), "end_cause": cause})

    def name(self, form: EntryForm) -> str:
        return str(form.cleaned_data["full_name"])


class StayView(EntryView):
    """A form about one stay in the branch."""

    @cached_property
    def stay(self) -> Membership:
        stays = Membership.objects.filter(organization=self.branch).select_related("person", "organization")
        stay: Membership = get_object_or_404(stays, pk=self.kwargs["membership_pk"])
        return stay

    def name(self, form: EntryForm) -> str:
        return self.stay.person.full_name

    def lead(self) -> str:
        return gettext("%(name)s · %(standing)s since %(day)s") % {
            "name": self.stay.person.full_name,
            "standing": self.stay.get_standing_display(),
            "day": day(self.stay.from_on),
        }


class MemberEndView(StayView):
    form_class = EndMemberForm
    title = _("End the stay in the branch")
    done = _("The stay of %(name)s in the branch was ended.")

    def record(self, typed: dict[str, Any]) -> None:
        end_stay(stay=self.stay, **typed | {"cause": EndCause(typed["cause"])})


class MemberStandingView(StayView):
    form_class = ChangeStandingForm
    title = _("Change the standing")
    done = _("The standing of %(name)s was changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"held": Standing(self.stay.standing)}

    def record(self, typed: dict[str, Any]) -> None:
        change_member_standing(stay=self.stay, **typed | {"standing": Standing(typed["standing"])})


class MemberVoidView(StayView):
    form_class = VoidForm
    title = _("Void the entry")
    submit_label = _("Void the entry")
    done = _("The entry of %(name)s was voided.")

    def record(self, typed: dict[str, Any]) -> None:
        void_stay(stay=self.stay, **typed)


class AbsenceView(StayView):
    form_class = AbsenceForm
    title = _("Not counted for a time")
    done = _("The absence of %(name)s was recorded.")

    def record(self, typed: dict[str, Any]) -> None:
        record_member_absence(stay=self.stay, **typed | {"kind": AbsenceKind(typed["kind"])})


class RunningAbsenceView(EntryView):
    """A form about one absence in the branch."""

    @cached_property
    def absence(self) -> Absence:
        absences = Absence.objects.filter(organization=self.branch).select_related("person", "organization")
        absence: Absence = get_object_or_404(absences, pk=self.kwargs["absence_pk"])
        return absence

    def name(self, form: EntryForm) -> str:
        return self.absence.person.full_name

    def lead(self) -> str:
        return gettext("%(name)s · %(standing)s since %(day)s") % {
            "name": self.absence.person.full_name,
            "standing": self.absence.get_kind_display(),
            "day": day(self.absence.from_on),
        }


class AbsenceEndView(RunningAbsenceView):
    form_class = EndAbsenceForm
    title = _("End the absence")
    done = _("The absence of %(name)s was ended.")

    def record(self, typed: dict[str, Any]) -> None:
        end_member_absence(absence=self.absence, **typed)


class AbsenceVoidView(RunningAbsenceView):
    form_class = VoidForm
    title = _("Void the absence")
    submit_label = _("Void the absence")
    done = _("The absence of %(name)s was voided.")

    def record(self, typed: dict[str, Any]) -> None:
        void_member_absence(absence=self.absence, **typed)
