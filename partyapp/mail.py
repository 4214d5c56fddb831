"""The e-mail backend of a single machine: each message is one .eml file."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FileBackend(BaseEmailBackend):
    """Write each message whole (temporary file, then rename) under `EMAIL_FILE_PATH`, named after its Message-ID.

    A message handed over twice replaces its own file: here even a killed worker leaves no second copy.
    """

    def __init__(self, *, file_path: str | Path | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            message = email.message()
            target = self.folder / file_name(str(message["Message-ID"]))
            temporary = target.with_suffix(".part")
            temporary.write_bytes(message.as_bytes())
            temporary.replace(target)
        return len(email_messages)

    def read_message(self, message_id: str) -> bytes | None:
        """Give a message that was written here; None where it is no longer there."""
        try:
            return (self.folder / file_name(message_id)).read_bytes()
        except FileNotFoundError:
            return None


def file_name(message_id: str) -> str:
    """Name the file of a message: readable, free of characters a file system refuses, unique by its Message-ID."""
    readable = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in message_id.strip("<>"))[:60]
    return f"{readable}-{hashlib.sha256(message_id.encode()).hexdigest()[:8]}.eml"
