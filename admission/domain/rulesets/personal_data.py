"""Nghị định 356/2025/NĐ-CP of 31/12/2025, in force since 1/1/2026, on requests about personal data. Data only.

The text of the decree was not at hand. That a request is answered within 2 working days, and what holds of a withdrawn
consent and of a restriction, stands alike in the summaries of two law firms (SECONDARY). Of the other lengths they only
say "10 to 20 days", by the kind of request: which is which is assumed (UNVERIFIED) and shown as such.
"""

from admission.domain.data_requests import RequestKind, RequestLimit, RequestRules
from admission.domain.rules import Unit, Verification

_READ = "356/2025/NĐ-CP (theo bản tóm tắt của hai hãng luật)"
_ASSUMED = "356/2025/NĐ-CP (chưa đọc được điều khoản)"


def _days(length: int, clause: str, verification: Verification) -> RequestLimit:
    """Calendar days, which may be lengthened once by as many."""
    return RequestLimit(length, Unit.DAYS, clause, verification, max_extension=length)


ND356_2025 = RequestRules(
    code="ND356_2025",
    answer=RequestLimit(2, Unit.WORKING_DAYS, _READ, Verification.SECONDARY),
    carry_out={
        RequestKind.SEE: _days(10, _ASSUMED, Verification.UNVERIFIED),
        RequestKind.COPY: _days(10, _ASSUMED, Verification.UNVERIFIED),
        RequestKind.CORRECT: _days(10, _ASSUMED, Verification.UNVERIFIED),
        RequestKind.ERASE: _days(20, _ASSUMED, Verification.UNVERIFIED),
        RequestKind.RESTRICT: _days(15, _READ, Verification.SECONDARY),
        RequestKind.WITHDRAW_CONSENT: _days(15, _READ, Verification.SECONDARY),
    },
)
