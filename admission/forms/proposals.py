"""What a reviewer types on a prepared act, and which prepared acts are approved together."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from admission.forms.steps import TEXT_LENGTH

MOST_AT_ONCE = 50


class ReviewForm(NamingForm):
    """`revision`: the state of the file the reviewer saw. The reason is asked for what is sent back only."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason for sending it back"),
        help_text=_("Whoever prepared it reads this. To approve, leave it empty."),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ApproveForm(ReviewForm):
    def clean_reason(self) -> str:
        """Whoever wrote why it goes back, and then approves, took the wrong button."""
        if self.cleaned_data["reason"]:
            raise ValidationError(
                _("You wrote why it goes back. Send it back, or clear the field to approve."), code="approves"
            )
        return ""


class SendBackForm(ReviewForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = _("Say why it goes back.")


class BulkForm(NamingForm):
    """The chosen prepared acts, by their ids."""

    chosen = forms.TypedMultipleChoiceField(
        coerce=int, choices=(), error_messages={"required": _("Choose at least one decision.")}
    )

    def __init__(self, *args: Any, offered: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(str(pk), "") for pk in offered]

    def clean_chosen(self) -> list[int]:
        chosen: list[int] = list(dict.fromkeys(self.cleaned_data["chosen"]))
        if len(chosen) > MOST_AT_ONCE:
            raise ValidationError(
                _("At most %(most)s decisions can be approved at once; choose fewer."), params={"most": MOST_AT_ONCE}
            )
        return chosen
