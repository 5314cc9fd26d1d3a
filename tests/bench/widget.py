"""The widget's part: Chromium, its pages and what they are measured against (tests/bench/browser/)."""

import json
import os
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

from tests.bench import machine
from tests.bench.petition import API, PARTNER, SLUG
from tests.bench.product import Product, sqlite_url
from tests.bench.servers import HOST, Server, free_port
from tests.bench.table import markdown
from tests.bench.widget_rows import ROWS, Seen
from tests.bench.workplace import workplace
from tests.bench.wrk import BenchError
from tests.support.config_weight import weight_beside_own_text

WIDGET = "widget"
HEADINGS = ("what", "against", "measured", "at most", "aim", "ours", "theirs")
ROOT = Path(__file__).parents[2]
MEASURE = Path(__file__).parent / "browser/measure.mjs"
CHROMIUM = os.environ.get("PETITION_TEST_CHROMIUM", "/usr/bin/chromium")
LANGUAGES = sorted(file.name.removesuffix(".json") for file in files("widget_server.locales").iterdir()
                   if file.name.endswith(".json"))  # fmt: skip


def measure_widget(rounds: int, cache: Path) -> str:
    """Head and table. Raises BenchError, OSError."""
    if shutil.which(CHROMIUM) is None:
        return f"{CHROMIUM} is not installed: nothing of the widget was measured."
    every_core = os.sched_getaffinity(0)
    with workplace(cache) as (cores, folder, smtp_url):
        port = free_port()
        product = Product(sqlite_url(folder / "widget.db"), folder, smtp_url)
        product.prepare(origin=f"http://{HOST}:{port}")
        with product.serving(cores.server) as server:
            seen = run_browser(server, port, rounds, every_core) | {"weight": weigh(server)}
    return f"{head(seen, rounds)}\n\n{markdown(HEADINGS, [row.cells(seen) for row in ROWS])}"


def run_browser(server: Server, port: int, rounds: int, cores: set[int]) -> dict[str, Any]:
    """What measure.mjs prints. Pages and the browser have every core; the service has little to do."""
    where = {
        "service": server.url,
        "port": port,
        "petition": SLUG,
        "partner": PARTNER,
        "rounds": rounds,
    }
    process = subprocess.Popen(
        [ROOT / "scripts/with-node", "node", MEASURE],
        env=os.environ | {"BENCH_WIDGET": json.dumps(where), "PETITION_TEST_CHROMIUM": CHROMIUM},
        stdout=subprocess.PIPE,
        text=True,
    )
    os.sched_setaffinity(process.pid, cores)
    output, _ = process.communicate()
    if process.returncode:
        raise BenchError("the widget's part failed, see above")
    return dict(json.loads(output))


def weigh(server: Server) -> dict[str, Any]:
    """Bytes: `gzip` and `brotli` of the script, and the `config` beside the petition's own text by language."""
    script = json.loads((ROOT / "widget_server/web/static/widget/widget.json").read_text("utf-8"))
    configs = {
        language: weight_beside_own_text(server.get(f"{API}?partner={PARTNER}&locale={language}"))
        for language in LANGUAGES
    }
    return {"gzip": script["gzip"], "brotli": script["brotli"], "config": configs}


def head(seen: Seen, rounds: int) -> str:
    """What was measured how."""
    return f"""{seen["browser"]} on {machine.processor()}, {os.cpu_count()} cores. Medians of {rounds} interleaved \
rounds, with nothing cached. Times until the form can be typed into: Slow 4G as Chromium's developer tools have it \
(562.5 ms for each request, 1.44 Mbit/s), a CPU slowed down 4 x, 412 px wide; from the navigation until the frame that \
shows the first field is out and a key would be taken. Script time: CPU time of the main thread in scripts, compiling \
included and the browser's own layout excluded, on a CPU slowed down 4 x."""
