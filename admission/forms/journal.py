"""The filters of the journal, as its address carries them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from admission.forms.base import NamingForm
from admission.forms.fields import DayField, set_today
from admission.labels.journal import VERBS
from admission.selectors.journal import JournalFilter, subject_asked
from members.text import word_order


def verb_choices() -> list[tuple[str, Any]]:
    named = sorted(((verb, str(words)) for verb, words in VERBS.items()), key=lambda choice: word_order(choice[1]))
    return [("", _("Every kind")), *named]


class JournalFilterForm(NamingForm):
    """What is not understood asks for nothing, and the page says so."""

    start = DayField(label=_("From the day"), required=False)
    end = DayField(label=_("Through the day"), required=False)
    account = forms.CharField(label=_("User name"), required=False, max_length=60)
    verb = forms.ChoiceField(label=_("What happened"), choices=verb_choices, required=False)
    subject = forms.CharField(label=_("File number"), required=False, max_length=60)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_today(self, today)

    def asked(self) -> JournalFilter:
        self.full_clean()
        typed = self.cleaned_data
        return JournalFilter(
            from_on=typed.get("start"),
            through_on=typed.get("end"),
            account=typed.get("account", "").casefold(),
            verb=typed.get("verb", ""),
            subject=subject_asked(typed.get("subject", "")) if typed.get("subject") else "",
        )
