"""Nothing leaves the machine: the product has no way to fetch an address."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for folder in ("corpus", "coding_app") for path in (ROOT / folder).rglob("*.py"))
FETCHERS = {
    "aiohttp", "ftplib", "grpc", "httpx", "http.client", "imaplib", "pycurl", "requests", "smtplib", "socket",
    "telnetlib", "urllib.request", "urllib3", "webbrowser", "websocket", "websockets", "xmlrpc",
}  # fmt: skip
# The supervisor looks for a free port and asks its own web server, on the loopback, whether it is up.
LOOPBACK = {"coding_app/local/supervisor.py": {"socket"}, "coding_app/local/health.py": {"http.client"}}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def fetchers(path):
    names = set(imported(path))
    return {name for name in FETCHERS if any(each == name or each.startswith(f"{name}.") for each in names)}


def test_the_search_finds_what_it_looks_for(tmp_path):
    for line, name in [
        ("import requests", "requests"),
        ("from urllib import request", "urllib.request"),
        ("from urllib.request import urlopen", "urllib.request"),
        ("import http.client as h", "http.client"),
        ("def f():\n    import httpx", "httpx"),
    ]:
        (file := tmp_path / "x.py").write_text(line)
        assert fetchers(file) == {name}
    file.write_text("from urllib.parse import urlsplit\nimport http")
    assert fetchers(file) == set()


def test_modules_are_found():
    assert len(MODULES) > 100


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_fetches_nothing(path):
    assert fetchers(path) <= LOOPBACK.get(str(path.relative_to(ROOT)), set())


@pytest.mark.parametrize("name", sorted(LOOPBACK))
def test_the_supervisor_speaks_to_the_loopback_only(name):
    text = (ROOT / name).read_text()
    assert "0.0.0.0" not in text
    assert "https://" not in text


def test_mail_goes_to_the_log():
    from django.conf import settings

    assert (
        'EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"'
        in (ROOT / "coding_app/settings.py").read_text()
    )
    assert settings.EMAIL_HOST == "localhost"


@pytest.mark.parametrize("folder", ["templates", "static/css", "static/js"])
def test_pages_load_nothing_from_elsewhere(folder):
    for path in (ROOT / folder).rglob("*.*"):
        if path.suffix in {".html", ".css", ".js"}:
            text = path.read_text().replace("http://www.w3.org/2000/svg", "")
            assert "//cdn" not in text, path
            assert not any(
                f"{word}{mark}http" in text for word in ("src=", "href=", "url(") for mark in ('"', "'", "")
            ), path
