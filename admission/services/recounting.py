"""Recount the open deadlines of a calendar's territory under a new version: by sets, never row by row.

It writes what `recalculate` would write for each file, and `check_deadlines` finds no difference afterwards. Closed
deadlines are not touched, nor is an open one of which the new version says the same: whatever is open is explained by
the version in force, and names it once it closes. Why it is built this way: docs/adr/0017-a-calendar-that-changes.md.
"""

from collections.abc import Iterator

from django.db import connection, transaction

from admission.domain.procedure import Nature
from admission.models import CalendarVersion, DeadlineMove
from admission.selectors.calendar_effects import JOIN_MOVED, ChangePreview, Territory, period_rows
from admission.services.alert_statements import count_anew, give_room
from members.models import Account, JournalEvent
from members.services.journal import append_events, event_of

CAUSE = "calendar_published"

# The places in braces: the deadlines of the territory, and the periods as rows of SQL. The same for both databases.
# What changes is collected first, by one reading of the open deadlines, and then joined by its key: no plan of a
# database that knows nothing of a table filled a moment ago can go through it once a row.
_COLLECT = """
CREATE TEMPORARY TABLE admission_recount AS
SELECT d.id, d.due_on AS old_due_on, d.due_on, d.provisional, d.unpublished_year, 0 AS is_dated
  FROM admission_deadline d WHERE FALSE
"""
_CHANGED = """
INSERT INTO admission_recount (id, old_due_on, due_on, provisional, unpublished_year, is_dated)
{rows}
SELECT d.id, d.due_on, {due_on}, moved.provisional, {unpublished_year}, {is_dated}
{those}
"""
_KEYED = "CREATE UNIQUE INDEX admission_recount_once ON admission_recount (id)"
_MOVES = """
INSERT INTO admission_deadlinemove (version_id, deadline_id, old_due_on, due_on, is_earlier, is_passed)
SELECT %(version)s, new.id, new.old_due_on, new.due_on,
       new.old_due_on IS NOT NULL AND new.due_on < new.old_due_on,
       new.due_on < %(today)s AND (new.old_due_on IS NULL OR new.old_due_on >= %(today)s)
  FROM admission_recount new
 WHERE new.is_dated = 1 AND (new.old_due_on IS NULL OR new.old_due_on <> new.due_on)
 ORDER BY new.id
"""
_WRITTEN = """
UPDATE admission_deadline
   SET due_on = new.due_on, provisional = new.provisional, unpublished_year = new.unpublished_year,
       calendar_version_id = %(version)s,
       revision = revision + CASE WHEN new.is_dated = 1 AND new.old_due_on <> new.due_on THEN 1
                                  WHEN new.is_dated = 1 AND new.old_due_on IS NULL THEN 1 ELSE 0 END
  FROM admission_recount new
 WHERE new.id = admission_deadline.id
"""
_DROP = "DROP TABLE admission_recount"
_ALERTS = """
UPDATE admission_alert SET status = 'cancelled'
 WHERE status = 'planned'
   AND deadline_id IN (SELECT move.deadline_id FROM admission_deadlinemove move WHERE move.version_id = %(version)s)
"""
_FILES = """
UPDATE admission_admissioncase
   SET next_due_on = (SELECT MIN(run.due_on) FROM admission_deadline run
                       WHERE run.case_id = admission_admissioncase.id AND run.status = 'open'
                         AND run.nature = %(limit)s),
       revision = revision + 1
 WHERE id IN (SELECT d.case_id FROM admission_deadlinemove move JOIN admission_deadline d ON d.id = move.deadline_id
               WHERE move.version_id = %(version)s)
"""
_SETTLEMENTS = """
INSERT INTO admission_deadlinesettlement (move_id, organization_id)
SELECT move.id, d.organization_id
  FROM admission_deadlinemove move JOIN admission_deadline d ON d.id = move.deadline_id
 WHERE move.version_id = %(version)s AND (move.is_earlier OR move.is_passed)
"""
_LOCKED = (
    """
SELECT COUNT(*) FROM (
    SELECT c.id FROM admission_admissioncase c JOIN members_organization place ON place.id = c.branch_id
     WHERE c.closed_on IS NULL AND {where} ORDER BY c.id FOR UPDATE OF c) held
""",
    """
SELECT COUNT(*) FROM (
    SELECT r.id FROM admission_datarequest r JOIN members_organization place ON place.id = r.organization_id
     WHERE EXISTS (SELECT 1 FROM admission_deadline d WHERE d.request_id = r.id AND d.status = 'open') AND {where}
     ORDER BY r.id FOR UPDATE OF r) held
""",
)


def lock_open_files(territory: Territory) -> None:
    """Let every act in hand on an open file there end first; one that comes waits, and counts by the new version.

    SQLite lets one writer in at a time anyway.
    """
    if not connection.features.has_select_for_update:
        return
    where, values = territory.condition("place.path")
    with connection.cursor() as cursor:
        for statement in _LOCKED:
            cursor.execute(statement.format(where=where), values)


@transaction.atomic
def recount(*, territory: Territory, version: CalendarVersion, preview: ChangePreview, by: Account | None) -> int:
    """Write what a new version says of every open deadline of its territory; give how many moved.

    The caller holds the files (`lock_open_files`) and made the preview after that, in the same transaction.
    """
    those, held = territory.open_deadlines(f"JOIN moved ON {JOIN_MOVED}")
    values = {
        "version": version.pk,
        "limit": Nature.LIMIT.value,
        "today": connection.ops.adapt_datefield_value(preview.today),
        **held,
    }
    dated = {"due_on": "moved.due_on", "unpublished_year": "NULL", "is_dated": "1"}
    # Without a day by either calendar: the year that is missing may be another one.
    undated = {"due_on": "d.due_on", "unpublished_year": "moved.unpublished_year", "is_dated": "0"}
    give_room()
    with connection.cursor() as cursor:
        cursor.execute(_COLLECT)
        for said, is_dated in ((dated, True), (undated, False)):
            for rows, periods in period_rows(preview.plan, dated=is_dated):
                statement = _CHANGED.format(rows=rows, those=those, **said)
                cursor.execute(statement, values | periods)
        cursor.execute(_KEYED)
        count_anew(cursor, "admission_recount")
        cursor.execute(_MOVES, values)
        count_anew(cursor, "admission_deadlinemove")
        for statement in (_WRITTEN, _ALERTS, _FILES, _SETTLEMENTS):
            cursor.execute(statement, values)
        cursor.execute(_DROP)
    append_events(_events(version, by))
    return DeadlineMove.objects.filter(version=version).count()


def _events(version: CalendarVersion, by: Account | None) -> Iterator[JournalEvent]:
    """One event for each last day that moved, with what moved it: it stands on the timeline of the file."""
    rows = DeadlineMove.objects.filter(version=version).order_by("pk")
    columns = ("case", "case__branch", "request", "organization", "kind", "subject")
    told = rows.values_list("old_due_on", "due_on", *(f"deadline__{column}" for column in columns))
    for old, new, case, branch, request, organization, kind, subject in told.iterator(chunk_size=5_000):
        yield event_of(
            verb="deadline_moved",
            subject=f"case:{case}" if case else f"request:{request}",
            by=by,
            details={
                "kind": kind,
                "subject": subject,
                "old": old,
                "new": new,
                "cause": CAUSE,
                "calendar_version": version.number,
                "notice": version.notice,
            },
            organization=branch if case else organization,
        )
