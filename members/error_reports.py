"""What a report of an error must not show: the sensitive fields, whoever typed them, with DEBUG on as well."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

from members.models.person import C3_FIELDS


class SensitiveFieldsFilter(SafeExceptionReporterFilter):
    """Django's own filter, which also closes what is named like a sensitive field."""

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        parameters = super().get_post_parameters(request)
        return self._closed(parameters)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        variables = super().get_traceback_frame_variables(request, tb_frame)
        return [
            (name, self.cleansed_substitute if self._is_sensitive(name) else self._closed(value))
            for name, value in variables
        ]

    def _is_sensitive(self, name: object) -> bool:
        # A form may have a prefix: "first-national_id".
        return isinstance(name, str) and any(name.endswith(field) for field in C3_FIELDS)

    def _closed(self, value: Any) -> Any:
        """Give a mapping with its sensitive entries closed; every other value as it is."""
        if not isinstance(value, Mapping) or not any(self._is_sensitive(key) for key in value):
            return value
        return {
            key: self.cleansed_substitute if self._is_sensitive(key) else self._closed(item)
            for key, item in value.items()
        }
