"""python -m tests.bench: measures the product against what it promises, and prints a table in Markdown.

Both sides of every ratio are measured in this run, in rounds that take turns. It fails on errors, never on a
number that was missed.
"""

from dataclasses import replace
from pathlib import Path

import click

from tests.bench.organizers import ORGANIZERS, measure_organizers
from tests.bench.rows import NAMES
from tests.bench.run import Plan, measure
from tests.bench.sizes import sizes_of
from tests.bench.widget import WIDGET, measure_widget
from tests.bench.workplace import CACHE, check_machine
from tests.bench.wrk import BenchError

WHOLE = Plan(rounds=5, sign_seconds=6, get_seconds=3, stored=1_000_000, remembered=100_000)
QUICK = Plan(rounds=2, sign_seconds=3, get_seconds=2, stored=100_000, remembered=20_000)
"""A whole run takes under twenty minutes on two cores, a quick one under five."""


@click.command()
@click.option("--rounds", type=click.IntRange(1, 50), help=f"Turns of each side. [default: {WHOLE.rounds}]")
@click.option(
    "--seconds", type=click.IntRange(1, 300), help=f"Of signing in each turn. [default: {WHOLE.sign_seconds}]"
)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice((*NAMES, WIDGET, ORGANIZERS)),
    help="Measure this row; may be repeated.",
)
@click.option("--quick", is_flag=True, help="A rough idea: fewer and shorter rounds, less stored.")
@click.option(
    "--cache",
    default=CACHE,
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where databases are, and where the large one stays. On a real disk.",
)
def main(rounds: int | None, seconds: int | None, only: tuple[str, ...], quick: bool, cache: Path) -> None:
    """Measure speed, memory and weight, and print them beside what is promised."""
    check_machine(cache)
    wanted = only or (*NAMES, WIDGET, ORGANIZERS)
    plan = QUICK if quick else WHOLE
    plan = replace(plan, rounds=rounds or plan.rounds, sign_seconds=seconds or plan.sign_seconds)
    try:
        if rows := [name for name in wanted if name in NAMES]:
            click.echo(measure(plan, rows, cache))
        if WIDGET in wanted:
            click.echo(f"\n{measure_widget(plan.rounds, cache)}")
        if ORGANIZERS in wanted:
            click.echo(f"\n{measure_organizers(sizes_of(rounds, seconds, is_quick=quick), cache)}")
    except (BenchError, OSError, RuntimeError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
