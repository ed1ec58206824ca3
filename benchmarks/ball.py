"""How long the ball decider takes: `PYTHONPATH=src:. python benchmarks/ball.py`.

Times are the best of several runs over new seeds, so that no value is remembered between them; the
closures of a statement are, as they are when its mutants are refuted.
"""

from __future__ import annotations

from statistics import median
from time import perf_counter

from chainrule.deciders.ball import Refutation, draw, enclose, refute
from chainrule.terms.author import D
from tests.deciders.statements import FALSE, TRUE, W, square

TRUE_NAMES = (
    "exponentials multiply", "tanh is 2 logistic(2x) - 1", "softmax jacobian", "cross-entropy",
    "bp2", "bp2 by the chain", "bp4", "two layers", "hidden error at any level",
    "closed form of the error", "Gibbs", "operator norm",
)  # fmt: skip
FALSE_NAMES = ("tanh, numerator swapped", "softmax as if elementwise", "1 - h for 1 - h^2")
RUNS = 15


def main() -> None:
    """Print milliseconds: at first sight, then for each trial."""
    print(f"{'statement':44} {'first':>8} {'trial':>8}   ms")
    for name in TRUE_NAMES:
        first, found = _timed(TRUE[name], 0)
        times = [_timed(TRUE[name], seed)[0] / found.points for seed in range(1, RUNS)]
        print(f"{name:44} {first:8.2f} {median(times):8.2f}   {found.digits} digits")
    print(
        f"\n{'mistake':44} {'first':>8} {'again':>8}   ms, the search for a short witness included"
    )
    for name in FALSE_NAMES:
        first, found = _timed(FALSE[name], 0)
        again = median(_timed(FALSE[name], seed)[0] for seed in range(1, RUNS))
        print(f"{name:44} {first:8.2f} {again:8.2f}   {found.witness}")
    _enclosures()


def _timed(statement: object, seed: int) -> tuple[float, Refutation]:
    left, relation, right, assumptions = statement  # type: ignore[misc]
    start = perf_counter()
    found = refute(left, relation, right, assumptions, seed=seed)
    return 1e3 * (perf_counter() - start), found


def _enclosures() -> None:
    gradient = D(square, W)
    models = [draw((square,), seed=seed, sizes={"n": 5, "m": 6, "B": 4}) for seed in range(RUNS)]
    times = []
    for model in models:
        start = perf_counter()
        enclose(gradient, model)
        times.append(1e3 * (perf_counter() - start))
    what = "enclose a 6 x 5 gradient of two layers"
    print(f"\n{what:44} {times[0]:8.2f} {median(times[1:]):8.2f}   ms")


if __name__ == "__main__":
    main()
