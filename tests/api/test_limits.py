"""What comes in has limits: in bytes, in depth, in numbers, in words, and in where it leads."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from app.api.answers import server_text
from app.api.client import DOCUMENT_LIMIT, GptunnelClient, Timeouts
from app.api.errors import (
    BadAnswer,
    DownloadRefused,
    RefusalCause,
    Rejected,
    ServiceError,
    Unconfirmed,
)
from app.api.schema import Task, TaskStatus, inpaint_request, parse_balance, parse_task
from app.api.words import plain_words
from app.canvas.codec import DamagedPicture, NotAPicture, PictureTooLarge, decode_picture
from app.canvas.geometry import Size
from tests.support.patience import PATIENCE, Stopwatch
from tests.support.raw_server import RawServer, answer

KEY = "secret-key-0123456789"
TASK = "6558acd103761c00010775b8"
QUICK = Timeouts(connect=PATIENCE, silence=PATIENCE, backoff=0.001)

# An override of direction, an isolate, a mark, a zero-width space, and half a pair.
HIDDEN = "\u202e\u2066\u200f\u200b\ud83d"


def task_of(body: bytes) -> Task:
    """What a client makes of this answer."""
    with RawServer(answer(200, body)) as server, client_of(server) as client:
        return client.get_task(TASK, attempts=1)


def client_of(server: RawServer) -> GptunnelClient:
    return GptunnelClient(server.origin, KEY, timeouts=QUICK)


def picture_of(body: bytes, **headers: str) -> bytes:
    with RawServer(answer(200, body, **headers)) as server, client_of(server) as client:
        return client.download("/task/image/x", attempts=1)


def document(**fields: object) -> bytes:
    return json.dumps({"id": TASK, "status": "processing"} | fields).encode()


# --- documents ---

NO_DOCUMENT: dict[str, bytes] = {
    "one byte too many": b'{"id": "' + b"x" * DOCUMENT_LIMIT + b'"}',
    "lists in lists": b"[" * 200_000 + b"]" * 200_000,
    "objects in objects": b'{"id":' * 100_000,
    "a number without end": b'{"id": ' + b"9" * 100_000 + b"}",
    "UTF-16 cut short": '{"id": "x"}'.encode("utf-16")[:-1],
    "not even text": bytes(range(256)) * 40,
    "a NUL": b'{"id": "x"}\x00',
    "two documents": b'{"id": "x"} {"id": "y"}',
}


@pytest.mark.parametrize("name", NO_DOCUMENT)
def test_what_is_no_document_of_reasonable_size_is_a_bad_answer(name: str) -> None:
    with pytest.raises(BadAnswer):
        task_of(NO_DOCUMENT[name])
    with RawServer(answer(200, NO_DOCUMENT[name])) as server, client_of(server) as client:
        with pytest.raises(Unconfirmed):
            client.submit(inpaint_request(TASK, b"mask"))
        assert server.connection_count == 1


def test_the_limit_itself_is_within() -> None:
    body = document(error="")
    filled = body[:-2] + b"x" * (DOCUMENT_LIMIT - len(body)) + body[-2:]
    assert len(filled) == DOCUMENT_LIMIT
    assert task_of(filled).id == TASK


def test_depth_beside_what_we_read_does_no_harm() -> None:
    nested: object = "x"
    for _ in range(200):
        nested = [nested, {"a": nested}] if isinstance(nested, str) else [nested]
    assert task_of(document(actions=nested, usage=nested)).actions == ()


# --- numbers ---


@pytest.mark.parametrize(
    "number",
    ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "true", '"1e400"', "1e15", "9" * 4000],
)
def test_numbers_that_are_none_are_not_taken(number: str) -> None:
    body = document(percent=0, usage={"total_cost": 0}).decode()
    task = task_of(body.replace(": 0", f": {number}").encode())
    assert task.usage.total_cost is None
    assert 0 <= task.percent <= 100
    with pytest.raises(BadAnswer):
        parse_balance(json.loads(f'{{"balance": {number}, "creditLimit": 5}}'))
    # A limit of credit that makes no sense is none.
    balance = parse_balance(json.loads(f'{{"balance": 7, "creditLimit": {number}}}'))
    assert balance.spendable == 7


def test_money_can_be_owed_but_no_cost_be_below_zero() -> None:
    assert parse_balance({"balance": -51.5, "creditLimit": 100}).spendable == 48.5
    assert parse_task({"id": TASK, "usage": {"total_cost": -18}}).usage.total_cost is None


# --- words ---


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Ban{HIDDEN}ned", "Banned"),
        ("a\x00b\x1b[31mc\x85d", "a b [31mc d"),
        ("one\r\ntwo\u2028three\u00a0four", "one two three four"),
        ("Запрещено: кот 🐈", "Запрещено: кот 🐈"),
        ("é", "é"),
        (HIDDEN, ""),
    ],
)
def test_words_of_the_service_are_fit_to_be_shown_and_kept(text: str, shown: str) -> None:
    assert plain_words(text, 500) == shown
    task = task_of(document(status=text, type=text, error=text))
    assert (task.status_text, task.type, task.error or "") == (shown, shown, shown)
    task.status_text.encode()


def test_words_are_cut() -> None:
    megabyte = "<" * (DOCUMENT_LIMIT // 4)
    with Stopwatch() as watch:
        task = task_of(document(status=megabyte, type=megabyte, error={"message": megabyte}))
        assert (len(task.status_text), len(task.type), len(task.error or "")) == (64, 64, 500)
        assert task.status is TaskStatus.UNKNOWN
        body = json.dumps({"error": {"message": megabyte}}).encode()
        assert len(server_text(body)) == 500
        assert watch.seconds < 1.0


def test_a_refusals_words_are_cleaned_and_cut() -> None:
    body = json.dumps({"error": {"message": f"{HIDDEN}No\x00 " + "x" * 60_000}}).encode()
    with (
        RawServer(answer(400, body)) as server,
        client_of(server) as client,
        pytest.raises(Rejected) as caught,
    ):
        client.get_task(TASK)
    text = caught.value.server_text
    assert text.startswith("No xxx")
    assert len(text) == 500


def test_actions_are_few_short_words() -> None:
    named = ["reroll", "a b", "", "x" * 65, "upsamle_1", f"re{HIDDEN}roll", 5, None]
    assert task_of(document(actions=named)).actions == ("reroll", "upsamle_1")
    assert len(task_of(document(actions=["x"] * 10_000)).actions) == 64


@pytest.mark.parametrize("task_id", ["../x", "..", "a/b", "a\\b", "C:x", "x" * 65, "x\x00", "x.y"])
def test_an_id_that_is_a_path_is_none(task_id: str) -> None:
    with pytest.raises(BadAnswer):
        task_of(document(id=task_id))
    assert task_of(document(parentId=task_id)).parent_id is None


# --- where a result leads ---

NOWHERE = [
    "http://gptunnel.ru/x.png",
    "http://192.168.0.1/x.png",
    "http://0.0.0.0/x.png",
    "http://2130706433/x.png",
    "//gptunnel.ru:80\\@localhost/x.png",
    "ftp://localhost/x.png",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "data:image/png;base64,iVBORw0KGgo=",
    "javascript:alert(1)",
    "blob:https://gptunnel.ru/1",
    "https://user:secret@localhost/x.png",
    "https://user@localhost/x.png",
    "https://localhost:99999/x.png",
    "https://localhost:x/x.png",
    "https://[::1/x.png",
    "https://",
    "https://\ud800/",
    "https://*.ru/x.png",
    "http://ｌocalhost/x.png",
    "/" + "x" * 9000,
]


@pytest.mark.parametrize("url", NOWHERE)
def test_a_result_that_leads_nowhere_is_refused_for_good(url: str) -> None:
    with RawServer(answer(200, b"secret")) as server, client_of(server) as client:
        with pytest.raises(DownloadRefused) as caught:
            client.download(url)
        assert caught.value.cause is RefusalCause.ADDRESS
        assert "secret" not in str(caught.value)
        assert server.connection_count == 0


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("/task/image/x?cache=5", "/task/image/x?cache=5"),
        ("task/image/x", "/mirror/task/image/x"),
        ("?cache=5", "/mirror/?cache=5"),
        ("/a/../b", "/b"),
        ("/кот.png", "/%D0%BA%D0%BE%D1%82.png"),
        ("/a b\tc\nd", "/a%20bcd"),
        ("http://localhost:{port}/x", "/x"),
        ("http://127.0.0.1:{port}/x", "/x"),
        ("HTTP://LOCALHOST:{port}/x#part", "/x"),
    ],
)
def test_a_result_that_leads_here_is_fetched(url: str, line: str) -> None:
    with RawServer(answer(200, b"picture")) as server:
        base = f"{server.origin}/mirror"
        with GptunnelClient(base, KEY, timeouts=QUICK) as client:
            assert client.download(url.format(port=server.port)) == b"picture"
    (request,) = server.requests
    assert request.line == f"GET {line} HTTP/1.1"
    assert "authorization" not in request.headers


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://кот.рф/x.png", "xn--j1aim.xn--p1ai"),
        ("https://KÖLN.example/x.png", "xn--kln-sna.example"),
    ],
)
def test_a_result_may_be_on_a_host_with_an_international_name(
    url: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def look_up(name: str, *_: object, **__: object) -> None:
        asked.append(name)
        raise OSError("looked up")

    monkeypatch.setattr("app.api.connection.getaddrinfo", look_up)
    with (
        GptunnelClient("https://gptunnel.ru", KEY, timeouts=QUICK) as client,
        pytest.raises(ServiceError),
    ):
        client.download(url, attempts=1)
    assert asked == [host]


# --- pictures ---


def small(kind: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (8, 6), (90, 120, 60)).save(data, kind)
    return data.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"])
def test_the_first_bytes_say_what_a_picture_is_and_not_its_headers(kind: str) -> None:
    for name in ("text/html", "image/svg+xml", "application/octet-stream", "x" * 100):
        data = picture_of(small(kind), Content_Type=name, Content_Disposition="attachment")
        assert decode_picture(data).size == Size(8, 6)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>not found</html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"GIF89",
    ],
)
def test_what_only_claims_to_be_a_picture_is_none(body: bytes) -> None:
    with pytest.raises((NotAPicture, DamagedPicture)):
        decode_picture(picture_of(body, Content_Type="image/png"))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb() -> bytes:
    """60,000 × 60,000 grey pixels, all black, in a few bytes of the first rows."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 << 20), 9)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def png_text_bomb() -> bytes:
    """A comment that unpacks to 100 MB before the picture begins."""
    text = b"Comment\x00\x00" + zlib.compress(bytes(100 << 20), 9)
    png = small("PNG")
    return png[:33] + chunk(b"zTXt", text) + png[33:]


def webp_bomb() -> bytes:
    """A lossless WebP of 16,383 × 16,383 pixels, cut short."""
    bits = 0x2F | (16_382 << 8) | (16_382 << 22)
    body = b"WEBP" + b"VP8L" + struct.pack("<I", 100) + bits.to_bytes(5, "little") + bytes(95)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff_bomb() -> bytes:
    """60,000 × 60,000 pixels by the tags alone."""
    tags = ((256, 60_000), (257, 60_000), (258, 8), (259, 1), (262, 1), (273, 200), (279, 64))
    fields = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(tags)) + fields + bytes(300)


def gif_bomb() -> bytes:
    return b"GIF89a" + struct.pack("<HH", 65_000, 65_000) + b"\x80\x00\x00" + bytes(6) + b";"


@pytest.mark.parametrize("bomb", [png_bomb, webp_bomb, tiff_bomb])
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(bomb: Callable[[], bytes]) -> None:
    with pytest.raises(PictureTooLarge):
        decode_picture(picture_of(bomb()))


@pytest.mark.parametrize("bomb", [png_text_bomb, gif_bomb])
def test_other_bombs_do_not_go_off(bomb: Callable[[], bytes]) -> None:
    data = picture_of(bomb())
    with Stopwatch() as watch:
        with pytest.raises((PictureTooLarge, DamagedPicture, NotAPicture)):
            decode_picture(data)
        assert watch.seconds < 3.0
