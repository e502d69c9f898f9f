"""What the service documents is read whole, what it gets wrong does no harm."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys

import pytest

from app.api.errors import BadAnswer
from app.api.offers import Offers
from app.api.schema import (
    PaidRequest,
    TaskStatus,
    inpaint_request,
    parse_balance,
    parse_task,
    reroll_request,
    task_id_from,
    upsample_request,
    variation_request,
)

TASK = "6558acd103761c00010775b8"
PARENT = "6558a19c0bfe4600011437cd"

# The two answers of the service's own page, character by character.
CREATED = """{
	"id": "6558acd103761c00010775b8",
	"parentId": "6558a19c0bfe4600011437cd",
	"object": "task",
	"type": "inpaint",
	"actions": [],
	"percent": 0,
	"status": "idle",
	"result": null,
	"error": null,
	"usage": {
		"prompt_tokens": 0,
		"completion_tokens": 1,
		"total_tokens": 1,
		"prompt_cost": 0,
		"completion_cost": 18,
		"total_cost": 18
	}
}"""
FINISHED = """{
	"id": "6558acd103761c00010775b8",
	"parentId": "6558a19c0bfe4600011437cd",
	"object": "task",
	"type": "inpaint",
	"actions": [
		"upsamle_1",
		"upsamle_2",
		"upsamle_3",
		"upsamle_4",
		"reroll",
		"variation_1",
		"variation_2",
		"variation_4",
		"variation_4"
	],
	"percent": 100,
	"status": "done",
	"result": "https://gptunnel.ru/task/image/6558acd103761c00010775b8?cache=100",
	"error": null,
	"usage": {
		"prompt_tokens": 0,
		"completion_tokens": 0,
		"total_tokens": 0,
		"prompt_cost": 0,
		"completion_cost": 0,
		"total_cost": 0
	}
}"""


def test_the_documented_answer_to_a_new_task() -> None:
    task = parse_task(json.loads(CREATED))
    assert (task.id, task.parent_id, task.type) == (TASK, PARENT, "inpaint")
    assert (task.status, task.status_text, task.percent) == (TaskStatus.IDLE, "idle", 0)
    assert (task.result, task.error, task.actions) == (None, None, ())
    assert task.usage.total_cost == 18
    assert task.offers == Offers()


def test_the_documented_answer_of_a_finished_task() -> None:
    task = parse_task(json.loads(FINISHED))
    assert (task.status, task.percent) == (TaskStatus.DONE, 100)
    assert task.result == f"https://gptunnel.ru/task/image/{TASK}?cache=100"
    assert task_id_from(task.result) == TASK
    assert task.offers == Offers((1, 2, 3, 4), (1, 2, 4), (), reroll=True)
    assert task.usage.total_cost == 0


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (45, 45),
        (45.9, 45),
        ("45", 45),
        (" 45.5 % ", 45),
        (-3, 0),
        (250, 100),
        ("1e999", 0),
        (float("nan"), 0),
        (None, 0),
        (True, 0),
        ([], 0),
        (10**400, 0),
        ("soon", 0),
    ],
)
def test_percent_is_a_whole_number_between_0_and_100(sent: object, shown: int) -> None:
    assert parse_task({"id": TASK, "percent": sent}).percent == shown


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("idle", TaskStatus.IDLE),
        ("processing", TaskStatus.PROCESSING),
        ("done", TaskStatus.DONE),
        ("failed", TaskStatus.FAILED),
        (" Done ", TaskStatus.DONE),
        ("queued", TaskStatus.UNKNOWN),
        ("unknown", TaskStatus.UNKNOWN),
        (None, TaskStatus.UNKNOWN),
        (1, TaskStatus.UNKNOWN),
    ],
)
def test_a_word_that_is_not_documented_is_an_unknown_status(
    sent: object, status: TaskStatus
) -> None:
    task = parse_task({"id": TASK, "status": sent})
    assert task.status is status
    assert task.status_text == (sent.strip() if isinstance(sent, str) else "")


def test_an_id_alone_makes_a_task() -> None:
    task = parse_task({"id": TASK})
    assert task.parent_id is None
    assert (task.type, task.actions, task.percent) == ("", (), 0)
    assert (task.result, task.error, task.usage.total_cost) == (None, None, None)


@pytest.mark.parametrize("wrong", [None, 7, "", "text", [1], {"a": 1}, True])
def test_fields_of_other_types_get_defaults(wrong: object) -> None:
    names = ("parentId", "type", "actions", "percent", "result", "error", "usage", "status")
    task = parse_task({"id": TASK} | dict.fromkeys(names, wrong))
    assert task.id == TASK
    assert all(isinstance(action, str) for action in task.actions)
    assert isinstance(task.result, str | None)
    assert task.usage.total_cost is None


@pytest.mark.parametrize("cost", ["18", 18.0, 18])
def test_costs_may_be_text(cost: object) -> None:
    assert parse_task({"id": TASK, "usage": {"total_cost": cost}}).usage.total_cost == 18


@pytest.mark.parametrize("cost", [-1, "much", None, float("inf"), float("nan"), {}, True, 10**400])
def test_nonsense_costs_are_unknown_and_not_free(cost: object) -> None:
    assert parse_task({"id": TASK, "usage": {"total_cost": cost}}).usage.total_cost is None


def test_why_a_task_failed() -> None:
    assert parse_task({"id": TASK, "error": "Banned prompt"}).error == "Banned prompt"
    assert parse_task({"id": TASK, "error": {"message": "Banned"}}).error == "Banned"
    assert parse_task({"id": TASK, "error": " "}).error is None


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "text",
        {},
        {"id": None},
        {"id": ""},
        {"id": "../../etc/passwd"},
        {"id": "a b"},
        {"id": "x" * 65},
        {"id": True},
        {"id": "абв"},
        {"error": {"message": "no"}},
    ],
)
def test_without_a_usable_id_there_is_no_task(document: object) -> None:
    with pytest.raises(BadAnswer):
        parse_task(document)


def test_a_number_may_be_an_id() -> None:
    assert parse_task({"id": 17}).id == "17"


def test_the_documented_balance() -> None:
    balance = parse_balance(
        {"orgId": "x", "object": "balance", "balance": -51.54397, "creditLimit": 15000}
    )
    assert (balance.amount, balance.credit_limit) == (-51.54397, 15000)
    assert balance.spendable == pytest.approx(14948.45603)


def test_a_balance_needs_an_amount_only() -> None:
    assert parse_balance({"balance": "12.5"}).spendable == 12.5
    wrong: tuple[object, ...] = ({}, {"balance": None}, {"creditLimit": 3}, [], {"balance": "NaN"})
    for document in wrong:
        with pytest.raises(BadAnswer):
            parse_balance(document)


def test_an_inpaint_request_says_exactly_what_is_documented() -> None:
    request = inpaint_request(PARENT, b"\x89PNG mask", "Pokemon")
    assert request.path == "/v1/midjourney/inpaint"
    assert json.loads(request.body) == {
        "taskId": PARENT,
        "mask": base64.b64encode(b"\x89PNG mask").decode(),
        "prompt": "Pokemon",
    }


@pytest.mark.parametrize("blank", ["", " ", "\n\t "])
def test_a_blank_prompt_is_left_out(blank: str) -> None:
    assert "prompt" not in json.loads(inpaint_request(PARENT, b"mask", blank).body)


@pytest.mark.parametrize("prompt", ["рыжий кот", 'a 🐈 \\ "quoted"\n', "lone \ud83d half"])
def test_any_prompt_survives_the_journey(prompt: str) -> None:
    body = inpaint_request(PARENT, b"mask", prompt).body
    assert json.loads(body)["prompt"] == prompt.strip()


def test_the_other_paid_requests() -> None:
    def fields(request: PaidRequest) -> tuple[str, object]:
        return request.path, json.loads(request.body)

    assert fields(upsample_request(PARENT, 3)) == (
        "/v1/midjourney/upsample",
        {"taskId": PARENT, "image": 3},
    )
    assert fields(variation_request(PARENT, image=2)) == (
        "/v1/midjourney/variation",
        {"taskId": PARENT, "image": 2},
    )
    assert fields(variation_request(PARENT, mode="high")) == (
        "/v1/midjourney/variation",
        {"taskId": PARENT, "mode": "high"},
    )
    assert fields(reroll_request(PARENT, use_wallet=True)) == (
        "/v1/midjourney/reroll",
        {"taskId": PARENT, "useWalletBalance": True},
    )


def test_nonsense_is_not_put_into_a_paid_request() -> None:
    with pytest.raises(ValueError, match="quadrant"):
        upsample_request(PARENT, 5)
    with pytest.raises(ValueError, match="task id"):
        inpaint_request("../x", b"mask")


def test_the_same_request_is_the_same_bytes_and_digest_in_every_process() -> None:
    """The journal compares digests across restarts, and the service whole bodies."""
    request = inpaint_request(PARENT, b"mask", "кот", use_wallet=True)
    expected = hashlib.sha256(b"/v1/midjourney/inpaint\n" + request.body).hexdigest()
    assert request.digest == expected
    assert inpaint_request(PARENT, b"mask", " кот\n", use_wallet=True) == request
    assert inpaint_request(PARENT, b"mask", "кот").digest != request.digest
    assert upsample_request(PARENT, 1).digest != upsample_request(PARENT, 2).digest
    code = (
        "from app.api.schema import inpaint_request as i;"
        f"print(i({PARENT!r}, b'mask', '\\u043a\\u043e\\u0442', use_wallet=True).digest)"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert other.stdout.strip() == request.digest


def test_a_request_does_not_print_its_mask() -> None:
    assert "mask" not in repr(inpaint_request(PARENT, b"mask", "cat")).lower()


@pytest.mark.parametrize(
    ("text", "task_id"),
    [
        (TASK, TASK),
        (f"  {TASK}\n", TASK),
        (f"https://gptunnel.ru/task/image/{TASK}?cache=100", TASK),
        (f"https://gptunnel.ru/task/image/{TASK}", TASK),
        (f"http://127.0.0.1:8000/task/image/{TASK}?cache=5#x", TASK),
        (f"https://mirror.example/prefix/task/image/{TASK}/?cache=100", TASK),
        (f"gptunnel.ru/task/image/{TASK}?cache=100", TASK),
        ("sample-single_1", "sample-single_1"),
        ("", None),
        ("two words", None),
        ("x" * 65, None),
        ("https://gptunnel.ru/", None),
        ("https://gptunnel.ru/task/image/?cache=100", None),
        ("https://gptunnel.ru/task/image/a%2Fb", None),
        (f"https://gptunnel.ru/task/image/{TASK}/more", None),
        ("https://[broken/task/image/x", None),
        ("../../etc/passwd", None),
        ("кот", None),
    ],
)
def test_the_task_id_in_what_users_paste(text: str, task_id: str | None) -> None:
    assert task_id_from(text) == task_id


def test_reading_documents_needs_no_http_library() -> None:
    """Importing requests takes 145 ms, which the first window needn't wait for."""
    code = (
        "import sys, app.api.schema, app.api.errors;"
        "sys.exit(', '.join({'requests', 'urllib3', 'truststore'} & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
