"""A machine that walks the procedure at random through the services, and looks after every step whether all holds."""

import random
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from admission.domain.assessment import assess
from admission.domain.errors import AdmissionError
from admission.domain.procedure import NEXT_STEP, STEPS, SponsorEnd, Stage, StepCode, StepShape
from admission.models import AdmissionCase, Fact, Sponsorship, Transfer
from admission.selectors.calendars import calendar_for
from admission.selectors.facts import facts_of
from admission.selectors.last_acts import last_act_of
from admission.selectors.recorded_facts import FACT_MODELS, HELP_ENDED, RECEIPT
from admission.selectors.rule_books import rule_book
from admission.services.cases import open_case
from admission.services.corrections import correct_fact
from admission.services.facts import record_sponsor_end
from admission.services.mergers import merge_branches
from admission.services.recalculation import recalculate
from admission.services.transfers import record_transfer
from admission.services.undo import undo_fact
from admission.services.verification import differences
from members.errors import MembersError
from members.models import Account, JournalEvent, Organization, Person
from tests.admission.matrix import stages_of
from tests.admission.oracle import stage_by_acts, torn_files
from tests.admission.services.snapshots import derived_rows
from tests.admission.walk_values import changes_of, record_any
from tests.factories import make_person

FIRST, LAST = date(2022, 3, 1), date(2027, 6, 30)
"""The days of the walks: they begin under one regulation and go on under three."""

MOST = 9
"""Files of one walk, three of them open at once."""


@dataclass(frozen=True)
class World:
    """What was there before the walk: branches of different chains, an administrator, people who can help."""

    branches: tuple[Organization, ...]
    administrator: Account
    helpers: tuple[Person, ...]


def table_sizes() -> tuple[int, ...]:
    """The number of rows of every table of ours, in one statement."""
    models = [model for model in apps.get_models() if model._meta.app_label in {"admission", "members"}]
    counts = ", ".join(f"(SELECT COUNT(*) FROM {model._meta.db_table})" for model in models)  # noqa: S608 - own names
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return tuple(cursor.fetchone())


def values_of(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def is_unchanged(was: Mapping[str, Any], row: Fact) -> bool:
    """Say whether a row still says what it said: only what was not written yet may have been written since."""
    once = {field.attname for field in row._meta.concrete_fields if field.name in row.write_once}
    return all(was[name] == value or (name in once and was[name] is None) for name, value in values_of(row).items())


_ROWS = {RECEIPT: "committeedecision", HELP_ENDED: "sponsorship"}
"""In whose row stands what has none of its own."""

some = st.integers(0, 7)
dice = st.integers(0, 99)


class ProcedureWalk(RuleBasedStateMachine):
    """One walk; everything it wrote is taken back when it is over."""

    world: ClassVar[World]
    executed: ClassVar[int] = 0
    accepted: ClassVar[int] = 0
    reached: ClassVar[set[Stage]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.today = FIRST
        self.cases: list[int] = []
        self.recorded: dict[str, int] = {}
        self.shadow: dict[tuple[str, int], dict[str, Any]] = {}
        self.sizes = table_sizes()
        self.chance = random.Random(7)  # which rows are looked at; the walk itself is drawn by Hypothesis

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:  # else the first violation is the one to tell
                self.look_at_everything()
        finally:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)

    @property
    def now(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 2, 0, tzinfo=UTC)

    def case(self, number: int) -> AdmissionCase:
        pk = self.cases[number % len(self.cases)]
        return AdmissionCase.objects.select_related("branch", "candidate__person").get(pk=pk)

    def closed(self) -> int:
        return AdmissionCase.objects.filter(closed_on__isnull=False).count()

    # --- the steps ---------------------------------------------------------------------------------------------------
    @initialize(where=some)
    def open_the_first(self, where: int) -> None:
        self.open_another(where, 0)

    @rule(where=some, late=st.integers(-1, 40))
    def open_another(self, where: int, late: int) -> None:
        if len(self.cases) > 2:
            return self.recalculate_one(where)
        branch = self.branch(where)
        person = make_person(f"Người Thứ {'ABCDEFGHI'[len(self.cases)]}")
        self.sizes = table_sizes()
        opened_on = self.today - timedelta(days=late)
        opened = self.attempt(
            lambda: open_case(
                person=person, branch=branch, opened_on=opened_on, by=None, today=self.today, now=self.now
            )
        )
        if opened is not None:
            self.cases.append(opened.pk)
            self.look_at(opened.pk)
        elif not self.cases:
            self.open_another(0, 0)
        return None

    @rule(number=some, luck=dice)
    def go_on(self, number: int, luck: int) -> None:
        self.take_next_step(number, luck)

    @rule(number=some, luck=dice)
    def go_on_again(self, number: int, luck: int) -> None:
        self.take_next_step(number, luck)

    @rule(number=some, luck=dice)
    def go_on_once_more(self, number: int, luck: int) -> None:
        self.take_next_step(number, luck)

    def take_next_step(self, number: int, luck: int) -> None:
        """What the regulation waits for, as it should be; time passes until it can be. After the end: the next file."""
        case = self.case(number)
        if case.closed_on is not None and luck % 3 and len(self.cases) < MOST:
            return self.open_another(number, 0)
        stage = case.stage_on(self.today)
        if case.turns_on and self.today <= case.turns_on <= LAST - timedelta(days=1):
            self.today = case.turns_on + timedelta(days=1)
            stage = case.stage_on(self.today)
        step = NEXT_STEP.get(stage, StepCode.ANNOUNCEMENT)
        return self.act(case, step, self.today, luck, is_proper=True)

    @rule(number=some, step=st.sampled_from([s for s in StepCode if s is not StepCode.OPEN_CASE]), luck=dice)
    def do_anything(self, number: int, step: StepCode, luck: int) -> None:
        """Any act, on any day, with any values, the impossible included."""
        self.act(self.case(number), step, self.some_day(luck), luck, is_proper=False)

    @rule(number=some, luck=dice)
    def do_something_possible(self, number: int, luck: int) -> None:
        """One of the acts that the stage allows, mostly on a good day."""
        case = self.case(number)
        stage = case.stage_on(self.today)
        steps = [step for step, stages in stages_of().items() if stage in stages] or list(StepCode)[1:]
        self.act(case, steps[luck % len(steps)], self.today - timedelta(days=luck % 5), luck, is_proper=luck % 4 > 0)

    @rule(number=some, which=dice, luck=dice)
    def correct(self, number: int, which: int, luck: int) -> None:
        case = self.case(number)
        current = [model.objects.current().filter(case=case).order_by("pk") for model in FACT_MODELS.values()]
        rows = [row for found in current for row in found]
        if not rows:
            return self.recalculate_one(number)
        fact = rows[which % len(rows)]
        changes = changes_of(fact, luck)
        made = self.attempt(
            lambda: correct_fact(
                fact=fact, changes=changes, reason="Nhập nhầm", by=None, today=self.today, now=self.now
            )
        )
        return self.note("fact_corrected", case, made)

    @rule(number=some, luck=dice)
    def undo(self, number: int, luck: int) -> None:
        """Take back what was recorded last, whatever it was; also twice and three times in a row."""
        if luck % 3:  # else no file would come far
            return self.recalculate_one(number)
        case = self.case(number)
        last = last_act_of(case)
        model = FACT_MODELS.get(_ROWS.get(last.model, last.model)) if last else None
        if last is None or model is None:
            return self.recalculate_one(number)
        fact, step = model.objects.get(pk=last.pk), last.step
        left = self.attempt(lambda: undo_fact(fact=fact, step=step, by=None, today=self.today, now=self.now))
        return self.note("fact_undone", case, left)

    @rule(number=some, which=some, luck=dice)
    def end_help(self, number: int, which: int, luck: int) -> None:
        case = self.case(number)
        rows = list(Sponsorship.objects.filter(case=case).order_by("pk"))
        if not rows:
            return self.recalculate_one(number)
        self.act(case, StepCode.END_SPONSORSHIP, self.some_day(luck), luck, is_proper=True, row=rows[which % len(rows)])
        return None

    @rule(number=some, where=some, luck=dice)
    def transfer(self, number: int, where: int, luck: int) -> None:
        self.act(self.case(number), StepCode.TRANSFER, self.some_day(luck), luck, is_proper=True, where=where)

    @rule(which=some, into=some, luck=dice)
    def merge(self, which: int, into: int, luck: int) -> None:
        if luck % 3:  # branches are few
            return self.recalculate_one(which)
        gone, kept = self.branch(which), self.branch(into)
        pks = list(AdmissionCase.objects.filter(branch=gone).values_list("pk", flat=True))
        merged = self.attempt(
            lambda: merge_branches(
                dissolved=gone,
                into=kept,
                on=self.some_day(luck),
                document="9-QĐ/ĐU",
                by=self.world.administrator,
                today=self.today,
                now=self.now,
            )
        )
        if merged is not None:
            for pk in pks:
                self.count("fact_recorded", pk)
                self.look_at(pk)
                self.remember(Transfer.objects.filter(case=pk).latest("pk"))
        return None

    @rule(days=st.sampled_from([1, 9, 40, 95]))
    def let_time_pass(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), LAST)
        self.finish_step()

    @rule(number=some)
    def recalculate_again(self, number: int) -> None:
        self.recalculate_one(number)

    def recalculate_one(self, number: int) -> None:
        case = self.case(number)
        before = derived_rows(case)
        recalculate(case=case, today=self.today, by=None, cause="checked")
        changed = [(was, row) for was, row in zip(before, derived_rows(case), strict=True) if was != row]
        assert changed == [], changed
        self.finish_step()

    # --- how a step is taken -----------------------------------------------------------------------------------------
    def some_day(self, luck: int) -> date:
        """Today mostly; days long ago and days that have not come."""
        back = {0: -2, 1: 30, 2: 200, 3: 900, 4: 7}.get(luck % 11, 0)
        return self.today - timedelta(days=back)

    def branch(self, number: int) -> Organization:
        branches = self.world.branches
        found: Organization = Organization.objects.get(pk=branches[number % len(branches)].pk)
        return found

    def act(
        self,
        case: AdmissionCase,
        step: StepCode,
        on: date,
        luck: int,
        *,
        is_proper: bool,
        row: Sponsorship | None = None,
        where: int = 0,
    ) -> None:
        stage = case.stage_on(self.today)
        common: dict[str, Any] = {
            "case": case, "by": None, "today": self.today,
            "irregular_reason": "" if luck % 9 == 0 else "Theo tình hình thực tế của chi bộ",
            "revision": case.revision - 1 if luck % 17 == 16 else None,
        }  # fmt: skip
        match STEPS[step].shape:
            case StepShape.SPONSORSHIP_END:
                row = row or Sponsorship.objects.filter(case=case).order_by("pk").first()
                if row is None:
                    return self.finish_step()
                made = self.attempt(lambda: record_sponsor_end(**ending(row, on, luck), now=self.now, **common))
            case StepShape.TRANSFER:
                to = self.branch(where + luck)
                made = self.attempt(
                    lambda: record_transfer(to_branch=to, moved_on=on, number="5-GGT", now=self.now, **common)
                )
            case _:
                made = self.attempt(lambda: record_any(step, on, luck, is_proper, common, self.now, self.world.helpers))
        if made is not None:
            assert stage in stages_of()[step], f"{step} was recorded at {stage}"
        return self.note("fact_recorded", case, made)

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Give what the service gives; of what it refuses nothing is left."""
        before = list(AdmissionCase.objects.order_by("pk").values())
        try:
            made = act()
        except (AdmissionError, MembersError):
            assert table_sizes() == self.sizes
            assert list(AdmissionCase.objects.order_by("pk").values()) == before
            self.finish_step()
            return None
        self.sizes = table_sizes()
        type(self).accepted += 1
        self.finish_step()
        return made

    def note(self, verb: str, case: AdmissionCase, made: Any) -> None:
        if made is not None:
            self.count(verb, case.pk)
            self.look_at(case.pk)
            self.remember(made)

    def remember(self, made: Fact) -> None:
        """Keep what a new row says; one that something was written into is known already."""
        row = type(made).objects.get(pk=made.pk)
        self.shadow.setdefault((made._meta.model_name or "", made.pk), values_of(row))

    def count(self, verb: str, pk: int) -> None:
        key = f"{verb} case:{pk}"
        self.recorded[key] = self.recorded.get(key, 0) + 1

    def finish_step(self) -> None:
        type(self).executed += 1
        assert torn_files() == 0
        if self.shadow:
            self.look_at_row(self.chance.choice(list(self.shadow)))

    # --- what has to hold --------------------------------------------------------------------------------------------
    def look_at(self, pk: int) -> None:
        """The stage is the one that follows, by both ways to derive it."""
        case = AdmissionCase.objects.select_related("branch", "candidate__person").get(pk=pk)
        facts = facts_of(case)
        assessment = assess(facts, rule_book(), calendar_for(case.branch).calendar, self.today)
        by_acts = stage_by_acts(case)
        assert (case.stage, by_acts) == (assessment.recorded_stage, assessment.recorded_stage), (case.stage, by_acts)
        assert (case.closed_on is not None) == assessment.is_closed
        type(self).reached.add(assessment.stage)

    def look_at_row(self, key: tuple[str, int]) -> None:
        name, pk = key
        assert is_unchanged(self.shadow[key], FACT_MODELS[name].objects.get(pk=pk)), key

    def look_at_everything(self) -> None:
        """At the end: no fact is lost or changed, all derived rows follow, the journal tells of each act once."""
        for name, model in FACT_MODELS.items():
            rows = {row.pk: row for row in model.objects.filter(case__in=self.cases)}
            assert set(rows) == {pk for kind, pk in self.shadow if kind == name}
            changed = [(self.shadow[name, pk], values_of(row)) for pk, row in rows.items()]
            changed = [(was, row) for was, row in changed if not is_unchanged(was, rows[row["id"]])]
            assert changed == [], changed
        differing = list(differences(today=self.today))
        assert differing == [], differing
        told: dict[str, int] = {}
        for event in JournalEvent.objects.filter(verb__in=["fact_recorded", "fact_corrected", "fact_undone"]):
            told[f"{event.verb} {event.subject}"] = told.get(f"{event.verb} {event.subject}", 0) + 1
        assert told == self.recorded


def ending(row: Sponsorship, on: date, luck: int) -> dict[str, Any]:
    """How the help of a member ends."""
    return {"sponsorship": row, "ended_on": on, "end_cause": list(SponsorEnd)[luck % len(SponsorEnd)]}
