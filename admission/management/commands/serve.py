"""`manage.py serve`: the product on one machine."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Become `python -m partyapp.embedded`: the supervisor needs neither Django nor its memory."""

    help = "Start web server, worker and scheduler; Ctrl-C ends all of them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare", action="store_true", help="first bring the database up to date")
        parser.add_argument("--demo", action="store_true", help="with --prepare: load the demo into an empty database")

    def handle(self, *, host: str, port: int, prepare: bool, demo: bool, **options: Any) -> None:
        arguments = ["--host", host, "--port", str(port)]
        arguments += ["--prepare"] * prepare + ["--demo"] * demo
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "partyapp.embedded", *arguments])  # noqa: S606 - no shell wanted
