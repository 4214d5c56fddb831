"""The name of a saved list. An error stands at the field."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.forms.members import EntryForm
from admission.models.saved_view import NAME_LENGTH
from admission.services import saved_views as services


class ViewNameField(forms.CharField):
    default_error_messages = {"required": _("Give the list a name.")}

    def __init__(self) -> None:
        super().__init__(
            label=_("Name of the saved list"),
            max_length=NAME_LENGTH,
            help_text=_("A name that tells you what is in it, such as “Overdue in our branches”."),
        )


class ViewNameForm(EntryForm):
    name = ViewNameField()


class RemoveViewForm(EntryForm):
    """Nothing to fill in: the button is the answer."""


def add_view_error(form: forms.Form, error: Exception) -> None:
    """Say what the service refused. Raises: the error itself where no form can answer it."""
    match error:
        case services.ViewNameTakenError():
            form.add_error("name", gettext("You have a saved list of this name already; choose another name."))
        case services.TooManyViewsError():
            words = gettext("You have %(count)s saved lists, which is as many as there is room for: remove one first.")
            form.add_error(None, words % {"count": services.MOST_VIEWS})
        case _:
            raise error
