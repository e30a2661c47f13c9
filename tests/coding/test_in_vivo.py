"""Codes proposed in the words of a post: offered while training, sent to the questions on the codebook."""

from collections.abc import Callable
from typing import Any

import pytest

from coding_app.codebook.models import CodeQuestion
from tests.coding.conftest import make_coded
from tests.coding.test_workbench import model, page


@pytest.mark.parametrize("kind", ["main", "training"])
def test_words_of_a_post_are_proposed_in_training_rounds_only(small: Any, client_of: Callable, kind: str) -> None:
    coded = make_coded(small, kind=kind)
    coder = client_of(coded.people["coder"])
    first = model(page(coded, coder), "panel-model")["dimensions"][0]
    if kind == "main":
        assert first["inVivo"] == ""
        return
    post = coded.assignment("coder", 1).unit.post
    sent = {"kind": "proposal", "text": "le contrat\nrevient partout", "post": str(post.uuid)}
    assert coder.post(first["inVivo"], sent | {"start": "20", "end": "30"}).status_code == 303
    row = CodeQuestion.objects.select_related("code").get()
    assert (str(row.code.uuid), row.kind, row.post, row.start, row.end) == (first["uuid"], "proposal", post, 20, 30)
