"""The words for requests about personal data."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.data_requests import RequestClock, RequestKind, RequestOutcome

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REQUEST_KINDS: dict[RequestKind, Promise] = {
    RequestKind.SEE: _("See one's data"),
    RequestKind.COPY: _("Have a copy of one's data"),
    RequestKind.CORRECT: _("Have data corrected"),
    RequestKind.ERASE: _("Have data erased"),
    RequestKind.RESTRICT: _("Have the use of data restricted"),
    RequestKind.WITHDRAW_CONSENT: _("Withdraw consent"),
    RequestKind.COMPLAIN: _("Complain about the use of data"),
}

REQUEST_OUTCOMES: dict[RequestOutcome, Promise] = {
    RequestOutcome.GRANTED: _("Request granted"),
    RequestOutcome.REFUSED_IN_PART: _("Request refused in part"),
    RequestOutcome.REFUSED: _("Request refused"),
}

REQUEST_CLOCKS: dict[RequestClock, Promise] = {
    RequestClock.ANSWER: _("Answer to a personal-data request"),
    RequestClock.CARRY_OUT: _("Carrying out a personal-data request"),
}

SHORT_REQUEST_CLOCKS: dict[RequestClock, Promise] = {
    RequestClock.ANSWER: _("Answer"),
    RequestClock.CARRY_OUT: _("Carry out"),
}

REQUEST_FIELDS: "dict[str, _StrPromise]" = {
    "kind": _("What is asked"),
    "received_on": _("Day the request was received"),
    "subject_name": _("Whose data it is about"),
    "subject_born_on": _("Day of birth"),
    "asked_by": _("Who asks, if somebody else"),
    "answered_on": _("Day of the answer"),
    "outcome": _("What the answer says"),
    "legal_ground": _("Legal ground of the refusal"),
    "number": _("Number of the document"),
    "granted_on": _("Day of the extension"),
    "days": _("Days added"),
    "reason": _("Reason for the extension"),
    "done_on": _("Day it was carried out"),
}
