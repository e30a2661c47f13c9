"""Answer reference vectors with the product's own functions: compute(metric, data, params) -> dict."""

import sys
from collections.abc import Hashable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from coding_app.agreement.stats import (
    krippendorff,
    marginals,
    multi_valued,
    sets,
    unitizing,
)
from coding_app.agreement.stats.bootstrap import Resampling, resampled_units, with_interval
from coding_app.agreement.stats.brennan_prediger import brennan_prediger
from coding_app.agreement.stats.cohen import KappaWeights, cohen_kappa
from coding_app.agreement.stats.conger import conger_kappa
from coding_app.agreement.stats.data import MISSING, Ratings, basis, counts, from_records
from coding_app.agreement.stats.fleiss import fleiss_kappa, fleiss_kappa_of_category
from coding_app.agreement.stats.gwet import Weights, gwet_ac
from coding_app.agreement.stats.kernels import alpha_kernel
from coding_app.agreement.stats.krippendorff import Level, alpha
from coding_app.agreement.stats.light import light_kappa
from coding_app.agreement.stats.patterns import collapsed
from coding_app.agreement.stats.percent import Definition, percent_agreement
from coding_app.agreement.stats.report import Codings, code_agreement, code_ratings, dimension_agreement
from coding_app.agreement.stats.scott import scott_pi
from coding_app.agreement.stats.specific import specific_agreement
from coding_app.agreement.stats.tabled import cross_table, dichotomized
from coding_app.coding.selection import open_to_all, said
from coding_app.sampling.stats import planning
from coding_app.summaries.stats import (
    associations,
    clustered,
    many_tests,
    misclassification,
    replies,
    specificities,
)
from coding_app.summaries.stats import correspondence as correspondences
from coding_app.summaries.stats.differences import combine
from coding_app.summaries.stats.shares import share, wilson


def compute(metric, data, params):
    """Look the metric up; a metric the product does not offer is skipped."""
    if metric not in METRICS:
        raise NotImplementedError(metric)
    return METRICS[metric](data, params)


def ratings_of(data):
    """Build the ratings of a vector, with declared categories first."""
    records = data["records"]
    declared = list(data.get("categories") or [])
    extra = sorted({r["value"] for r in records} - set(declared))
    clusters = {r["unit"]: r.get("cluster", r["unit"]) for r in records}
    return from_records([(r["unit"], r["coder"], r["value"]) for r in records], declared + extra, clusters)


def shown(figure, **more):
    """Turn a figure into what the vectors compare."""
    return {"value": figure.value, "reason": figure.reason, **more}


def with_counts(figure, ratings):
    """Add what the figure rests on."""
    rests = basis(ratings)
    return shown(
        figure,
        n_pairable_units=rests.n_units,
        n_singletons=rests.n_singletons,
        n_values=rests.n_values,
        n=rests.n_units,
    )


def krippendorff_alpha(data, params):
    ratings, level = ratings_of(data), Level(params.get("level", "nominal"))
    figure = alpha(ratings, level)
    if figure.value is None:
        return shown(figure)
    matrix = krippendorff.coincidences(counts(ratings))
    observed, expected = krippendorff.disagreements(matrix, krippendorff.distance(level, ratings.scores))
    n = matrix.sum()
    return shown(figure, Do=observed / n, De=expected / (n * (n - 1)))


def alpha_bootstrap_ci(data, params):
    ratings, level, resampling = ratings_of(data), Level(params["level"]), Resampling(resamples=2000, seed=1)
    if params.get("resample") == "clusters":
        found = dimension_agreement(ratings, level, resampling).alpha
    else:
        rows = collapsed(ratings)
        kernel = alpha_kernel(rows, level)
        samples = kernel.value(resampled_units(rows, resampling) @ kernel.parts)
        found = with_interval(alpha(ratings, level), samples, len(ratings.values), resampling.level)
    return shown(found, ci_low=found.low, ci_high=found.high)


def krippendorff_alpha_category(data, params):
    records = [(r["unit"], r["coder"], int(r["value"] == params["category"])) for r in data["records"]]
    return shown(alpha(from_records(records, [0, 1])))


def percent(data, params):
    return shown(percent_agreement(ratings_of(data), Definition(params.get("definition", "gwet"))))


def gwet(data, params):
    figure = gwet_ac(ratings_of(data), Weights(params.get("weights", "identity")))
    return shown(figure, se=figure.se, ci_low=figure.low, ci_high=figure.high)


def specific(data, params):
    ratings = ratings_of(data)
    return shown(specific_agreement(ratings, list(data["categories"]).index(params["category"])))


@dataclass(frozen=True)
class Judgment:
    """What one coder said of one unit; the database holds one a round, and those of the team elsewhere."""

    unit: Hashable
    coder: Hashable
    round: int
    version: int
    codes: frozenset


def judgments_of(data):
    """Build what coders said, in order."""
    if data["kind"] == "sets":
        return [Judgment(r["unit"], r["coder"], 1, 1, frozenset(r["value"])) for r in data["records"]]
    return [
        Judgment(c["unit"], c["coder"], c["round"], c["codebook_version"], frozenset(c["codes"]))
        for c in data["project"]["codings"]
        if c["status"] == "done" and c["layer"] == "individual" and c.get("blind", True)
    ]


def selected(data, round_number):
    """Keep the last of each unit and coder; `tests/agreement/test_scenario.py` has the product choose."""
    return list({(c.unit, c.coder): c for c in judgments_of(data) if c.round == round_number}.values())


def open_codes(data):
    """List the codes with the first and the last version in which they were open."""
    if data["kind"] == "sets":
        return dict.fromkeys(data["codes"], (1, None))
    return {code["key"]: (code["since"], code["until"]) for code in data["project"]["codes"]}


def values_of(codings, codes):
    """Give what each coding says of each code: a done coding without any code says "none applies"."""
    chosen = np.array([[name in c.codes for name in codes] for c in codings], dtype=bool).reshape(-1, len(codes))
    spans = codes.values()
    offered = [[since <= c.version and (not until or c.version <= until) for since, until in spans] for c in codings]
    none = ~chosen.any(axis=1, keepdims=True)
    within = np.array(offered, dtype=bool).reshape(chosen.shape)
    values, _closed = said(
        np.hstack([chosen, none]), np.ones((len(codes) + 1, 1), dtype=bool), np.hstack([within, none | True])
    )
    return np.where(np.isnan(values), MISSING, values).astype(np.intp)[:, :-1]


def code_of(data, params, codings=None):
    """Build the ratings of one code, through the functions the product uses."""
    codings = selected(data, params.get("round", 1)) if codings is None else codings
    codes = open_codes(data)
    values = values_of(codings, codes)
    units, unit = np.unique([c.unit for c in codings], return_inverse=True)
    coders, coder = np.unique([c.coder for c in codings], return_inverse=True)
    indexed = Codings(unit, coder, np.arange(len(units)), len(coders))
    return code_ratings(indexed, values)[list(codes).index(params["code"])]


def disagreements(data, params):
    names = np.unique([c.unit for c in selected(data, params.get("round", 1))])
    values = np.ma.masked_equal(code_of(data, params).values, MISSING)
    return {"units": names[np.flatnonzero((values.max(axis=1) != values.min(axis=1)).filled(False))].tolist()}


def code_figure(field):
    """Build the answer for one figure of a code."""

    def answer(data, params):
        ratings = code_of(data, params)
        found = code_agreement([ratings], Resampling(resamples=50))[0]
        return with_counts(getattr(found, field), ratings)

    return answer


def intra_coder(data, params):
    """Compare the rounds of one person as if they were two coders."""
    codings = []
    for number in (1, 2):
        of_round = [c for c in selected(data, number) if c.coder == params["coder"]]
        codings += [replace(c, coder=f"{c.coder} {number}") for c in of_round]
    ratings: Ratings = code_of(data, params, codings)
    return with_counts(alpha(ratings), ratings) | {"percent": percent_agreement(ratings).value}


def sets_of(data, params):
    """Give the unit and the coder of each coding, and its codes among those that all of them could choose."""
    codings = selected(data, params.get("round", 1))
    every = open_codes(data)
    is_open = open_to_all(values_of(codings, every) != MISSING)
    codes = [name for name, is_kept in zip(every, is_open, strict=True) if is_kept]
    members = np.array([[code in c.codes for code in codes] for c in codings], dtype=bool)
    unit = np.unique([c.unit for c in codings], return_inverse=True)[1]
    coder = np.unique([c.coder for c in codings], return_inverse=True)[1]
    return unit, coder, members.reshape(len(codings), len(codes))


def set_alpha(data, params):
    return shown(sets.set_alpha(*sets_of(data, params), sets.SetDistance(params.get("distance", "masi"))))


def mv_alpha(data, params):
    unit, _coder, members = sets_of(data, params)
    pairable = np.bincount(unit)[unit] > 1
    member = members[pairable].astype(float)
    return shown(
        multi_valued.mv_alpha(unit, members),
        Do=multi_valued.observed_difference(unit[pairable], member),
        De=multi_valued.expected_difference(member),
    )


def set_distance(data, params):
    codes = sorted({*data["a"], *data["b"]}) or ["none"]
    pair = np.array([[code in data[side] for code in codes] for side in "ab"], dtype=bool)
    return {kind: float(sets.set_distances(pair, sets.SetDistance(kind))[0, 1]) for kind in ("masi", "jaccard", "dice")}


def wilson_ci(data, params):
    if not data["n"]:
        return {"value": None}
    low, high = wilson(data["x"] / data["n"], data["n"], params.get("level", 0.95))
    return {"value": data["x"] / data["n"], "ci_low": low, "ci_high": high}


def cluster_mean(data, params):
    threads = np.unique([r["cluster"] for r in data["rows"]], return_inverse=True)[1]
    found = share(np.array([r["y"] for r in data["rows"]]), threads)
    return {"value": found.value, "se": found.se}


def proportion_difference(data, params):
    if params.get("method") != "newcombe":
        raise NotImplementedError(params.get("method"))
    p, q = data["x1"] / data["n1"], data["x2"] / data["n2"]
    low, high = combine(p, wilson(p, data["n1"]), q, wilson(q, data["n2"]))
    return {"value": p - q, "ci_low": low, "ci_high": high}


def chance_corrected(found):
    """Turn a chance-corrected coefficient into what the vectors compare."""
    figure = found.figure
    return shown(
        figure,
        po=found.observed,
        pe=found.expected,
        se=figure.se,
        se0=found.se_null,
        z=found.z,
        ci_low=figure.low,
        ci_high=figure.high,
    )


def position(data, params):
    return list(data["categories"]).index(params["category"])


def cohen(data, params):
    weights = KappaWeights(params.get("weights", "identity"))
    return chance_corrected(cohen_kappa(ratings_of(data), weights))


def cohen_category(data, params):
    ratings = ratings_of(data)
    return chance_corrected(cohen_kappa(dichotomized(ratings, position(data, params))))


def corrected_by(coefficient):
    return lambda data, params: chance_corrected(coefficient(ratings_of(data)))


def fleiss_category(data, params):
    return chance_corrected(fleiss_kappa_of_category(ratings_of(data), position(data, params)))


def alpha_with_se(data, params):
    ratings = ratings_of(data)
    return shown(alpha(ratings)) | {"se": krippendorff.alpha_se(ratings)}


def prevalence_bias(data, params):
    table = cross_table(ratings_of(data))
    return {"prevalence_index": marginals.prevalence_index(table), "bias_index": marginals.bias_index(table)}


def equal_marginals(test):
    def answer(data, params):
        found = test(cross_table(ratings_of(data)))
        return {"value": found.value, "df": found.df, "p": found.p}

    return answer


def required_units_alpha(data, params):
    prevalence = params.get("prevalence", 1 / params["n_categories"] if "n_categories" in params else None)
    n = planning.units_for_alpha(
        smallest=params["alpha_min"], prevalence=prevalence, p_level=params["p_level"], coders=params["coders"]
    )
    return {"n": n}


def required_units_kappa(data, params):
    n = planning.units_for_kappa(
        rates=(params["rate1"], params["rate2"]),
        null=params["k0"],
        true=params["k1"],
        p_level=params["alpha"],
        power=params["power"],
        sides=params["sides"],
    )
    return {"n": n}


def pair_kappa(data, params):
    """Compute Cohen's kappa of two coders on one code."""
    codings = [c for c in selected(data, params.get("round", 1)) if c.coder in params["coders"]]
    ratings = code_of(data, params, codings)
    return chance_corrected(cohen_kappa(ratings)) | {"n": basis(ratings).n_units}


def segments_of(data):
    """Number the coders and codes of spans."""
    coders = sorted({str(s["coder"]) for s in data["spans"]})
    codes = sorted({str(s["code"]) for s in data["spans"]})
    shift = data.get("begin", 0)
    found = [
        unitizing.Segment(
            coders.index(str(s["coder"])), codes.index(str(s["code"])), s["start"] - shift, s["end"] - shift
        )
        for s in data["spans"]
    ]
    return found, coders, codes


def u_alpha_family(data, params):
    segments, coders, codes = segments_of(data)
    found = unitizing.u_alphas(segments, n_coders=len(coders), n_codes=len(codes), length=data["length"])
    return {
        "u_alpha": found.u.value,
        "bar_u_alpha": found.binary.value,
        "cu_alpha": found.coding.value,
        "cu_coverage": found.coverage,
        "ku_alpha": {code: figure.value for code, figure in zip(codes, found.by_code, strict=True)},
    }


def alpha_u(data, params):
    segments, coders, _codes = segments_of(data)
    size = {"n_coders": len(coders), "length": data["length"]}
    return {
        "value": unitizing.alpha_u(segments, **size).value,
        "Do": unitizing.observed_u(segments, **size),
    }


def table_of(data):
    return np.array(data["table"], dtype=float)


def contingency(data, params):
    found = asdict(associations.association(table_of(data)))
    return found | {"adjusted_residuals": found["adjusted_residuals"].tolist()}


def ratio(found):
    return {"value": found.value, "ci_low": found.low, "ci_high": found.high}


def adjusted(data, params):
    method = {"bh": many_tests.benjamini_hochberg, "holm": many_tests.holm}[params["method"]]
    return {"adjusted": method(np.array(data["p"])).tolist()}


def specificity(data, params):
    words = {"in_all": data["F"], "part": data["t"], "whole": data["T"]}
    return {
        "value": specificities.specificity(data["x"], **words),
        "p_point": specificities.probability(data["x"], **words),
    }


def keyness(data, params):
    variants = {"rayson": specificities.log_likelihood, "dunning": specificities.log_likelihood_of_table}
    return {"value": variants[params["variant"]](*(data[name] for name in "abcd"))}


def correspondence(data, params):
    found = correspondences.correspondence(table_of(data))
    return {
        "eigenvalues": found.eigenvalues.tolist(),
        "total_inertia": found.inertia,
        "abs_row_coords_dim1": np.abs(found.rows[:, 0]).tolist(),
        "abs_col_coords_dim1": np.abs(found.columns[:, 0]).tolist(),
    }


def multiple_correspondence(data, params):
    classes = np.column_stack([np.unique(c, return_inverse=True)[1] for c in zip(*data["rows"], strict=True)])
    found, rates = correspondences.multiple(classes)
    kept = len(found.eigenvalues) if "n" not in params else params["n"]
    return {"eigenvalues": found.eigenvalues[:kept].tolist(), "benzecri_rate": rates.tolist()}


def rao_scott(data, params):
    columns = [np.unique([r[name] for r in data["rows"]], return_inverse=True)[1] for name in ("a", "b", "cluster")]
    found = clustered.rao_scott(*columns, np.array([r["w"] for r in data["rows"]], dtype=float))
    return {"F": found.f, "ndf": found.df, "ddf": found.df_within, "p": found.p}


def thread_stats(data, params):
    threads, opened_by = {}, {}
    for post in data["posts"]:
        opening = opened_by.get(post["parent"], post["id"])
        opened_by[post["id"]] = opening
        threads.setdefault(opening, []).append(replies.Said(post["author"], post["t"]))
    return asdict(replies.thread_figures(list(threads.values())))


METRICS = {
    "disagreements": disagreements,
    "mv_alpha": mv_alpha,
    "contingency": contingency,
    "risk_ratio": lambda data, params: ratio(associations.risk_ratio(*(data[k] for k in ("x1", "n1", "x2", "n2")))),
    "odds_ratio": lambda data, params: ratio(associations.odds_ratio(table_of(data))),
    "p_adjust": adjusted,
    "cooccurrence": lambda data, params: asdict(
        associations.co_occurrence(*(data[k] for k in ("n", "n_a", "n_b", "n_ab")))
    ),
    "specificity": specificity,
    "keyness_ll": keyness,
    "ca": correspondence,
    "mca": multiple_correspondence,
    "rao_scott": rao_scott,
    "gini": lambda data, params: {"value": specificities.gini(np.array(data["x"], dtype=float))},
    "reply_graph": lambda data, params: asdict(
        replies.reply_graph(data["nodes"], [tuple(edge) for edge in data["edges"]])
    ),
    "thread_stats": thread_stats,
    "corrected_prevalence": lambda data, params: {
        "value": misclassification.corrected_share(
            data["p_observed"], sensitivity=data["sensitivity"], specificity=data["specificity"]
        )
    },
    "back_calculation": lambda data, params: {
        "value": misclassification.back_calculated(
            np.array(data["observed"]), np.array(data["misclassification"])
        ).tolist()
    },
    "u_alpha_family": u_alpha_family,
    "alpha_U": alpha_u,
    "cohen_kappa": cohen,
    "cohen_kappa_category": cohen_category,
    "scott_pi": corrected_by(scott_pi),
    "light_kappa": lambda data, params: shown(light_kappa(ratings_of(data))),
    "fleiss_kappa": corrected_by(fleiss_kappa),
    "fleiss_kappa_z": corrected_by(fleiss_kappa),
    "fleiss_kappa_category": fleiss_category,
    "conger_kappa": corrected_by(conger_kappa),
    "brennan_prediger": corrected_by(brennan_prediger),
    "bennett_s": corrected_by(brennan_prediger),
    "pabak": corrected_by(brennan_prediger),
    "krippendorff_alpha_gwet_se": alpha_with_se,
    "prevalence_bias": prevalence_bias,
    "stuart_maxwell": equal_marginals(marginals.stuart_maxwell),
    "bhapkar": equal_marginals(marginals.bhapkar),
    "required_units_alpha": required_units_alpha,
    "required_units_kappa": required_units_kappa,
    "pair_kappa": pair_kappa,
    "krippendorff_alpha": krippendorff_alpha,
    "krippendorff_alpha_category": krippendorff_alpha_category,
    "alpha_bootstrap_ci": alpha_bootstrap_ci,
    "percent_agreement": percent,
    "gwet_ac1": gwet,
    "gwet_ac2": gwet,
    "specific_agreement": specific,
    "code_alpha": code_figure("alpha"),
    "code_percent_agreement": code_figure("percent"),
    "code_ac1": code_figure("ac1"),
    "code_positive_agreement": code_figure("positive"),
    "intra_coder": intra_coder,
    "set_alpha": set_alpha,
    "set_distance": set_distance,
    "wilson_ci": wilson_ci,
    "cluster_mean": cluster_mean,
    "proportion_difference": proportion_difference,
}
