"""Keep a checked upload between the page that shows what it would do and the button that does it.

The file lies under VAR_DIR/imports with a random name; the token that leads to it is signed for one account, runs out,
and is good once.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import signing

from admission.domain.errors import AdmissionError
from members.models import Account

LIFETIME = timedelta(hours=2)


class UploadGoneError(AdmissionError):
    """The token was used before, has run out, or is somebody else's."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What somebody uploaded."""

    file_name: str
    content: bytes


def keep_upload(*, upload: Upload, by: Account, now: datetime) -> str:
    """Keep the upload and give the token for it; uploads that nobody confirmed in time are thrown away."""
    folder = uploads_folder()
    _throw_away_old(folder, now)
    name = secrets.token_hex(16)
    path = folder / name
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(upload.content)
    return signing.dumps([name, upload.file_name], salt=_salt(by), compress=True)


def take_upload(*, token: str, by: Account) -> Upload:
    """Give the upload back and forget it: of two requests with one token, one gets it. Raises: UploadGoneError."""
    try:
        name, file_name = signing.loads(token, salt=_salt(by), max_age=LIFETIME)
    except signing.BadSignature as error:
        raise UploadGoneError("the token is not good") from error
    path = uploads_folder() / name
    taken = path.with_suffix(".taken")
    try:
        path.rename(taken)
        content = taken.read_bytes()
    except FileNotFoundError as error:
        raise UploadGoneError("the upload was taken before") from error
    taken.unlink(missing_ok=True)
    return Upload(file_name, content)


def _salt(by: Account) -> str:
    return f"admission.import.{by.pk}"


def uploads_folder() -> Path:
    """Give the folder of the uploads that wait, made where it is not there."""
    folder: Path = settings.VAR_DIR / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _throw_away_old(folder: Path, now: datetime) -> None:
    oldest = (now - LIFETIME).timestamp()
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()
