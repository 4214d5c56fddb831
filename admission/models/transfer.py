"""A file that moves to another branch with its clocks running; a clock that is put under another rule set."""

from django.db import models
from django.db.models import F, Q

from admission.domain.facts import AdoptionFact, TransferFact
from admission.domain.procedure import DeadlineKind
from admission.models.fact import Fact


class Transfer(Fact):
    """The person moved, or the branch itself: it went into another (`is_merger`), or a part of it became the other with
    its people and files (`is_split`).
    """

    moved_on = models.DateField()
    from_branch = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="+")
    to_branch = models.ForeignKey("members.Organization", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, blank=True)
    """Number of the slip, or of the decision to merge or to split."""
    is_merger = models.BooleanField(default=False)
    is_split = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(name="transfer_to_another_branch", condition=~Q(from_branch=F("to_branch"))),
            models.CheckConstraint(name="transfer_merger_or_split", condition=~Q(is_merger=True, is_split=True)),
        ]

    def __str__(self) -> str:
        return f"{self.from_branch} → {self.to_branch}"

    @property
    def is_correctable(self) -> bool:
        return not (self.is_merger or self.is_split)

    def as_fact(self) -> TransferFact:
        # For the clocks a split is what a merger is: nobody left the branch, the branch changed.
        return TransferFact(moved_on=self.moved_on, number=self.number, is_merger=self.is_merger or self.is_split)


class RuleAdoption(Fact):
    """An administrator's act on a named file, after a preview: a running clock counts by another regulation."""

    clock = models.CharField(max_length=24)
    rule_set = models.CharField(max_length=20)
    adopted_on = models.DateField()
    reason = models.CharField(max_length=500)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="ruleadoption_clock_known", condition=Q(clock__in=[kind.value for kind in DeadlineKind])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock}: {self.rule_set}"

    def as_fact(self) -> AdoptionFact:
        return AdoptionFact(clock=DeadlineKind(self.clock), rule_set=self.rule_set, adopted_on=self.adopted_on)
