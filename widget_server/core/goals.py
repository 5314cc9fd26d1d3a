"""The goal shown beside a total: always ahead, never reached."""

STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5)
SMALLEST = 100
STEP_UP_AT = 0.9
"""At nine tenths of a goal the next one is shown: a full bar tells people they are not needed."""


def goal_for(confirmed: int, fixed: int | None = None) -> int:
    """The goal to show for a total.

    `fixed` is the organizer's own goal: it stands until nine tenths of it are reached, then the ladder
    (100, 150, 200, 250, 300, 400, 500, 750, 1,000, 1,500, ...) goes on above it.
    """
    if fixed is not None and confirmed < fixed * STEP_UP_AT:
        return fixed
    floor = max(SMALLEST, (fixed or 0) + 1)
    power = 10 ** max(0, len(str(floor)) - 1)
    while True:
        for step in STEPS:
            goal = int(step * power)
            if goal >= floor and confirmed < goal * STEP_UP_AT:
                return goal
        power *= 10


def ladder(confirmed: int, most: int = 4) -> list[int]:
    """The goal that is shown now, without a goal of the organizer's own, and those that follow it."""
    goals = [goal_for(confirmed)]
    while len(goals) < most:
        goals.append(goal_for(-(-goals[-1] * 9 // 10)))  # nine tenths, rounded up
    return goals
