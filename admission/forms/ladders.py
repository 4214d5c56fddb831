"""The ladder of alerts of an organisation: early warnings and the hour of the digest."""

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from admission.domain.ladder import (
    HOURS,
    LEAST_FIRST,
    MOST_WARNINGS,
    OFFERED,
    DigestHourError,
    Ladder,
    LadderBoundsError,
    TooManyWarningsError,
    WarningsMissingError,
    ladder_of,
)
from admission.forms.members import EntryForm

OWN, ABOVE = "own", "above"


def _offered() -> list[tuple[str, str]]:
    words = [(days, ngettext("%(days)s working day before", "%(days)s working days before", days)) for days in OFFERED]
    return [(str(days), text % {"days": days}) for days, text in words]


def _hours() -> list[tuple[str, str]]:
    return [(str(hour), f"{hour:02}:00") for hour in HOURS]


class LadderForm(EntryForm):
    choice = forms.ChoiceField(
        label=_("Which warnings"),
        choices=[(ABOVE, _("As the level above has them")), (OWN, _("Chosen here, for this organisation and all below"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whose warnings hold.")},
    )
    warnings = forms.MultipleChoiceField(
        label=_("Early warnings"), choices=_offered, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_(
            "One working day before, on the day itself, one and three working days after and then every week the alerts "
            "always come: nobody can switch them off."
        ),
    )  # fmt: skip
    digest_hour = forms.ChoiceField(
        label=_("The digest leaves at"), choices=_hours, required=False,
        help_text=_("On working days, Vietnamese time. Who acts in several organisations gets it at the earliest hour."),
    )  # fmt: skip
    ladder: Ladder | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("choice") == OWN and not self.errors:
            try:
                self.ladder = ladder_of(map(int, cleaned["warnings"]), int(cleaned["digest_hour"] or 0))
            except LadderBoundsError as error:
                self.add_error("digest_hour" if isinstance(error, DigestHourError) else "warnings", _words(error))
        return cleaned


def _words(error: LadderBoundsError) -> str:
    match error:
        case WarningsMissingError():
            words = gettext("Choose at least one warning that leaves %(days)s working days or more to act.")
            return words % {"days": LEAST_FIRST}
        case TooManyWarningsError():
            words = gettext("Choose at most %(count)s warnings: more of them are read by nobody.")
            return words % {"count": MOST_WARNINGS}
        case DigestHourError():
            words = gettext("Choose an hour from %(first)s to %(last)s.")
            return words % {"first": f"{HOURS[0]:02}:00", "last": f"{HOURS[-1]:02}:00"}
        case _:
            return gettext("Choose among the warnings offered.")
