"""The quality report of a source in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corpus.models import Sensitive, Source
from corpus.quality import Report, Spread


@dataclass(frozen=True)
class Remark:
    """One thing to know about a source; `search` leads to the threads concerned, when the browser can find them."""

    sentence: str
    tone: str = "info"
    search: str = ""


@dataclass(frozen=True)
class SpreadRow:
    """A row of the table of distributions."""

    name: str
    known: int
    figures: tuple[str, ...]


def remarks(source: Source, report: Report) -> list[Remark]:
    """Return what a person should know before relying on the source, what needs a decision first."""
    of = f"source={source.uuid}"
    made = [
        _remark(report.unreviewed, "warn", ngettext(
            "%(n)s import waits for its masked passages to be reviewed: nothing of it can be coded yet.",
            "%(n)s imports wait for their masked passages to be reviewed: nothing of them can be coded yet.",
            report.unreviewed)),
        _remark(report.undecided, "warn", ngettext(
            "%(n)s coded post has another wording in a later file: it waits for a decision.",
            "%(n)s coded posts have another wording in a later file: they wait for a decision.", report.undecided)),
        _remark(report.unindexed, "warn", ngettext(
            "The words of %(n)s import cannot be searched yet.", "The words of %(n)s imports cannot be searched yet.",
            report.unindexed)),
        _remark(report.orphans, "info", ngettext(
            "%(n)s answer to a post that is not in the corpus.", "%(n)s answers to posts that are not in the corpus.",
            report.orphans), f"{of}&orphans=1"),
        _remark(report.unknown, "info", ngettext(
            "%(n)s post without a date.", "%(n)s posts without a date.", report.unknown), f"{of}&rough=1"),
        _remark(report.estimated, "info", ngettext(
            "%(n)s estimated date.", "%(n)s estimated dates.", report.estimated), f"{of}&rough=1"),
        _remark(report.assumed, "info", ngettext(
            "%(n)s date whose time zone was assumed.", "%(n)s dates whose time zone was assumed.", report.assumed)),
        _remark(report.before + report.after, "info", ngettext(
            "%(n)s post outside the declared period.", "%(n)s posts outside the declared period.",
            report.before + report.after), f"{of}&outside=1"),
        _remark(report.without_author, "info", ngettext(
            "%(n)s post without an author.", "%(n)s posts without an author.", report.without_author)),
        _remark(report.elsewhere, "info", ngettext(
            "%(n)s post is in another source of this project too: it counts, and may be drawn, once in each.",
            "%(n)s posts are in another source of this project too: they count, and may be drawn, once in each.",
            report.elsewhere)),
        *_imports(report),
        *_lost(report),
    ]  # fmt: skip
    return [remark for remark in made if remark] + [_gap(report)] * bool(report.gaps)


def _imports(report: Report) -> list[Remark | None]:
    return [
        _remark(report.duplicates, "info", ngettext(
            "%(n)s post met again and skipped.", "%(n)s posts met again and skipped.", report.duplicates)),
        _remark(report.rejected, "info", ngettext(
            "%(n)s row rejected; the report of its import says why.",
            "%(n)s rows rejected; the reports of their imports say why.", report.rejected)),
        _remark(report.refused, "info", ngettext(
            "%(n)s post left out because its author asked for it.",
            "%(n)s posts left out because their authors asked for it.", report.refused)),
        _remark(report.changed, "info", ngettext(
            "%(n)s text that a later file words differently.", "%(n)s texts that a later file words differently.",
            report.changed)),
    ]  # fmt: skip


def _lost(report: Report) -> list[Remark | None]:
    return [
        _remark(report.vanished, "info", ngettext(
            "%(n)s post that a later file no longer has.", "%(n)s posts that a later file no longer has.",
            report.vanished)),
        _remark(report.deleted, "info", ngettext(
            "%(n)s post deleted by its author.", "%(n)s posts deleted by their authors.", report.deleted)),
        _remark(report.withheld, "info", ngettext(
            "%(n)s post withheld by the platform.", "%(n)s posts withheld by the platform.", report.withheld)),
        _remark(report.erased, "info", ngettext(
            "%(n)s post erased.", "%(n)s posts erased.", report.erased)),
    ]  # fmt: skip


def _remark(count: int, tone: str, sentence: str, search: str = "") -> Remark | None:
    return Remark(sentence % {"n": formats.number_format(count)}, tone, search) if count else None


def _gap(report: Report) -> Remark:
    shown = ", ".join(
        f"{gap.first:%Y-%m}" if gap.months == 1 else f"{gap.first:%Y-%m} – {gap.last:%Y-%m}" for gap in report.gaps[:6]
    )
    months = sum(gap.months for gap in report.gaps)
    sentence = ngettext(
        "%(n)s month without a thread: %(months)s%(more)s.",
        "%(n)s months without a thread: %(months)s%(more)s.",
        months,
    )
    return Remark(sentence % {"n": months, "months": shown, "more": "…" if len(report.gaps) > 6 else ""})


def spreads(found: Sequence[Spread]) -> list[SpreadRow]:
    """Return the distributions as rows of a table."""
    names = {
        "answers": _("Answers"),
        "participants": _("Participants"),
        "depth": _("Depth"),
        "first_answer_after": _("Minutes to the first answer"),
        "questions": _("Posts with a question mark"),
        "emoticons": _("Posts with an emoticon"),
    }
    return [
        SpreadRow(names[one.name], one.known, tuple(_figure(v) for v in _values(one)))
        for one in found
    ]  # fmt: skip


def _values(one: Spread) -> tuple[float, ...]:
    return one.least, one.lower, one.median, one.upper, one.most


def _figure(value: float) -> str:
    return str(formats.number_format(round(value)))


def sensitive(source: Source) -> list[str]:
    """Return the sensitive matters of a source in words."""
    words = dict(Sensitive.choices)
    return [str(words.get(name, name)) for name in source.sensitive]
