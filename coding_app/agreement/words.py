"""Say figures in words: why one is missing, what a verdict means, and the sentence at the head of the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding_app.agreement.inputs import Elsewhere
from coding_app.agreement.lines import Report
from coding_app.agreement.stats.percent import Definition
from coding_app.agreement.stats.undefined import Undefined
from coding_app.agreement.verdicts import Unjudged, Verdict

REASONS: dict[str, str | Promise] = {
    Undefined.NO_DATA: gettext_lazy("undefined, because nobody coded this"),
    Undefined.ONE_CODER: gettext_lazy("undefined, because only one person coded this"),
    Undefined.NO_PAIRABLE_UNITS: gettext_lazy("undefined, because no unit was coded by two people"),
    Undefined.ONE_CATEGORY: gettext_lazy("undefined, because the codebook offers no choice here"),
    Undefined.NO_VARIATION: gettext_lazy("undefined, because all codings are equal: nothing shows that one can differ"),
    Undefined.NOT_USED: gettext_lazy("undefined, because nobody used this code"),
    Undefined.ONE_CLUSTER: gettext_lazy("no interval, because there is one thread only"),
    Undefined.UNSTABLE: gettext_lazy("no interval, because the code is in too few threads"),
    Undefined.ONE_UNIT: gettext_lazy("no interval, because there is one unit only"),
}

VERDICTS: dict[Verdict, str | Promise] = {
    Verdict.CLEAR: gettext_lazy("clear"),
    Verdict.TENTATIVE: gettext_lazy("tentative"),
    Verdict.DOUBTFUL: gettext_lazy("doubtful"),
    Verdict.UNJUDGED: gettext_lazy("cannot be judged"),
    Verdict.INTERPRETIVE: gettext_lazy("interpretive: no coefficient"),
}

LACKING: dict[Unjudged, str | Promise] = {
    Unjudged.NOT_MET: gettext_lazy("no unit coded by two people"),
    Unjudged.FEW_THREADS: gettext_lazy("too few threads"),
    Unjudged.RARE: gettext_lazy("too few cases"),
    Unjudged.NO_VARIATION: gettext_lazy("all codings equal"),
}

TONES: dict[Verdict, str] = {
    Verdict.CLEAR: "ok",
    Verdict.TENTATIVE: "info",
    Verdict.DOUBTFUL: "warn",
    Verdict.UNJUDGED: "outline",
    Verdict.INTERPRETIVE: "outline",
}

LANDIS_KOCH: dict[str, str | Promise] = {
    "poor": gettext_lazy("poor"),
    "slight": gettext_lazy("slight"),
    "fair": gettext_lazy("fair"),
    "moderate": gettext_lazy("moderate"),
    "substantial": gettext_lazy("substantial"),
    "almost_perfect": gettext_lazy("almost perfect"),
}

LEVELS: dict[str, str | Promise] = {
    "nominal": gettext_lazy("0 on the diagonal, 1 elsewhere (nominal data)"),
    "ordinal": gettext_lazy("difference of the mean ranks, squared (ordinal data)"),
}

PERCENTS: dict[str, str | Promise] = {
    Definition.GWET: gettext_lazy("mean over units of the share of agreeing pairs (Gwet): the one shown"),
    Definition.KRIPPENDORFF: gettext_lazy("1 − observed disagreement, units weigh by their codings (Krippendorff)"),
    Definition.POOLED_PAIRS: gettext_lazy("agreeing pairs of codings of all pairs"),
    Definition.MEAN_OF_CODER_PAIRS: gettext_lazy("mean over pairs of coders (ReCal)"),
    Definition.UNANIMOUS: gettext_lazy("share of units on which all agree (agree of R irr)"),
}

ELSEWHERE: dict[str, str | Promise] = {
    Elsewhere.IRR: gettext_lazy(
        "kripp.alpha of the R package irr (0.84.1) gives another alpha when three people or more coded every unit: it"
        " does not divide the pairs of a unit by the number of its codings less one. The published examples agree with"
        " the figure here."
    ),
    Elsewhere.ICR: gettext_lazy(
        "The R package icr (0.6.6) cuts decimals off when four people or more coded a unit, and gives another alpha."
    ),
    Elsewhere.NO_VARIATION: gettext_lazy(
        "All codings are equal: R irr, R icr and Python nltk say 1, Python krippendorff stops with an error. There is"
        " no figure here, because nothing shows that the coders can tell the cases apart."
    ),
    Elsewhere.PERCENT: gettext_lazy(
        "“Percent agreement” means at least five things, and here they differ: compare with the right one in the list"
        " above."
    ),
    Elsewhere.ORDINAL: gettext_lazy(
        "Ordinal alpha takes the ranks that are in use. Programs that take the values as numbers compute interval"
        " alpha, which is another figure."
    ),
    Elsewhere.SETS: gettext_lazy(
        "Python nltk rounds the weights of MASI to .67 and .33 and fails on two empty sets; here they are 2/3 and 1/3,"
        " and two empty sets are equal."
    ),
    Elsewhere.NEGATIVE: gettext_lazy(
        "Alpha of 0 or below is no error: coders agree no more than chance would have it. One slip on a code that is"
        " nearly always absent is enough; read the agreement on choosing it, and AC1, beside it."
    ),
}


def headline(report: Report) -> str:
    """Say in one sentence on how many codes the coders agree."""
    counts = report.counts
    total = sum(counts.values())
    clear = counts[Verdict.CLEAR]
    first = ngettext(
        "Coders agree clearly on %(clear)s of %(total)s code",
        "Coders agree clearly on %(clear)s of %(total)s codes",
        total,
    )
    rest = [
        part % {"n": counts[verdict], "reasons": lacking(report)}
        for verdict, part in (
            (Verdict.TENTATIVE, _tentative(counts[Verdict.TENTATIVE])),
            (Verdict.DOUBTFUL, _doubtful(counts[Verdict.DOUBTFUL])),
            (Verdict.UNJUDGED, _unjudged(counts[Verdict.UNJUDGED])),
            (Verdict.INTERPRETIVE, _interpretive(counts[Verdict.INTERPRETIVE])),
        )
        if counts[verdict]
    ]
    beginning = first % {"clear": clear, "total": total}
    return (
        _("%(beginning)s; %(rest)s.") % {"beginning": beginning, "rest": ", ".join(rest)} if rest else f"{beginning}."
    )


def _tentative(n: int) -> str:
    return ngettext("%(n)s allows tentative conclusions", "%(n)s allow tentative conclusions", n)


def _doubtful(n: int) -> str:
    return ngettext("%(n)s is doubtful", "%(n)s are doubtful", n)


def _unjudged(n: int) -> str:
    return ngettext("%(n)s cannot be judged (%(reasons)s)", "%(n)s cannot be judged (%(reasons)s)", n)


def lacking(report: Report) -> str:
    """Say what the codes without verdict lack, with their number where it is not the same for all."""
    found = report.unjudged
    if len(found) == 1:
        return str(LACKING[next(iter(found))])
    said = [_("%(reason)s: %(n)s") % {"reason": LACKING[why], "n": n} for why, n in found.items()]
    return ", ".join(said)


def _interpretive(n: int) -> str:
    return ngettext("%(n)s is interpretive, without coefficient", "%(n)s are interpretive, without coefficient", n)
