"""Two who publish a calendar at once: one wins, the other sees what would happen now; with the guard off both win."""

from dataclasses import replace
from datetime import date

import pytest

from admission.domain.calendar_file import CalendarContent, CalendarDay, DayKind, DayStatus
from admission.models import CalendarVersion
from admission.services.calendars import PreviewStaleError, Publication, publish_calendar
from members.models import Account, Role
from tests.admission.services.calendar_changes import general, newest, preview, publish, with_days
from tests.admission.services.parallel import in_parallel
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account, make_case

pytestmark = pytest.mark.django_db(transaction=True)

STORM = CalendarDay(date(2026, 3, 9), DayKind.DAY_OFF, "storm", "Bão", "Storm", DayStatus.CONFIRMED, "thử")


@pytest.fixture
def administrators(tree: Tree) -> tuple[Account, Account]:
    advance(make_case(tree.branch), Dates())
    first, second = (make_account(name, Role.ADMINISTRATOR, tree.committee) for name in ("quan.tri", "quan.tri.hai"))
    return first, second


def contents() -> tuple[CalendarContent, CalendarContent]:
    return with_days(newest(), STORM), with_days(newest(), replace(STORM, day=date(2026, 3, 10)))


def test_of_two_publishers_at_once_one_wins(administrators: tuple[Account, Account]) -> None:
    seen = [(content, preview(content, TODAY).token) for content in contents()]

    results = in_parallel(
        *(
            lambda content=content, token=token, by=by: publish(content, by, today=TODAY, now=NOW, token=token)
            for (content, token), by in zip(seen, administrators, strict=True)
        )
    )

    assert sorted(type(result).__name__ for result in results) == ["PreviewStaleError", "Publication"]
    (won,) = (result for result in results if isinstance(result, Publication))
    (lost,) = (result for result in results if isinstance(result, PreviewStaleError))
    assert CalendarVersion.objects.get(number=2) == won.version
    assert (CalendarVersion.objects.count(), len(lost.preview.days)) == (2, 2)


def test_without_the_guard_the_second_takes_back_what_the_first_published(
    administrators: tuple[Account, Account],
) -> None:
    def unguarded(content: CalendarContent) -> CalendarVersion | None:
        """Publish without saying what was seen, as setting up does."""
        return publish_calendar(
            calendar=general(), days=content.days, first=content.first, last=content.last,
            confirmed_through=content.confirmed_through, notice="Thông báo", by=None, today=TODAY,
        )  # fmt: skip

    results = in_parallel(*(lambda content=content: unguarded(content) for content in contents()))

    assert [type(result).__name__ for result in results] == ["CalendarVersion"] * 2
    kept = {day.day for day in newest().days}
    assert len(kept & {date(2026, 3, 9), date(2026, 3, 10)}) == 1
