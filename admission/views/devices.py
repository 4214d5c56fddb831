"""From where a request comes: its address, its browser in words, and the accounts that signed in on it before."""

import re

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from members.models import Account
from members.services.sign_in import Device

KNOWN_FOR_SECONDS = 180 * 24 * 60 * 60
MOST_KNOWN = 20
"""A machine in a shared office; whoever signed in there longest ago is forgotten."""
_SALT = "members.known-device"
# The first that fits: browsers name the ones they resemble as well.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
             ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
            ("Linux", "Linux"))  # fmt: skip


def device_of(request: HttpRequest) -> Device:
    agent = request.headers.get("User-Agent", "")
    words = [next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return Device(_address(request), " · ".join(word for word in words if word), frozenset(_known(request)))


def remember_device(request: HttpRequest, response: HttpResponseBase, account: Account) -> None:
    """Let this device be known as one on which the account signed in: guesses of strangers do not keep it out."""
    known = [account.pk, *(pk for pk in _known(request) if pk != account.pk)][:MOST_KNOWN]
    response.set_cookie(
        settings.KNOWN_DEVICE_COOKIE_NAME,
        signing.dumps(known, salt=_SALT),
        max_age=KNOWN_FOR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> list[int]:
    cookie = request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE_NAME, "")
    try:
        return [int(pk) for pk in signing.loads(cookie, salt=_SALT, max_age=KNOWN_FOR_SECONDS)]
    except signing.BadSignature:
        return []


def _address(request: HttpRequest) -> str:
    """The address that the outermost of our own proxies saw; what a caller wrote himself stands before it."""
    hops = re.split(r"\s*,\s*", request.headers.get("X-Forwarded-For", "").strip())
    if settings.PROXIES and len(hops) >= settings.PROXIES and hops[-settings.PROXIES]:
        return hops[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))
