"""The containers' description: its shape and its safety; test_up.py runs its commands without containers."""

import re

import jsonschema
import pytest
import yaml

from coding_app.local.places import REPOSITORY
from coding_app.local.supervisor import WEB, WORKER

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


@pytest.mark.parametrize("command", [SERVICES["worker"]["command"], WORKER], ids=["containers", "launcher"])
def test_workers_are_threads_and_never_forks(command: list[str]) -> None:
    """A fork copies the locks of the connections that the worker's own threads hold, and hangs on them."""
    assert [word for word in command if word.startswith(("-P", "--pool"))] == ["--pool=threads"]
    assert "worker" in command
    assert not [word for word in command if word.startswith("--autoscale")]


def test_a_long_page_never_holds_up_every_save() -> None:
    assert WEB[WEB.index("--workers") + 1] == "2"
    assert '"--workers", "2"' in (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")


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
