"""What stability and scores rest on, as a file: each unit and code with its two readings."""

from collections.abc import Iterable, Iterator

from coding_app.accounts.models import User
from coding_app.codebook import queries as codebook
from coding_app.sampling.models import Round, Unit

HEADER = "round,coder,unit,dimension,code,first,second"


def lines(round: Round, answers: Iterable[tuple[int, int, int, int, int]]) -> Iterator[str]:
    """Yield the file (RFC 4180): a line a coder, unit and code, by outside names; 1 chosen, 0 not; three queries.

    answers: ids of coder, unit and code with both readings, see `readings.answers`. Codes that the version of the round
    does not have are left out, as on the page.
    """
    rows = list(answers)
    coders = dict(User.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "uuid"))
    units = dict(Unit.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", "uuid"))
    dimensions = codebook.dimensions(round.codebook_version)
    codes = {code.id: f"{dimension.slug},{code.slug}" for dimension in dimensions for code in dimension.codes}
    yield f"{HEADER}\r\n"
    for coder, unit, code, first, second in rows:
        if code in codes:
            yield f"{round.number},{coders[coder]},{units[unit]},{codes[code]},{first},{second}\r\n"
