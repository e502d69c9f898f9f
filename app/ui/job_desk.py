"""The current job as the window sees it, and the money: last known prices, balance."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.api.client import GptunnelClient
from app.api.errors import ServiceError
from app.api.schema import Balance
from app.jobs.background import Background, CallResult
from app.jobs.job import Job, JobEvent, JobKind, JobRequest, JobState
from app.jobs.runner import Runner
from app.ui.backend import Backend


class JobDesk(QObject):
    """One job is current: the one submitted last, or a resumed one when there was none.

    `eventArrived` is about the current job alone, `otherFinished` about those that end in the
    background.
    """

    eventArrived = Signal(object)  # JobEvent
    otherFinished = Signal(object)  # JobEvent
    resumeFailed = Signal(object)  # Exception
    balanceArrived = Signal(object)  # Balance
    balanceFailed = Signal(object)  # Exception

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._backend: Backend | None = None
        self._current: Job | None = None
        self._submitted: set[str] = set()
        self._prices: dict[JobKind, float] = {}
        self._asking: int | None = None

    @property
    def current(self) -> Job | None:
        """The current job as it stands."""
        return self._current

    @property
    def is_busy(self) -> bool:
        """Whether a job submitted in this session is under way, so that no other is beside it."""
        job = self._current
        return job is not None and job.is_active and job.id in self._submitted

    @property
    def can_cancel(self) -> bool:
        """Whether the current job, maybe one of an earlier session, is under way."""
        return self._current is not None and self._current.is_active

    def last_price(self, kind: JobKind) -> float | None:
        """What the last job of this kind cost, in roubles; None before the first one."""
        return self._prices.get(kind)

    def use(self, backend: Backend) -> None:
        """Take jobs to another service; the current job is let go of."""
        before = self._runner
        if before is not None:
            before.jobChanged.disconnect(self._on_changed)
            before.resumeFailed.disconnect(self.resumeFailed)
        self._stop_asking()
        self._backend = backend
        self._current = None
        self._prices.clear()
        if self._runner is not None:
            self._runner.jobChanged.connect(self._on_changed)
            self._runner.resumeFailed.connect(self.resumeFailed)

    def submit(self, request: JobRequest) -> None:
        """Begin a job and make it the current one. Needs a backend with storage."""
        runner = self._required_runner()
        job_id = runner.submit(request)
        self._submitted.add(job_id)
        self._current = next(job for job in runner.jobs() if job.id == job_id)
        self.eventArrived.emit(JobEvent(self._current))

    def cancel(self) -> None:
        """Stop waiting for the current job."""
        if self._current is not None and self._current.is_active:
            self._required_runner().cancel(self._current.id)

    @property
    def doubtful(self) -> Job | None:
        """The first job of which nobody knows yet whether the service took it."""
        jobs = self._runner.jobs() if self._runner else ()
        return next((job for job in jobs if job.state is JobState.UNCONFIRMED), None)

    def ask_again(self, job: Job) -> None:
        """Go on with a job that rests: the same request again, or the same task. It is current
        from then on.
        """
        self._submitted.add(job.id)
        self._current = job
        self._required_runner().ask_again(job.id)

    def forget(self, job: Job) -> None:
        """Give an unconfirmed job up."""
        self._required_runner().forget(job.id)

    def ask_for_balance(self, *, wallet: bool) -> None:
        """Ask the service how much money there is; `balanceArrived` or `balanceFailed` follow.

        An answer under way is dropped: it may be of before, or of another service.
        """
        self._stop_asking()
        backend = self._backend
        if backend is None:
            return
        made: list[GptunnelClient] = []

        def work() -> Balance:
            with backend.make_client() as client:
                made.append(client)
                return client.balance(wallet=wallet)

        def abort() -> None:
            for client in made:
                client.abort()

        self._asking = self._background.call(work, self._on_balance, abort)

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
        if job.cost is not None and job.cost > 0:
            self._prices[job.kind] = job.cost
        if self._current is None or self._current.id == job.id:
            self._current = job
            self.eventArrived.emit(event)
        elif not job.is_active:
            self.otherFinished.emit(event)

    def _on_balance(self, result: CallResult[Balance]) -> None:
        self._asking = None
        if isinstance(result.error, ServiceError):
            self.balanceFailed.emit(result.error)
        elif result.value is not None:
            self.balanceArrived.emit(result.value)
