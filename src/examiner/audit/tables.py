"""What is taken for what: the tables behind the operators that make mutants."""

from __future__ import annotations

import ast

from examiner.grading.names import words

ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.Pow: "*",
    ast.FloorDiv: "/",
    ast.Mod: "//",
    ast.BitAnd: "|",
    ast.BitOr: "&",
}
COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">"),
    ast.LtE: ("<", ">="),
    ast.Gt: (">=", "<"),
    ast.GtE: (">", "<="),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
}
REDUCTIONS = dict(
    pair
    for a, b in (
        ("mean", "sum"),
        ("max", "min"),
        ("amax", "amin"),
        ("argmax", "argmin"),
        ("any", "all"),
        ("maximum", "minimum"),
        ("reduce_mean", "reduce_sum"),
        ("reduce_max", "reduce_min"),
        ("zeros", "ones"),
        ("zeros_like", "ones_like"),
        ("floor", "ceil"),
        ("sin", "cos"),
        ("cumsum", "cumprod"),
        ("first", "last"),
        ("hstack", "vstack"),
        ("nanmean", "nansum"),
        ("logical_and", "logical_or"),
    )
    for pair in ((a, b), (b, a))
) | {"std": "var", "var": "std", "log": "log1p", "log1p": "log", "exp": "expm1", "median": "mean", "prod": "sum"}
GUARDS = {"clip": 0, "maximum": 0, "minimum": 0, "clip_by_value": 0, "nan_to_num": 0}
UNWRAPPED = {"abs", "sqrt", "copy", "deepcopy", "sorted", "reversed", "transpose", "log", "square", "absolute", "exp"}
SYMMETRIC = words(
    "clip maximum minimum add multiply isclose allclose array_equal logaddexp dot_product equal not_equal min "
    "max zip stack range isinstance hasattr getattr setattr same_shape union1d intersect1d array_split"
)
STRINGS = {
    "relu": "linear",
    "softmax": "sigmoid",
    "sigmoid": "tanh",
    "tanh": "sigmoid",
    "same": "valid",
    "valid": "same",
    "mean": "sum",
    "sum": "mean",
    "ij": "xy",
    "left": "right",
    "right": "left",
}
# Sizes and rates of a model or of its training: another value is another good answer, not a wrong one.
TUNING = words(
    "epochs batch_size lr learning_rate units filters seed random_state patience n_estimators rate dropout "
    "momentum max_iter n_init workers vector_size window negative alpha min_alpha decay weight_decay clipnorm "
    "num clipvalue embed_dim hidden validation_split recurrent_dropout n_jobs levels bins stddev"
)
