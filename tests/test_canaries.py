"""The watch over names and numbers: each way out is looked through, and a planted leak is found there."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import signals
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests.canaries import AVIARY, Aviary, Leak, register, sentence, watching
from tests.factories import make_person

NAME, NUMBER = "Ngụy Thị Hoàng Yến", "001096012345"


def page_that_breaks(request: HttpRequest) -> HttpResponse:
    raise ValueError(request.GET.get("says", "broken"))


def page_that_leads_on(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=302, headers={"Location": f"/next/?name={NUMBER}"})


def page_of_an_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<h1>{NAME}</h1>", status=404)


urlpatterns = [
    path("breaks/", page_that_breaks),
    path("leads-on/", page_that_leads_on),
    path("error/", page_of_an_error),
]


@pytest.fixture
def aviary(settings: Any) -> Iterator[Aviary]:
    """A watch of its own inside the one of the whole run, which must not hear of these canaries."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    found = Aviary()
    found.register(NAME)
    found.register(NUMBER)
    with watching(found):
        yield found


def answer(url: str) -> int:
    return Client(raise_request_exception=False).get(url).status_code


def log_a_name() -> None:
    logging.getLogger("members").warning("%s was merged", NAME)


def log_a_name_in_small_letters() -> None:
    logging.getLogger("members").error("file nguy-thi-hoang-yen.xlsx".replace("-", " "))


def log_an_error_about_a_number() -> None:
    try:
        raise ValueError(NUMBER)
    except ValueError:
        logging.getLogger("admission").exception("the row cannot be read")


def send_a_name_in_the_subject() -> None:
    send_mail(f"Hồ sơ của {NAME}", "Nội dung", "a@example.vn", ["b@example.vn"])


def send_a_number_in_a_header() -> None:
    EmailMessage("Hồ sơ", "Nội dung", to=["b@example.vn"], headers={"X-About": NUMBER}).send()


def send_a_name_in_the_text() -> None:
    send_mail("Hồ sơ", f"Đồng chí {NAME}", "a@example.vn", ["b@example.vn"])


def send_a_number_in_the_page() -> None:
    message = EmailMultiAlternatives("Hồ sơ", "Nội dung", to=["b@example.vn"])
    message.attach_alternative(f"<p>{NUMBER}</p>", "text/html")
    message.send()


def publish_a_name() -> None:
    signals.before_task_publish.send(sender="admission.tasks.sweep", body=([NAME], {}, {}), headers={})


PLANTED: dict[Callable[[], object], str] = {
    log_a_name: "log",
    log_a_name_in_small_letters: "log",
    log_an_error_about_a_number: "log",
    send_a_name_in_the_subject: "mail headers",
    send_a_number_in_a_header: "mail headers",
    send_a_name_in_the_text: "mail",
    send_a_number_in_the_page: "mail",
    publish_a_name: "broker message",
    lambda: answer("/leads-on/"): "address",
    lambda: answer("/nowhere/?q=Ngu%CC%A3y%20Thi%CC%A3%20Ho%C3%A0ng+Ye%CC%82%CC%81n"): "address",
    lambda: answer(f"/breaks/?says={NUMBER}"): "address",
    lambda: answer("/error/"): "error page",
}


@pytest.mark.parametrize(("plant", "where"), PLANTED.items(), ids=lambda value: getattr(value, "__name__", value))
def test_planted_leak_is_found(plant: Callable[[], object], where: str, aviary: Aviary) -> None:
    plant()

    assert where in {leak.where for leak in aviary.leaks}
    assert {leak.canary for leak in aviary.leaks} <= {NAME, NUMBER}


def test_broken_page_shows_and_logs_nothing_it_was_given(aviary: Aviary) -> None:
    assert answer("/breaks/") == 500

    assert aviary.seen["error page"] == 1
    assert aviary.seen["log"] == 1
    assert aviary.leaks == []


def test_harmless_words_are_no_leak(aviary: Aviary) -> None:
    logging.getLogger("members").warning("KN-2026-00001 of Chi bộ Một: N.T.H.Y., 12 days")
    send_mail("KN-2026-00001", "N.T.H.Y.", "a@example.vn", ["b@example.vn"])

    assert aviary.leaks == []
    assert aviary.seen == Counter({"log": 1, "mail headers": 1, "mail": 1})


@pytest.mark.django_db
def test_every_person_stored_is_a_canary(aviary: Aviary) -> None:
    make_person("Khuất Thị Họa Mi")

    logging.getLogger("members").warning("Khuất Thị Họa Mi")

    assert [leak.canary for leak in aviary.leaks] == ["Khuất Thị Họa Mi"]
    assert [leak.canary for leak in AVIARY.take_leaks()] == ["Khuất Thị Họa Mi"]


def test_text_registered_by_a_factory_is_watched_by_the_run_itself() -> None:
    register("079096054321")

    logging.getLogger("members").warning("079096054321")

    assert AVIARY.take_leaks() == [Leak("079096054321", "log", "079096054321\n")]


def test_short_texts_are_no_canaries() -> None:
    aviary = Aviary()

    for text in ("An", "Lê Bình", "administrator", None):
        aviary.register(text)

    assert aviary.canaries == {}


def test_sentence_says_what_was_looked_through() -> None:
    assert sentence(Counter({"log": 1200, "mail": 3}), 0) == "Canaries: looked through 1,200 × log, 3 × mail; 0 leaks."
    assert sentence(Counter(), 2) == "Canaries: looked through nothing; 2 leaks."
