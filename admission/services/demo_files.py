"""What happens to the files of the demo after the import: acts for which the tracking sheet has no column."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from admission.domain.months import add_months
from admission.domain.procedure import Choice, LeavingCause, StepCode
from admission.models import AdmissionCase
from admission.services.facts import record_document, record_paper, record_readmission, record_sponsor
from admission.services.transfers import record_transfer
from admission.spreadsheets.demo.members import helper
from admission.spreadsheets.demo.stories import Story, Then
from members.models import Account, Organization, Person

_NEW_PLACE = 9
"""Whoever moves comes to the branch at this place: another chain, where a delegated committee decides."""


def go_on(
    *, case: AdmissionCase, story: Story, branches: Sequence[Organization], by: Account, today: date, now: datetime
) -> None:
    """Record what the story says of the file after the import. Raises what the services of the acts raise."""
    acts = _Acts(case, story, by, today, now)
    match story.then:
        case Then.RETURNED:
            acts.give_back(StepCode.ADMISSION_RETURN, "Bổ sung ý kiến nhận xét nơi cư trú")
        case Then.RECOGNITION_RETURNED:
            acts.give_back(StepCode.RECOGNITION_RETURN, "Bổ sung nhận xét của người giúp đỡ đảng viên dự bị")
        case Then.READMITTED:
            acts.was_member_before()
        case Then.TRANSFERRED:
            acts.move(branches[_NEW_PLACE])
        case Then.ENDED:
            acts.document(StepCode.END_CASE, today - timedelta(days=3), choice=Choice.WITHDRAWN)
        case Then.REFUSAL_TOLD:
            acts.tell(StepCode.REFUSAL_NOTICE, story.decided_on, "Chưa đủ thời gian thử thách")
        case Then.REMOVAL_TOLD:
            acts.tell(StepCode.REMOVAL_NOTICE, story.recognised_on, "Không bảo đảm tư cách đảng viên")
        case Then.WARNED:
            acts.warn()
        case Then.NOTHING:
            pass


@dataclass(frozen=True, slots=True)
class _Acts:
    """The acts of one file, by one account, on one day."""

    case: AdmissionCase
    story: Story
    by: Account
    today: date
    now: datetime

    @property
    def _who(self) -> dict[str, Any]:
        return {"case": self.case, "by": self.by, "today": self.today}

    def document(self, step: StepCode, on: date, **values: Any) -> None:
        record_document(step=step, acted_on=on, **values, **self._who)

    def give_back(self, step: StepCode, reason: str) -> None:
        """The committee that has the file in hand gives it back."""
        self.document(step, self.today - timedelta(days=1), number="31-CV/ĐU", reason=reason)

    def tell(self, step: StepCode, decided_on: date | None, reason: str) -> None:
        """The committee tells the branch of its no, and why."""
        assert decided_on is not None  # noqa: S101 - the story says so
        self.document(step, min(decided_on + timedelta(days=4), self.today), number="44-TB/ĐU", reason=reason)

    def warn(self) -> None:
        """The probationary member was reprimanded."""
        self.document(
            StepCode.PERSONAL_EVENT,
            self.today - timedelta(days=30),
            choice=Choice.REPRIMAND,
            number="12-QĐ/ĐU",
            issuer="Đảng ủy cơ sở (tập dượt)",
        )

    def was_member_before(self) -> None:
        """The candidate left the Party years ago, in hardship; the committee consents to his return."""
        left_on = add_months(self.story.opened_on, -70)
        record_readmission(
            noted_on=self.story.opened_on,
            left_on=left_on,
            cause=LeavingCause.LEFT_FOR_HARDSHIP,
            first_admitted_on=add_months(left_on, -96),
            **self._who,
        )
        self.document(
            StepCode.READMISSION_CONSENT,
            self.story.opened_on + timedelta(days=40),
            number="17-CV/TU",
            issuer="Ban Thường vụ Đảng ủy cấp trên (tập dượt)",
        )

    def move(self, branch: Organization) -> None:
        """The probationary member moves; the old branch comments, the new one says who helps him."""
        moved_on = self.today - timedelta(days=12)
        record_transfer(to_branch=branch, moved_on=moved_on, number="08-GT/ĐU", now=self.now, **self._who)
        self.case.refresh_from_db()
        record_paper(step=StepCode.FORMER_BRANCH_COMMENT, made_on=moved_on, **self._who)
        sponsor = Person.objects.get(full_name=helper(_NEW_PLACE, 0), memberships__organization=branch)
        record_sponsor(
            step=StepCode.PROBATION_SUPERVISOR,
            sponsor=sponsor,
            assigned_on=moved_on + timedelta(days=4),
            now=self.now,
            **self._who,
        )
