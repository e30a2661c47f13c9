"""The step of the wizard that says how a file is read: format, columns, what its importer must be told."""

from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coding_app.core.http import after_write, form_page
from coding_app.projects.permissions import Permission, ProjectRequest, project_view
from coding_app.sources import checking, queries, uploading
from coding_app.sources.forms import ColumnsForm, ReadingForm, initial_columns
from coding_app.sources.mapping_page import field_rows, recipe_for
from coding_app.sources.models import Upload
from coding_app.sources.option_forms import OptionsForm
from coding_app.sources.preview import Preview, both_orders, preview, reread, rivals
from coding_app.sources.words import FORMAT_WORDS
from corpus.importers import registry
from corpus.importers.base import Recipe, UnreadableFile


@dataclass
class _Step:
    """The page as it stands: the file under a recipe, its forms, and why it cannot be read."""

    upload: Upload
    path: Path
    recipe: Recipe
    seen: Preview | None
    reading: ReadingForm
    columns: ColumnsForm
    options: OptionsForm
    refused: str = ""

    @property
    def is_valid(self) -> bool:
        """Tell whether all forms are right."""
        return all([self.reading.is_valid(), self.columns.is_valid(), self.options.is_valid()])

    def chosen(self) -> Recipe:
        """Return the recipe with what the forms say."""
        return self.options.recipe_over(self.columns.recipe_over(self.reading.recipe_over(self.recipe)))


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def upload_columns(request: ProjectRequest, uuid: UUID) -> HttpResponse:
    """Show how the file is read and which column holds what; everything may be changed."""
    upload = get_object_or_404(queries.waiting_uploads(request.project), uuid=uuid)
    step = _step(request, upload)
    if request.method == "GET" or step.seen is None:
        return _page(request, step)
    if request.POST.get("act") == "reread":
        return _read_again(request, step)
    if not step.is_valid:
        return _page(request, step)
    chosen = step.chosen()
    asked = _asked(step.path, chosen)
    if asked:
        step.options.ask(asked)
        if "date_order" in asked:
            sentence = _("The dates can be read both ways, and no line of the file decides: choose one.")
            step.columns.add_error("date_order", sentence)
    if step.options.errors or step.columns.errors:
        return _page(request, step)
    uploading.choose_mapping(upload=upload, recipe=chosen)
    if step.columns.cleaned_data["recipe_name"]:
        name = step.columns.cleaned_data["recipe_name"]
        uploading.save_recipe(project=request.project, name=name, recipe=chosen, by=request.user)
    return after_write(request, reverse("sources:upload_check", args=[request.project.slug, upload.uuid]))


def _step(request: ProjectRequest, upload: Upload) -> _Step:
    recipe = recipe_for(
        request.project, upload, saved=request.GET.get("recipe", ""), format=request.POST.get("format", "")
    )
    path = uploading.require_file(upload)
    refused, seen = "", None
    try:
        seen = preview(path, recipe)
    except UnreadableFile as error:
        refused = checking.refused(error)
    shown = seen or Preview("text", ())
    if request.method == "GET" or seen is None:
        reading = ReadingForm(initial=recipe.to_dict(), seen=shown, recipe=recipe)
        columns = ColumnsForm(initial=initial_columns(recipe), seen=shown)
        return _Step(upload, path, recipe, seen, reading, columns, OptionsForm(recipe=recipe), refused)
    return _Step(
        upload, path, recipe, seen, ReadingForm(request.POST, seen=seen, recipe=recipe),
        ColumnsForm(request.POST, seen=seen), OptionsForm(request.POST, recipe=recipe),
    )  # fmt: skip


def _read_again(request: ProjectRequest, step: _Step) -> HttpResponse:
    """Read the head of the file under other choices; keep the columns that are still there."""
    step.columns.is_valid()
    if not (step.reading.is_valid() and step.options.is_valid()):
        return _page(request, step)
    order = step.columns.cleaned_data.get("date_order") or step.recipe.date_order
    before = replace(step.recipe, columns=step.columns.columns, date_order=order)
    before = replace(before, timezone=step.columns.cleaned_data.get("timezone") or before.timezone)
    try:
        chosen = reread(step.path, step.options.recipe_over(step.reading.recipe_over(before)))
    except UnreadableFile as error:
        step.refused = checking.refused(error)
        return _page(request, step)
    uploading.choose_mapping(upload=step.upload, recipe=chosen)
    return after_write(request, reverse("sources:upload_columns", args=[request.project.slug, step.upload.uuid]))


def _asked(path: Path, recipe: Recipe) -> tuple[str, ...]:
    """Name what the importer cannot find out from the file; nothing when the file cannot be read at all."""
    try:
        return registry.entry(recipe.format).questions(path, recipe)
    except UnreadableFile:
        return ()


def _page(request: ProjectRequest, step: _Step) -> HttpResponse:
    asked = _asked(step.path, step.recipe) if step.seen else ()
    if "date_order" in asked:
        step.columns.ask_for_order()
    context = {
        "upload": step.upload,
        "recipe": step.recipe,
        "seen": step.seen,
        "rivals": [FORMAT_WORDS[name] for name in rivals(step.path, step.recipe)],
        "reading": step.reading,
        "columns": step.columns,
        "options": step.options,
        "refused": step.refused,
        "asked": asked,
        "orders": both_orders(step.path, step.recipe) if "date_order" in asked else (),
        "rows": field_rows(step.columns, step.seen) if step.seen else None,
        "recipes": queries.recipes(request.project),
        "step": 2,
    }
    is_valid = not (step.refused or step.reading.is_bound)
    return form_page(request, "sources/upload_columns.html", context, is_valid=is_valid)
