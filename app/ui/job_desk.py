"""The jobs as the window sees them, and the balance."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.api.schema import Balance
from app.canvas.mask import MaskSnapshot
from app.jobs.background import Background, CallResult
from app.jobs.job import NEVER_SENT, Job, JobEvent, JobKind, JobRequest, JobState
from app.jobs.runner import Runner
from app.ui.backend import Backend, Question


class JobDesk(QObject):
    """The jobs of this session, and which of them is current: the one submitted last, the newest
    of earlier sessions when there was none, or the one that the user has picked since.

    `eventArrived` is about the current job alone, `otherArrived` about all the others. A job is
    listed from its first event until it is dismissed; one that rests and has been looked at
    makes room by itself as soon as another one is submitted, or brought back from the history.
    """

    eventArrived = Signal(object)  # JobEvent
    otherArrived = Signal(object)  # JobEvent
    currentPicked = Signal()
    listChanged = Signal()
    resumed = Signal()
    resumeFailed = Signal(object)  # Exception
    balanceArrived = Signal(object)  # Balance
    balanceFailed = Signal(object)  # Exception

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._backend: Backend | None = None
        self._current: Job | None = None
        self._is_chosen = False
        self._listed: dict[str, Job] = {}
        self._seen: set[str] = set()
        self._masks: dict[str, MaskSnapshot] = {}
        self._results: dict[str, Job] = {}
        self._asking: int | None = None

    @property
    def current(self) -> Job | None:
        """The current job as it stands."""
        return self._current

    @property
    def listed(self) -> tuple[Job, ...]:
        """The jobs under way, and those that somebody has yet to look at, newest first."""
        return tuple(sorted(self._listed.values(), key=lambda job: job.created_at, reverse=True))

    def is_new(self, job: Job) -> bool:
        """Whether it has come to rest and nobody has looked at it yet."""
        return not job.is_active and job.id not in self._seen

    def note_seen(self, job: Job) -> None:
        """The user has seen how a job ended."""
        if not job.is_active and job.id not in self._seen:
            self._seen.add(job.id)
            self.listChanged.emit()

    @property
    def can_cancel(self) -> bool:
        """Whether the current job, maybe one of an earlier session, is under way."""
        return self._current is not None and self._current.is_active

    def newest_result(self, task_id: str) -> Job | None:
        """The job of this session that made the newest result to show beside a task's picture."""
        return self._results.get(task_id)

    def sent_mask(self, job: Job) -> MaskSnapshot | None:
        """The mask of a job that has just been submitted; soon it is in the library instead."""
        return self._masks.get(job.id)

    def use(self, backend: Backend) -> None:
        """Take jobs to another service; those of this one are let go of."""
        before = self._runner
        if before is not None:
            before.jobChanged.disconnect(self._on_changed)
            before.resumeFailed.disconnect(self.resumeFailed)
            before.resumed.disconnect(self.resumed)
        self._stop_asking()
        self._backend = backend
        self._current = None
        self._is_chosen = False
        for known in (self._listed, self._masks, self._results):
            known.clear()
        if self._runner is not None:
            self._runner.jobChanged.connect(self._on_changed)
            self._runner.resumeFailed.connect(self.resumeFailed)
            self._runner.resumed.connect(self.resumed)
        self.listChanged.emit()

    def resume(self) -> None:
        """Go on with what the service's jobs were at when the program last ended, and tell of those
        that went on, or ended, here while another service was used.
        """
        runner = self._required_runner()
        for job in runner.jobs():
            if is_question(job):
                self._seen.discard(job.id)  # it comes back until it is answered
            self._on_changed(JobEvent(job))
        runner.resume()

    @property
    def is_resumed(self) -> bool:
        """Whether the jobs of earlier sessions are known; else `resumed` follows."""
        return self._runner is None or self._runner.is_resumed

    # What the user wants

    def submit(self, request: JobRequest) -> Job:
        """Begin a job and make it the current one. Needs a backend with storage."""
        runner = self._required_runner()
        job_id = runner.submit(request)
        job = next(job for job in runner.jobs() if job.id == job_id)
        self._make_room()
        if request.mask is not None:
            self._masks[job_id] = request.mask
        self._current = self._listed[job_id] = job
        self._is_chosen = True
        self.listChanged.emit()
        self.eventArrived.emit(JobEvent(job))
        return job

    def pick(self, job_id: str) -> None:
        """Make a listed job the current one."""
        self._current = self._listed[job_id]
        self._is_chosen = True
        self.listChanged.emit()
        self.currentPicked.emit()

    def bring_back(self, job: Job) -> Job:
        """Have a job on the list that may have made room meanwhile, or be of an earlier session;
        returns it as it stands.
        """
        job = self._required_runner().recall(job)
        if job.id not in self._listed:
            self._listed[job.id] = job
            self._seen.add(job.id)
            self.listChanged.emit()
        return self._listed[job.id]

    def recall(self, job: Job) -> None:
        """Make any job the current one, also one of long ago; it is listed as one that was seen."""
        job = self._required_runner().recall(job)
        if job.id not in self._listed:
            self._make_room()
            self._listed[job.id] = job
            self._seen.add(job.id)
        self.pick(job.id)

    def _make_room(self) -> None:
        """Take those off the list that nobody needs to see there any more."""
        for old in self.listed:
            if old.id in self._seen and not old.is_active and not is_question(old):
                del self._listed[old.id]

    def cancel(self, job_id: str | None = None) -> None:
        """Stop waiting for a job, the current one if none is named."""
        job = self._current if job_id is None else self._listed.get(job_id)
        if job is not None and job.is_active:
            self._required_runner().cancel(job.id)

    def dismiss(self, job_id: str) -> None:
        """Take a job that rests off the list; one that waits for an answer stays."""
        job = self._listed[job_id]
        if job.is_active or job.state is JobState.UNCONFIRMED:
            return
        if job.may_be_forgotten:
            self._required_runner().forget(job_id)
        del self._listed[job_id]
        self._seen.add(job_id)
        if self._current is not None and self._current.id == job_id:
            self._current = next(iter(self.listed), None)
            self.currentPicked.emit()
        self.listChanged.emit()

    @property
    def questions(self) -> tuple[Job, ...]:
        """The jobs that only the user can decide about, oldest first: nobody knows whether the
        service took them, or the program ended before they were sent.
        """
        jobs = self._runner.jobs() if self._runner else ()
        return tuple(job for job in jobs if is_question(job))

    def ask_again(self, job: Job) -> None:
        """Go on with a job that rests: the same request again, or the same task. It is current
        from then on.
        """
        self._current = job
        self._is_chosen = True
        self._required_runner().ask_again(job.id)

    def forget(self, job: Job) -> None:
        """Give up a job that is unconfirmed, or was never sent."""
        self._seen.add(job.id)
        self._required_runner().forget(job.id)

    # Money

    def ask_for_balance(self, *, wallet: bool) -> None:
        """Ask the service how much money there is; `balanceArrived` or `balanceFailed` follow.

        An answer under way is dropped: it may be of before, or of another service.
        """
        self._stop_asking()
        backend = self._backend
        if backend is None:
            return
        question = Question(backend, lambda client: client.balance(wallet=wallet))
        self._asking = self._background.call(question, self._on_balance, question.abort)

    def _stop_asking(self) -> None:
        if self._asking is not None:
            self._background.cancel_call(self._asking)
            self._asking = None

    @property
    def _runner(self) -> Runner | None:
        storage = self._backend.storage if self._backend else None
        return storage.runner if storage else None

    def _required_runner(self) -> Runner:
        runner = self._runner
        if runner is None:
            raise RuntimeError("There is no storage, so no job can run.")
        return runner

    def _on_changed(self, event: JobEvent) -> None:
        job = event.job
        if job.state is JobState.DONE and job.kind is not JobKind.UPSAMPLE:
            self._results[job.parent_id] = self._results[job.original_id] = job
        if job.has_request or job.state not in {JobState.IDLE, JobState.ENCODING}:
            self._masks.pop(job.id, None)
        if job.is_active:
            self._seen.discard(job.id)
        if job.id not in self._seen or job.id in self._listed:
            self._listed[job.id] = job
        if job.id not in self._listed:
            return  # it was dismissed
        if self._becomes_current(job):
            self._current = job
            self.eventArrived.emit(event)
        else:
            self.otherArrived.emit(event)
        self.listChanged.emit()

    def _becomes_current(self, job: Job) -> bool:
        """Whether an event is about the current job, or about one that is from now on."""
        current = self._current
        if current is None or current.id == job.id:
            return True
        return not self._is_chosen and job.created_at > current.created_at

    def _on_balance(self, result: CallResult[Balance]) -> None:
        self._asking = None
        if result.error is not None:
            self.balanceFailed.emit(result.error)
        elif result.value is not None:
            self.balanceArrived.emit(result.value)


def is_question(job: Job) -> bool:
    """Whether only the user can decide about a job: it is in doubt, or the program ended before
    it was sent. What failed for want of a network was told then, and is simply submitted anew.
    """
    return job.state is JobState.UNCONFIRMED or (job.is_unsent and job.error == NEVER_SENT)
