"""A plain client of the embedded service, and small pictures to send it."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import requests
from PIL import Image, ImageChops, ImageDraw

from app.sandbox.server import SandboxServer
from tests.support.patience import PATIENCE, wait_for

WIDTH, HEIGHT = 48, 32
FAST = (0.05, 0.08)
NEVER = (1e6, 1e6)


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def picture(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    red = Image.linear_gradient("L").resize((width, height))
    noise = Image.effect_noise((width, height), 60)
    return Image.merge("RGB", (red, noise, ImageChops.invert(red)))


def mask(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    image = Image.new("L", (width, height), 0)
    ImageDraw.Draw(image).rectangle((16, 8, 31, 19), fill=255)
    return image


def quadrant(grid: Image.Image, number: int) -> Image.Image:
    width, height = grid.width // 2, grid.height // 2
    left, top = (number - 1) % 2 * width, (number - 1) // 2 * height
    return grid.crop((left, top, left + width, top + height))


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


class Clock:
    """The server's time, in a test's hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Client:
    """A plain client of one server: what public clients of the service send."""

    def __init__(self, server: SandboxServer) -> None:
        self.server = server

    def post(self, endpoint: str, **fields: object) -> requests.Response:
        url = f"{self.server.url}/v1/midjourney/{endpoint}"
        return requests.post(url, json=fields, headers=self.headers, timeout=PATIENCE)

    def get(self, path: str, **query: str) -> requests.Response:
        url = self.server.url + path
        return requests.get(url, params=query, headers=self.headers, timeout=PATIENCE)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": self.server.key}

    def inpaint(self, parent: str, image: Image.Image | None = None) -> requests.Response:
        encoded = base64.b64encode(png(image or mask())).decode()
        return self.post("inpaint", taskId=parent, mask=encoded)

    def result(self, task_id: str) -> Any:
        return self.get("/v1/midjourney/result", taskId=task_id).json()

    def until(self, task_id: str, wanted: Callable[[Any], bool]) -> Any:
        task: Any = None

        def is_there() -> bool:
            nonlocal task
            task = self.result(task_id)
            return wanted(task)

        wait_for(is_there)
        return task

    def done(self, task_id: str) -> Any:
        return self.until(task_id, lambda task: task["status"] == "done")

    def shown(self, task: Any) -> Image.Image:
        return opened(requests.get(task["result"], timeout=PATIENCE).content)


def assert_error(answer: requests.Response, status: int, kind: str, message: str = "") -> None:
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error == {"message": error["message"], "type": kind, "param": None, "code": None}
    assert message in error["message"]
