"""The organizers' part: what figures, exports and watching cost as signatures grow.

dashboard   figures, first and after a change, with ten million signatures and with ten thousand, over the same days
export      `petition export` as a whole process, and a script that reads the same rows and does nothing with them
watching    signing while 200 browsers watch the dashboard, and while nobody does
weight      bytes of the dashboard's first paint
"""

from pathlib import Path

from tests.bench import machine
from tests.bench.dashboards import measure_dashboards, weigh_dashboard
from tests.bench.exports import measure_exports
from tests.bench.figure import HEADINGS, Figure
from tests.bench.long_campaign import campaigned
from tests.bench.product import Product, sqlite_url
from tests.bench.seed import seeded
from tests.bench.sizes import Sizes
from tests.bench.table import markdown
from tests.bench.watching import measure_watching
from tests.bench.workplace import workplace

ORGANIZERS = "organizers"


def measure_organizers(sizes: Sizes, cache: Path) -> str:
    """Head and table. Raises BenchError, OSError."""
    with workplace(cache) as (cores, folder, smtp_url):
        template = folder / "template.db"
        Product(sqlite_url(template), folder, smtp_url).prepare()
        few, many, watched = (
            campaigned(template, cache, count) for count in (sizes.few, sizes.many, 10 * sizes.few)
        )
        exported = [seeded(template, cache, count) for count in (sizes.exported, sizes.exported // 10)]
        figures: list[Figure] = [
            *measure_dashboards((many, few), folder, cores.server, sizes),
            *measure_exports(exported, folder, sizes),
            measure_watching(watched, folder, smtp_url, cores.server, sizes),
            weigh_dashboard(few, folder, cores.server),
        ]
    head = (
        f"{machine.processor()}. Medians of {sizes.rounds} interleaved rounds, in each of which pages, which take"
        " milliseconds, are asked for several times. Exports have every core, as a command has; the server has one."
    )
    return f"{head}\n\n{markdown(HEADINGS, [figure.cells() for figure in figures])}"
