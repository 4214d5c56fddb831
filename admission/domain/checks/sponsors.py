"""Those who help: official members who have worked with the candidate for twelve months in one Party organisation.

Source: Party Charter arts. 4.1 and 5.1; Quy định 29-QĐ/TW, 3; the training report.
"""

from collections.abc import Iterator
from datetime import date

from admission.domain.checks.candidate import considered
from admission.domain.deadlines import sponsors_considered, start_of_sponsorship
from admission.domain.facts import SponsorFact, SponsorRole
from admission.domain.findings import Examination, Finding, FindingCode, Severity, finding
from admission.domain.months import add_months, full_months
from admission.domain.procedure import UNION_STEPS, DeadlineKind, Stage, StepCode, is_step_allowed
from admission.domain.rules import Setting
from admission.domain.step import ON_PROBATION

_ASSIGNS, _RESOLVES = StepCode.ASSIGN_SPONSOR, StepCode.ADMISSION_RESOLUTION
_SUPERVISES = StepCode.PROBATION_SUPERVISOR


def check(case: Examination) -> Iterator[Finding]:
    """Find whether the right people help, long enough, and enough of them."""
    considered_on = considered(case)
    for sponsor in case.facts.sponsors:
        yield from _person(case, sponsor)
        yield from _parted(case, sponsor)
    yield from _number(case, considered_on)
    for sponsor in sponsors_considered(case.facts, considered_on):
        yield from _months(case, sponsor, considered_on)
    yield from _union(case, considered_on)
    on_probation = case.course.stage in {Stage.PROBATION, Stage.READY_FOR_RECOGNITION}
    if on_probation and not case.facts.helping(SponsorRole.PROBATION):
        yield finding(FindingCode.SUPERVISOR_MISSING, Severity.MISSING, _SUPERVISES, field="")


def _step(sponsor: SponsorFact) -> StepCode:
    return _ASSIGNS if sponsor.role is SponsorRole.ADMISSION else _SUPERVISES


def _person(case: Examination, sponsor: SponsorFact) -> Iterator[Finding]:
    step = _step(sponsor)
    if sponsor.name.casefold() == case.facts.name.casefold():
        yield finding(FindingCode.SPONSOR_IS_CANDIDATE, Severity.FORBIDDEN, step, field="sponsor")
    if sponsor.official_on_assignment is False:
        yield finding(
            FindingCode.SPONSOR_NOT_OFFICIAL,
            case.breach(sponsor.assigned_on),
            step,
            field="sponsor",
            name=sponsor.name,
            on=sponsor.assigned_on,
        )
    if sponsor.is_relative:
        rule = case.book.on_or_first(sponsor.assigned_on).settings[Setting.RELATIVES_MAY_SPONSOR]
        if not rule.is_on:
            yield finding(
                FindingCode.SPONSOR_IS_RELATIVE,
                case.breach(sponsor.assigned_on, rule.verification),
                step,
                field="is_relative",
                clause=rule.clause,
                known=rule.verification,
                name=sponsor.name,
            )


def _parted(case: Examination, sponsor: SponsorFact) -> Iterator[Finding]:
    """Whoever left the candidate's organisation stops helping; the file has still to say so."""
    role = SponsorRole.PROBATION if case.course.stage in ON_PROBATION else SponsorRole.ADMISSION
    waits = is_step_allowed(case.course.stage, StepCode.END_SPONSORSHIP)
    if sponsor.role is role and waits and sponsor.parted_on is not None and sponsor.ended_on is None:
        yield finding(
            FindingCode.SPONSOR_PARTED,
            Severity.MISSING,
            StepCode.END_SPONSORSHIP,
            field="",
            name=sponsor.name,
            on=sponsor.parted_on,
        )


def _number(case: Examination, considered_on: date | None) -> Iterator[Finding]:
    """Two official members, or one and a resolution of the Youth Union or the trade union."""
    sponsors = sponsors_considered(case.facts, considered_on)
    by_union = any(case.facts.paper(step, by=considered_on or date.max) for step in UNION_STEPS)
    needed = case.rules(considered_on).settings[Setting.SPONSORS_NEEDED]
    if len(sponsors) + by_union < needed.value or not sponsors:
        yield finding(
            FindingCode.SPONSOR_MISSING,
            Severity.IRREGULAR if considered_on else Severity.MISSING,
            _ASSIGNS,
            field="",
            clause=needed.clause,
            needed=needed.value,
            assigned=len(sponsors),
        )


def _months(case: Examination, sponsor: SponsorFact, considered_on: date | None) -> Iterator[Finding]:
    if sponsor.together_since_on is None:
        yield finding(
            FindingCode.SPONSOR_WITHOUT_HISTORY,
            Severity.IRREGULAR if considered_on else Severity.MISSING,
            _ASSIGNS,
            field="",
            name=sponsor.name,
        )
    rules = case.book.on_or_first(sponsor.assigned_on)
    limit = rules.limits[DeadlineKind.SPONSORSHIP]
    earliest_on = add_months(start_of_sponsorship(sponsor, case.facts, rules), limit.length)
    if considered_on is not None and considered_on < earliest_on:
        yield finding(
            FindingCode.SPONSORSHIP_TOO_SHORT,
            case.breach(considered_on, limit.verification),
            _RESOLVES,
            clause=limit.clause,
            known=limit.verification,
            on=considered_on,
            name=sponsor.name,
            earliest_on=earliest_on,
            months=limit.length,
        )


def _union(case: Examination, considered_on: date | None) -> Iterator[Finding]:
    """The Youth Union recommends its members, who are of a certain age; the trade union where there is none."""
    paper = case.facts.paper(StepCode.YOUTH_UNION_RECOMMENDATION, by=considered_on or date.max)
    if paper is None or case.facts.born_on is None or paper.made_on < case.facts.born_on:
        return
    rules = case.book.on_or_first(paper.made_on)
    least, most = (
        rules.settings[Setting.YOUTH_UNION_MIN_AGE_MONTHS],
        rules.settings[Setting.YOUTH_UNION_MAX_AGE_MONTHS],
    )
    if not least.value <= full_months(case.facts.born_on, paper.made_on) <= most.value:
        yield finding(
            FindingCode.UNION_OUTSIDE_AGES,
            Severity.NOTE,
            StepCode.YOUTH_UNION_RECOMMENDATION,
            clause=most.clause,
            known=most.verification,
            least=least.value // 12,
            most=most.value // 12,
        )
