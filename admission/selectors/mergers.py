"""What a merger of branches would carry over: numbers and file codes, no content of a file."""

from dataclasses import dataclass
from datetime import date

from admission.models import AdmissionCase
from members.models import Organization, RoleAssignment
from members.selectors import people_from, roles_reaching


@dataclass(frozen=True, slots=True)
class MergerPreview:
    """How many people move, the roles that end unless they are carried over, the codes of the open files, oldest
    first.
    """

    people: int
    roles: tuple[RoleAssignment, ...]
    case_codes: tuple[str, ...]


def merger_preview(*, dissolved: Organization, on: date) -> MergerPreview:
    """Read what would move if the branch were dissolved from a day on; nothing is written."""
    cases = AdmissionCase.objects.open().filter(branch=dissolved).only("opened_on").order_by("opened_on", "pk")
    return MergerPreview(
        people=len(people_from(dissolved, on)),
        roles=tuple(roles_reaching(dissolved, on)),
        case_codes=tuple(case.code for case in cases),
    )
