"""What can be made of the picture in sight, and at which price; asks for it at the user's word."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.api.offers import VariationMode
from app.canvas.preflight import is_short
from app.jobs.background import CallResult
from app.jobs.job import Job, JobKind, JobRequest
from app.jobs.sent import paid_request
from app.ui.language import Words
from app.ui.message_bar import Choice, Level
from app.ui.money import Money
from app.ui.offer_buttons import Price
from app.ui.preflight_words import balance_sentence
from app.ui.result_desk import Shown
from app.ui.texts import roubles
from app.ui.workspace import Workspace

_CONTINUE = "continueFromCandidate"
_KINDS = {
    "variation": JobKind.VARIATION,
    "variationHigh": JobKind.VARIATION,
    "variationLow": JobKind.VARIATION,
    "reroll": JobKind.REROLL,
}
_MODES: dict[str, VariationMode] = {"variationHigh": "high", "variationLow": "low"}


class OfferDesk(QObject):
    """Enables the actions of what is on offer, and shows them in the panel.

    The picture in sight is the finished result, or where there is none the open task's own. What
    is asked for is a paid request like any other, but that two doubts are told first, and answered
    by one more click: that there seems to be too little money, and that exactly this was asked for
    before, so that the service returns the same task.
    """

    wanted = Signal(object)  # JobRequest
    showWanted = Signal(object)  # Job: one that has made what was asked for already

    def __init__(self, workspace: Workspace, money: Money) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._actions = workspace.window.actions_
        self._panel = workspace.window.panel
        self._results = workspace.results
        self._money = money
        self._doubt: tuple[Words, Shown | None, int | None] | None = None
        self._looking: dict[int, JobRequest] = {}
        for name in _KINDS:
            self._actions[name].triggered.connect(lambda _on, what=name: self._ask_for(what))
        self._results.changed.connect(self._drop_old_doubt)
        workspace.backendChanged.connect(self._on_backend_changed)
        workspace.ledger.changed.connect(self.refresh)
        workspace.window.retranslated.connect(self.refresh)

    # What the user wants

    def upsample(self, number: int) -> None:
        """Ask for a candidate of the picture in sight as a picture of its own."""
        self._ask(JobKind.UPSAMPLE, image=number)

    def _ask_for(self, name: str) -> None:
        number = self._results.picked if name == "variation" else None
        if name == "variation" and number is None:
            self.say_to_pick()
        else:
            self._ask(_KINDS[name], number, _MODES.get(name))

    def say_to_pick(self) -> None:
        """A candidate has to be picked first."""
        self._workspace.say(
            Level.INFO, lambda: self.tr("Pick one of the four first: click it, or press 1 to 4.")
        )

    def _ask(
        self, kind: JobKind, image: int | None = None, mode: VariationMode | None = None
    ) -> None:
        subject = self._subject
        if subject is None or subject.task_id is None:
            return
        request = JobRequest(
            kind,
            subject.task_id,
            image=image,
            mode=mode,
            use_wallet=self._workspace.store.settings.use_wallet,
            original_id=subject.original_id,
            mask_name=subject.mask.name if subject.mask is not None else None,
        )
        storage = self._workspace.backend.storage
        if kind is JobKind.UPSAMPLE or storage is None:
            self._decide(request, None)
            return
        journal, service = storage.journal, storage.runner.service

        def look() -> Job | None:
            return journal.sent_before(service, paid_request(request).digest)

        self._looking[self._workspace.background.call(look, self._on_looked)] = request

    def _on_looked(self, result: CallResult[Job | None]) -> None:
        request = self._looking.pop(result.id, None)
        if request is not None:
            self._decide(request, result.value)

    def _decide(self, request: JobRequest, earlier: Job | None) -> None:
        """Ask for it, unless there is a doubt. `earlier`: what has made just this before; an
        upsample only opens it.
        """
        kind = request.kind
        if earlier is not None:
            show = Choice(lambda: self.tr("Show it"), partial(self.showWanted.emit, earlier))
            self._hesitate(
                lambda: self.tr(
                    "You asked for exactly this already: the service returns the same task."
                ),
                request,
                show,
            )
        elif self._seems_too_dear(kind):
            left, price = self._money.to_spend or 0.0, self._money.last_price(kind)
            self._hesitate(lambda: balance_sentence(left, price), request)
        else:
            self.wanted.emit(request)

    def _hesitate(self, text: Words, request: JobRequest, *choices: Choice) -> None:
        go: Callable[[], None] = partial(self.wanted.emit, request)
        anyway = Choice(lambda: self.tr("Ask for it anyway"), go)
        self._doubt = text, self._results.shown, self._results.picked
        self._workspace.say(Level.WARNING, text, *choices, anyway)

    def _drop_old_doubt(self) -> None:
        """Another picture is in sight: an answer now would be taken to be about that one."""
        if self._doubt is not None:
            _text, shown, picked = self._doubt
            if shown is not self._results.shown or picked != self._results.picked:
                self._drop_doubt()

    def _on_backend_changed(self) -> None:
        self._looking.clear()  # what was wanted was meant for the service before
        self._drop_doubt()

    def _drop_doubt(self) -> None:
        doubt, self._doubt = self._doubt, None
        if doubt is not None and self._workspace.window.messages.is_saying(doubt[0]):
            self._workspace.window.messages.clear()

    def _seems_too_dear(self, kind: JobKind) -> bool:
        price = self._money.last_price(kind)
        if price is None and kind is JobKind.UPSAMPLE:
            return False  # free from Midjourney 5 on
        return is_short(self._money.to_spend, price)

    # Showing

    def refresh(self) -> None:
        """Show what is on offer as things stand."""
        subject = self._subject
        offered = self._offered(subject) if subject is not None else set()
        reason = self._reason(subject) if "variation" in offered else ""
        for name in _KINDS:
            kept_from_it = name == "variation" and bool(reason)
            self._actions[name].setEnabled(name in offered and not kept_from_it)
        prices = {name: self._price(_KINDS[name]) for name in offered}
        unknown = {_sentence(price.words) for price in prices.values() if not price.is_known}
        notes = [reason, *unknown]
        self._panel.offers.show_offers(prices, "\n".join(filter(None, notes)))
        self._show_continue()

    def _show_continue(self) -> None:
        """Going on from what is shown: a single picture is a parent already."""
        shown, number = self._results.shown, self._results.picked
        finished = shown is not None and not shown.is_preview
        reason = ""
        if shown is not None and number is not None and number not in shown.offers.upsamples:
            reason = self.tr("The service offers no upsample of candidate {number}.").format(
                number=number
            )
        price = Price()
        if shown is not None and shown.is_grid:
            price = self._price(JobKind.UPSAMPLE)
        self._actions[_CONTINUE].setEnabled(finished and not reason)
        note = reason or ("" if price.is_known else _sentence(price.words))
        self._panel.result.show_continue(price, note)

    @property
    def _subject(self) -> Shown | None:
        """The picture in sight, whatever it stands beside."""
        shown, source = self._results.shown, self._workspace.source
        if shown is not None and not shown.is_preview:
            return shown
        if source is None or source.task_id is None:
            return None
        return Shown(source.picture, source.task_id, source.offers)

    def _offered(self, subject: Shown) -> set[str]:
        offers = subject.offers
        cases = {
            "variation": bool(offers.variations),
            "reroll": offers.reroll,
            "variationHigh": "high" in offers.modes and not offers.is_grid,
            "variationLow": "low" in offers.modes and not offers.is_grid,
        }
        return {name for name, is_so in cases.items() if is_so}

    def _reason(self, subject: Shown | None) -> str:
        """Why the picked candidate can't be varied; empty when it can, or none is picked."""
        number = self._results.picked
        if subject is None or number is None or number in subject.offers.variations:
            return ""
        return self.tr("The service offers no variation of candidate {number}.").format(
            number=number
        )

    def _price(self, kind: JobKind) -> Price:
        known, words = self._money.last_price(kind), self._money.price_text(kind)
        if known is None:
            return Price("" if kind is JobKind.UPSAMPLE else "? ₽", words, is_known=False)
        return Price(roubles(known) if known else self.tr("free"), words)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
