"""The schema of the whole regulation, and the files of the former version carried over into it.

The former triggers go first: PostgreSQL alters no column that a trigger watches, and rows have to change. The `migrate`
command installs the new ones at its end. Constraints on what exists are dropped, the rows are carried over
(`_former_version`), then the column that was read last goes and the new constraints come. All of it is one transaction:
what cannot be carried over leaves the former database as it was. There is no way back but the backup.
"""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import admission.domain.facts
import admission.models.document
import admission.models.paper
import admission.models.readmission
import admission.models.resolution
import admission.models.sponsorship
from admission.migrations._former_version import carry_over, drop_triggers


class Migration(migrations.Migration):
    # It tells the journal as this was before its rows were sealed, and reads which committee decides from a column that
    # became a history of its own.
    run_before = [("members", "0004_journal_chain"), ("members", "0010_drop_decides_admission")]
    dependencies = [
        ("admission", "0002_outbox"),
        ("members", "0002_memberships"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_triggers),
        migrations.CreateModel(
            name="CaseDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("correction_reason", models.CharField(blank=True, max_length=500)),
                ("irregularities", models.JSONField(blank=True, default=list)),
                ("irregular_reason", models.CharField(blank=True, max_length=500)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("step", models.CharField(choices=admission.models.document.document_steps, max_length=32)),
                ("acted_on", models.DateField()),
                (
                    "choice",
                    models.CharField(blank=True, choices=admission.models.document.document_choices, max_length=24),
                ),
                ("number", models.CharField(blank=True, max_length=40)),
                ("issuer", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CommitteeResolution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("correction_reason", models.CharField(blank=True, max_length=500)),
                ("irregularities", models.JSONField(blank=True, default=list)),
                ("irregular_reason", models.CharField(blank=True, max_length=500)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("vote_method", models.CharField(blank=True, max_length=16)),
                ("vote_entitled", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("vote_present", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("vote_for", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("vote_against", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("vote_blank", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("vote_exempt", models.PositiveSmallIntegerField(default=0)),
                ("vote_elsewhere", models.PositiveSmallIntegerField(default=0)),
                ("vote_suspended", models.PositiveSmallIntegerField(default=0)),
                ("vote_on_leave", models.PositiveSmallIntegerField(default=0)),
                ("kind", models.CharField(choices=admission.models.resolution.resolution_kinds, max_length=12)),
                ("adopted_on", models.DateField()),
                ("number", models.CharField(max_length=40)),
                (
                    "proposal",
                    models.CharField(
                        choices=admission.models.resolution.proposals,
                        default=admission.domain.facts.Proposal["PROCEED"],
                        max_length=8,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReadmissionGround",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("correction_reason", models.CharField(blank=True, max_length=500)),
                ("irregularities", models.JSONField(blank=True, default=list)),
                ("irregular_reason", models.CharField(blank=True, max_length=500)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("noted_on", models.DateField()),
                ("left_on", models.DateField()),
                ("cause", models.CharField(choices=admission.models.readmission.leaving_causes, max_length=24)),
                ("first_admitted_on", models.DateField(blank=True, null=True)),
                ("cleared_on", models.DateField(blank=True, null=True)),
                ("readmissions", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RuleAdoption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("correction_reason", models.CharField(blank=True, max_length=500)),
                ("irregularities", models.JSONField(blank=True, default=list)),
                ("irregular_reason", models.CharField(blank=True, max_length=500)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("clock", models.CharField(max_length=24)),
                ("rule_set", models.CharField(max_length=20)),
                ("adopted_on", models.DateField()),
                ("reason", models.CharField(max_length=500)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RuleConfirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule_set", models.CharField(max_length=20)),
                ("address", models.CharField(max_length=60)),
                ("value", models.CharField(max_length=20)),
                ("source", models.CharField(max_length=300)),
                ("kept", models.BooleanField()),
                ("confirmed_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="RuleSetActivation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule_set", models.CharField(max_length=20, unique=True)),
                ("in_force_from_on", models.DateField()),
                ("source", models.CharField(max_length=300)),
                ("activated_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("correction_reason", models.CharField(blank=True, max_length=500)),
                ("irregularities", models.JSONField(blank=True, default=list)),
                ("irregular_reason", models.CharField(blank=True, max_length=500)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("moved_on", models.DateField()),
                ("number", models.CharField(blank=True, max_length=40)),
                ("is_merger", models.BooleanField(default=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="admissioncase",
            name="case_stage_known",
        ),
        migrations.RemoveConstraint(
            model_name="admissioncase",
            name="case_closed_exactly_in_closed_stages",
        ),
        migrations.RemoveConstraint(
            model_name="admissioncase",
            name="case_next_body_known",
        ),
        migrations.RemoveConstraint(
            model_name="branchresolution",
            name="branchresolution_one_current_per_kind",
        ),
        migrations.RemoveConstraint(
            model_name="casepaper",
            name="casepaper_step_known",
        ),
        migrations.RemoveConstraint(
            model_name="deadline",
            name="deadline_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="deadline",
            name="deadline_nature_known",
        ),
        migrations.RemoveConstraint(
            model_name="deadline",
            name="deadline_met_exactly_when_dated",
        ),
        migrations.RemoveConstraint(
            model_name="sponsorship",
            name="sponsorship_together_before_or_when_assigned",
        ),
        migrations.RemoveConstraint(
            model_name="sponsorship",
            name="sponsorship_once_per_person",
        ),
        migrations.AddField(
            model_name="admissioncase",
            name="grassroots_committee",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.organization"
            ),
        ),
        migrations.AddField(
            model_name="admissioncase",
            name="historical_through_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="admissioncase",
            name="sectional_committee",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.organization"
            ),
        ),
        migrations.AddField(
            model_name="branchresolution",
            name="irregular_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="branchresolution",
            name="irregularities",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="branchresolution",
            name="proposal",
            field=models.CharField(
                choices=admission.models.resolution.proposals,
                default=admission.domain.facts.Proposal["PROCEED"],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="branchresolution",
            name="vote_elsewhere",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="branchresolution",
            name="vote_exempt",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="branchresolution",
            name="vote_on_leave",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="branchresolution",
            name="vote_suspended",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="casepaper",
            name="irregular_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="casepaper",
            name="irregularities",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="ceremony",
            name="irregular_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="ceremony",
            name="irregularities",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="ceremony",
            name="oath_taken",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="committeedecision",
            name="irregular_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="committeedecision",
            name="irregularities",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="committeedecision",
            name="vote_elsewhere",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="committeedecision",
            name="vote_exempt",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="committeedecision",
            name="vote_on_leave",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="committeedecision",
            name="vote_suspended",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="deadline",
            name="ended_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="extension",
            name="irregular_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="extension",
            name="irregularities",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="end_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="end_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="end_cause",
            field=models.CharField(
                blank=True, choices=admission.models.sponsorship.sponsor_ends, max_length=16, null=True
            ),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="ended_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="irregular_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="irregularities",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="is_relative",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="sponsorship",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="admission.sponsorship",
            ),
        ),
        migrations.AddField(
            model_name="casedocument",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="admission.admissioncase",
            ),
        ),
        migrations.AddField(
            model_name="casedocument",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="casedocument",
            name="supersedes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="admission.casedocument",
            ),
        ),
        migrations.AddField(
            model_name="committeeresolution",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="admission.admissioncase",
            ),
        ),
        migrations.AddField(
            model_name="committeeresolution",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="committeeresolution",
            name="supersedes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="admission.committeeresolution",
            ),
        ),
        migrations.AddField(
            model_name="readmissionground",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="admission.admissioncase",
            ),
        ),
        migrations.AddField(
            model_name="readmissionground",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="readmissionground",
            name="supersedes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="admission.readmissionground",
            ),
        ),
        migrations.AddField(
            model_name="ruleadoption",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="admission.admissioncase",
            ),
        ),
        migrations.AddField(
            model_name="ruleadoption",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="ruleadoption",
            name="supersedes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="admission.ruleadoption",
            ),
        ),
        migrations.AddField(
            model_name="ruleconfirmation",
            name="confirmed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="rulesetactivation",
            name="activated_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_facts",
                to="admission.admissioncase",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="from_branch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.organization"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="recorded_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="supersedes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="admission.transfer",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="to_branch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.organization"
            ),
        ),
        migrations.AlterField(
            model_name="casepaper",
            name="step",
            field=models.CharField(choices=admission.models.paper.paper_steps, max_length=32),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="subject",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="trigger",
            field=models.CharField(max_length=32),
        ),
        migrations.RunPython(carry_over),
        migrations.RemoveField(
            model_name="sponsorship",
            name="together_since_on",
        ),
        migrations.AddConstraint(
            model_name="admissioncase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "nominated",
                            "sponsored",
                            "ready_for_branch",
                            "admission_vote_failed",
                            "awaiting_appraisal",
                            "awaiting_grassroots",
                            "awaiting_decision",
                            "returned",
                            "awaiting_receipt",
                            "awaiting_ceremony",
                            "probation",
                            "ready_for_recognition",
                            "recognition_vote_failed",
                            "recognition_appraisal",
                            "recognition_grassroots",
                            "awaiting_recognition",
                            "recognition_returned",
                            "official",
                            "refused",
                            "name_removed",
                            "ended",
                        ],
                    )
                ),
                name="case_stage_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="admissioncase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_on", None),
                        (
                            "stage__in",
                            [
                                "nominated",
                                "sponsored",
                                "ready_for_branch",
                                "admission_vote_failed",
                                "awaiting_appraisal",
                                "awaiting_grassroots",
                                "awaiting_decision",
                                "returned",
                                "awaiting_receipt",
                                "awaiting_ceremony",
                                "probation",
                                "ready_for_recognition",
                                "recognition_vote_failed",
                                "recognition_appraisal",
                                "recognition_grassroots",
                                "awaiting_recognition",
                                "recognition_returned",
                            ],
                        ),
                    ),
                    models.Q(
                        ("closed_on__isnull", False), ("stage__in", ["official", "refused", "name_removed", "ended"])
                    ),
                    _connector="OR",
                ),
                name="case_closed_exactly_in_closed_stages",
            ),
        ),
        migrations.AddConstraint(
            model_name="admissioncase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "next_body__in",
                        [
                            "",
                            "candidate",
                            "branch",
                            "sectional_committee",
                            "grassroots_committee",
                            "competent_committee",
                            "holder",
                        ],
                    )
                ),
                name="case_next_body_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="branchresolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("proposal__in", ["proceed", "reject"])), name="branchresolution_proposal_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="branchresolution",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)),
                fields=("case", "kind", "adopted_on"),
                name="branchresolution_one_current_per_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="casepaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "step__in",
                        [
                            "awareness_course",
                            "application",
                            "personal_history",
                            "sponsor_recommendation",
                            "youth_union_recommendation",
                            "trade_union_recommendation",
                            "residence_opinions",
                            "opinions",
                            "service_record",
                            "new_member_course",
                            "former_branch_comment",
                            "self_review",
                            "supervisor_comment",
                            "probation_opinions",
                        ],
                    )
                ),
                name="casepaper_step_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "sponsorship",
                            "paper_validity",
                            "level_wait",
                            "admission_decision",
                            "receipt_log",
                            "ceremony",
                            "probation_end",
                            "recognition_review",
                            "recognition_decision",
                        ],
                    )
                ),
                name="deadline_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(("nature__in", ["limit", "internal", "milestone", "validity"])),
                name="deadline_nature_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("met_on__isnull", False), ("status", "met")),
                    models.Q(("met_on", None), ("status__in", ["open", "ended", "void"])),
                    _connector="OR",
                ),
                name="deadline_met_exactly_when_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", False), ("status", "ended")),
                    models.Q(("ended_on", None), ("status__in", ["open", "met", "void"])),
                    _connector="OR",
                ),
                name="deadline_ended_exactly_when_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="sponsorship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_at", None), ("end_cause", None), ("ended_on", None)),
                    models.Q(
                        ("end_at__isnull", False),
                        ("end_cause__in", ["moved", "died", "disciplined", "lost_standing", "unable"]),
                        ("end_cause__isnull", False),
                        ("ended_on__gte", models.F("assigned_on")),
                        ("ended_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="sponsorship_end_whole_or_absent",
            ),
        ),
        migrations.AddConstraint(
            model_name="sponsorship",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None), ("superseded_at", None)),
                fields=("case", "role", "sponsor"),
                name="sponsorship_once_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="casedocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supersedes", None), models.Q(("correction_reason", ""), _negated=True), _connector="OR"
                ),
                name="casedocument_correction_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="casedocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "step__in",
                        [
                            "special_case",
                            "education",
                            "vetting",
                            "political_conclusion",
                            "age_consent",
                            "education_consent",
                            "readmission_consent",
                            "admission_report",
                            "admission_appraisal",
                            "admission_return",
                            "admission_resubmission",
                            "refusal_notice",
                            "ceremony_consent",
                            "personal_event",
                            "recognition_report",
                            "recognition_appraisal",
                            "recognition_return",
                            "recognition_resubmission",
                            "removal_notice",
                            "announcement",
                            "party_card",
                            "end_case",
                        ],
                    )
                ),
                name="casedocument_step_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="casedocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("choice", ""),
                    (
                        "choice__in",
                        [
                            "below_lower_secondary",
                            "lower_secondary",
                            "upper_secondary",
                            "higher",
                            "clear",
                            "has_issue",
                            "eligible",
                            "not_eligible",
                            "no_member_there",
                            "special_need",
                            "mountain_or_island",
                            "ethnic_minority_area",
                            "very_poor_area",
                            "elder_or_dignitary",
                            "politburo_rule",
                            "entrusted_branch",
                            "population_policy",
                            "agrees",
                            "disagrees",
                            "reprimand",
                            "warning",
                            "suspended",
                            "suspension_lifted",
                            "long_absence",
                            "exempted",
                            "withdrawn",
                            "died",
                            "unit_dissolved",
                            "no_longer_eligible",
                        ],
                    ),
                    _connector="OR",
                ),
                name="casedocument_choice_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="casedocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("step__in", ["vetting", "political_conclusion"]), _negated=True),
                    ("reason", ""),
                    _connector="OR",
                ),
                name="casedocument_vetting_without_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeeresolution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supersedes", None), models.Q(("correction_reason", ""), _negated=True), _connector="OR"
                ),
                name="committeeresolution_correction_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeeresolution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("vote_against", None),
                        ("vote_blank", None),
                        ("vote_entitled", None),
                        ("vote_for", None),
                        ("vote_method", ""),
                        ("vote_present", None),
                    ),
                    models.Q(
                        ("vote_against__isnull", False),
                        ("vote_blank__isnull", False),
                        ("vote_entitled__gte", models.F("vote_present")),
                        ("vote_entitled__isnull", False),
                        ("vote_for__isnull", False),
                        ("vote_method__in", ["secret_ballot", "raised_card"]),
                        (
                            "vote_present__gte",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("vote_for"), "+", models.F("vote_against")
                                ),
                                "+",
                                models.F("vote_blank"),
                            ),
                        ),
                        ("vote_present__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="committeeresolution_vote_whole_or_absent",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeeresolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["admission", "recognition"])), name="committeeresolution_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="committeeresolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("proposal__in", ["proceed", "reject"])), name="committeeresolution_proposal_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="committeeresolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("vote_method", ""), _negated=True), name="committeeresolution_has_vote"
            ),
        ),
        migrations.AddConstraint(
            model_name="committeeresolution",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)),
                fields=("case", "kind"),
                name="committeeresolution_one_current_per_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="readmissionground",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supersedes", None), models.Q(("correction_reason", ""), _negated=True), _connector="OR"
                ),
                name="readmissionground_correction_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="readmissionground",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "cause__in",
                        [
                            "left_for_hardship",
                            "name_removed",
                            "expelled",
                            "less_serious_crime",
                            "population_policy",
                            "not_attending",
                            "left_without_hardship",
                            "factionalism",
                            "party_history",
                            "serious_crime",
                        ],
                    )
                ),
                name="readmissionground_cause_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="readmissionground",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_admitted_on", None), ("first_admitted_on__lt", models.F("left_on")), _connector="OR"
                ),
                name="readmissionground_left_after_admitted",
            ),
        ),
        migrations.AddConstraint(
            model_name="readmissionground",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)), fields=("case",), name="readmissionground_one_current"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleadoption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supersedes", None), models.Q(("correction_reason", ""), _negated=True), _connector="OR"
                ),
                name="ruleadoption_correction_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleadoption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "clock__in",
                        [
                            "sponsorship",
                            "paper_validity",
                            "level_wait",
                            "admission_decision",
                            "receipt_log",
                            "ceremony",
                            "probation_end",
                            "recognition_review",
                            "recognition_decision",
                        ],
                    )
                ),
                name="ruleadoption_clock_known",
            ),
        ),
        migrations.AddIndex(
            model_name="ruleconfirmation",
            index=models.Index(fields=["rule_set", "address", "id"], name="ruleconfirmation_by_cell"),
        ),
        migrations.AddConstraint(
            model_name="ruleconfirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("value", ""), _negated=True), name="ruleconfirmation_value_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleconfirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="ruleconfirmation_source_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="rulesetactivation",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="rulesetactivation_source_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supersedes", None), models.Q(("correction_reason", ""), _negated=True), _connector="OR"
                ),
                name="transfer_correction_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_branch", models.F("to_branch")), _negated=True),
                name="transfer_to_another_branch",
            ),
        ),
    ]
