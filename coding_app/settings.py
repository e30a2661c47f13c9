"""Settings, read from the environment; `.env.example` explains each variable."""

import os
import re
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = re.search(r"^## (\d+\.\d+\.\d+)", (BASE_DIR / "CHANGELOG.md").read_text(), re.MULTILINE)[1]  # type: ignore[index]


def flag(name: str, default: bool = False) -> bool:
    """Read a yes/no variable; refuse anything else."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "no", "false", "off"}:
        return default if value == "" else False
    if value in {"1", "yes", "true", "on"}:
        return True
    raise ImproperlyConfigured(f"{name} is {value!r}; write yes or no.")


def secret(name: str, path: Path) -> str:
    """Read a secret from the variable, from the file named by ``<variable>_FILE``, or from the default file."""
    if value := os.environ.get(name):
        return value
    file = Path(os.environ.get(f"{name}_FILE", path))
    if file.is_file() and (value := file.read_text().strip()):
        return value
    raise ImproperlyConfigured(
        f"{name} is not set and {file} is missing. Start with ./entente, which makes one, or set {name} yourself."
    )


def database(url: str) -> dict[str, object]:
    """Turn a postgresql:// URL (socket directories as ?host=) into Django's dictionary."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://; Entente stores its data in PostgreSQL.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or options.pop("password", "")),
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": str(options.pop("port", parts.port or "")),
        "CONN_HEALTH_CHECKS": True,
        # Prepared is what core.prepared asks for, and nothing else. An import places posts in temporary tables.
        "OPTIONS": {
            "pool": {"min_size": 0, "max_size": 12, "timeout": 15},
            "prepare_threshold": 1_000_000,
            "options": "-c temp_buffers=64MB",
            **options,
        },
    }


# Several processes share the cores: a pool of threads in each would only make them wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

VAR = Path(os.environ.get("ENTENTE_VAR", BASE_DIR / "var")).resolve()
SECRETS_DIR = Path(os.environ.get("ENTENTE_SECRETS_DIR", VAR / "secrets"))
UPLOADS_DIR = VAR / "uploads"
EXPORTS_DIR = VAR / "exports"
MEDIA_DIR = VAR / "media"

DEBUG = flag("ENTENTE_DEBUG")
HTTPS = flag("ENTENTE_HTTPS")
SECRET_KEY = secret("ENTENTE_SECRET_KEY", SECRETS_DIR / "secret_key")
DATABASE_URL = os.environ.get("DATABASE_URL", "")
if not DATABASE_URL:
    raise ImproperlyConfigured("DATABASE_URL is not set. Start with ./entente, which brings its own PostgreSQL.")
DATABASES = {"default": database(DATABASE_URL)}
ALLOWED_HOSTS = os.environ.get("ENTENTE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "pgtrigger",
    "pghistory",
    "axes",
    "csp",
    "corpus",
    "coding_app",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "coding_app.core.compression.PageCompression",
    "coding_app.core.middleware.no_store",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "coding_app.accounts.middleware.personal_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "coding_app.core.middleware.refusals",
    "axes.middleware.AxesMiddleware",
    "coding_app.core.size_limit.size_limit",
]

ROOT_URLCONF = "coding_app.urls"
WSGI_APPLICATION = "coding_app.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials", "coding_app.templatetags.entente"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coding_app.projects.context.navigation",
            ],
        },
    }
]

# Accounts ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "coding_app.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "projects:project_list"
LOGOUT_REDIRECT_URL = "accounts:login"
# A wrong password slows one name from one address down; it never locks a colleague out from elsewhere.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
if HTTPS:
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Languages and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = os.environ.get("ENTENTE_TIME_ZONE", "Europe/Paris")

# Files -------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": UPLOADS_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # a pasted thread of 400 posts has five fields a post
FILE_UPLOAD_PERMISSIONS = 0o600
MAX_IMPORT_BYTES = 500 * 1024 * 1024
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS += ["django.forms"]

# Jobs --------------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "")
JOBS = {
    "import": "coding_app.sources.tasks.run_import",
    "export": "coding_app.exports.tasks.run_export",
    "agreement": "coding_app.agreement.tasks.run_agreement",
    "purge": "coding_app.sources.purging_tasks.run_purge",
    "round_move": "coding_app.surgery.tasks.run_move",
}
# What the features above the corpus add to its browser: coded by how many, coded by me.
CORPUS_MARKS = "coding_app.coding.corpus_marks.thread_marks"
# What earlier rounds tell a new one: where a code was found, how frequent it is, what is settled.
ROUND_KNOWLEDGE = "coding_app.review.knowledge.Knowledge"
# What erasing and purging must also reach: memos, reasons, exports.
WORK_ON_POSTS = "coding_app.exports.traces"
# What tells that another wording of a post would shift passages somebody coded.
CODED_PASSAGES = "coding_app.coding.passages.has_passages"
# What the codebook shows beside each code: counts, prevalence, agreement.
CODE_FIGURES = "coding_app.surgery.figures.by_code"
# What the news of the codebook say of each code: how often the reader used it under earlier versions.
OWN_CODINGS = "coding_app.surgery.figures.own_by_code"
# What the editor says before a code in use is changed: what rests on it.
CODE_CONSEQUENCES = "coding_app.surgery.subject.resting_on"
# How the journal of decisions on the codebook says what happened.
EVENT_SENTENCE = "coding_app.home.sentences.sentence"
JOB_LEASE_SECONDS = int(os.environ.get("ENTENTE_JOB_LEASE_SECONDS", "60"))

# History and API ---------------------------------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True
PGTRIGGER_SCHEMA_EDITOR = True
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "coding_app.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": os.environ.get("ENTENTE_API_RATE", "600/min")},
    "EXCEPTION_HANDLER": "coding_app.api.errors.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Entente",
    "VERSION": "v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "UnitKindEnum": "coding_app.sampling.models.Unit.Kind",
        "RoundKindEnum": "coding_app.sampling.models.Round.Kind",
        "PostKindEnum": "corpus.models.Post.Kind",
        "AttachmentKindEnum": "corpus.models.Attachment.Kind",
        "DefinitionKindEnum": "coding_app.codebook.models.CodeDefinition.Kind",
    },
}

# Mail goes to the log until a server is named: nothing leaves the machine by surprise.
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": os.environ.get("ENTENTE_LOG_LEVEL", "WARNING")},
}
