"""The API key: sent to the service alone, and found nowhere else."""

from __future__ import annotations

import logging
import ssl
import traceback
from pathlib import Path

import pytest

from app.api.address import Origin
from app.api.client import GptunnelClient, Timeouts
from app.api.errors import ServiceError, Unauthorized
from app.api.schema import inpaint_request
from app.api.transport import KeyAuth, prepare
from tests.support.raw_server import (
    Connection,
    RawServer,
    Script,
    answer,
    raw,
    reset_after_request,
    response,
    silent,
)

KEY = "secret-key-0123456789"
TASK = "6558acd103761c00010775b8"
REQUEST = inpaint_request(TASK, b"mask")
QUICK = Timeouts(backoff=0.001)
# For whoever would wait for ever.
HASTY = Timeouts(silence=0.3, submit=0.3)


def all_text_of(error: BaseException) -> str:
    """Everything that a log, a crash report or a debugger's first glance would show."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None:
        chain.append(link)
        link = link.__cause__ or link.__context__
    parts = [f"{each!s} {each!r} {vars(each)!r}" for each in chain]
    # Libraries hang the request, headers and all, on their errors.
    parts += [
        repr(
            vars(
                vars(each).get("request", object),
            )
        )
        for each in chain
        if "request" in vars(each)
    ]
    return "\n".join([*parts, *traceback.format_exception(error)])


@pytest.mark.parametrize(
    "url",
    [
        "https://service.invalid:8443/v1/balance",
        "http://service.invalid:443/v1/balance",
        "https://service.invalid.example/v1/balance",
        "https://sub.service.invalid/v1/balance",
    ],
)
def test_only_requests_to_the_services_own_origin_are_signed(url: str) -> None:
    auth = KeyAuth(KEY, Origin.of("https://service.invalid"))
    assert KEY not in repr(prepare("GET", url, auth).headers)
    own = prepare("GET", "https://SERVICE.invalid:443/v1/balance", auth)
    assert own.headers["Authorization"] == KEY


@pytest.mark.parametrize("place", ["other origin", "same origin"])
def test_api_calls_are_not_led_away_by_redirects(place: str) -> None:
    with (
        RawServer(answer(200, {"id": TASK})) as other,
        RawServer(
            answer(307, b"", Location=f"{other.origin}/" if place == "other origin" else "/x"),
            answer(200, {"id": TASK}),
        ) as server,
        GptunnelClient(server.origin, KEY, timeouts=QUICK) as client,
    ):
        with pytest.raises(ServiceError, match="HTTP 307"):
            client.get_task(TASK, attempts=1)
        assert other.connection_count == 0
        assert server.connection_count == 1


def test_a_netrc_file_has_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine localhost login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    with (
        RawServer(answer(200, {"id": TASK})) as server,
        GptunnelClient(server.origin, KEY) as client,
    ):
        client.get_task(TASK)
        client.submit(REQUEST)
        client.download("/x.png")
        api, paid, picture = server.requests
    assert api.headers["authorization"] == paid.headers["authorization"] == KEY
    assert "authorization" not in picture.headers


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_this_machine_is_reached_without_a_proxy(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        RawServer(answer(502)) as proxy,
        RawServer(answer(200, {"id": TASK})) as server,
        GptunnelClient(server.origin, KEY) as client,
    ):
        monkeypatch.setenv(name, proxy.origin)
        client.get_task(TASK)
        client.submit(REQUEST)
        client.download("/x.png")
        assert (proxy.connection_count, server.connection_count) == (0, 3)


def test_a_proxy_passes_the_key_on_without_seeing_it(
    monkeypatch: pytest.MonkeyPatch, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    """The proxy answers in the service's place, as one with a certificate of its own would."""

    def tunnel(connection: Connection) -> None:
        connection.read_request()
        connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        connection.start_tls(server_tls)
        connection.read_request()
        connection.send(response(200, b'{"id": "x"}'))

    with (
        RawServer(tunnel) as proxy,
        GptunnelClient("https://service.invalid", KEY, ssl_context=client_tls) as client,
    ):
        monkeypatch.setenv("HTTPS_PROXY", proxy.origin)
        assert client.submit(REQUEST).id == "x"
        outside, inside = proxy.requests
    assert KEY not in repr(outside)
    assert outside.line.startswith("CONNECT service.invalid:443 ")
    assert inside.headers["authorization"] == KEY
    assert inside.body == REQUEST.body


QUOTES_KEY = {"error": {"message": f"Incorrect API key provided: {KEY}."}}


@pytest.mark.parametrize(
    "script",
    [
        answer(401, QUOTES_KEY),
        answer(500, QUOTES_KEY),
        answer(200, QUOTES_KEY),
        answer(302, b"", Location=f"http://gptunnel.ru/?key={KEY}"),
        raw(f"HTTP/1.1 abc {KEY}\r\n\r\n".encode()),
        raw(response(200, b"{}")[:-1]),
        reset_after_request,
        silent,
    ],
)
def test_no_error_holds_the_key(script: Script, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    timeouts = HASTY if script is silent else QUICK
    with (
        RawServer(script) as server,
        GptunnelClient(server.origin, KEY, timeouts=timeouts) as client,
    ):
        for call in (
            lambda: client.submit(REQUEST),
            lambda: client.get_task(TASK, attempts=1),
            lambda: client.balance(attempts=1),
        ):
            with pytest.raises(ServiceError) as caught:
                call()
            assert KEY not in all_text_of(caught.value)
        assert KEY not in repr(client) + str(client)
    assert all(request.headers["authorization"] == KEY for request in server.requests)
    assert KEY not in caplog.text


def test_the_rest_of_what_the_service_says_about_the_key_is_kept() -> None:
    with (
        RawServer(answer(401, QUOTES_KEY)) as server,
        GptunnelClient(server.origin, KEY) as client,
        pytest.raises(Unauthorized) as caught,
    ):
        client.get_task(TASK)
    assert caught.value.server_text == "Incorrect API key provided: ***."


def test_a_key_that_is_an_ordinary_word_spoils_no_answer() -> None:
    with (
        RawServer(answer(200, {"id": TASK, "status": "done"})) as server,
        GptunnelClient(server.origin, "id") as client,
    ):
        assert client.get_task(TASK).status_text == "done"


def test_the_key_of_the_environment_goes_to_no_picture_host_by_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with RawServer(answer(407)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.origin)
        with (
            GptunnelClient("https://service.invalid", KEY, timeouts=QUICK) as client,
            pytest.raises(ServiceError),
        ):
            client.download("https://pictures.invalid/x.png", attempts=1)
        assert KEY not in repr(proxy.requests)
