"""The form all forms of the product are made of: its errors name what is missing or wrong, in the user's words."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_DJANGO = "django."
_TYPED: dict[str, Promise] = {
    "required": _("You have not entered “{label}”."),
    "invalid": _("“{label}” is not written as it should be. Check it and enter it again."),
}
_CHOSEN: dict[str, Promise] = {
    "required": _("You have not chosen “{label}”."),
    "invalid_choice": _("“{label}”: choose one of those offered."),
    "invalid_list": _("“{label}”: choose among those offered."),
}
_TICKED: dict[str, Promise] = {"required": _("You have not ticked “{label}”.")}
_FILED: dict[str, Promise] = {"required": _("You have not chosen the file for “{label}”.")}
_LIMITS: dict[str, Promise] = {
    "max_length": _("“{label}” is too long: at most %(limit_value)s characters, now %(show_value)s."),
}
_UNSEEN = _("The page was not sent whole. Open it again and send it once more.")


class NamingForm(forms.Form):
    """A form that says which field is meant, where Django's own words would leave that open.

    A message that a form or a field of ours gives stays as it is.
    """

    def full_clean(self) -> None:
        if self.is_bound:
            for field in self.fields.values():
                _name_what_is_meant(field)
        super().full_clean()


def _name_what_is_meant(field: forms.Field) -> None:
    if field.widget.is_hidden:
        named = dict.fromkeys(("required", "invalid", "invalid_choice"), str(_UNSEEN))
    else:
        label = _inside_a_sentence(field.label)
        named = {code: str(words).replace("{label}", label) for code, words in _words_for(field).items()}
    for code, words in named.items():
        if _is_left_to_django(field, code):
            field.error_messages[code] = words


def _words_for(field: forms.Field) -> dict[str, Promise]:
    """What is said of a field, by the kind of thing that is done with it."""
    match field:
        case forms.BooleanField():
            return _TICKED
        case forms.FileField():
            return _FILED
        case forms.ChoiceField() | forms.MultipleChoiceField():
            return _CHOSEN
        case _:
            return _TYPED | _LIMITS


def _is_left_to_django(field: forms.Field, code: str) -> bool:
    """Say whether the message for a code is Django's own; that of a length comes from a validator."""
    given = field.error_messages.get(code)
    return (given is None and code in _LIMITS) or any(
        given is vars(each).get("default_error_messages", {}).get(code)
        for each in type(field).__mro__
        if given is not None and each.__module__.startswith(_DJANGO)
    )


def _inside_a_sentence(label: str | Promise | None) -> str:
    # A message may be filled in by Django with the sign of per cent.
    return str(label or "").removesuffix(".").removesuffix(":").replace("%", "")
