"""Read all that is recorded around one file in one statement, with the names of the people and bodies in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model

from admission.models import (
    AdmissionCase,
    DecisionProposal,
    Fact,
    FormerChain,
    LevelLimit,
    ProposalState,
    Sponsorship,
    Transfer,
)
from members.models import Account, Membership, Organization, OrganizationName, Person
from members.statements import Statement

_NAMED: Mapping[str, tuple[type[Model], str]] = {
    "recorded_by": (Account, "full_name"),
    "recorded_for": (Account, "full_name"),
    "end_by": (Account, "full_name"),
    "end_for": (Account, "full_name"),
    "receipt_by": (Account, "full_name"),
    "receipt_for": (Account, "full_name"),
    "prepared_by": (Account, "full_name"),
    "prepared_for": (Account, "full_name"),
    "sponsor": (Person, "full_name"),
    "from_branch": (Organization, "name"),
    "to_branch": (Organization, "name"),
    "competent_committee": (Organization, "name"),
    "grassroots_committee": (Organization, "name"),
    "sectional_committee": (Organization, "name"),
    "organization": (Organization, "name"),
}
"""Who is named in the rows. Only the name is read with them; whatever else is asked for is looked up."""

_OF_THE_FILE = "t.case_id = %(case)s"
_MOVES = f"FROM {Transfer._meta.db_table} m WHERE m.case_id = %(case)s AND m.superseded_at IS NULL"
_CHAINS = f"FROM {FormerChain._meta.db_table} f WHERE f.case_id = %(case)s"
_BODIES = " UNION ALL ".join(
    (
        *(f"SELECT m.{branch}_id {_MOVES}" for branch in ("from_branch", "to_branch")),
        *(f"SELECT f.{level}_id {_CHAINS}" for level in ("competent_committee", "grassroots_committee")),
        f"SELECT f.sectional_committee_id {_CHAINS}",
        *(f"SELECT %({place})s" for place in ("branch", "competent", "grassroots", "sectional")),
    )
)
_HELPERS = (
    f"SELECT h.sponsor_id FROM {Sponsorship._meta.db_table} h WHERE h.case_id = %(case)s AND h.superseded_at IS NULL"  # noqa: S608 - constants of our own
)


@dataclass(frozen=True, slots=True)
class _Source:
    """A table: which of its columns are read (None: all), and of which rows."""

    model: type[Model]
    columns: frozenset[str] | None = None
    where: str = _OF_THE_FILE

    @property
    def fields(self) -> list[Field[Any, Any]]:
        return [
            field for field in self.model._meta.concrete_fields if self.columns is None or field.attname in self.columns
        ]


_BESIDE = (
    _Source(FormerChain),
    _Source(
        DecisionProposal,
        frozenset(
            {
                *("id", "case_id", "step", "organization_id", "prepared_by_id", "prepared_for_id", "prepared_at"),
                *("closed_as", "fact_model", "fact_id"),
            }
        ),
        f"{_OF_THE_FILE} AND (t.closed_as IS NULL OR t.closed_as = '{ProposalState.APPROVED.value}')",
    ),
    _Source(
        LevelLimit,
        frozenset({"id", "organization_id", "working_days", "from_on"}),
        "t.organization_id IN (%(grassroots)s, %(sectional)s)",
    ),
    _Source(
        OrganizationName,
        frozenset({"id", "organization_id", "from_on", "name"}),
        f"t.organization_id IN ({_BODIES})",
    ),
    _Source(
        Membership,
        frozenset({"id", "person_id", "organization_id", "from_on", "until_on", "standing"}),
        f"t.voided_at IS NULL AND t.person_id IN ({_HELPERS} UNION ALL SELECT %(candidate)s)",
    ),
)
"""What is not a fact, but has to be known to read the facts of a file."""


@dataclass(frozen=True, slots=True)
class FileRows:
    """What is recorded around one file; of each model in the order in which it was recorded.

    `proposals`: those that wait or were approved; `limits`: of its committees; `names`: of all bodies that it ever had;
    `stays`: of the candidate and of those who help.
    """

    facts: tuple[Fact, ...]
    chains: tuple[FormerChain, ...]
    proposals: tuple[DecisionProposal, ...]
    limits: tuple[LevelLimit, ...]
    names: tuple[OrganizationName, ...]
    stays: tuple[Membership, ...]

    def stays_by_person(self, candidate: int) -> dict[int, tuple[Membership, ...]]:
        """Give the stays of the candidate (an id) and of those who help, oldest first."""
        helping = (row.sponsor_id for row in self.facts if isinstance(row, Sponsorship))
        found: dict[int, list[Membership]] = {person: [] for person in (candidate, *helping)}
        for stay in sorted(self.stays, key=lambda stay: (stay.from_on, stay.pk)):
            found[stay.person_id].append(stay)
        return {person: tuple(stays) for person, stays in found.items()}


def read_file(models: Sequence[type[Fact]], case: AdmissionCase) -> FileRows:
    """Give the facts of some models of one file, in the order of the models, and what stands around them.

    One SELECT of the same columns for each table, put together: a column that a table does not have is NULL in its
    rows. The text is written once from the models: to have it built for every page takes longer than to run it.
    """
    plan = _plan(tuple(models), connection.vendor)
    rows = plan.statement.rows(
        {
            "case": case.pk,
            "branch": case.branch_id,
            "competent": case.competent_committee_id,
            "grassroots": case.grassroots_committee_id,
            "sectional": case.sectional_committee_id,
            "candidate": case.candidate.person_id,
        }
    )
    found = sorted(rows, key=lambda values: values[:2])
    of: dict[type[Model], list[Any]] = {reader.model: [] for reader in plan.readers}
    for values in found:
        reader = plan.readers[values[0]]
        of[reader.model].append(reader.row(values))
    return FileRows(
        facts=tuple(row for model in models for row in of[model]),
        chains=tuple(of[FormerChain]),
        proposals=tuple(of[DecisionProposal]),
        limits=tuple(of[LevelLimit]),
        names=tuple(of[OrganizationName]),
        stays=tuple(of[Membership]),
    )


_Place = tuple[int, tuple[Callable[..., Any], ...]]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes rows of one model: where each of its columns stands and how it is converted; and who is named by it."""

    model: type[Model]
    columns: tuple[str, ...]
    places: tuple[_Place, ...]
    named: tuple[tuple[str, type[Model], str, int, int], ...]

    def row(self, values: Sequence[Any]) -> Model:
        row = self.model.from_db(DEFAULT_DB_ALIAS, self.columns, [_converted(values, place) for place in self.places])
        for name, model, column, id_at, name_at in self.named:
            if values[id_at] is not None:
                setattr(row, name, model.from_db(DEFAULT_DB_ALIAS, ["id", column], [values[id_at], values[name_at]]))
        return row


def _converted(values: Sequence[Any], place: _Place) -> Any:
    at, converters = place
    value = values[at]
    for convert in converters:
        value = convert(value, None, connection)
    return value


@dataclass(frozen=True, slots=True)
class _Plan:
    statement: Statement
    readers: tuple[_Reader, ...]


@cache
def _plan(models: tuple[type[Fact], ...], _vendor: str) -> _Plan:
    """Write the statement, and how its rows are read: every column of the tables by its name; of the same name they
    hold the same.
    """
    sources = (*map(_Source, models), *_BESIDE)
    columns: dict[str, Field[Any, Any]] = {"id": sources[0].model._meta.pk}
    for source in sources:
        columns |= {field.attname: field for field in source.fields if field.attname not in columns}
    text = "\n UNION ALL\n".join(_select(source, number, columns) for number, source in enumerate(sources))
    ids = ("case", "branch", "competent", "grassroots", "sectional", "candidate")
    statement = Statement(text, dict.fromkeys(ids, "bigint"))
    return _Plan(statement, tuple(_reader(source, list(columns)) for source in sources))


def _select(source: _Source, number: int, columns: Mapping[str, Field[Any, Any]]) -> str:
    own = {field.attname: connection.ops.quote_name(str(field.column)) for field in source.fields}
    found = [str(number)]
    for name, field in columns.items():
        # PostgreSQL takes the types of all from the first part.
        nothing = "NULL" if number else f"CAST(NULL AS {field.db_type(connection)})"
        found.append(f"t.{own[name]}" if name in own else nothing)
    joins = []
    for name, (model, column) in _NAMED.items():
        is_own = f"{name}_id" in own
        found.append(f"{name}.{column}" if is_own else "NULL" if number else "CAST(NULL AS varchar)")
        if is_own:
            joins.append(f"LEFT JOIN {model._meta.db_table} {name} ON {name}.id = t.{name}_id")
    parts = (f"SELECT {', '.join(found)}", f"FROM {source.model._meta.db_table} t", *joins, f"WHERE {source.where}")
    return " ".join(parts)


def _reader(source: _Source, columns: Sequence[str]) -> _Reader:
    at = {name: number for number, name in enumerate(columns, start=1)}
    own = [field.attname for field in source.fields]
    return _Reader(
        model=source.model,
        columns=tuple(own),
        places=tuple((at[field.attname], tuple(_converters(field))) for field in source.fields),
        named=tuple(
            (name, model, column, at[f"{name}_id"], len(columns) + number)
            for number, (name, (model, column)) in enumerate(_NAMED.items(), start=1)
            if f"{name}_id" in own
        ),
    )


def _converters(field: Field[Any, Any]) -> Iterator[Callable[..., Any]]:
    """How Django itself would read the column."""
    column = field.get_col("t")
    yield from connection.ops.get_db_converters(column)
    yield from column.get_db_converters(connection)
