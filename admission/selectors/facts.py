"""The current facts of files, as the domain reads them: one query for one file, the same few for a thousand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import prefetch_related_objects

from admission.domain.facts import AnyFact, CaseFacts, OwnLimit
from admission.domain.procedure import Body
from admission.domain.together import Stay
from admission.models import (
    AdmissionCase,
    BranchResolution,
    CaseDocument,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    CommitteeResolution,
    Extension,
    Fact,
    LevelLimit,
    ReadmissionGround,
    RuleAdoption,
    Sponsorship,
    Transfer,
)
from admission.selectors.fact_reading import read_file
from members.models import Membership, Standing
from members.selectors import stays_of

PLACES: dict[type[Fact], str] = {
    CasePaper: "papers",
    CaseDocument: "documents",
    BranchResolution: "resolutions",
    CommitteeResolution: "committee_resolutions",
    CommitteeDecision: "decisions",
    Extension: "extensions",
    Transfer: "transfers",
    RuleAdoption: "adoptions",
}
"""Where the domain keeps the facts of each model of which a file can have several."""


_MODELS: tuple[type[Fact], ...] = (Sponsorship, ReadmissionGround, Ceremony, *PLACES)


def facts_of(case: AdmissionCase) -> CaseFacts:
    """Give the current facts of one file, in one query: each act reads them, most of them twice."""
    rows = read_file(_MODELS, case)
    current = (row for row in rows.facts if row.superseded_at is None)
    return facts_read(case, current, rows.stays_by_person(case.candidate.person_id), rows.limits)


def facts_read(
    case: AdmissionCase,
    rows: Iterable[Fact],
    stays: Mapping[int, Iterable[Membership]],
    limits: Iterable[LevelLimit],
) -> CaseFacts:
    """Put together what was read of one file: its current facts, and the rows that stand beside them."""
    of_level: dict[int, list[LevelLimit]] = defaultdict(list)
    for limit in limits:
        of_level[limit.organization_id].append(limit)
    return case_facts(
        case,
        rows,
        {person: tuple(map(domain_stay, found)) for person, found in stays.items()},
        {level: tuple(found) for level, found in of_level.items()},
    )


def facts_of_cases(cases: Iterable[AdmissionCase]) -> dict[int, CaseFacts]:
    """Give the current facts of several files by their id, in fourteen queries."""
    cases = list(cases)
    prefetch_related_objects(cases, "candidate__person", "branch")
    ids = [case.pk for case in cases]
    rows: dict[int, list[Fact]] = defaultdict(list)
    for model in _MODELS:
        found = model.objects.current().filter(case__in=ids).order_by("pk")
        for row in found.select_related("sponsor") if model is Sponsorship else found:
            rows[row.case_id].append(row)
    people = {row.sponsor_id for found in rows.values() for row in found if isinstance(row, Sponsorship)}
    stays = domain_stays(people | {case.candidate.person_id for case in cases})
    limits = level_limits_of(
        id_ for case in cases for id_ in (case.sectional_committee_id, case.grassroots_committee_id)
    )
    return {case.pk: case_facts(case, rows[case.pk], stays, limits) for case in cases}


def level_limits_of(committees: Iterable[int | None]) -> dict[int, tuple[LevelLimit, ...]]:
    """Give what committees set for files that wait at them, by the id of the committee, in one query."""
    found: dict[int, list[LevelLimit]] = defaultdict(list)
    ids = {id_ for id_ in committees if id_ is not None}
    if ids:
        for row in LevelLimit.objects.filter(organization__in=ids).order_by("pk"):
            found[row.organization_id].append(row)
    return {id_: tuple(rows) for id_, rows in found.items()}


def domain_limits(
    limits: Mapping[int, tuple[LevelLimit, ...]], *, sectional: int | None, grassroots: int | None
) -> tuple[OwnLimit, ...]:
    """Give the limits of the committees of a chain, as the domain reads them."""
    chain = ((Body.SECTIONAL_COMMITTEE, sectional), (Body.GRASSROOTS_COMMITTEE, grassroots))
    return tuple(row.as_fact(body) for body, id_ in chain if id_ is not None for row in limits.get(id_, ()))


def case_facts(
    case: AdmissionCase,
    rows: Iterable[Fact],
    stays: dict[int, tuple[Stay, ...]],
    limits: Mapping[int, tuple[LevelLimit, ...]],
) -> CaseFacts:
    """Put the current rows of one file together; `stays`: of its candidate and sponsors, by the id of the person;
    `limits`: of its committees, by the id of the committee."""
    several: dict[str, Any] = dict.fromkeys(PLACES.values(), ())
    single: dict[str, Any] = {}
    sponsors: tuple[Any, ...] = ()
    own = stays.get(case.candidate.person_id, ())
    for row in rows:
        match row:
            case Sponsorship():
                sponsors += (row.as_fact(stays.get(row.sponsor_id, ()), own),)
            case Ceremony():
                single["ceremony"] = row.as_fact()
            case ReadmissionGround():
                single["readmission"] = row.as_fact()
            case _:
                several[PLACES[type(row)]] += (row.as_fact(),)
    return CaseFacts(
        opened_on=case.opened_on,
        name=case.candidate.person.full_name,
        born_on=case.candidate.person.born_on,
        chain=case.chain,
        historical_through_on=case.historical_through_on,
        sponsors=sponsors,
        meeting_day=case.branch.meeting_day,
        own_limits=domain_limits(
            limits, sectional=case.sectional_committee_id, grassroots=case.grassroots_committee_id
        ),
        **several,
        **single,
    )


def domain_stays(people: Iterable[int]) -> dict[int, tuple[Stay, ...]]:
    """Give the stays of people as the domain reads them, in one query."""
    return {person: tuple(map(domain_stay, stays)) for person, stays in stays_of(people).items()}


def domain_stay(row: Membership) -> Stay:
    """Give a stay as the domain reads it."""
    return Stay(row.organization_id, row.from_on, row.until_on, row.standing == Standing.OFFICIAL)


def domain_fact(row: Fact, case: AdmissionCase) -> AnyFact:
    """Give a row as the domain reads it; for a sponsorship with the histories of both."""
    if not isinstance(row, Sponsorship):
        return row.as_fact()
    candidate = case.candidate.person_id
    stays = domain_stays({row.sponsor_id, candidate})
    return row.as_fact(stays[row.sponsor_id], stays[candidate])
