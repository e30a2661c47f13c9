"""The containers' description: its shape, its safety, and its commands, run here without containers."""

import os
import pathlib
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import jsonschema
import psycopg
import pytest
import yaml

from coding_app.local.health import answer
from coding_app.local.places import REPOSITORY, find_places
from coding_app.local.postgres import Cluster, open_cluster
from tests.local.conftest import ledger_of, wait_for

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
CONDITIONS = ["service_healthy", "service_completed_successfully", "service_started"]
SERVICE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["mem_limit", "logging", "restart"],
    "anyOf": [{"required": ["image"]}, {"required": ["build"]}],
    "properties": {
        "image": TEXT,
        "build": TEXT,
        "restart": {"enum": ["no", "unless-stopped"]},
        "read_only": {"type": "boolean"},
        "tmpfs": TEXTS,
        "cap_drop": {"const": ["ALL"]},
        "cap_add": TEXTS,
        "security_opt": TEXTS,
        "environment": {"type": "object", "additionalProperties": TEXT},
        "volumes": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+:/[a-z/]+$"}},
        "logging": {"type": "object", "required": ["driver", "options"]},
        "command": TEXTS,
        "ports": TEXTS,
        "user": TEXT,
        "profiles": TEXTS,
        "mem_limit": {"type": "string", "pattern": "^[0-9]+[mg]$"},
        "shm_size": TEXT,
        "stop_grace_period": TEXT,
        "healthcheck": {"type": "object", "required": ["test", "interval", "timeout", "retries"]},
        "depends_on": {
            "type": "object",
            "additionalProperties": {"properties": {"condition": {"enum": CONDITIONS}}, "required": ["condition"]},
        },
    },
}
SCHEMA = {
    "type": "object",
    "required": ["services", "volumes"],
    "properties": {"services": {"type": "object", "additionalProperties": SERVICE}},
}
COMPOSE = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]


def test_description_fits_its_schema() -> None:
    jsonschema.validate(COMPOSE, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**COMPOSE, "services": {"db": {**SERVICES["db"], "privileged": True}}}, SCHEMA)


def test_services_and_profiles() -> None:
    profiles = {name: service.get("profiles", []) for name, service in SERVICES.items()}
    assert profiles == {"db": [], "prepare": [], "web": [], "worker": [], "proxy": ["tls"], "valkey": ["valkey"]}
    assert all(target in SERVICES for service in SERVICES.values() for target in service.get("depends_on", {}))
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_application_runs_without_rights_and_on_a_read_only_system() -> None:
    for name in ("prepare", "web", "worker"):
        service = SERVICES[name]
        assert (service["read_only"], service["cap_drop"], service["tmpfs"]) == (True, ["ALL"], ["/tmp"])
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["10001:10001"]
    assert "--require-hashes" in dockerfile


def test_no_port_of_the_database_is_open_and_no_password_has_a_default() -> None:
    assert "ports" not in SERVICES["db"]
    text = (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
    for name in ("POSTGRES_PASSWORD", "ENTENTE_SECRET_KEY"):
        assert set(re.findall(rf"\$\{{{name}(.)", text)) == {":"}
        assert f"{name}:-" not in text


def test_every_variable_is_explained_in_the_example() -> None:
    text = (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
    example = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) <= explained
    assert len(re.findall(r"^[A-Z_]+=", example, re.MULTILINE)) == 6


@pytest.fixture
def database(ready_var: pathlib.Path) -> Iterator[Cluster]:
    """Yield a running server with every table."""
    found = open_cluster(find_places(ready_var))
    found.start(ledger_of(found.places))
    yield found
    found.stop(ledger_of(found.places))


@pytest.fixture
def environment(database: Cluster, tmp_path: pathlib.Path) -> dict[str, str]:
    """Return the variables of the containers, on a database of our own."""
    given = SERVICES["web"]["environment"] | {
        "DATABASE_URL": database.url,
        "ENTENTE_SECRET_KEY": "x" * 64,
        "ENTENTE_HOSTS": "study.example,localhost",
        "ENTENTE_HTTPS": "yes",
        "ENTENTE_TIME_ZONE": "Europe/Paris",
        "CELERY_BROKER_URL": "",
        "ENTENTE_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "coding_app.settings",
        "PATH": f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    assert set(SERVICES["web"]["environment"]) <= set(given)
    return {name: value for name, value in os.environ.items() if not name.startswith("ENTENTE_")} | given


@pytest.fixture
def run_service(environment: dict[str, str]) -> Iterator[object]:
    """Yield what runs a service's command without its container."""
    started = []

    def run(command: list[str]) -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen(command, cwd=REPOSITORY, env=environment, start_new_session=True))
        return started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_commands_work_without_containers(
    database: Cluster, environment: dict[str, str], run_service: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = subprocess.run(
        SERVICES["prepare"]["command"], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    assert re.search(r"to be the owner: https://study\.example/login/link/\S+/$", told.stdout.strip())

    default = re.search(r"^CMD (\[.+?\])$", (REPOSITORY / "Dockerfile").read_text(), re.MULTILINE | re.DOTALL)[1]
    web = [part.replace("8000", "18766") for part in yaml.safe_load(default.replace("\\\n", ""))]
    run_service([*web[: web.index("--workers") + 1], "1", *web[web.index("--workers") + 2 :]])
    monkeypatch.setenv("ENTENTE_HOSTS", environment["ENTENTE_HOSTS"])
    wait_for(lambda: answer(18766) == 200)
    check = [part.replace("8000", "18766") for part in SERVICES["web"]["healthcheck"]["test"][1:]]
    assert subprocess.run(check, cwd=REPOSITORY, env=environment, check=False).returncode == 0

    worker = run_service(SERVICES["worker"]["command"])

    def has_queue() -> bool:
        with psycopg.connect(database.url) as connection:
            return connection.execute("SELECT count(*) FROM pgmq.meta WHERE queue_name = 'entente'").fetchone() == (1,)

    wait_for(has_queue)
    worker.terminate()
    assert worker.wait(timeout=60) == 0
