"""What the embedded service refuses to make a task of, and in which words."""

from __future__ import annotations

import base64
import io

import pytest
import requests

from app.sandbox.server import SandboxServer
from tests.support.patience import PATIENCE
from tests.support.sandbox_client import (
    HEIGHT,
    WIDTH,
    Client,
    assert_error,
    mask,
    picture,
    png,
)


def masks_to_refuse() -> dict[str, object]:
    data = png(mask())
    encoded = base64.b64encode(data).decode()
    jpeg = io.BytesIO()
    mask().save(jpeg, "JPEG")
    return {
        "missing": None,
        "no text": 17,
        "data URL": "data:image/png;base64," + encoded,
        "no base64": "%%%",
        "stray characters": encoded[:8] + " " + encoded[8:],
        "no picture": base64.b64encode(b"hello").decode(),
        "JPEG": base64.b64encode(jpeg.getvalue()).decode(),
        "truncated": base64.b64encode(data[: len(data) // 2]).decode(),
        "too wide": base64.b64encode(png(mask(WIDTH + 1))).decode(),
        "too high": base64.b64encode(png(mask(WIDTH, HEIGHT + 1))).decode(),
    }


@pytest.mark.parametrize("name", masks_to_refuse())
def test_unfit_mask_is_refused_and_not_charged(
    server: SandboxServer, client: Client, name: str
) -> None:
    parent = server.add_task(png(picture()))
    answer = client.post("inpaint", taskId=parent, mask=masks_to_refuse()[name])
    message = "'mask' should be base64 png black and white image with same size as previous"
    assert_error(answer, 400, "invalid_request_error", message)
    assert server.balance == 100


def test_parents_that_cannot_be_inpainted(server: SandboxServer, client: Client) -> None:
    upsamples = [f"upsamle_{number}" for number in range(1, 5)]
    running = server.add_task(png(picture()), status="processing", percent=40)
    grid = server.add_task(png(picture()), type="imagine", actions=upsamples)
    for parent, message in (
        ("0" * 24, "not the id of a task"),
        (running, "not done yet"),
        (grid, "grid"),
    ):
        assert_error(client.inpaint(parent), 400, "invalid_request_error", message)
    assert server.balance == 100


@pytest.mark.parametrize("image", [0, 5, "1", True, None, 1.0])
def test_upsample_wants_a_number_from_1_to_4(
    server: SandboxServer, client: Client, image: object
) -> None:
    grid = server.add_task(png(picture()), actions=[f"upsamle_{n}" for n in range(1, 5)])
    answer = client.post("upsample", taskId=grid, image=image)
    assert_error(answer, 400, "invalid_request_error", "'image'")


@pytest.mark.parametrize("endpoint", ["upsample", "reroll"])
def test_single_picture_offers_neither_upsample_nor_reroll(
    server: SandboxServer, client: Client, endpoint: str
) -> None:
    answer = client.post(endpoint, taskId=server.add_task(png(picture())), image=1)
    assert_error(answer, 400, "invalid_request_error", "offers no " + endpoint)


def test_what_a_grid_does_not_offer_is_refused(server: SandboxServer, client: Client) -> None:
    grid = server.add_task(png(picture()), actions=["upsamle_1", "variation_2"])
    for endpoint, image, message in (
        ("upsample", 2, "offers no upsample of 2"),
        ("variation", 1, "offers no variation_1"),
        ("reroll", None, "offers no reroll"),
    ):
        answer = client.post(endpoint, taskId=grid, image=image)
        assert_error(answer, 400, "invalid_request_error", message)
    assert server.balance == 100
    assert client.post("upsample", taskId=grid, image=1).status_code == 200
    assert client.post("variation", taskId=grid, image=2).status_code == 200


@pytest.mark.parametrize("mode", [None, "strong"])
def test_single_picture_is_varied_in_a_strength(
    server: SandboxServer, client: Client, mode: str | None
) -> None:
    answer = client.post("variation", taskId=server.add_task(png(picture())), mode=mode)
    assert_error(answer, 400, "invalid_request_error", "'mode' should be high or low")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(
    server: SandboxServer, client: Client, body: bytes
) -> None:
    url = server.url + "/v1/midjourney/inpaint"
    answer = requests.post(url, data=body, headers=client.headers, timeout=PATIENCE)
    assert_error(answer, 400, "invalid_request_error", "JSON")
