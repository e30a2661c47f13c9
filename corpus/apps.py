"""The library of imported material; it knows no request, no user and no code."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorpusConfig(AppConfig):
    """Hold the imported material."""

    name = "corpus"
    label = "corpus"
    verbose_name = _("Corpus")
    default_auto_field = "django.db.models.BigAutoField"
