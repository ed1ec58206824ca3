"""The numbers that the pages invite a reader to redo by hand, computed here and found there."""

from itertools import pairwise
from pathlib import Path

import numpy as np

CHAPTER = Path(__file__).resolve().parents[2] / "docs" / "backpropagation"
W1, W2 = np.array([[1.0], [2.0]]), np.array([[1.0, -1.0], [3.0, 0.0]])
b1, b2, y = np.array([0.0, 0.0]), np.array([4.0, -1.0]), np.array([0.0, 3.0])


def page(name: str) -> str:
    return (CHAPTER / f"{name}.rst").read_text(encoding="utf-8")


def cost(W1: np.ndarray, W2: np.ndarray) -> float:
    """The network of the page on errors: squares as activations, the quadratic cost."""
    a1 = (W1 @ np.array([1.0]) + b1) ** 2
    return float((((W2 @ a1 + b2) ** 2 - y) ** 2).sum() / 2)


def slope(at: np.ndarray, which: int, entry: tuple[int, int], step: float = 1e-6) -> float:
    """The derivative by one weight, by a central difference."""
    ends = []
    for sign in (1, -1):
        moved = [W1.copy(), W2.copy()]
        moved[which][entry] = at[entry] + sign * step
        ends.append(cost(*moved))
    return (ends[0] - ends[1]) / (2 * step)


def test_the_network_worked_by_hand_has_the_gradients_that_the_pages_print() -> None:
    by_W1 = [[slope(W1, 0, (j, 0))] for j in range(2)]
    by_W2 = [[slope(W2, 1, (j, k)) for k in range(2)] for j in range(2)]

    assert np.allclose(by_W1, [[28], [-8]], rtol=1e-6)
    assert np.allclose(by_W2, [[2, 8], [4, 16]], rtol=1e-6)
    assert r"\begin{pmatrix} 2 & 8 \\ 4 & 16 \end{pmatrix}" in page("gradients")
    assert r"\begin{pmatrix} 28 \\ -8 \end{pmatrix}" in page("gradients")
    assert r"\delta^1 = (28, -8)" in page("errors")


def test_the_missing_transpose_gives_the_wrong_errors_that_the_page_prints() -> None:
    error, slopes = np.array([2.0, 4.0]), np.array([2.0, 4.0])

    assert (W2.T @ error).tolist() == [14, -2]
    assert (W2 @ error).tolist() == [-2, 6]
    assert (W2 @ error * slopes).tolist() == [-4, 24]
    assert "(-4, 24)" in page("errors")


def test_the_batch_of_two_has_the_mean_and_the_mistake_that_the_page_prints() -> None:
    A, Delta = np.array([[1.0, 0.0], [2.0, 1.0]]), np.array([[1.0, 2.0]])

    assert (Delta @ A.T / 2).tolist() == [[0.5, 2]]
    assert (Delta.sum(1) * A.sum(1) / 2).tolist() == [1.5, 4.5]
    assert r"(\tfrac12, 2)" in page("gradients")
    assert r"(\tfrac32, \tfrac92)" in page("gradients")


def test_the_coin_has_the_entropies_that_the_page_prints() -> None:
    p, q = np.array([0.75, 0.25]), np.array([0.5, 0.5])
    entropy = -(p * np.log(p)).sum()
    there, back = (p * np.log(p / q)).sum(), (q * np.log(q / p)).sum()

    assert [f"{value:.3f}" for value in (entropy, there, back)] == ["0.562", "0.131", "0.144"]
    assert all(number in page("likelihood") for number in ("0.562", "0.131", "0.144"))
    assert f"{(1 * 1 + 4 * 3) / (1 + 4)}" in page("likelihood")


def test_the_logits_have_the_softmax_that_the_page_prints() -> None:
    exponentials = np.array([1.0, 2.0, 5.0])
    p = exponentials / exponentials.sum()
    covariance = np.diag(p) - np.outer(p, p)
    v = np.array([1.0, 0.0, -1.0])

    assert (64 * covariance[0]).tolist() == [7, -2, -5]
    assert (p - [0, 1, 0]).tolist() == [1 / 8, -3 / 4, 5 / 8]
    assert v @ covariance @ v == 1 / 2
    assert f"{np.log(8):.3f}" in page("softmax")
    assert f"{np.log(5) + np.log(3):.3f}" in page("softmax")
    assert f"{np.log((exponentials**2).sum()) / 2:.3f}" in page("softmax")


def test_the_graph_with_a_fan_out_has_the_adjoints_that_the_page_prints() -> None:
    J = np.zeros((4, 4))
    J[1, 0], J[2, 0], J[2, 1], J[3, 1], J[3, 2] = 6, 1, 1, 12, 9
    adjoints = np.linalg.inv(np.eye(4) - J)[3]

    assert np.allclose(adjoints, [135, 21, 9, 1])
    assert 3 * 3**2 + 4 * 3**3 == 135
    assert (12 * 6 + 9, 9 * 6 + 9) == (81, 63)
    assert "81 or 63" in page("graphs")


def test_the_chain_of_maps_costs_what_the_page_prints() -> None:
    widths = (10, 20, 30, 1)
    products = [below * above for below, above in pairwise(widths)]

    assert widths[0] * sum(products[1:]) == 6300
    assert widths[-1] * sum(products[:-1]) == 800
    assert 20 * 20 + 20 * 20 + 30 * 20 == 1400
    assert 2 * 30 * 20 * 20 + 30 * 20 == 24600
    assert all(number in page("graphs") for number in ("6300", "800", "1400", "24600"))


def test_the_saturated_unit_learns_as_slowly_as_the_page_prints() -> None:
    a = 1 / (1 + np.exp(-4))

    assert [f"{value:.3g}" for value in (a, a * (1 - a), a * a * (1 - a))] == [
        "0.982",
        "0.0177",
        "0.0173",
    ]
    assert round(1 / (a * (1 - a))) == 57
    assert all(number in page("slowdown") for number in ("0.982", "0.0177", "0.0173", "57"))


def length(w: float) -> float:
    u = (1 + np.sqrt(1 - 4 / w)) / 2
    return float(2 * np.log(w * u - 1))


def test_nielsens_interval_has_the_lengths_that_the_page_prints() -> None:
    grid = np.linspace(4.001, 100, 100_000)
    lengths = np.array([length(w) / w for w in grid])

    assert (f"{length(5):.3f}", f"{length(5) / 5:.3f}") == ("1.925", "0.385")
    assert (f"{lengths.max():.3f}", f"{grid[lengths.argmax()]:.1f}") == ("0.448", "6.9")
    assert f"{length(100) / 100:.3f}" == "0.092"
    assert all(number in page("vanishing") for number in ("1.925", "0.385", "0.448", "0.092"))


def test_the_bound_on_one_layer_is_the_one_that_the_page_prints() -> None:
    norm, above = np.linalg.norm(W2, 2), np.linalg.norm([2, 4])

    assert (f"{norm:.2f}", f"{above:.2f}", f"{4 * norm * above:.1f}") == ("3.18", "4.47", "56.9")
    assert f"{np.linalg.norm([28, -8]):.1f}" == "29.1"
    assert "56.9" in page("vanishing")
