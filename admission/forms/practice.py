"""The form that opens a committee to practise in."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from admission.forms.organizations import CodeField, NameOfOrganizationField
from members.models import Organization
from members.text import normalise

MOST_BRANCHES = 20
_LONGEST_NAME = Organization._meta.get_field("name").max_length
_LONGEST_CODE = 12
"""The codes of the branches are made from it."""


class PracticeForm(NamingForm):
    name = NameOfOrganizationField(
        label=_("Name of the practice committee"),
        help_text=_("Choose a name that nobody takes for a real one, such as “Đảng ủy tập dượt”."),
    )
    code = CodeField()
    branches = forms.CharField(
        label=_("Party branches"),
        help_text=_("One name on each line."),
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Enter at least one Party branch.")},
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if len(code) > _LONGEST_CODE:
            words = gettext("At most %(count)s characters: the codes of the branches are made from it.")
            raise forms.ValidationError(words % {"count": _LONGEST_CODE})
        return code

    def clean_branches(self) -> list[str]:
        names = [name for line in self.cleaned_data["branches"].splitlines() if (name := normalise(line))]
        if len(names) > MOST_BRANCHES:
            raise forms.ValidationError(gettext("At most %(count)s Party branches.") % {"count": MOST_BRANCHES})
        if len({name.casefold() for name in names}) < len(names):
            raise forms.ValidationError(gettext("Two Party branches have the same name."))
        if any(len(name) > (_LONGEST_NAME or 0) for name in names):
            raise forms.ValidationError(gettext("The name of a Party branch is too long."))
        return names
