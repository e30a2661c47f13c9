"""Everything people do with the corpus."""

from django.apps import AppConfig

from coding_app import celery  # noqa: F401  (shared tasks find their app)


class CodingAppConfig(AppConfig):
    """Hold the features."""

    name = "coding_app"
    label = "coding_app"
    verbose_name = "Entente"
    default_auto_field = "django.db.models.BigAutoField"
