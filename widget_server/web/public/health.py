"""GET /healthz, /readyz, /metrics: for those who operate the service."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from widget_server.web.metrics import Metrics

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


async def healthz(_request: Request) -> Response:
    """The process lives and answers."""
    return JSONResponse({"status": "ok"}, headers=HEADERS)


def make_readyz(is_ready: Callable[[], str | None]) -> Callable[[Request], "object"]:
    """Whether signing would work now: the database answers and the writer's queue has room."""

    async def readyz(_request: Request) -> Response:
        reason = is_ready()
        if reason is None:
            return JSONResponse({"status": "ready"}, headers=HEADERS)
        return JSONResponse({"status": "not ready", "reason": reason}, 503, HEADERS | {"Retry-After": "5"})

    return readyz


def make_metrics(metrics: Metrics) -> Callable[[Request], "object"]:
    """Figures for Prometheus."""

    async def exposition(_request: Request) -> Response:
        return Response(
            metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8", headers=HEADERS
        )

    return exposition
