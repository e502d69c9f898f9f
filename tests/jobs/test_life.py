"""The whole life of a job, as the user, the service and the journal see it."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial

import pytest
from PIL import Image
from PySide6.QtCore import QThread

from app.api.schema import PaidRequest, inpaint_request
from app.canvas.codec import encode_mask
from app.jobs.job import JobKind, JobRequest, JobState, new_job
from app.jobs.journal import FILE_NAME, Journal, Phase, Step
from app.jobs.masks import mask_path
from app.sandbox.tasks import GRID_ACTIONS
from tests.jobs.bench import HEIGHT, PRICE, WIDTH, Bench, mask_image, snapshot
from tests.support.patience import Stopwatch
from tests.support.qt import wait_until

WHOLE_LIFE = [
    JobState.ENCODING,
    JobState.SUBMITTING,
    JobState.WAITING,
    JobState.DOWNLOADING,
    JobState.DONE,
]


def test_an_inpaint_ends_in_its_picture(bench: Bench) -> None:
    job_id = bench.inpaint("дверь")
    job = bench.wait_for(job_id, JobState.DONE)
    assert bench.states(job_id) == WHOLE_LIFE
    assert job.task_id == bench.server.task_ids[-1]
    assert (job.percent, job.cost) == (100, PRICE)
    assert job.error is None
    assert "upsamle_1" in job.actions
    picture = bench.result(job_id)
    assert (picture.size.width, picture.size.height) == (2 * WIDTH, 2 * HEIGHT)
    assert len(bench.paid()) == 1
    sidecar = bench.library.sidecar(job.task_id or "")
    assert (sidecar.parent_id, sidecar.prompt, sidecar.cost) == (bench.parent_task, "дверь", PRICE)
    assert (sidecar.kind, sidecar.service) == ("inpaint", bench.server.url)
    assert sidecar.actions == GRID_ACTIONS
    mask = bench.library.masks / (sidecar.mask or "")
    assert mask.read_bytes() == bench.server.last_mask()


def test_the_mask_arrives_pixel_for_pixel(bench: Bench) -> None:
    image = mask_image()
    job_id = bench.inpaint(image=image)
    bench.wait_for(job_id, JobState.WAITING)
    with Image.open(io.BytesIO(bench.server.last_mask())) as arrived:
        assert arrived.mode == "L"
        assert arrived.size == (WIDTH, HEIGHT)
        assert arrived.tobytes() == image.tobytes()


def test_the_result_is_on_disk_with_its_sidecar_before_it_is_told(bench: Bench) -> None:
    found: list[tuple[bool, str]] = []

    def look(_: object) -> None:
        job = bench.runner.jobs()[0]
        if job.state is JobState.DONE and job.result_path:
            sidecar = bench.library.sidecar(job.task_id or "")
            found.append((job.result_path.is_file(), sidecar.task_id))

    bench.runner.jobChanged.connect(look)
    job_id = bench.upsample()
    job = bench.wait_for(job_id, JobState.DONE)
    assert found == [(True, job.task_id)]
    assert job.result_path == bench.library.find(job.task_id or "")


def test_previews_come_before_the_result(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id, percent=60)
    bench.wait_for_percent(job_id, 60)
    wait_until(lambda: any(event.preview is not None for event in bench.events))
    bench.release(task_id)
    bench.wait_for(job_id, JobState.DONE)
    shown = [event for event in bench.events if event.preview is not None]
    assert all(event.job.state is JobState.WAITING for event in shown)


def test_when_the_request_arrives_the_journal_already_holds_it(bench: Bench) -> None:
    gate = bench.server.faults.hold("inpaint")
    job_id = bench.inpaint("a red door")
    gate.wait_reached()
    # As another program sees the file at this moment: what a crash would leave.
    with sqlite3.connect(bench.data_dir / FILE_NAME) as connection:
        row = connection.execute(
            "SELECT state, prompt, mask, request_body, request_digest, task_id FROM jobs"
        ).fetchone()
    connection.close()
    request = bench.paid()[0]
    mask_png = encode_mask(snapshot())
    assert row[0] == "submitting"
    assert row[1] == "a red door"
    assert row[2] == mask_png
    assert row[3] == request.body
    assert row[4] == PaidRequest(request.path, request.body).digest
    assert row[5] is None
    gate.release()
    bench.wait_for(job_id, JobState.WAITING)
    assert request.body == inpaint_request(bench.parent_task, mask_png, "a red door").body
    assert base64.b64decode(json.loads(request.body)["mask"]) == bench.server.last_mask()


def test_the_task_is_in_the_journal_as_soon_as_it_is_known(bench: Bench) -> None:
    gate = bench.server.faults.hold("result")
    job_id = bench.upsample()
    bench.held(job_id)
    gate.wait_reached()
    kept = bench.journal.job(job_id)
    assert kept is not None
    assert (kept.state, kept.task_id) == (JobState.WAITING, bench.server.task_ids[-1])
    assert kept.cost == PRICE
    gate.release()


def test_every_step_is_written_down_before_and_after(bench: Bench) -> None:
    job_id = bench.upsample()
    bench.wait_for(job_id, JobState.DONE)
    steps = [(entry.step, entry.phase) for entry in bench.journal.history(job_id)]
    assert steps == [
        (Step.ENCODE, Phase.BEFORE),
        (Step.ENCODE, Phase.AFTER),
        (Step.SUBMIT, Phase.BEFORE),
        (Step.SUBMIT, Phase.AFTER),
        (Step.WAIT, Phase.BEFORE),
        (Step.WAIT, Phase.AFTER),
        (Step.DOWNLOAD, Phase.BEFORE),
        (Step.SAVE, Phase.BEFORE),
        (Step.SAVE, Phase.AFTER),
        (Step.DOWNLOAD, Phase.AFTER),
    ]
    kept = bench.journal.job(job_id)
    assert kept == bench.job(job_id)


@pytest.mark.parametrize(
    ("request_of", "fields"),
    [
        (
            partial(JobRequest, JobKind.VARIATION, image=2, mode="low"),
            {"image": 2, "mode": "low"},
        ),
        (partial(JobRequest, JobKind.REROLL, use_wallet=True), {"useWalletBalance": True}),
        (partial(JobRequest, JobKind.UPSAMPLE, image=3), {"image": 3}),
    ],
    ids=["variation", "reroll", "upsample"],
)
def test_the_other_kinds_need_no_mask(
    bench: Bench, request_of: Callable[..., JobRequest], fields: dict[str, object]
) -> None:
    request = request_of(parent_id=bench.grid_task)
    job_id = bench.runner.submit(request)
    job = bench.wait_for(job_id, JobState.WAITING)
    (sent,) = bench.paid()
    assert sent.endpoint == job.kind
    assert json.loads(sent.body) == {"taskId": bench.grid_task, **fields}
    assert bench.journal.mask(job_id) is None
    assert list(bench.library.masks.iterdir()) == []


def test_picture_of_a_reroll_is_kept_with_the_mask_it_was_painted_through(bench: Bench) -> None:
    first = bench.wait_for(bench.inpaint(), JobState.DONE)
    sent = bench.library.sidecar(first.task_id or "").mask
    parent = {"parent_id": first.task_id, "original_id": bench.parent_task, "mask_name": sent}
    for kind, image, mask in (
        (JobKind.REROLL, None, sent),
        (JobKind.VARIATION, 1, sent),
        (JobKind.UPSAMPLE, 1, None),
    ):
        request = JobRequest(kind, image=image, **parent)  # type: ignore[arg-type]  # its fields
        job = bench.wait_for(bench.runner.submit(request), JobState.DONE)
        assert (job.parent_id, job.original_id) == (first.task_id, bench.parent_task)
        sidecar = bench.library.sidecar(job.task_id or "")
        assert (sidecar.parent_id, sidecar.mask) == (first.task_id, mask)


@pytest.mark.parametrize("name", ["../jobs.sqlite3", "/etc/passwd", "..", ""])
def test_mask_of_a_parent_is_looked_for_in_its_folder_alone(bench: Bench, name: str) -> None:
    job = new_job(JobRequest(JobKind.REROLL, "1", mask_name=name), "")
    path = mask_path(bench.library, job)
    assert path is None or path.parent == bench.library.masks


def test_an_inpaint_without_a_mask_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="mask"):
        JobRequest(JobKind.INPAINT, "1")
    with pytest.raises(ValueError, match="number"):
        JobRequest(JobKind.UPSAMPLE, "1")


def test_jobs_run_side_by_side_each_with_its_own_mask(bench: Bench) -> None:
    images = [Image.new("L", (WIDTH, HEIGHT), 0) for _ in range(4)]
    for number, image in enumerate(images):
        image.paste(255, (number, 2, 20 + number, 20))
    bench.runner.limit = 4
    jobs = [bench.inpaint(f"door {n}", image) for n, image in enumerate(images)]
    for job_id in jobs:
        bench.wait_for(job_id, JobState.WAITING)
    arrived = set(bench.server.masks)
    assert arrived == {encode_mask(snapshot(image)) for image in images}
    assert len({job.task_id for job in bench.runner.jobs()}) == 4
    assert [job.id for job in bench.runner.jobs()] == jobs


def test_events_are_received_in_the_gui_thread(bench: Bench) -> None:
    threads = []
    bench.runner.jobChanged.connect(lambda _: threads.append(QThread.currentThread()))
    job_id = bench.upsample()
    bench.wait_for(job_id, JobState.DONE)
    assert set(threads) == {bench.runner.thread()}


def test_submitting_a_large_mask_does_not_hold_up_the_window(bench: Bench) -> None:
    big = Image.new("L", (4096, 4096), 255)
    shot = snapshot(big)
    with Stopwatch() as watch:
        # Neither at work for long nor waiting for others.
        worked = time.thread_time()
        job_id = bench.runner.submit(JobRequest(JobKind.INPAINT, bench.parent_task, mask=shot))
        bench.runner.cancel(job_id)
        assert time.thread_time() - worked < 0.04
        assert watch.seconds < 0.1
    bench.wait_for(job_id, JobState.CANCELLED)
    assert bench.paid() == []


def test_the_key_is_nowhere_in_the_data_folder(bench: Bench) -> None:
    bench.wait_for(bench.inpaint(), JobState.WAITING)
    bench.wait_for(bench.upsample(), JobState.DONE)
    assert bench.runner.shutdown()
    key = bench.server.key.encode()
    files = [path for path in bench.data_dir.rglob("*") if path.is_file()]
    # The inpaint's picture may have come meanwhile.
    assert len(files) >= 4
    assert all(key not in path.read_bytes() for path in files)


def test_the_journal_of_an_earlier_session_can_be_opened_again(bench: Bench) -> None:
    job_id = bench.inpaint()
    bench.held(job_id)
    bench.wait_for_percent(job_id, 30)
    again = Journal(bench.data_dir / FILE_NAME)
    try:
        assert again.job(job_id) == bench.job(job_id)
    finally:
        again.close()


def test_a_request_is_kept_until_its_task_is_known_and_the_mask_for_good(bench: Bench) -> None:
    gate = bench.server.faults.hold("inpaint")
    job_id = bench.inpaint()
    gate.wait_reached()
    assert bench.wait_for(job_id, JobState.SUBMITTING).has_request
    kept = bench.journal.request(job_id)
    assert kept is not None
    gate.release()
    job = bench.wait_for(job_id, JobState.WAITING)
    assert not job.has_request
    assert bench.journal.request(job_id) is None
    assert bench.journal.mask(job_id) is None
    with closing(sqlite3.connect(bench.data_dir / FILE_NAME)) as connection:
        assert connection.execute("SELECT request_digest FROM jobs").fetchone() == (kept.digest,)
    assert bench.library.mask_path(job_id).read_bytes() == bench.server.last_mask()
