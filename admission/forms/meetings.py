"""The votes of one meeting: who was there, typed once, and a small form for each file."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django.http import QueryDict
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.domain.procedure import StepCode
from admission.forms.base import NamingForm
from admission.forms.decisions import ResolutionForm, VoteForm
from admission.models import AdmissionCase
from admission.selectors.step_context import StepContext
from members.models import Organization
from members.selectors import Voters

EXCUSED = ("vote_exempt", "vote_elsewhere", "vote_suspended", "vote_on_leave")
SHARED = ("vote_method", "vote_entitled", *EXCUSED, "vote_present")
"""What holds of the whole meeting, the way of voting too: it is the meeting that decides it (01-HD/TW (2021), 5.1)."""
OWN_FIGURES = ("vote_for", "vote_against", "vote_blank")
_OWN = ("number", "proposal", *OWN_FIGURES)


class AttendanceForm(NamingForm):
    """Who was at the meeting and how it voted; pre-filled from the list of members of its day."""

    vote_method = VoteForm.base_fields["vote_method"]
    vote_entitled = VoteForm.base_fields["vote_entitled"]
    vote_exempt = VoteForm.base_fields["vote_exempt"]
    vote_elsewhere = VoteForm.base_fields["vote_elsewhere"]
    vote_suspended = VoteForm.base_fields["vote_suspended"]
    vote_on_leave = VoteForm.base_fields["vote_on_leave"]
    vote_present = VoteForm.base_fields["vote_present"]

    def __init__(self, *args: Any, voters: Voters, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if voters.official:
            self.fields["vote_entitled"].initial = voters.official
            self.fields["vote_entitled"].help_text = _("From the list of members on the day of the meeting.")
            for name in EXCUSED:
                self.fields[name].initial = getattr(voters, name.removeprefix("vote_")) or None
        for name in SHARED[1:]:
            self.fields[name].widget.attrs["class"] = "vote-figure vote-shared"  # the vote desk listens to these
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        """The absent are folded away until there are any."""
        is_open = any(self.data.get(name) or self.fields[name].initial for name in EXCUSED)
        words = escape(gettext("Absent members (only if there are any)"))
        opening = HTML(f"<details class='absent'{' open' if is_open else ''}><summary>{words}</summary>")
        return Layout("vote_method", "vote_entitled", opening, *EXCUSED, HTML("</details>"), "vote_present")

    def figures(self) -> dict[str, str]:
        """The figures a form that was not sent yet starts from."""
        initial = {name: self.fields[name].initial for name in SHARED[1:]}
        return {name: str(value) for name, value in initial.items() if value is not None}


class FileVoteForm(ResolutionForm):
    """The vote on one file: the form of its step, to which what holds of the whole meeting is added.

    `is_filled`: something was typed; a form left empty says nothing about its file.
    """

    def __init__(
        self, data: QueryDict | None, *, case: AdmissionCase, step: StepCode, voters: Voters, on: date, today: date
    ) -> None:
        self.case, prefix = case, prefix_of(case.pk)
        self.is_filled = data is not None and any(data.get(f"{prefix}-{name}", "").strip() for name in _OWN)
        typed = None
        if data is not None and self.is_filled:
            typed = data.copy()
            typed[f"{prefix}-adopted_on"] = f"{on:%d/%m/%Y}"
            for name in SHARED:
                typed[f"{prefix}-{name}"] = data.get(name, "")
        super().__init__(
            typed,
            prefix=prefix,
            today=today,
            step=step,
            context=StepContext((), (), (), voters, (), Organization.objects.none()),
            initial={"revision": case.revision},
        )
        for name in OWN_FIGURES:
            self.fields[name].widget.attrs["class"] = f"vote-figure figures-{prefix}"
        self.asks_reason = bool(self.data.get(self.add_prefix("irregular_reason")))
        self.asks_late_cause = bool(self.data.get(self.add_prefix("late_cause")))
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        asked = [
            name
            for name, is_asked in (("late_cause", self.asks_late_cause), ("irregular_reason", self.asks_reason))
            if is_asked and name in self.fields
        ]
        before = [name for name in ("number", "proposal") if name in self.fields]
        return Layout(*before, Fieldset(str(self.vote_legend), *OWN_FIGURES, css_class="vote-row"), *asked)

    def pass_on_errors(self, attendance: AttendanceForm) -> None:
        """Tell what is wrong with the whole meeting once, at its own fields; what has no field here, of the file."""
        shown = {*_OWN, "late_cause", "irregular_reason", "__all__"}
        for name in [name for name in self.errors if name not in shown]:
            for words in self.errors.pop(name):
                if name not in attendance.fields:
                    self.add_error(None, words)
                elif words not in attendance.errors.get(name, []):
                    attendance.add_error(name, words)

    def renew(self, revision: int) -> None:
        """Let the same be sent again for the file as it is now."""
        self.data = {**self.data, self.add_prefix("revision"): str(revision)}


def prefix_of(case_id: int) -> str:
    """Name the fields of one file."""
    return f"f{case_id}"
