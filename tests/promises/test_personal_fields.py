"""Every field of the database is classed: personal, pseudonymous or plain. A new field without a class fails."""

import inspect
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.apps import apps
from rest_framework import serializers

import coding_app.api
from coding_app.accounts.models import User
from tests.promises.personal import CLASSES, PERSONAL, PLAIN

# Events and MiddlewareEvents are no tables: they read all histories at once.
MODELS = [
    model
    for model in apps.get_models()
    if model.__name__ not in {"Events", "MiddlewareEvents"} and not hasattr(model, "pgh_tracked_model")
]
HISTORIES = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]


def fields(model):
    return {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}


def classed(name):
    return [(word, each) for word, table in CLASSES.items() for each in table.get(name, "").split()]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_has_one_class(model):
    names = [field for _word, field in classed(model.__name__)]
    assert sorted(names) == sorted(fields(model))


def test_no_class_is_left_over():
    known = {model.__name__ for model in MODELS}
    assert {name for table in CLASSES.values() for name in table} <= known


@pytest.mark.parametrize("model", HISTORIES, ids=lambda model: model.__name__)
def test_history_adds_nothing_about_people_but_who_wrote(model):
    own = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context"}
    assert fields(model) - own == fields(model.pgh_tracked_model) - {"search"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_key_to_an_account_is_personal(model):
    keys = {f.name for f in model._meta.get_fields() if f.concrete and f.is_relation and f.related_model is User}
    assert keys <= set(PERSONAL.get(model.__name__, "").split())


def test_no_field_holds_the_name_of_an_author():
    words = set(PLAIN["Author"].split()) | {field for word, field in classed("Author")}
    assert words == {"id", "uuid", "corpus", "alias", "profession"}
    assert {field for _word, field in classed("AuthorDigest")} == {"id", "corpus", "author", "kind", "digest"}


def api_serializers():
    for module in iter_modules(coding_app.api.__path__, "coding_app.api."):
        for _name, each in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(each, serializers.ModelSerializer) and each.__module__ == module.name:
                yield each


def test_the_api_gives_no_field_unless_it_is_named():
    found = list(api_serializers())
    assert len(found) > 12
    for each in found:
        assert isinstance(each.Meta.fields, list), each
        assert getattr(each.Meta, "exclude", None) is None, each


def test_the_api_gives_of_people_a_stable_id_and_the_name_they_show():
    [person] = [each for each in api_serializers() if each.Meta.model is User]
    assert person.Meta.fields == ["uuid", "display_name"]


def test_the_api_gives_no_id_of_a_platform_and_no_digest():
    given = {name for each in api_serializers() for name in each().get_fields()}
    assert not given & {
        "external_id",
        "digest",
        "missing_parent_digest",
        "email",
        "username",
        "password",
        "token_sha256",
    }
