"""What goes along with an exported file: what it is, how it was made, until when it may be kept, its columns."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coding_app.core.days import day_words
from coding_app.exports import queries
from coding_app.exports.formats import FORMATS, PROFILE_WORDS
from coding_app.exports.models import Export
from coding_app.exports.sharing import LEAVING, PUBLICATION
from coding_app.sampling.models import Round


def readme(export: Export) -> str:
    """Return the words about an export, as Markdown in the language of the reader."""
    form, (title, text) = FORMATS[export.format], PROFILE_WORDS[export.profile]
    columns = [f"* `{column.name}`: {meaning}" for column, meaning in form.dictionary]
    parts = [
        [f"# {export.file_name}"],
        [f"{form.title}. {form.text}"],
        [f"{title}. {text}"],
        ["* " + _("%(what)s: %(which)s") % {"what": name, "which": value} for name, value in _facts(export)],
        [_warning(export)],
        ["## " + _("Data dictionary")],
        columns,
    ]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _facts(export: Export) -> Iterator[tuple[str, object]]:
    yield _("Project"), export.project.name
    yield _("Made"), f"{day_words(timezone.localtime(export.made_at))}, {timezone.localtime(export.made_at):%H:%M}"
    if export.profile not in LEAVING:
        yield _("By"), export.made_by
    yield _("Rows"), export.rows
    yield _("Size in bytes"), export.size
    yield "SHA-256", export.sha256
    rounds = [f"{row.number} ({row.name})" if row.name else str(row.number) for row in rounds_in(export)]
    if rounds:
        yield _("Rounds that could leave when it was made"), ", ".join(rounds)
    yield _("Note written by"), f"Entente {settings.VERSION}"


def rounds_in(export: Export) -> list[Round]:
    """Return the rounds that were closed, or open and not blind, when a file of codings was made; none for others."""
    if export.format != "long_csv":
        return []
    was_open_to_all = Q(closed_at__lte=export.made_at) | Q(is_blind=False, opened_at__lte=export.made_at)
    return list(queries.open_to_all(export.project).filter(was_open_to_all))


def _warning(export: Export) -> str:
    """Say that pseudonyms are not anonymity, and when the file has to be deleted."""
    if export.profile == PUBLICATION:
        return _("The file holds no text and no alias of an author.")
    last = queries.kept_until(export.project)
    words = _("Aliases are not anonymity: what somebody wrote may still lead to them. Do not look for them.")
    if last is None:
        return words
    return f"{words} " + _("By the record of its sources, delete every copy of this file by %(day)s at the latest.") % {
        "day": day_words(last)
    }
