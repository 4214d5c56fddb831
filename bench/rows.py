"""Copy all rows of one committee many times, inside the database, by INSERT … SELECT.

Every key, and every foreign key to a row that is copied too, is shifted by so many rows as the committee has in that
table; a key to what all share (a calendar version, a province) stays. The tables are found from the models, so that
those of later versions are copied too; a unique column for which no rule is known is refused.

Indexes and foreign keys are taken away meanwhile and come back at the end: PostgreSQL checks every foreign key then, on
SQLite `broken_keys` does. The journal is not copied: its rows bear a seal each, and none of them is of another file.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from admission.models import AdmissionCase
from bench.prototypes import names_by_place, sex_by_name
from members.models import JournalAnchor, JournalEvent, JournalHead, Organization, Person
from members.text import name_order, search_form

Model = type[models.Model]

NEVER_COPIED: tuple[Model, ...] = (JournalEvent, JournalHead, JournalAnchor)
_STEP = Organization.steplen
_COPIES = 16
"""So many copies are made by one statement."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The highest key of each table before the committee was made: rows up to it are shared, not copied."""

    last: Mapping[Model, int]

    @classmethod
    def now(cls) -> "Shared":
        """Take what is there now."""
        return cls({model: _last(model) for model in kept_models()})


@dataclass(frozen=True, slots=True)
class Copied:
    """The rows of one table that are copied: those after `last`, `stride` keys wide."""

    model: Model
    last: int
    stride: int
    count: int

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)


class UnknownUniqueColumnError(Exception):
    """A column must be unique, and nothing here says what stands in it in a copy."""


def copy_rows(*, shared: Shared, paths: Sequence[str], seed: int) -> int:
    """Copy the committee once for each path, which is that of its topmost organisation there; count all rows written.

    Outside a transaction; a database in which this breaks off is to be made anew.
    """
    copied = _copied(shared)
    check_unique(copied)
    largest_first = sorted(copied.values(), key=lambda one: one.count, reverse=True)
    taken = indexes_of([one.table for one in largest_first])
    _write_copies(paths, seed)
    tasks = [
        _Task(
            one=one,
            rows=_rows(one),
            insert=_insert(one, copied),
            copies=len(paths),
            indexes=[index.create for index in taken if index.table == one.table and not index.is_reference],
        )
        for one in largest_first
    ]
    for index in reversed(taken):
        _execute(index.drop)
    connection.close()
    with ThreadPoolExecutor(_WORKERS[connection.vendor]) as pool:
        written = sum(pool.map(_copy_table, tasks))
    with _bulk_settings():
        for index in taken:
            if index.is_reference:
                _execute(index.create)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(copied)):
            _execute(statement)
    _execute("DROP TABLE bench_copies")
    _execute("DROP TABLE bench_names")
    _execute("ANALYZE")
    return written


@dataclass(frozen=True, slots=True)
class _Task:
    """One table: the statements that copy it and bring its indexes back."""

    one: Copied
    rows: str
    insert: str
    copies: int
    indexes: Sequence[str]


def _copy_table(task: _Task) -> int:
    """Copy one table, over a connection of this thread; count the rows written."""
    written = 0
    with _bulk_settings():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE bench_rows AS {task.rows}")
            for begin in range(1, task.copies + 1, _COPIES):
                cursor.execute(f"{task.insert} AND c.number BETWEEN {begin} AND {begin + _COPIES - 1}")
                written += cursor.rowcount
            cursor.execute("DROP TABLE bench_rows")
        assert written == task.one.count * task.copies, task.one.table
        for create in task.indexes:
            _execute(create)
    return written


def broken_keys() -> int:
    """Count the foreign keys that lead nowhere, on SQLite; PostgreSQL has refused them already."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pragma_foreign_key_check")
        return int(cursor.fetchall()[0][0])


# --- what is copied --------------------------------------------------------------------------------------------------
def kept_models() -> list[Model]:
    """Every table of ours that is copied where the committee has rows in it."""
    ours = [model for label in ("members", "admission") for model in apps.get_app_config(label).get_models()]
    return [model for model in ours if model not in NEVER_COPIED and isinstance(model._meta.pk, models.BigAutoField)]


def _last(model: Model) -> int:
    return model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0


def _copied(shared: Shared) -> dict[Model, Copied]:
    found = {}
    for model in kept_models():
        last = shared.last[model]
        count = model._base_manager.filter(pk__gt=last).count()
        if count:
            found[model] = Copied(model, last, _last(model) - last, count)
    return found


_NAMED: Mapping[Model, str] = {
    Person: "JOIN bench_names n ON n.full_name = p.full_name",
    AdmissionCase: (
        "JOIN admission_candidate c ON c.id = p.candidate_id JOIN members_person q ON q.id = c.person_id "
        "JOIN bench_names n ON n.full_name = q.full_name"
    ),
}
"""What bears a name, by what leads to the place of the name."""


def _rows(one: Copied) -> str:
    """The rows to be copied; of people and of files with the place of the name they bear."""
    pk = one.model._meta.pk.column
    if one.model in _NAMED:
        return (
            f"SELECT p.*, n.place FROM {one.table} p {_NAMED[one.model]} "  # noqa: S608 - names of our own tables
            f"WHERE p.{pk} > {one.last} ORDER BY p.{pk}"
        )
    return f"SELECT * FROM {one.table} WHERE {pk} > {one.last} ORDER BY {pk}"  # noqa: S608 - the same


def _insert(one: Copied, copied: Mapping[Model, Copied]) -> str:
    """The statement for some copies: few at a time, so that the rows of a file lie together and nothing is sorted."""
    fields = one.model._meta.local_concrete_fields
    expressions = {str(field.column): _expression(field, one, copied) for field in fields}
    expressions.update(_OWN_WORDS.get(one.table, {}))
    names, condition = "", "TRUE"
    if one.model in _NAMED:
        names, condition = " CROSS JOIN bench_names n", f"n.place = (p.place + c.shift) % {len(names_by_place())}"
    return (
        f"INSERT INTO {one.table} ({', '.join(map(_quoted, expressions))}) "  # noqa: S608 - the same
        f"SELECT {', '.join(expressions.values())} FROM bench_copies c CROSS JOIN bench_rows p{names} WHERE {condition}"
    )


def _quoted(column: str) -> str:
    return str(connection.ops.quote_name(column))


def _expression(field: Any, one: Copied, copied: Mapping[Model, Copied]) -> str:
    own = f"p.{_quoted(field.column)}"
    target = one if field.primary_key else copied.get(field.related_model) if field.is_relation else None
    if target is None:
        return own
    shifted = f"{own} + c.number * {target.stride}"
    if not field.primary_key and target.last and one.model._base_manager.filter(
        **{f"{field.attname}__lte": target.last, "pk__gt": one.last}
    ).exists():  # fmt: skip
        return f"CASE WHEN {own} > {target.last} THEN {shifted} ELSE {own} END"
    return shifted


_NUMBERED = "p.{0} || ' ' || c.number"
_OWN_WORDS: Mapping[str, Mapping[str, str]] = {
    "members_organization": {
        "path": f"c.path || substr(p.path, {3 * _STEP + 1})",
        "code": "p.code || '.' || c.number",
        "name": _NUMBERED.format("name"),
        "name_search": _NUMBERED.format("name_search"),
    },
    "members_organizationname": {"name": _NUMBERED.format("name")},
    "members_account": {
        "username": "p.username || '.' || c.number",
        "email": "p.username || '.' || c.number || '@example.vn'",
    },
    "members_person": {
        "full_name": "n.full_name",
        "name_search": "n.name_search",
        "name_sort": "n.name_sort",
        "sex": "CASE p.sex WHEN '' THEN '' ELSE n.sex END",
    },
    "admission_admissioncase": {"name_words": "' ' || n.name_search", "name_sort": "n.name_sort"},
}
"""What a copy has of its own. The committee stands on the third level: below the nation and a province."""


def check_unique(copied: Mapping[Model, Copied]) -> None:
    """Refuse what a copy would have twice. Raises: UnknownUniqueColumnError."""
    for one in copied.values():
        known = _OWN_WORDS.get(one.table, {})
        for fields in _unique_together(one.model):
            shifted = any(
                field.primary_key or field.column in known or (field.is_relation and field.related_model in copied)
                for field in fields
            )
            filled = {f"{field.name}__isnull": False for field in fields}
            if not shifted and one.model._base_manager.filter(**filled, pk__gt=one.last).exists():
                raise UnknownUniqueColumnError(f"{one.table}: {', '.join(field.name for field in fields)}")


def _unique_together(model: Model) -> Iterator[list[Any]]:
    """Give the fields of each unique key, those with a condition too."""
    yield from ([field] for field in model._meta.local_concrete_fields if field.unique)
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield [model._meta.get_field(name) for name in constraint.fields]


def _write_copies(paths: Sequence[str], seed: int) -> None:
    """Write the number and path of each copy, by how far its names are shifted, and the names."""
    places, sexes = names_by_place(), sex_by_name()
    _execute("CREATE TABLE bench_copies (number integer PRIMARY KEY, path varchar(255), shift integer)")
    _execute(
        "CREATE TABLE bench_names (place integer PRIMARY KEY, full_name text, name_search text, name_sort text, "
        "sex text)"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO bench_copies VALUES (%s, %s, %s)",
            [(number, path, (number * 5 + seed) % len(places)) for number, path in enumerate(paths, start=1)],
        )
        cursor.executemany(
            "INSERT INTO bench_names VALUES (%s, %s, %s, %s, %s)",
            [
                (place, name, search_form(name), name_order(name), sexes[name].value)
                for place, name in enumerate(places)
            ],
        )


# --- the two databases -----------------------------------------------------------------------------------------------
_QUICK = {
    "sqlite": (
        "PRAGMA foreign_keys = OFF", "PRAGMA journal_mode = MEMORY", "PRAGMA synchronous = OFF",
        "PRAGMA cache_size = -500000", "PRAGMA threads = 2",
        "PRAGMA ignore_check_constraints = ON",  # what is copied has passed them
    ),
    "postgresql": (
        "SET synchronous_commit = off", "SET maintenance_work_mem = '512MB'", "SET work_mem = '256MB'",
        "SET max_parallel_maintenance_workers = 0",  # the tables are copied side by side as it is
    ),
}  # fmt: skip


_WORKERS = {"sqlite": 1, "postgresql": 2}
"""So many tables are copied at the same time."""


@contextmanager
def _bulk_settings() -> Iterator[None]:
    """Settings of one connection, gone with it."""
    for statement in _QUICK[connection.vendor]:
        _execute(statement)
    try:
        yield
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Index:
    """An index, a unique key or a foreign key: how to take it away and how to bring it back."""

    table: str
    drop: str
    create: str
    is_reference: bool


def indexes_of(tables: Sequence[str]) -> list[Index]:
    """Give all of them but the primary keys, in the order in which they can come back."""
    statement = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    names = ", ".join(f"'{table}'" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(tables=names))
        return [Index(table, drop, create, bool(last)) for table, drop, create, last in cursor.fetchall()]


_SQLITE = """
SELECT tbl_name, 'DROP INDEX "' || name || '"', sql, 0 FROM sqlite_master
 WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({tables}) ORDER BY tbl_name, name
"""
_POSTGRESQL = """
SELECT relation, taken_away, brought_back, turn = 3
  FROM (SELECT 1 AS turn, tablename::text AS relation, indexname AS name,
               format('DROP INDEX %I', indexname) AS taken_away, indexdef AS brought_back
          FROM pg_indexes i
         WHERE tablename IN ({tables})
           AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = format('%I', i.indexname)::regclass)
         UNION ALL
        SELECT CASE contype WHEN 'u' THEN 2 ELSE 3 END, conrelid::regclass::text, conname,
               format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
               format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
          FROM pg_constraint
         WHERE contype IN ('u', 'f') AND conrelid::regclass::text IN ({tables})) found
 ORDER BY turn, relation, name
"""


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
