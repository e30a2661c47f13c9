"""Whether the stored figures of a round are still those of its codings, and of the places of its units."""

from django.core.cache import cache

from coding_app.agreement import data, queries
from coding_app.agreement.models import AgreementRun
from coding_app.codebook import queries as codebook
from coding_app.coding.evidence import evidence
from coding_app.core.models import Event

SECONDS = 3600
TOUCHING = (
    "author_erased",
    "codings_imported",
    "file_imported",
    "import_undone",
    "round_moved",
    "source_purged",
    "source_recorded",
)
"""What the journal calls the acts by which profession, source, depth or codings of a closed round can change."""


def is_current(run: AgreementRun) -> bool:
    """Say whether the data behind the figures are those of today; read only after an act that can have changed them."""
    acts = Event.objects.filter(project=run.round.project_id, verb__in=TOUCHING, at__gte=run.made_at)
    last = acts.order_by("-at").values_list("pk", flat=True).first()
    if not run.round.is_over:
        return not (last or queries.has_acts_since(run)) or is_same(run)
    key = f"agreement-current:{run.uuid}:{last}"
    return last is None or bool(cache.get_or_set(key, lambda: is_same(run), SECONDS))


def is_same(run: AgreementRun) -> bool:
    """Read the data of a round and compare their digest with that of its figures."""
    written = data.lines(run.round, evidence(run.round), codebook.dimensions(run.round.codebook_version))
    return data.sha256(written) == run.data_sha256
