"""Figures for Prometheus. With several workers, PROMETHEUS_MULTIPROC_DIR (set by `petition serve`) adds them up."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest, multiprocess


class Metrics:
    """The product's figures. Labels are few and fixed: never a petition's or a person's."""

    def __init__(self, *, is_shared: bool = False) -> None:
        self._is_shared = is_shared
        self._registry = CollectorRegistry()
        self.challenges = Counter("petition_challenges", "Form tokens issued.", registry=self._registry)
        self.signatures = Counter(
            "petition_signatures", "Signatures answered, by answer.", ["answer"], registry=self._registry
        )
        self.confirmations = Counter(
            "petition_confirmations", "Signatures confirmed by mail.", registry=self._registry
        )
        self.queue_depth = Gauge(
            "petition_writer_queue_depth",
            "Signatures that wait to be written.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self.mails_waiting = Gauge(
            "petition_outbox_waiting",
            "Mails that wait to be sent.",
            registry=self._registry,
            multiprocess_mode="livemax",
        )
        self.accepted = self.signatures.labels("accepted")

    def exposition(self) -> bytes:
        """All figures in Prometheus' text format."""
        if self._is_shared:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # untyped there
            return generate_latest(registry)
        return generate_latest(self._registry)
