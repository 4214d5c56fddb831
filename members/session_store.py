"""Sessions in the database, each with its account as a column."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from members.kept_queries import kept_by
from members.models import AccountSession


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Any]:
        return AccountSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row

    def _get_session_from_db(self) -> Any:
        """As Django does; the query, which every request asks, is kept."""
        found = kept_by("session", {"key": self.session_key or "", "now": timezone.now()}, _sessions)
        if found:
            return found[0]
        self._session_key = None
        return None


def _sessions(values: Any) -> Any:
    return AccountSession.objects.filter(session_key=values["key"], expire_date__gt=values["now"])
