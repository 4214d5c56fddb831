"""The application configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from members.append_only import install_triggers


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Organisations and people"

    def ready(self) -> None:
        # After each migration, since SQLite drops the triggers of a table it rebuilds. Once, for the triggers of all.
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="append-only-triggers")
