"""The embedded service behaves as GPTunnel's documentation says, seen from its clients' side."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Sequence

import pytest
import requests
from PIL import Image, ImageChops, ImageStat

from app.sandbox import painter
from app.sandbox.samples import GRID_ID
from app.sandbox.server import Prices, SandboxServer
from tests.support.patience import PATIENCE
from tests.support.sandbox_client import (
    HEIGHT,
    NEVER,
    WIDTH,
    Client,
    Clock,
    assert_error,
    mask,
    picture,
    png,
    quadrant,
    same,
)


def test_inpaint_answers_with_the_documented_fields(server: SandboxServer, client: Client) -> None:
    parent = server.add_task(png(picture()))
    answer = client.inpaint(parent)
    task = answer.json()
    assert answer.status_code == 200
    assert re.fullmatch("[0-9a-f]{24}", task.pop("id"))
    assert task == {
        "parentId": parent,
        "object": "task",
        "type": "inpaint",
        "actions": [],
        "percent": 0,
        "status": "idle",
        "result": None,
        "error": None,
        "usage": {
            "prompt_tokens": 0,
            "completion_tokens": 1,
            "total_tokens": 1,
            "prompt_cost": 0,
            "completion_cost": 18,
            "total_cost": 18,
        },
    }


def test_finished_inpaint_is_a_grid_whose_unmarked_pixels_are_the_parents(
    server: SandboxServer, client: Client
) -> None:
    original = picture()
    parent = server.add_task(png(original))
    task = client.done(client.inpaint(parent).json()["id"])
    assert task["percent"] == 100
    assert task["error"] is None
    assert task["result"] == f"{server.url}/task/image/{task['id']}?cache=100"
    assert task["actions"] == [
        *("upsamle_1", "upsamle_2", "upsamle_3", "upsamle_4", "reroll"),
        *("variation_1", "variation_2", "variation_4", "variation_4"),
    ]
    grid = client.shown(task)
    assert grid.size == (2 * WIDTH, 2 * HEIGHT)
    candidates = [quadrant(grid, number) for number in (1, 2, 3, 4)]
    for candidate in candidates:
        kept = ImageChops.difference(candidate, original)
        kept.paste(0, (0, 0), mask())
        assert kept.getbbox() is None
        assert not same(candidate, original)
    assert not same(candidates[0], candidates[1])


def test_percent_grows_and_previews_come_before_the_picture() -> None:
    clock = Clock()
    with SandboxServer(duration=(10, 10), samples=False, clock=clock) as server:
        client = Client(server)
        created = client.inpaint(server.add_task(png(picture()))).json()
        clock.now += 0.5
        assert client.result(created["id"])["status"] == "idle"
        clock.now += 1.5
        early = client.result(created["id"])
        assert (early["status"], early["percent"], early["result"]) == ("processing", 20, None)
        clock.now += 4
        task = client.until(created["id"], lambda task: task["result"] is not None)
        assert (task["status"], task["percent"]) == ("processing", 60)
        assert task["result"] == f"{server.url}/task/image/{task['id']}?cache=60"
        assert task["actions"] == []
        preview = client.shown(task)
        clock.now += 3.99
        assert client.result(created["id"])["percent"] == 99
        clock.now += 0.01
        finished = client.shown(client.done(created["id"]))
        assert finished.size == (2 * WIDTH, 2 * HEIGHT)
        assert not same(finished.resize(preview.size), preview)
        clock.now -= 0.01  # painted, but its time hasn't come
        task = client.result(created["id"])
        assert (task["status"], task["percent"], task["actions"]) == ("processing", 99, [])


def test_percent_stops_short_of_100_until_the_picture_is_painted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    painted = threading.Event()
    grid = painter.grid

    def late(candidates: Sequence[Image.Image]) -> Image.Image:
        assert painted.wait(PATIENCE)
        return grid(candidates)

    monkeypatch.setattr(painter, "grid", late)
    clock = Clock()
    with SandboxServer(duration=(10, 10), samples=False, clock=clock) as server:
        client = Client(server)
        created = client.inpaint(server.add_task(png(picture()))).json()
        clock.now += 25
        task = client.result(created["id"])
        assert (task["status"], task["percent"], task["result"]) == ("processing", 99, None)
        # Nor is it done because a test says so.
        server.change_task(created["id"], status="done", percent=100)
        task = client.result(created["id"])
        painted.set()
        assert (task["status"], task["percent"], task["actions"]) == ("processing", 99, [])
        assert client.done(created["id"])["percent"] == 100


def test_picture_of_ordinary_size_is_really_painted(server: SandboxServer, client: Client) -> None:
    original, marked = picture(320, 240), mask(320, 240)
    created = client.inpaint(server.add_task(png(original)), marked).json()
    grid = client.shown(client.done(created["id"]))
    rerolled = client.post("reroll", taskId=created["id"]).json()
    other_grid = client.shown(client.done(rerolled["id"]))
    assert same(quadrant(grid, 4), painter.repaint(original, marked, 3))
    change = ImageChops.difference(quadrant(other_grid, 4), original).getbbox()
    assert change is not None
    assert change[0] >= 16
    assert change[3] <= 20


def test_task_of_a_broken_picture_fails_and_the_next_one_is_painted(
    server: SandboxServer, client: Client
) -> None:
    data = png(picture())
    broken = client.inpaint(server.add_task(data[: len(data) // 2])).json()["id"]
    task = client.until(broken, lambda task: task["status"] == "failed")
    assert "can't be painted" in task["error"]
    assert task["result"] is None
    client.done(client.inpaint(server.add_task(data)).json()["id"])


def test_a_result_url_goes_on_showing_the_same_preview() -> None:
    clock = Clock()
    with SandboxServer(duration=(10, 10), samples=False, clock=clock) as server:
        client = Client(server)
        created = client.inpaint(server.add_task(png(picture()))).json()
        clock.now += 4
        task = client.until(created["id"], lambda task: task["result"] is not None)
        before = requests.get(task["result"], timeout=PATIENCE).content
        clock.now += 6
        client.done(created["id"])
        assert requests.get(task["result"], timeout=PATIENCE).content == before


def test_identical_request_is_the_same_task_and_costs_nothing(
    server: SandboxServer, client: Client
) -> None:
    parent = server.add_task(png(picture()))
    first = client.inpaint(parent).json()
    client.done(first["id"])
    again = client.inpaint(parent).json()
    assert (again["id"], again["status"]) == (first["id"], "done")
    assert set(again["usage"].values()) == {0}
    assert server.balance == 82
    assert len(server.masks) == 1


def test_another_order_of_keys_is_another_request(server: SandboxServer, client: Client) -> None:
    parent = server.add_task(png(picture()))
    encoded = base64.b64encode(png(mask())).decode()
    first = client.post("inpaint", taskId=parent, mask=encoded).json()
    second = client.post("inpaint", mask=encoded, taskId=parent).json()
    assert first["id"] != second["id"]
    assert second["usage"]["total_cost"] == 18
    assert server.balance == 64


def test_identical_requests_at_once_make_one_task(server: SandboxServer, client: Client) -> None:
    parent = server.add_task(png(Image.new("RGB", (1000, 1000))))
    unmarked = Image.new("L", (1000, 1000))
    ids: list[str] = []
    threads = [
        threading.Thread(target=lambda: ids.append(client.inpaint(parent, unmarked).json()["id"]))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 6
    assert len(set(ids)) == 1
    assert server.balance == 82


def test_upsample_is_free_and_shows_the_candidate_pixel_for_pixel(
    server: SandboxServer, client: Client
) -> None:
    grid_task = client.done(client.inpaint(server.add_task(png(picture()))).json()["id"])
    grid = client.shown(grid_task)
    balance = server.balance
    for number in (1, 2, 3, 4):
        created = client.post("upsample", taskId=grid_task["id"], image=number).json()
        assert (created["type"], created["parentId"]) == ("upsample", grid_task["id"])
        assert created["usage"]["total_cost"] == 0
        task = client.done(created["id"])
        assert task["actions"] == ["high_variation", "low_variation"]
        assert same(client.shown(task), quadrant(grid, number))
    assert server.balance == balance


def test_candidate_can_be_inpainted_again_and_again(server: SandboxServer, client: Client) -> None:
    parent = server.add_task(png(picture()))
    for _ in range(2):
        grid = client.done(client.inpaint(parent).json()["id"])
        parent = client.done(client.post("upsample", taskId=grid["id"], image=3).json()["id"])["id"]
    assert client.shown(client.result(parent)).size == (WIDTH, HEIGHT)


def test_upsample_takes_no_longer_than_a_third_of_a_generation() -> None:
    clock = Clock()
    with SandboxServer(duration=(10, 10), clock=clock) as server:
        client = Client(server)
        created = client.post("upsample", taskId=GRID_ID, image=1).json()
        clock.now += 2.9
        assert client.result(created["id"])["status"] == "processing"
        clock.now += 0.2
        client.done(created["id"])


def test_reroll_and_variation_cost_a_generation_and_differ(
    server: SandboxServer, client: Client
) -> None:
    grid = client.done(client.inpaint(server.add_task(png(picture()))).json()["id"])
    pictures = [client.shown(grid)]
    for endpoint, fields in (
        ("reroll", {}),
        ("variation", {"image": 2}),
        ("variation", {"image": 2, "mode": "low"}),
    ):
        created = client.post(endpoint, taskId=grid["id"], **fields).json()
        assert (created["type"], created["usage"]["total_cost"]) == (endpoint, 18)
        pictures.append(client.shown(client.done(created["id"])))
    assert all(shown.size == (2 * WIDTH, 2 * HEIGHT) for shown in pictures)
    assert not any(same(pictures[0], other) for other in pictures[1:])
    assert not same(pictures[2], pictures[3])
    assert server.balance == 100 - 4 * 18


def test_variation_of_a_single_picture_is_a_grid(server: SandboxServer, client: Client) -> None:
    parent = server.add_task(png(picture()))
    task = client.done(client.post("variation", taskId=parent, mode="high").json()["id"])
    assert client.shown(task).size == (2 * WIDTH, 2 * HEIGHT)


def test_subtle_variation_stays_closer_to_the_picture(
    server: SandboxServer, client: Client
) -> None:
    original = picture()
    parent = server.add_task(png(original))
    changes = []
    for mode in ("low", "high"):
        task = client.done(client.post("variation", taskId=parent, mode=mode).json()["id"])
        varied = quadrant(client.shown(task), 1)
        changes.append(sum(ImageStat.Stat(ImageChops.difference(varied, original)).sum))
    assert 0 < changes[0] < 0.6 * changes[1]


def test_balance_is_told_as_documented(client: Client) -> None:
    balance = client.get("/v1/balance").json()
    assert set(balance) == {"orgId", "object", "balance", "creditLimit"}
    assert (balance["object"], balance["balance"], balance["creditLimit"]) == ("balance", 100, 0)


def test_personal_account_is_another_one() -> None:
    with SandboxServer(
        duration=NEVER, samples=False, balance=100, wallet_balance=40, credit_limit=7
    ) as server:
        client = Client(server)
        encoded = base64.b64encode(png(mask())).decode()
        parent = server.add_task(png(picture()))
        client.post("inpaint", taskId=parent, mask=encoded, useWalletBalance=True)
        wallet = client.get("/v1/balance", useWalletBalance="true").json()
        assert (wallet["balance"], wallet["creditLimit"]) == (22, 0)
        organisation = client.get("/v1/balance").json()
        assert (organisation["balance"], organisation["creditLimit"]) == (100, 7)
        client.post("inpaint", taskId=parent, mask=encoded, useWalletBalance=True, prompt="a")
        answer = client.post(
            "inpaint", taskId=parent, mask=encoded, useWalletBalance=True, prompt="b"
        )
        assert_error(answer, 402, "insufficient_balance_error")


@pytest.mark.parametrize(
    ("balance", "credit_limit", "status"), [(17.99, 0, 402), (0, 18, 200), (-51.5, 60, 402)]
)
def test_money_to_spend_is_balance_and_credit(
    balance: float, credit_limit: float, status: int
) -> None:
    with SandboxServer(
        duration=NEVER, samples=False, balance=balance, credit_limit=credit_limit
    ) as server:
        client = Client(server)
        answer = client.inpaint(server.add_task(png(picture())))
        assert answer.status_code == status
        if status == 402:
            assert_error(answer, 402, "insufficient_balance_error", "balance is too low")
            assert server.balance == balance
            assert server.masks == ()


def test_upsample_needs_no_money(server: SandboxServer, client: Client) -> None:
    grid = server.add_task(png(picture()), actions=[f"upsample_{n}" for n in range(1, 5)])
    server.balance = -5
    assert client.post("upsample", taskId=grid, image=1).status_code == 200


def test_prices_can_be_others() -> None:
    with SandboxServer(duration=NEVER, samples=False, prices=Prices(inpaint=2.5)) as server:
        client = Client(server)
        created = client.inpaint(server.add_task(png(picture()))).json()
        assert created["usage"]["total_cost"] == 2.5
        assert server.balance == 497.5


@pytest.mark.parametrize("key", [None, "wrong", "Bearer {key}", "kéy"])
@pytest.mark.parametrize("path", ["/v1/balance", "/v1/midjourney/result?taskId=x", "/v1/nothing"])
def test_wrong_key_is_refused(server: SandboxServer, key: str | None, path: str) -> None:
    headers = {} if key is None else {"Authorization": key.format(key=server.key).encode("latin-1")}
    answer = requests.get(server.url + path, headers=headers, timeout=PATIENCE)
    assert_error(answer, 401, "unauthorized_request_error")


def test_wrong_key_cannot_spend(server: SandboxServer) -> None:
    url = server.url + "/v1/midjourney/inpaint"
    encoded = base64.b64encode(png(mask())).decode()
    body = {"taskId": server.add_task(png(picture())), "mask": encoded}
    answer = requests.post(url, json=body, headers={"Authorization": "wrong"}, timeout=PATIENCE)
    assert_error(answer, 401, "unauthorized_request_error")
    assert server.balance == 100


def test_mask_is_kept_byte_for_byte(server: SandboxServer, client: Client) -> None:
    with pytest.raises(LookupError):
        server.last_mask()
    client.inpaint(server.add_task(png(picture())))
    assert server.last_mask() == png(mask())


@pytest.mark.parametrize(
    "path",
    ["/", "/v1/midjourney/imagine", "/v1/midjourney/inpaint", "/task/image/none", "/favicon.ico"],
)
def test_unknown_paths_are_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_result_of_an_unknown_task_is_not_found(client: Client) -> None:
    answer = client.get("/v1/midjourney/result", taskId="0" * 24)
    assert_error(answer, 404, "invalid_request_error", "'taskId'")
    assert client.get("/v1/midjourney/result").status_code == 404
