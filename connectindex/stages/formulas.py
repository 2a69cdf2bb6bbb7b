"""Formulas of all methods in LaTeX, for reports and documentation; a method without one has a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectindex.model.words import message

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Formula:
    r"""State a method as a formula.

    Parameters
    ----------
    tex
        In LaTeX, without words of any language; empty for a method that computes nothing.
    where
        Message: what the symbols mean that `NOTATION` does not explain, with the method's settings in their places;
        of a method without a formula the reason.

    Examples
    --------
    >>> FORMULAS["weight", "equal"].tex
    'w_k = \\frac{1}{K}'
    """

    tex: str
    where: str = ""


NOTATION = message(
    "i, m: units; j: indicator; k, l: components of a group; x: value of an indicator, x′ after treatment, with a hat "
    "imputed; s: normalised score; S: score of a group; w: weights, which sum to 1 over the components with a score."
)
FORMULAS: Mapping[tuple[str, str], Formula] = {
    ("impute", "none"): Formula("", message("Missing values are not replaced.")),
    ("impute", "mean"): Formula(
        r"\hat x_{ij} = \frac{1}{n_j} \sum_{m \in O_j} x_{mj}",
        message("O: the units with a value of the indicator; n: their number."),
    ),
    ("impute", "median"): Formula(
        r"\hat x_{ij} = \operatorname{median}_{m \in O_j} x_{mj}",
        message("O: the units with a value of the indicator."),
    ),
    ("impute", "group_mean"): Formula(
        r"\hat x_{ij} = \frac{1}{n_{gj}} \sum_{m \in O_j \cap g} x_{mj}",
        message("g: the group of unit i; O: the units with a value of the indicator; n: number of those in the group."),
    ),
    ("impute", "group_median"): Formula(
        r"\hat x_{ij} = \operatorname{median}_{m \in O_j \cap g} x_{mj}",
        message("g: the group of unit i; O: the units with a value of the indicator."),
    ),
    ("impute", "knn"): Formula(
        r"\hat x_{ij} = \frac{1}{K} \sum_{m \in N_K(i)} x_{mj}",
        message("N: the K = {neighbours} units that are most similar to unit i on the other indicators."),
    ),
    ("impute", "chained"): Formula(
        r"\hat x_{ij} = \beta_{j0} + \sum_{l \ne j} \beta_{jl} x_{il}",
        message("β: coefficients of a regression on all other indicators l, repeated until the imputed values settle."),
    ),
    ("impute", "interpolate"): Formula(
        r"\hat x_t = x_r + \frac{t - r}{u - r}(x_u - x_r)",
        message("r, u: the nearest years with a value before and after year t."),
    ),
    ("impute", "carry_forward"): Formula(
        r"\hat x_t = x_r, \quad r = \max\{u < t : u \in O\}",
        message("O: the years with a value; t: the year without one."),
    ),
    ("screen", "none"): Formula("", message("All {many} are ranked.")),
    ("screen", "coverage"): Formula(
        r"\frac{o_i}{a_i} \ge u",
        message("o: number of indicators observed; a: number of indicators that apply; u: the share required."),
    ),
    ("treat", "none"): Formula("", message("Values are not changed.")),
    ("treat", "winsorise"): Formula(
        r"x'_{ij} = \min(\max(x_{ij}, a_j), b_j)",
        message("a, b: the lowest and the highest value that is not winsorised."),
    ),
    ("treat", "log"): Formula(
        r"x' = \ln\left(x - \min x + 0.01\,(\max x - \min x)\right)",
        message("An indicator skewed to the left is reflected first."),
    ),
    ("treat", "boxcox"): Formula(
        r"x' = \frac{(x - \min x + 1)^{\lambda} - 1}{\lambda}",
        message("λ = {exponent}; the natural logarithm for λ = 0."),
    ),
    ("normalise", "minmax"): Formula(
        r"s = a + \frac{x - \min x}{\max x - \min x}\,(b - a)",
        message("a = {low}, b = {high}; where lower values are better, a and b change places."),
    ),
    ("normalise", "zscore"): Formula(
        r"s = m + d\,\frac{x - \bar x}{\sigma}",
        message(
            "m = {mean}, d = {sd}; x with a bar: mean over all units; σ: standard deviation; where lower values are "
            "better, the fraction changes its sign."
        ),
    ),
    ("normalise", "rank"): Formula(r"s = \operatorname{rank}(x)", message("Rank 1 is the worst value.")),
    ("normalise", "borda"): Formula(r"s = \operatorname{rank}(x) - 1", message("Rank 1 is the worst value.")),
    ("normalise", "percentile_rank"): Formula(
        r"s = \frac{\operatorname{rank}(x) - 1}{n - 1}",
        message("Rank 1 is the worst value; n: number of units with a value."),
    ),
    ("normalise", "distance_to_max"): Formula(
        r"s = 1 - \frac{\max x - x}{\max x - \min x}",
        message("Where lower values are better, x enters with its sign changed."),
    ),
    ("normalise", "distance_to_reference"): Formula(
        r"s = 1 - \frac{x_r - x}{x_r - \min x}",
        message("r: the unit of reference; where lower values are better, x enters with its sign changed."),
    ),
    ("normalise", "distance_to_target"): Formula(
        r"s = \frac{x - \min x}{t - \min x}",
        message(
            "t: the target of the indicator; where lower values are better, x and t enter with their signs changed."
        ),
    ),
    ("normalise", "fraction_of_max"): Formula(
        r"s = \frac{x}{\max x}", message("Where lower values are better, s is the lowest value divided by x.")
    ),
    ("normalise", "goalposts"): Formula(
        r"s = h \min\left(1, \max\left(0, \frac{x - a_j}{b_j - a_j}\right)\right)",
        message(
            "h = {scale}; a, b: lower and upper goalpost of the indicator; where lower values are better, they change "
            "places."
        ),
    ),
    ("normalise", "categories"): Formula(
        r"s = \frac{h}{B} \sum_{k=1}^{B} [x \ge g_k]",
        message(
            "h = {scale}; g: the B bounds; the bracket is 1 where the condition holds and 0 elsewhere; where lower "
            "values are better, s is subtracted from h."
        ),
    ),
    ("weight", "nominal"): Formula(r"w_k = \frac{v_k}{\sum_l v_l}", message("v: nominal weights.")),
    ("weight", "equal"): Formula(r"w_k = \frac{1}{K}", message("K: number of components of the group.")),
    ("weight", "pca"): Formula(
        r"w_k \propto a_{1k}, \quad \operatorname{Var}(a_1^{\top} z) \to \max",
        message("a: loadings of the first principal component of the standardised scores z."),
    ),
    ("weight", "pca_rotated"): Formula(
        r"w_k \propto a_{kf(k)}^2",
        message("a: loading of component k on the factor f on which it loads most, after rotation."),
    ),
    ("weight", "entropy"): Formula(
        r"w_k \propto 1 + \frac{1}{\ln n} \sum_i p_{ik} \ln p_{ik}",
        message("p: share of unit i in the sum of the scores of component k; n: number of units."),
    ),
    ("weight", "critic"): Formula(
        r"w_k \propto \sigma_k \sum_l (1 - r_{kl})",
        message("σ: standard deviation of the scores, rescaled to 0 to 1; r: their correlation."),
    ),
    ("weight", "inverse_sd"): Formula(
        r"w_k \propto \frac{1}{\sigma_k}", message("σ: standard deviation of the scores.")
    ),
    ("weight", "optimised"): Formula(
        r"\min_w \sum_k \Bigl(\frac{r_k^2(w)}{\sum_l r_l^2(w)} - t_k\Bigr)^2",
        message("r²: importance of component k in the index; t: its target, as a share."),
    ),
    ("weight", "budget"): Formula(
        r"w_k = \frac{1}{E} \sum_e \frac{b_{ek}}{\sum_l b_{el}}",
        message("b: points that expert e gives to component k; E: number of experts."),
    ),
    ("weight", "ahp"): Formula(
        r"A w = \lambda_{\max} w, \quad C = \frac{(\lambda_{\max} - K)/(K - 1)}{R_K}",
        message(
            "A: matrix of the K components compared in pairs; λ: its largest eigenvalue; C: consistency ratio; "
            "R: random index of Saaty."
        ),
    ),
    ("weight", "bod"): Formula(
        r"S_i = h \max_{w_i} \sum_k w_{ik} s_{ik}, \quad \sum_k w_{ik} s_{mk} \le 1 \ \forall m",
        message("h = {scale}; each unit is scored under the weights that are most favourable to it."),
    ),
    ("aggregate", "arithmetic"): Formula(r"S_i = \sum_k w_k s_{ik}"),
    ("aggregate", "geometric"): Formula(r"S_i = \prod_k s_{ik}^{w_k}"),
    ("aggregate", "harmonic"): Formula(r"S_i = \Bigl(\sum_k \frac{w_k}{s_{ik}}\Bigr)^{-1}"),
    ("aggregate", "power"): Formula(r"S_i = \Bigl(\sum_k w_k s_{ik}^{p}\Bigr)^{1/p}", message("p = {order}.")),
    ("aggregate", "median"): Formula(
        r"S_i = \operatorname{median}_w (s_{i1}, \ldots, s_{iK})",
        message("The score at which half of the weight is reached; K: number of components."),
    ),
    ("aggregate", "owa"): Formula(
        r"S_i = \sum_k \left(W_k^{\alpha} - W_{k-1}^{\alpha}\right) s_{i(k)}",
        message(
            "α = {exponent}; s: the components from the highest to the lowest score; W: weight of the first k of them."
        ),
    ),
    ("aggregate", "mpi"): Formula(
        r"S_i = M_i \left(1 \mp c_i^2\right)",
        message("M, c: mean and coefficient of variation of the scores of the unit; minus for the negative penalty."),
    ),
    ("aggregate", "ampi"): Formula(
        r"S_i = M_i \mp \sigma_i c_i",
        message(
            "M, σ, c: mean, standard deviation and coefficient of variation of the scores of the unit; minus for the "
            "negative penalty."
        ),
    ),
    ("aggregate", "copeland"): Formula(
        r"S_i = \sum_{m \ne i} \operatorname{sign}\left(o_{im} - \tfrac12\right)",
        message("o: weight of the components on which unit i is ahead of unit m; equal scores count half."),
    ),
    ("aggregate", "bod"): Formula(
        r"S_i = h \max_{w_i} \sum_k w_{ik} s_{ik}, \quad \sum_k w_{ik} s_{mk} \le 1 \ \forall m",
        message("h = {scale}; each unit is scored under the weights that are most favourable to it."),
    ),
}
