"""The statements by which alerts are planned; the same text for SQLite and PostgreSQL.

What has to be looked at lies in a table of the connection while they run, so that a deadline which somebody adds or
moves meanwhile is neither planned by halves nor taken for planned.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection

from admission.domain.ladder import REACHES, WIDENS_AFTER, Audience
from members.models import Organization, Role
from members.models.role import ACTING_ROLES, COMMITTEE_ROLES

_STEP = Organization.steplen
_LEVELS = 12
"""More than any tree has."""
_RANKS = {audience: rank for rank, audience in enumerate(Audience)}


def _quoted(values: Iterable[str]) -> str:
    """Constants of our own, written into the text: the databases use a partial index for nothing else."""
    return ", ".join(f"'{value}'" for value in values)


# Written exactly as the conditions of the indexes deadline_look_again and deadline_open, for SQLite to take them. Both
# hold due date and id, in the order of which a slice follows the one before.
_RUNNING = "status = 'open' AND NOT (nature = 'milestone')"
_SLICE = " AND (due_on, id) > (%(after_on)s, %(after_id)s) ORDER BY due_on, id LIMIT %(most)s"
CHOOSE_NEW = f"""
SELECT id, due_on FROM admission_deadline
 WHERE {_RUNNING} AND NOT (planned_revision = revision) AND due_on <= %(horizon)s{_SLICE}
"""  # noqa: S608 - constants of our own
CHOOSE_KNOWN = f"""
SELECT id, due_on FROM admission_deadline
 WHERE {_RUNNING} AND planned_revision = revision AND {{days}}{_SLICE}
"""  # noqa: S608 - the same
CHOOSE_BETWEEN = f"""
SELECT id, due_on FROM admission_deadline
 WHERE {_RUNNING} AND due_on > %(today)s AND due_on <= %(until)s{_SLICE}
"""  # noqa: S608 - the same
CHOOSE_PRACTICE = f"""
SELECT id, due_on FROM admission_deadline
 WHERE {_RUNNING} AND due_on <= %(horizon)s
   AND organization_id IN (SELECT o.id FROM members_organization o WHERE o.is_practice){_SLICE}
"""  # noqa: S608 - the same
# Each day is looked up from the one before: there are few, and many deadlines on each.
DUE_DATES = f"""
WITH RECURSIVE due(day) AS (
    SELECT MIN(due_on) FROM admission_deadline WHERE {_RUNNING} AND due_on <= %(horizon)s
     UNION ALL
    SELECT (SELECT MIN(due_on) FROM admission_deadline
             WHERE {_RUNNING} AND due_on > due.day AND due_on <= %(horizon)s)
      FROM due WHERE due.day IS NOT NULL)
SELECT day FROM due WHERE day IS NOT NULL
"""  # noqa: S608 - constants of our own

# In two steps: what was chosen is counted before anything is joined to it.
CHOOSE = "CREATE TEMPORARY TABLE admission_chosen AS {chosen}"
LAST_CHOSEN = """
SELECT due_on, id, (SELECT COUNT(*) FROM admission_chosen) FROM admission_chosen ORDER BY due_on DESC, id DESC LIMIT 1
"""
COLLECT = """
CREATE TEMPORARY TABLE admission_plan AS
SELECT d.id, d.revision, d.due_on, d.organization_id, d.also_organization_id, d.request_id, actor.path,
       {calendar} AS calendar, {ladder} AS ladder
  FROM admission_chosen chosen
  JOIN admission_deadline d ON d.id = chosen.id
  JOIN members_organization actor ON actor.id = d.organization_id
  LEFT JOIN admission_admissioncase c ON c.id = d.case_id
  JOIN members_organization place ON place.id = COALESCE(c.branch_id, d.organization_id)
 WHERE actor.is_practice OR NOT %(practice_only)s
"""
DROP_CHOSEN = "DROP TABLE admission_chosen"
DROP = "DROP TABLE admission_plan"
WHERE_THEY_STAND = "SELECT DISTINCT due_on, calendar, ladder FROM admission_plan"

# What was acknowledged before the due date counts no longer once it is missed.
_REACHED = """
rung(due_on, calendar, ladder, level) AS (VALUES {rungs}),
reached AS (
    SELECT plan.id, plan.revision, plan.organization_id, plan.also_organization_id, plan.request_id, plan.path,
           rung.level,
           CASE WHEN EXISTS (SELECT 1 FROM admission_acknowledgement a
                              WHERE a.deadline_id = plan.id AND a.revision = plan.revision
                                AND (rung.level >= 0 OR a.acknowledged_on > plan.due_on))
                THEN 1 ELSE 0 END AS is_known
      FROM admission_plan plan
      JOIN rung ON rung.due_on = plan.due_on AND rung.calendar = plan.calendar AND rung.ladder = plan.ladder)
"""
_ROLES_THERE = (
    f"h.role IN ({_quoted(ACTING_ROLES)}) AND (w.request_id IS NULL OR h.role IN ({_quoted(COMMITTEE_ROLES)}))"
)
_ACTING = f"""
    SELECT w.id, w.revision, w.level, w.is_known, h.account_id,
           CASE WHEN h.is_lent THEN {_RANKS[Audience.DELEGATE]}
                WHEN h.role = '{Role.DEPUTY_SECRETARY.value}' THEN {_RANKS[Audience.DEPUTY]}
                ELSE {_RANKS[Audience.ACTOR]} END AS rank
      FROM admission_weighed w
      JOIN admission_alerthearer h ON h.organization_id = w.organization_id AND {_ROLES_THERE}
     UNION ALL
    SELECT w.id, w.revision, w.level, w.is_known, h.account_id, {_RANKS[Audience.OTHER_END]}
      FROM admission_weighed w
      JOIN admission_alerthearer h ON h.organization_id = w.also_organization_id AND {_ROLES_THERE}
"""  # noqa: S608 - constants of our own


def _from(audience: Audience) -> str:
    rule, widened = REACHES[audience]
    return f"(w.level <= {rule} OR (w.is_widened = 1 AND w.level <= {widened}))"


_LEVEL = ", ".join(f"({level})" for level in range(1, _LEVELS + 1))


_HELD = f"h.role IN ({_quoted(ACTING_ROLES)})"
_HELD_FOR_REQUESTS = f"h.role IN ({_quoted(COMMITTEE_ROLES)})"
_INSPECTS = f"h.role = '{Role.INSPECTOR.value}'"


def _nearest(held: str, condition: str = "TRUE") -> str:
    """Give the expression for the nearest of some places in which somebody holds a role.

    Of places on the way up the last in the order of paths is the nearest.
    """
    hears = f"EXISTS (SELECT 1 FROM admission_alerthearer h WHERE h.organization_id = way.id AND {held})"  # noqa: S608
    return f"MAX(CASE WHEN {condition} AND {hears} THEN way.at END)"


# Who answers a request is staff of a committee; of a file a branch's secretary may be the nearest as well.
NEAREST = f"""
CREATE TEMPORARY TABLE admission_nearest AS
  WITH below AS (
       SELECT DISTINCT w.path FROM admission_weighed w WHERE w.level <= {max(map(max, REACHES.values()))}),
way AS (
    SELECT below.path, o.id, o.path AS at
      FROM below
      JOIN (VALUES {_LEVEL}) AS level ON {_STEP} * level.column1 <= length(below.path)
      JOIN members_organization o ON o.path = substr(below.path, 1, {_STEP} * level.column1))
SELECT way.path,
       {_nearest(_HELD, "way.at <> way.path")} AS above,
       {_nearest(_HELD_FOR_REQUESTS, "way.at <> way.path")} AS above_requests,
       {_nearest(_INSPECTS)} AS inspecting
  FROM way GROUP BY way.path
"""  # noqa: S608 - constants of our own


def _there(place: str, audience: Audience, held: str, condition: str = "TRUE") -> str:
    return f"""
     UNION ALL
    SELECT w.id, w.revision, w.level, w.is_known, h.account_id, {_RANKS[audience]}
      FROM admission_weighed w
      JOIN admission_nearest near ON near.path = w.path
      JOIN members_organization o ON o.path = near.{place}
      JOIN admission_alerthearer h ON h.organization_id = o.id AND {held}
     WHERE {condition} AND {_from(audience)}"""  # noqa: S608 - constants of our own


_FURTHER = (
    _there("above", Audience.ABOVE, _HELD, "w.request_id IS NULL")
    + _there("above_requests", Audience.ABOVE, _HELD_FOR_REQUESTS, "w.request_id IS NOT NULL")
    + _there("inspecting", Audience.INSPECTOR, _INSPECTS)
)
_WEIGHED = f"""
weighed AS (
    SELECT r.*, CASE WHEN r.level > {max(widened for _rule, widened in REACHES.values())} OR r.is_known = 1 THEN 0
                     WHEN (SELECT COUNT(DISTINCT told.level) FROM admission_alert told
                            WHERE told.deadline_id = r.id AND told.revision = r.revision AND told.level > r.level
                              AND told.status = 'sent') >= {WIDENS_AFTER}
                     THEN 1 ELSE 0 END AS is_widened
      FROM reached r)
"""  # noqa: S608 - constants of our own
_AUDIENCE = " ".join(f"WHEN {rank} THEN '{audience.value}'" for audience, rank in _RANKS.items())

# A repeat is what the same person already heard of the same side of the due date: acknowledged, it is left out.
ADD = f"""
INSERT INTO admission_alert (deadline_id, revision, level, recipient_id, audience, channel, status, planned_on)
  WITH hearing AS ({{hearing}})
SELECT called.id, called.revision, called.level, called.account_id,
       CASE called.rank {_AUDIENCE} END, %(channel)s, 'planned', %(today)s
  FROM (SELECT h.id, h.revision, h.level, h.account_id, MAX(h.is_known) AS is_known, MIN(h.rank) AS rank
          FROM hearing h
         GROUP BY h.id, h.revision, h.level, h.account_id) called
 WHERE NOT (called.is_known = 1 AND called.level <> 0 AND EXISTS (
           SELECT 1 FROM admission_alert heard
            WHERE heard.deadline_id = called.id AND heard.revision = called.revision
              AND heard.recipient_id = called.account_id AND heard.channel = 'email' AND heard.status <> 'cancelled'
              AND heard.level > called.level AND (called.level > 0 OR heard.level < 0)))
    ON CONFLICT (deadline_id, revision, level, recipient_id, channel) DO NOTHING
"""  # noqa: S608 - constants of our own

# Compare and set: what moved since it was collected is looked at again. Once for each revision, not at each rung.
NOTE_PLANNED = """
UPDATE admission_deadline SET planned_revision = plan.revision
  FROM admission_plan plan
 WHERE admission_deadline.id = plan.id AND admission_deadline.revision = plan.revision
   AND NOT (admission_deadline.planned_revision = plan.revision) AND plan.calendar IN ({working})
"""


ADD_REACHED, ADD_BREAK = ADD.format(hearing=_ACTING + _FURTHER), ADD.format(hearing=_ACTING)
"""What is said before a break is said to those who must act, acknowledged or not."""

# A table that is counted, and no part of the statement that adds: PostgreSQL, which cannot know what a rung comes to,
# would compare each of its rows with each of the places.
_WEIGH = "CREATE TEMPORARY TABLE admission_weighed AS WITH {reached}, {weighed} SELECT * FROM weighed"
KEYED = "CREATE UNIQUE INDEX admission_nearest_once ON admission_nearest (path)"
DROP_WEIGHED, DROP_NEAREST = "DROP TABLE admission_weighed", "DROP TABLE admission_nearest"


def weigh_statement(rungs: str) -> str:
    """Give the statement that collects what stands on the rungs reached, and how far each reaches."""
    return _WEIGH.format(reached=_REACHED.format(rungs=rungs), weighed=_WEIGHED)


def weigh_break_statement(rungs: str) -> str:
    """Give the statement that collects what is said before a break."""
    columns = "r.id, r.revision, r.level, r.organization_id, r.also_organization_id, r.request_id, 0 AS is_known"
    plain = f"weighed AS (SELECT {columns} FROM reached r)"  # noqa: S608 - constants of our own
    return _WEIGH.format(reached=_REACHED.format(rungs=rungs), weighed=plain)


def nearest(column: str, name: str, owners: Iterable[str]) -> tuple[str, dict[str, Any]]:
    """Give the expression for which of some subtrees, nearest first, holds the path in a column; and its values."""
    whens: list[str] = []
    values: dict[str, Any] = {}
    for number, path in enumerate(sorted(filter(None, owners), key=len, reverse=True)):
        whens.append(f"WHEN {column} LIKE %({name}_in_{number})s THEN %({name}_{number})s")
        values |= {f"{name}_in_{number}": f"{path}%", f"{name}_{number}": path}
    return (f"CASE {' '.join(whens)} ELSE '' END" if whens else "''"), values


def slots_of(name: str, values: Iterable[Any]) -> tuple[str, dict[str, Any]]:
    """Give the text of a list for IN, and its values."""
    slots = {f"{name}_{number}": value for number, value in enumerate(values)}
    return ", ".join(f"%({slot})s" for slot in slots), slots


def rows_of(rows: Sequence[Sequence[Any]]) -> tuple[str, dict[str, Any]]:
    """Give the text of VALUES for some rows, and its values."""
    values = {f"v{line}_{number}": value for line, row in enumerate(rows) for number, value in enumerate(row)}
    text = ", ".join(
        f"({', '.join(f'%(v{line}_{number})s' for number in range(len(row)))})" for line, row in enumerate(rows)
    )
    return text, values


def run(cursor: Any, statement: str, values: Mapping[str, Any]) -> int:
    """Execute a statement; give how many rows it wrote."""
    cursor.execute(statement, values)
    return int(cursor.rowcount)


def count_anew(cursor: Any, table: str) -> None:
    """Have PostgreSQL count a table that was just filled: taken for empty, it would be read again for every row."""
    if connection.vendor == "postgresql":
        cursor.execute(f"ANALYZE {table}")


_WAYS = ("enable_hashjoin", "enable_mergejoin", "enable_bitmapscan")


@contextmanager
def looked_up_by_key(cursor: Any, *more: str) -> Iterator[None]:
    """Have PostgreSQL look up by key what belongs to the rows of a slice, and read the slice from its index in order.

    A slice is small and a nation large: it would rather read all organisations and all who hear for each slice, and
    the rest of the day, since it cannot know that the revision looked at is nearly always the one there is. `more`:
    what else it is not to do.
    """
    ways = (*_WAYS, *more)
    if connection.vendor == "postgresql":
        cursor.execute("; ".join(f"SET LOCAL {way} = off" for way in ways))
    yield
    if connection.vendor == "postgresql":
        cursor.execute("; ".join(f"SET LOCAL {way} TO DEFAULT" for way in ways))


def give_room() -> None:
    """Let PostgreSQL sort and join a nation's day in memory, until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64MB'")


def sql_day(day: date) -> Any:
    """Give a day as the database takes it."""
    return connection.ops.adapt_datefield_value(day)
