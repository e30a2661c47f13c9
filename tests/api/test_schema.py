"""The description of the API is complete and true."""

import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from coding_app.api import urls


@pytest.fixture
def schema(client_of, small):
    answer = client_of(small.reader).get(reverse("api:schema"), headers={"Accept": "application/json"})
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_it_is_valid_and_without_warnings(tmp_path):
    file = tmp_path / "schema.yml"
    call_command("spectacular", "--api-version", "v1", "--fail-on-warn", "--validate", "--file", str(file))
    assert "openapi: 3" in file.read_text()


def test_it_is_for_people_who_may_sign_in():
    assert Client().get(reverse("api:schema")).status_code == 401


def test_it_describes_every_address(schema):
    wanted = {f"/api/v1/projects/{{slug}}/{pattern.pattern}" for pattern in urls.inside} | {"/api/v1/projects/"}
    plain = {path.replace("<uuid:uuid>", "{uuid}").replace("<int:number>", "{number}") for path in wanted}
    assert set(schema["paths"]) == plain


def test_every_operation_has_a_name_a_sentence_and_a_way_to_sign_in(schema):
    names = set()
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], (path, method)
            assert {"key": []} in operation["security"]
            names.add(operation["operationId"])
    assert len(names) == sum(len(methods) for methods in schema["paths"].values())


def test_it_names_the_parameters_that_are_understood(schema):
    names = {parameter["name"] for parameter in schema["paths"]["/api/v1/projects/{slug}/posts/"]["get"]["parameters"]}
    assert names == {"slug", "cursor", "limit", "source", "thread", "profession", "since", "until", "q"}


def test_answers_fit_their_description(program, schema, coded):
    from jsonschema import Draft202012Validator

    coded.fill(coded.assignment("coder", 1), "law.tasks")
    ours = program("coder")
    for name in (
        "project",
        "source_list",
        "thread_list",
        "post_list",
        "codebook",
        "round_list",
        "queue",
        "coding_list",
    ):
        path = ours.url(name).replace(coded.project.slug, "{slug}")
        described = schema["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {"components": schema["components"], **nullable(described)}
        Draft202012Validator(nullable(whole)).validate(ours.get(name).json())


def nullable(node):
    """Write "nullable" of OpenAPI 3.0 as JSON Schema understands it."""
    if isinstance(node, list):
        return [nullable(each) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {key: nullable(value) for key, value in node.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain
