"""Which service the window works with: the one of the command line or the preferences, or the
sandbox.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.api.address import DEFAULT_URL
from app.cli import Options
from app.data_folder import DataFolder
from app.jobs.runner import Runner
from app.settings.secrets import Secrets
from app.settings.settings import SettingsStore
from app.ui.backend import Backend, Storage, service_name

if TYPE_CHECKING:
    from app.api.client import GptunnelClient
    from app.sandbox.server import SandboxServer


class Services:
    """Makes backends, one after the other, and ends all that runs for any of them."""

    def __init__(
        self,
        options: Options,
        store: SettingsStore,
        secrets: Secrets,
        folder: DataFolder,
        sandbox: SandboxServer | None,
    ) -> None:
        self.options = options
        self.store = store
        self.secrets = secrets
        self.folder = folder
        self._runners: dict[str, Runner] = {}  # by service: its jobs go on while another is used
        self.sandbox = sandbox
        """The embedded service, once it is wanted."""

    def try_sandbox(self) -> None:
        """From now on `backend` makes those of the embedded service."""
        if self.sandbox is None:
            from app.sandbox.server import SandboxServer

            self.sandbox = SandboxServer()

    def backend(self) -> Backend:
        """The sandbox when it is wanted, else the service of the command line or preferences."""
        if self.sandbox is not None:
            return self._sandbox_backend(self.sandbox)
        url = self.options.api_url or self.store.settings.api_url or DEFAULT_URL
        secrets = self.secrets

        def make_client() -> GptunnelClient:
            # Its libraries take 20 MB, and nothing but the network needs them.
            from app.api.client import GptunnelClient

            return GptunnelClient(url, secrets.current().value or None)

        name = service_name(url)
        storage = self._storage(make_client, name)
        return Backend(url, name, False, make_client, storage, self.folder.problem)

    def _sandbox_backend(self, sandbox: SandboxServer) -> Backend:
        from app.adoption import Adoption

        sandbox.start()
        url, key = sandbox.url, sandbox.key

        def make_client() -> GptunnelClient:
            from app.api.client import GptunnelClient

            return GptunnelClient(url, key)

        name = service_name(url, sandbox.name)
        adoption = Adoption(sandbox, self.folder.library, name)
        return Backend(
            url,
            name,
            True,
            make_client,
            self._storage(make_client, name),
            self.folder.problem,
            adoption.adopt,
            adoption.know_again,
        )

    def _storage(self, make_client: Callable[[], GptunnelClient], name: str) -> Storage | None:
        journal, library = self.folder.journal, self.folder.library
        if journal is None or library is None or self.folder.problem is not None:
            return None
        limit = self.store.settings.parallel_jobs
        runner = self._runners.get(name)
        if runner is None:
            runner = Runner(journal, library, make_client, name, limit=limit)
            self._runners[name] = runner
        runner.limit = limit
        return Storage(runner, library, journal)

    def shutdown(self, deadline: float) -> bool:
        """End the jobs' threads by this moment of `time.monotonic`; whether all have ended."""
        ended = True
        for runner in self._runners.values():
            ended = runner.shutdown(max(0.0, deadline - time.monotonic())) and ended
        return ended

    def stop_sandbox(self) -> None:
        """End the embedded service, if it runs."""
        if self.sandbox is not None:
            self.sandbox.stop()
