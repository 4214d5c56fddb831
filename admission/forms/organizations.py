"""The tree of organisations: add, rename, move, give the right to decide, split, dissolve."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from admission.forms.fields import CountField, DayField, ImpossibleDateError, parse_day
from admission.forms.members import DOCUMENT_LENGTH, EntryForm
from admission.models.level_limit import LEAST_DAYS, MOST_DAYS
from admission.selectors.splits import NamedPeople, people_named
from members.models import (
    AuthorityBasis,
    Organization,
    OrganizationKind,
    OrganizationQuerySet,
    RoleAssignment,
)
from members.models.organization import meeting_days
from members.models.organization_history import authority_bases
from members.services.organizations import CONTACT_FIELDS, may_stand_below
from members.text import normalise

MOST_PEOPLE = 500
_CODE = RegexValidator(r"^[\w.-]+$", _("Letters, digits, dots and hyphens only."))


class PaperField(forms.CharField):
    """The number of the decision an act rests on."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Number of the decision"))
        errors = {"required": _("Enter the number of the decision.")}
        super().__init__(max_length=DOCUMENT_LENGTH, error_messages=errors, **kwargs)


class NameOfOrganizationField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Name"))
        super().__init__(max_length=200, error_messages={"required": _("Enter the name.")}, **kwargs)

    def clean(self, value: Any) -> str:
        return normalise(super().clean(value))


class CodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        errors = {"required": _("Enter the code.")}
        super().__init__(
            label=_("Code"), max_length=20, validators=[_CODE], error_messages=errors,
            help_text=_("Short and unique in the whole product, such as CB-01."), **kwargs,
        )  # fmt: skip


class ContactForm(NamingForm):
    """The address book and the meeting day of an organisation."""

    postal_address = forms.CharField(label=_("Postal address"), max_length=300, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    meeting_day = forms.ChoiceField(
        label=_("Regular meeting"), required=False, choices=lambda: [("", _("No fixed day")), *meeting_days()]
    )

    def contact(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CONTACT_FIELDS}


class LevelLimitForm(NamingForm):
    """How long a file may wait at a committee on its way."""

    working_days = CountField(label=_("Working days"), min_value=LEAST_DAYS, max_value=MOST_DAYS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["working_days"].help_text = gettext("From %(least)s to %(most)s.") % {
            "least": LEAST_DAYS, "most": MOST_DAYS,
        }  # fmt: skip


class AddOrganizationForm(ContactForm, EntryForm):
    code = CodeField()
    name = NameOfOrganizationField()
    from_on = DayField(
        label=_("First day"), required=False, help_text=_("Left empty: it has existed since before the records.")
    )
    document = PaperField(required=False)

    def __init__(self, *args: Any, above: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = OrganizationKind(above.kind)
        kinds = [(kind.value, kind.label) for kind in OrganizationKind if may_stand_below(kind, parent)]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"),
            choices=[("", _("Choose a kind")), *kinds],
            error_messages={"required": _("Choose a kind.")},
        )
        self.order_fields(["kind", "code", "name", "from_on", "document", *CONTACT_FIELDS])


class RenameForm(EntryForm):
    name = NameOfOrganizationField(label=_("New name"))
    from_on = DayField(
        label=_("First day of the new name"), help_text=_("Papers of the days before keep the old name.")
    )
    document = PaperField()


class MoveForm(EntryForm):
    from_on = DayField(label=_("First day at the new place"))
    document = PaperField()

    def __init__(self, *args: Any, reach: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reach = reach
        self.fields["above"] = forms.CharField(
            label=_("Code of the organisation directly above"), max_length=20,
            error_messages={"required": _("Enter the code of the organisation directly above.")},
        )  # fmt: skip
        self.order_fields(["above", "from_on", "document"])

    def clean_above(self) -> Organization:
        found: Organization | None = self.reach.with_code(self.cleaned_data["above"]).first()
        if found is None:
            raise forms.ValidationError(_("You keep no organisation with this code."))
        return found


class GiveAuthorityForm(EntryForm):
    basis = forms.ChoiceField(
        label=_("How it decides"), choices=authority_bases, widget=forms.RadioSelect,
        error_messages={"required": _("Say how it decides.")},
    )  # fmt: skip
    from_on = DayField(
        label=_("First day"), required=False, help_text=_("Left empty: it has decided since before the records.")
    )
    until_on = DayField(
        label=_("Last day"), required=False, help_text=_("Only where the authority is given for a time.")
    )
    document = PaperField()

    def __init__(self, *args: Any, above: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_by"] = forms.ModelChoiceField(
            label=_("Delegated by"), queryset=above, required=False, empty_label=_("Not recorded")
        )
        self.order_fields(["basis", "given_by", "document", "from_on", "until_on"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("basis") == AuthorityBasis.OWN_RIGHT and cleaned.get("given_by") is not None:
            self.add_error("given_by", _("A right of its own is delegated by nobody."))
        return cleaned


class WithdrawAuthorityForm(EntryForm):
    from_on = DayField(label=_("First day without the authority"))
    document = PaperField()


class DissolveForm(EntryForm):
    on = DayField(label=_("First day without the organisation"))
    document = PaperField()


class SplitForm(EntryForm):
    code = CodeField()
    name = NameOfOrganizationField(label=_("Name of the new branch"))
    on = DayField(label=_("First day of the new branch"))
    document = PaperField()
    people = forms.CharField(
        label=_("Who belongs to the new branch"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "One person a line, as the annex of the decision names them, candidates too; where two have the same name, "
            "with the day of birth: Nguyễn Văn An; 19/05/1988."
        ),
        error_messages={"required": _("Name the people of the new branch.")},
    )
    named: NamedPeople

    def __init__(
        self, *args: Any, branch: Organization, roles: Iterable[RoleAssignment], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.branch, self.today = branch, today
        self.fields["shared"] = forms.MultipleChoiceField(
            label=_("Roles that are held in the new branch as well"),
            choices=[(str(role.pk), f"{role.account.full_name} · {role.get_role_display()}") for role in roles],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("people") and cleaned.get("on"):
            lines = self._lines(cleaned["people"])
            if lines:
                self.named = people_named(self.branch, cleaned["on"], lines)
                self._tell_missing()
        return cleaned

    def _lines(self, text: str) -> list[tuple[str, date | None]]:
        lines: list[tuple[str, date | None]] = []
        for line in filter(str.strip, text.splitlines()):
            name, _separator, born = (part.strip() for part in line.partition(";"))
            try:
                born_on = parse_day(born, self.today) if born else None
            except ImpossibleDateError:
                born_on = None
            if born and born_on is None:
                self.add_error("people", gettext("“%(line)s”: the day of birth is no date.") % {"line": line.strip()})
                return []
            lines.append((name, born_on))
        if len(lines) > MOST_PEOPLE:
            self.add_error("people", gettext("At most %(most)s people at once.") % {"most": MOST_PEOPLE})
            return []
        return lines

    def _tell_missing(self) -> None:
        if self.named.unknown:
            words = ngettext(
                "%(count)s person is not in the list of the branch on that day: %(names)s.",
                "%(count)s people are not in the list of the branch on that day: %(names)s.",
                len(self.named.unknown),
            )
            names = ", ".join(self.named.unknown)
            self.add_error("people", words % {"count": len(self.named.unknown), "names": names})
        if self.named.ambiguous:
            words = gettext("Several people have this name; add the day of birth: %(names)s.")
            self.add_error("people", words % {"names": ", ".join(self.named.ambiguous)})
