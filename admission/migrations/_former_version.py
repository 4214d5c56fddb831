"""How the rows of the version before the whole regulation become those of this one.

- A name removed was called "not recognised", the recommendation of the Youth Union that of "the Union".
- A sponsor's "working together since" was typed; now it follows from two histories. The sponsor becomes an official
  member of the branch from the earliest such day of all his files there; the candidate works in its unit from the
  earliest of these days and of the opening, is a probationary member from the ceremony and an official one from the
  recognition. Files that agree about their people keep every day exactly; where two contradict each other about one
  sponsor, the earlier day counts for both, and the journal tells which clock moved.
- A file before the branch's resolution gets the committees on its way as the tree has them. A file that was past it
  went straight to the competent committee, so nobody recorded what the committees between did: it keeps that way to
  its end, without them. Otherwise it would be thrown back to a committee that had let it pass.
- A vote below two thirds sent a file on as well: recording it meant that it was reported above. This report is an act
  of its own now, so each such resolution gets one of the same day and number; the journal tells of it.

`Deadline.rule_set` and whatever else is derived stays: `manage.py prepare` derives it anew afterwards.

Historical models only: nothing here may depend on what the models become later. Values are written as they were when
this version came.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

_BATCH = 500
_DAY = timedelta(days=1)
_PAPER = {"union_recommendation": "youth_union_recommendation"}
_STAGE = {"not_recognised": "name_removed"}
_WORKING, _PROBATIONARY, _OFFICIAL = "working", "probationary", "official"
_RANK = {_WORKING: 0, _PROBATIONARY: 1, _OFFICIAL: 2, None: 3}
"""In which order what falls on one day is read; None: no member any more."""


def drop_triggers(apps: Any, schema_editor: Any) -> None:
    """Remove the append-only triggers from the tables of the procedure, whichever there are."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                " WHERE NOT tgisinternal AND pg_table_is_visible(pg_class.oid)"
            )
        else:
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        found = [
            (name, table)
            for name, table in cursor.fetchall()
            if table.startswith("admission_") and name in {f"{table}_no_update", f"{table}_no_delete"}
        ]
        for name, table in found:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")


def carry_over(apps: Any, schema_editor: Any) -> None:
    """Change and add the rows; the constraints of before are gone, those of after are not there yet."""
    former = _Former(apps, schema_editor.connection.alias)
    former.rename()
    former.fill_committees()
    former.add_reports()
    former.add_memberships()
    if schema_editor.connection.vendor == "postgresql":
        # Foreign keys are checked at the end of the transaction, and until then no table with new rows can be altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@dataclass
class _Stay:
    """A stay while it is put together."""

    standing: str
    from_on: date
    until_on: date | None = None
    end_cause: str | None = None


@dataclass
class _Known:
    """What the files tell of one person in one branch.

    `events`: from which day with which standing, None for a name removed; `opened_on`: when his own first file there
    was opened; `last_on`: until when his files there ran, None while one does.
    """

    events: list[tuple[date, str | None]] = field(default_factory=list)
    helps_since_on: date | None = None
    opened_on: date | None = None
    last_on: date | None = date.min

    def stays(self) -> list[_Stay]:
        """Put the stays together: in order, without a shared day, only the last one without an end."""
        if self.opened_on is None:
            return [_Stay(_OFFICIAL, self.helps_since_on)] if self.helps_since_on else []
        # Whoever has a file of his own is a member by it and not by what he did for others.
        events = [*self.events, *([(self.helps_since_on, _WORKING)] if self.helps_since_on else [])]
        stays: list[_Stay] = []
        for day, standing in sorted(events, key=lambda event: (event[0], _RANK[event[1]])):
            running = stays[-1] if stays and stays[-1].until_on is None else None
            if standing is None:
                if running is not None:
                    running.until_on, running.end_cause = max(day, running.from_on), "expelled"
            elif running is None:
                ended_on = stays[-1].until_on if stays else None
                stays.append(_Stay(standing, day if ended_on is None else max(day, ended_on + _DAY)))
            elif _RANK[standing] > _RANK[running.standing]:
                if day <= running.from_on:
                    running.standing = standing
                else:
                    running.until_on, running.end_cause = day - _DAY, "promoted"
                    stays.append(_Stay(standing, day))
        return stays


class _Former:
    """The rows of the former version, in one database."""

    def __init__(self, apps: Any, alias: str) -> None:
        self.apps, self.alias, self.now = apps, alias, timezone.now()

    def rows(self, name: str, app: str = "admission") -> Any:
        return self.apps.get_model(app, name)._base_manager.using(self.alias)

    def rename(self) -> None:
        for old, new in _STAGE.items():
            self.rows("AdmissionCase").filter(stage=old).update(stage=new)
            self.rows("AdmissionCase").filter(turns_to=old).update(turns_to=new)
        for old, new in _PAPER.items():
            self.rows("CasePaper").filter(step=old).update(step=new)
            self.rows("Deadline").filter(subject=old).update(subject=new)
            self.rows("Deadline").filter(trigger=old).update(trigger=new)

    def fill_committees(self) -> None:
        organizations = {row.pk: row for row in self.rows("Organization", "members")}
        passed = self.rows("BranchResolution").filter(superseded_at=None, kind="admission").values("case")
        changed = []
        for case in self.rows("AdmissionCase").filter(closed_on=None).exclude(pk__in=passed).iterator(_BATCH):
            branch, competent = organizations[case.branch_id], organizations[case.competent_committee_id]
            nearest = dict(_between(branch, competent, organizations.values()))
            case.grassroots_committee_id = nearest.get("grassroots_committee")
            case.sectional_committee_id = nearest.get("sectional_committee")
            changed.append(case)
        self.rows("AdmissionCase").bulk_update(changed, ["grassroots_committee", "sectional_committee"], _BATCH)

    def add_reports(self) -> None:
        for resolution in self.rows("BranchResolution").filter(superseded_at=None).order_by("pk"):
            # The Charter's two thirds of the official members (art. 4.3): the one rule that the former version had.
            if resolution.vote_for and 3 * resolution.vote_for >= 2 * resolution.vote_entitled:
                continue
            step = f"{resolution.kind}_report"
            report = self.rows("CaseDocument").create(
                case_id=resolution.case_id,
                recorded_by_id=resolution.recorded_by_id,
                step=step,
                acted_on=resolution.adopted_on,
                number=resolution.number,
            )
            values = {"step": step, "acted_on": report.acted_on.isoformat(), "number": report.number}
            self.rows("JournalEvent", "members").create(
                verb="fact_recorded",
                subject=f"case:{resolution.case_id}",
                details={"step": step, "fact": "casedocument", "id": report.pk, "values": values},
            )

    def add_memberships(self) -> None:
        known = self._known()
        model = self.apps.get_model("members", "Membership")
        by_person: dict[int, dict[int, list[_Stay]]] = defaultdict(dict)
        for (person, branch), what in known.items():
            by_person[person][branch] = what.stays()
        for person, stays in by_person.items():
            _end_where_moved(stays, {branch: known[person, branch] for branch in stays})
        self.rows("Membership", "members").bulk_create(
            (
                model(
                    person_id=person,
                    organization_id=branch,
                    standing=stay.standing,
                    from_on=stay.from_on,
                    until_on=stay.until_on,
                    end_cause=stay.end_cause,
                    ended_at=None if stay.until_on is None else self.now,
                )
                for person, branches in by_person.items()
                for branch, stays in branches.items()
                for stay in stays
            ),
            batch_size=_BATCH,
        )

    def _known(self) -> dict[tuple[int, int], _Known]:
        """Collect what the files tell, by person and branch; superseded facts tell nothing."""
        known: dict[tuple[int, int], _Known] = defaultdict(_Known)
        own: dict[int, _Known] = {}
        cases = self.rows("AdmissionCase").order_by("opened_on", "pk")
        for pk, branch, person, opened_on, closed_on in cases.values_list(
            "pk", "branch", "candidate__person", "opened_on", "closed_on"
        ):
            own[pk] = mine = known[person, branch]
            mine.opened_on = mine.opened_on or opened_on
            mine.last_on = None if closed_on is None or mine.last_on is None else max(mine.last_on, closed_on)
            mine.events.append((opened_on, _WORKING))
        for case, branch, sponsor, since_on in self._current("Sponsorship").values_list(
            "case", "case__branch", "sponsor", "together_since_on"
        ):
            own[case].events.append((since_on, _WORKING))
            helper = known[sponsor, branch]
            helper.helps_since_on = min(since_on, helper.helps_since_on or since_on)
        for case, held_on in self._current("Ceremony").values_list("case", "held_on"):
            own[case].events.append((held_on, _PROBATIONARY))
        decisions = self._current("CommitteeDecision").filter(kind="recognition")
        for case, outcome, decided_on in decisions.values_list("case", "outcome", "decided_on"):
            own[case].events.append((decided_on, _OFFICIAL if outcome == "granted" else None))
        return known

    def _current(self, name: str) -> Any:
        return self.rows(name).filter(superseded_at=None).order_by("pk")


def _between(branch: Any, competent: Any, organizations: Iterable[Any]) -> Iterator[tuple[str, int]]:
    """Give kind and id of what lies between a branch and the committee that decides, from the top.

    A branch that is itself a base organisation sends its files straight up. Source: 29-QĐ/TW, 4.3.2.
    """
    if branch.kind == "grassroots_branch" or not branch.path.startswith(competent.path):
        return
    for organization in sorted(organizations, key=lambda row: row.depth):
        if competent.depth < organization.depth < branch.depth and branch.path.startswith(organization.path):
            yield organization.kind, organization.pk


def _end_where_moved(stays: dict[int, list[_Stay]], known: dict[int, _Known]) -> None:
    """Whoever had a file in one branch, closed, and another one later elsewhere, has moved there in between."""
    mine = sorted(
        (branch for branch in stays if known[branch].opened_on), key=lambda branch: (known[branch].opened_on, branch)
    )
    for before, after in pairwise(mine):
        last, closed_on = stays[before][-1], known[before].last_on
        moved_on = stays[after][0].from_on
        if last.until_on is None and closed_on is not None and max(closed_on, last.from_on) < moved_on:
            last.until_on, last.end_cause = moved_on - _DAY, "moved"
