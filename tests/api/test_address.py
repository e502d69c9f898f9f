"""Who gets the key and where pictures may come from is a question of origins."""

from __future__ import annotations

import pytest

from app.api.address import Origin


def test_an_origin_is_scheme_host_and_port() -> None:
    assert Origin.of("https://GPTunnel.ru/v1?x=1") == Origin("https", "gptunnel.ru", 443)
    assert Origin.of("http://localhost:8000") == Origin("http", "localhost", 8000)
    assert Origin.of("https://gptunnel.ru:443/") == Origin.of("https://gptunnel.ru/")
    assert Origin.of("https://gptunnel.ru:444/") != Origin.of("https://gptunnel.ru/")
    assert Origin.of("http://localhost:443/") != Origin.of("https://localhost/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gptunnel.ru",
        "ftp://gptunnel.ru/",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "https://",
        "https:///path",
        "https://host:99999/",
        "https://[::1/",
        "https://user:secret@gptunnel.ru/",
        "https://user@gptunnel.ru/",
    ],
)
def test_what_is_not_a_plain_web_address_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"^it ") as caught:
        Origin.of(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "secure"),
    [
        ("https://gptunnel.ru", True),
        ("http://localhost:1", True),
        ("http://127.0.0.1:1", True),
        ("http://127.8.8.8", True),
        ("http://[::1]:1", True),
        ("http://gptunnel.ru", False),
        ("http://192.168.0.1", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://0.0.0.0", False),
    ],
)
def test_plain_http_is_secure_within_this_machine_only(url: str, secure: bool) -> None:
    assert Origin.of(url).is_secure is secure


def test_a_remote_service_cannot_send_us_to_this_machines_plain_http() -> None:
    remote, mirror = Origin.of("https://gptunnel.ru"), Origin.of("https://mirror.example")
    local, plain = Origin.of("http://127.0.0.1:80"), Origin.of("http://mirror.example")
    assert remote.may_lead_to(mirror)
    assert local.may_lead_to(Origin.of("http://localhost:81"))
    assert local.may_lead_to(mirror)
    assert not remote.may_lead_to(local)
    assert not remote.may_lead_to(plain)
    assert not local.may_lead_to(plain)
