"""What a published version moved: on its page, in the mail of each who must act, and what waits to be settled."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from admission.domain.calendar_change import changed_days
from admission.models import CalendarVersion, DeadlineMove, DeadlineSettlement
from admission.selectors.calendar_effects import ChangedDay, MoveLine, move_line, named_days
from admission.selectors.calendars import content_of
from members.access import access_of
from members.models import Account
from members.models.organization import inside
from members.models.role import ACTING_ROLES

MOST_MAILED = 20
_RELATIONS = ("case__branch", "case__candidate__person", "request", "organization")


@dataclass(frozen=True, slots=True)
class MailedMove:
    """One line of the notice: the file by code and initials, and both days; `url`: the whole address."""

    line: MoveLine
    url: str
    is_practice: bool


@dataclass(frozen=True, slots=True)
class MovesForOne:
    """What one person is told. `count`: how many moved where he acts; `moves`: at most 20 of them, those to settle
    first; `to_settle`: how many of all of them wait for somebody to settle.
    """

    count: int
    to_settle: int
    moves: tuple[MailedMove, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.moves)


def changed_days_of(version: CalendarVersion) -> tuple[ChangedDay, ...]:
    """Give the days that a version changed against the one before it; none for the first."""
    before = version.calendar.versions.filter(number__lt=version.number).order_by("-number").first()
    if before is None:
        return ()
    content = content_of(version)
    return named_days(changed_days(content_of(before).build(), content.build()), content)


def moves_of(version: CalendarVersion, paths: tuple[str, ...] | None = None) -> QuerySet[DeadlineMove]:
    """What it moved, or that of it in some subtrees: what was to be settled first, then by the new last day."""
    moves = DeadlineMove.objects.filter(version=version)
    if paths is not None:
        of_file = Q(deadline__case__isnull=False) & inside(paths, "deadline__case__branch__path")
        of_request = Q(deadline__case=None) & inside(paths, "deadline__organization__path")
        moves = moves.filter(of_file | of_request)
    return moves.select_related(*(f"deadline__{name}" for name in _RELATIONS)).order_by(
        "-is_passed", "-is_earlier", "due_on", "pk"
    )


def published_line(move: DeadlineMove, days: tuple[ChangedDay, ...], published_on: date) -> MoveLine:
    """Tell one move as the preview did."""
    return move_line(move.deadline, move.old_due_on, move.due_on, days, published_on)


def moves_for(version_id: int, account: Account, today: date) -> MovesForOne:
    """Give what moved where an account acts that day."""
    version = CalendarVersion.objects.select_related("calendar").get(pk=version_id)
    organizations = access_of(account, today).organization_ids(ACTING_ROLES)
    acts, other_end = Q(deadline__organization__in=organizations), Q(deadline__also_organization__in=organizations)
    moves = moves_of(version).filter(acts | other_end)
    waiting = DeadlineSettlement.objects.filter(move__version=version, organization__in=organizations)
    days = changed_days_of(version)
    lines = (published_line(move, days, today) for move in moves[:MOST_MAILED])
    return MovesForOne(
        count=moves.count(),
        to_settle=waiting.waiting().count(),
        moves=tuple(
            MailedMove(line, settings.BASE_URL + line.url, move.deadline.organization.is_practice)
            for line, move in zip(lines, moves[:MOST_MAILED], strict=True)
        ),
    )


def with_their_files(found: QuerySet[DeadlineSettlement]) -> QuerySet[DeadlineSettlement]:
    """Load what their lines show: those that wait first, the nearest day first."""
    relations = (f"move__deadline__{name}" for name in _RELATIONS)
    return found.select_related("move__version__calendar", "organization", "settled_by", *relations).order_by(
        "settled_at", "move__due_on", "pk"
    )
