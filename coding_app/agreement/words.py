"""Say figures in words: why one is missing, what a verdict means, and the sentence at the head of the page."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding_app.agreement.stats.undefined import Undefined
from coding_app.agreement.verdicts import Verdict

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
}

TONES: dict[Verdict, str] = {
    Verdict.CLEAR: "ok",
    Verdict.TENTATIVE: "info",
    Verdict.DOUBTFUL: "warn",
    Verdict.UNJUDGED: "outline",
}


def headline(counts: Mapping[Verdict, int]) -> str:
    """Say in one sentence on how many codes the coders agree."""
    total = sum(counts.values())
    clear = counts[Verdict.CLEAR]
    first = ngettext(
        "Coders agree clearly on %(clear)s of %(total)s code",
        "Coders agree clearly on %(clear)s of %(total)s codes",
        total,
    )
    rest = [
        part % {"n": counts[verdict]}
        for verdict, part in (
            (Verdict.TENTATIVE, _tentative(counts[Verdict.TENTATIVE])),
            (Verdict.DOUBTFUL, _doubtful(counts[Verdict.DOUBTFUL])),
            (Verdict.UNJUDGED, _unjudged(counts[Verdict.UNJUDGED])),
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
    return ngettext("%(n)s cannot be judged (too few cases)", "%(n)s cannot be judged (too few cases)", n)
