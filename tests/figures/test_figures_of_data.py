"""Pictures of the chapters on regression and classification: what is drawn are the core's numbers."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from lessons import Layer, Network, activations, examples, figures
from tests.support.drawn import line, texts


def one_two_one() -> Network:
    hidden = Layer([[1.0], [-1.0]], [-1.0, 1.0], "softsign")
    return Network([hidden, Layer([[2.0, 3.0]], [0.5], "identity")], "half_squared_error")


def test_the_slides_network_shows_its_biases_as_weights_and_its_forward_pass(ax: Axes) -> None:
    assert figures.one_hidden_layer(ax, one_two_one(), np.array([2.0])) is ax
    weights = ["−1", "1", "1", "−1", "0.5", "2", "3"]
    units = ["$x_0$", "$x_1$", "$z_0$", "$z_1$", "$z_2$", "$y_E$"]
    values = ["1", "2", "1", "a 1\nz 0.5", "a −1\nz −0.5", "0"]
    assert sorted(texts(ax)) == sorted([*weights, *units, *values])


def test_the_slides_network_must_have_the_sizes_that_are_drawn(ax: Axes) -> None:
    with pytest.raises(ValueError, match=r"must have the sizes \(1, 2, 1\), but has \(2, 2, 2\)"):
        figures.one_hidden_layer(ax, examples.two_two_two().network, np.array([1.0]))


def test_an_activation_is_drawn_with_its_slope(ax: Axes) -> None:
    nets = np.linspace(-2.0, 2.0, 5)
    assert figures.unit_and_slope(ax, activations.get("softsign"), nets) is ax
    np.testing.assert_allclose(line(ax, 0)[:, 1], [-2 / 3, -1 / 2, 0, 1 / 2, 2 / 3], rtol=1e-14)
    np.testing.assert_allclose(line(ax, 1)[:, 1], [1 / 9, 1 / 4, 1, 1 / 4, 1 / 9], rtol=1e-14)
    assert ax.lines[0].get_linestyle() != ax.lines[1].get_linestyle()


def test_the_parts_of_a_prediction_add_up_to_it(ax: Axes) -> None:
    assert figures.hidden_contributions(ax, one_two_one(), np.array([0.0, 2.0])) is ax
    np.testing.assert_allclose(line(ax, 0)[:, 1], [-1.0, 1.0], rtol=1e-14)
    np.testing.assert_allclose(line(ax, 1)[:, 1], [1.5, -1.5], rtol=1e-14)
    np.testing.assert_allclose(line(ax, 2)[:, 1], [1.0, 0.0], rtol=1e-14)


def test_parts_need_one_hidden_layer(ax: Axes) -> None:
    with pytest.raises(ValueError, match="one input, one hidden layer and one output"):
        figures.hidden_contributions(ax, examples.two_two_two().network, np.array([0.0]))


def test_each_model_has_its_dots_and_its_mean(ax: Axes) -> None:
    errors = {"line": np.array([1.0, 2.0, 6.0]), "network": np.array([0.5, 0.5, 0.5])}
    assert figures.held_out_errors(ax, errors) is ax
    assert texts(ax) == ["3.0", "0.5"]
    np.testing.assert_array_equal(line(ax, 0)[:, 0], [1.0, 2.0, 6.0])
    np.testing.assert_array_equal(line(ax, 1)[:, 0], [3.0, 3.0])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["line", "network"]


def test_a_softmax_layer_shows_weights_logits_and_probabilities(ax: Axes) -> None:
    layer = Layer([[2.0, -1.0], [1.0, 0.0], [0.0, 1.0]], np.zeros(3), "softmax")
    assert figures.output_layer(ax, layer, np.array([1.0, 2.0])) is ax
    drawn = texts(ax)
    assert {"$W_{11}$ 2", "$W_{12}$ −1", "$W_{32}$ 1", "0.0900", "0.2447", "0.6652"} <= set(drawn)
    assert len(ax.patches) == 8 + 6 + 9  # units, weights, and every logit to every output


def test_a_sigmoid_layer_has_weights_with_one_index_and_one_logit(ax: Axes) -> None:
    figures.output_layer(ax, Layer([[-1.0, 1.0]], [0.0], "logistic"), np.array([1.0, 2.0]))
    assert {"$W_{1}$ −1", "$W_{2}$ 1", "$a$", r"$\hat y$", "0.7311"} <= set(texts(ax))
    assert len(ax.patches) == 4 + 2 + 1


def test_small_pictures_stand_in_rows_and_do_not_overlap(ax: Axes) -> None:
    pictures = np.random.default_rng(0).uniform(size=(5, 8, 8))
    assert figures.small_pictures(ax, pictures, ["a\nb"] * 5, columns=2) is ax
    extents = [tuple(image.get_extent()) for image in ax.images]
    assert len(extents) == 5
    for left, right, bottom, top in extents:
        others = [other for other in extents if other != (left, right, bottom, top)]
        assert all(
            right <= other[0] or left >= other[1] or top <= other[2] or bottom >= other[3] for other in others
        )
    for image, picture in zip(ax.images, pictures, strict=True):
        np.testing.assert_array_equal(image.get_array(), picture)


@pytest.mark.parametrize(("columns", "height"), [(2, 9.0), (6, 8.4), (10, 6.0)])
def test_the_texts_of_small_pictures_do_not_reach_the_row_above(columns: int, height: float) -> None:
    with plt.rc_context({"backend": "agg"}):
        figures.use_book_style()
        figure, ax = plt.subplots(figsize=(6.4, height))
        figures.small_pictures(ax, np.ones((2 * columns, 8, 8)), ["3→5\n99%"] * 2 * columns, columns=columns)
        figure.canvas.draw()
        text = ax.texts[columns].get_window_extent()
        above = ax.images[0].get_window_extent()
        plt.close(figure)
    assert text.y1 < above.y0


def test_weights_are_gray_at_zero(ax: Axes) -> None:
    figures.small_pictures(ax, np.array([[[-1.0, 0.0], [0.5, 1.0]]]), columns=1, largest=1.0)
    assert ax.images[0].get_clim() == (-1.0, 1.0)
    assert ax.images[0].get_cmap().name == "gray"


def test_small_pictures_want_a_text_for_each(ax: Axes) -> None:
    with pytest.raises(ValueError, match="there are 2 pictures, but 1 texts"):
        figures.small_pictures(ax, np.ones((2, 8, 8)), ["a"], columns=2)


def test_a_confusion_matrix_shows_what_is_not_zero(ax: Axes) -> None:
    counts = np.array([[5, 0], [2, 7]])
    assert figures.confusion_matrix(ax, counts, ["cat", "dog"]) is ax
    assert {text.get_position(): text.get_text() for text in ax.texts} == {
        (0, 0): "5",
        (0, 1): "2",
        (1, 1): "7",
    }
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0, 0], [2, 0]])


def test_the_expected_loss_is_lowest_at_the_share(ax: Axes) -> None:
    assert figures.expected_loss(ax, (0.25, 0.75)) is ax
    for curve, dot, share in ((0, 1, 0.25), (2, 3, 0.75)):
        said, loss = line(ax, curve).T
        assert said[loss.argmin()] == pytest.approx(share)
        np.testing.assert_allclose(line(ax, dot)[0], [share, loss.min()])
    assert texts(ax) == ["share 0.25", "share 0.75"]
