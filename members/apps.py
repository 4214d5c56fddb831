"""The application configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from members.append_only import install_triggers, make_way


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Organisations and people"

    def ready(self) -> None:
        # Both are told once for each app; once is enough, for the triggers of all.
        pre_migrate.connect(make_way, sender=self, dispatch_uid="append-only-triggers-away")
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="append-only-triggers")
