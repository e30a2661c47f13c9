"""What the page of columns shows: each field with its select, the guess behind it and cells of the chosen column."""

from dataclasses import dataclass, replace

from django.forms import BoundField

from coding_app.projects.models import Project
from coding_app.sources import queries
from coding_app.sources.forms import COLUMN, ColumnsForm
from coding_app.sources.models import Upload
from coding_app.sources.preview import Preview
from coding_app.sources.words import MAIN_FIELDS
from corpus.importers.base import Recipe
from corpus.importers.mapping import FIELDS
from corpus.importers.registry import NAMES, entry, for_next_file

SURE, LIKELY = 0.85, 0.65


@dataclass(frozen=True)
class FieldRow:
    """One field of a post; `guess` is sure, likely or doubtful, and empty when another column was chosen."""

    field: BoundField
    guess: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class FieldRows:
    """The fields of a post: the usual ones, and the others, which unfold when one of them is in the file."""

    main: list[FieldRow]
    more: list[FieldRow]

    @property
    def has_more(self) -> bool:
        """Tell whether one of the other fields is chosen."""
        return any(row.samples or row.guess for row in self.more)


def recipe_for(project: Project, upload: Upload, *, saved: str, format: str) -> Recipe:
    """Return how the upload is to be read: as chosen before, under a saved recipe of that uuid, in another format."""
    recipe = Recipe.from_dict(upload.options)
    if format in NAMES and format != recipe.format:
        recipe = replace(recipe, format=format, options={o.name: o.default for o in entry(format).options if o.default})
    found = next((r for r in queries.recipes(project) if saved and str(r.uuid) == saved), None)
    if found is None:
        return recipe
    bytes_of_file = {"encoding": recipe.encoding, "delimiter": recipe.delimiter, "sheet": recipe.sheet}
    kept = for_next_file(Recipe.from_dict(found.mapping))
    told = recipe.options if kept.format == recipe.format else {}
    return Recipe.from_dict(kept.to_dict() | bytes_of_file | {"options": told | kept.options})


def field_rows(form: ColumnsForm, seen: Preview) -> FieldRows:
    """Return the rows of the mapping in the order of the page."""
    samples = {column.name: column.samples for column in seen.columns}
    made = {}
    for one in FIELDS if seen.columns else ():
        bound = form[COLUMN + one.name]
        chosen = bound.value() or ""
        guess = seen.guesses.get(one.name)
        words = _confidence(guess.confidence) if guess and guess.column == chosen else ""
        made[one.name] = FieldRow(bound, words, samples.get(chosen, ()))
    main = [made.pop(name) for name in MAIN_FIELDS if name in made]
    return FieldRows(main, list(made.values()))


def _confidence(value: float) -> str:
    return "sure" if value >= SURE else "likely" if value >= LIKELY else "doubtful"
