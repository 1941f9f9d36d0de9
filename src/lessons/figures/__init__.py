"""Pictures of the book. Each function draws on an Axes and returns it."""

from lessons.figures.classification import confusion_matrix, expected_loss, output_layer, small_pictures
from lessons.figures.costs import adjoint_graph, areas_to_scale, cost_curves
from lessons.figures.curves import (
    convergence_factor,
    error_against_updates,
    error_against_weight,
    path_on_error,
)
from lessons.figures.decisions import decision_regions
from lessons.figures.diagrams import (
    NetworkDiagram,
    computation_chain,
    two_two_two_backward,
    two_two_two_forward,
    two_two_two_start,
)
from lessons.figures.graphs import computation_graph, growing_rectangle
from lessons.figures.matrices import layers_with_indices, matrix_equation, parameter_strip
from lessons.figures.paths import (
    batch_losses,
    paths_on_surface,
    weights_on_curve,
    weights_over_updates,
)
from lessons.figures.regression import (
    held_out_errors,
    hidden_contributions,
    one_hidden_layer,
    unit_and_slope,
)
from lessons.figures.style import use_book_style
from lessons.figures.surfaces import (
    error_contours,
    mark_minimum,
    weight_path,
)
from lessons.figures.timeline import timeline
from lessons.figures.units import factor_by_scale, function_and_slope, sizes_by_layer

__all__ = [
    "NetworkDiagram",
    "adjoint_graph",
    "areas_to_scale",
    "batch_losses",
    "computation_chain",
    "computation_graph",
    "confusion_matrix",
    "convergence_factor",
    "cost_curves",
    "decision_regions",
    "error_against_updates",
    "error_against_weight",
    "error_contours",
    "expected_loss",
    "factor_by_scale",
    "function_and_slope",
    "growing_rectangle",
    "held_out_errors",
    "hidden_contributions",
    "layers_with_indices",
    "mark_minimum",
    "matrix_equation",
    "one_hidden_layer",
    "output_layer",
    "parameter_strip",
    "path_on_error",
    "paths_on_surface",
    "sizes_by_layer",
    "small_pictures",
    "timeline",
    "two_two_two_backward",
    "two_two_two_forward",
    "two_two_two_start",
    "unit_and_slope",
    "use_book_style",
    "weight_path",
    "weights_on_curve",
    "weights_over_updates",
]
