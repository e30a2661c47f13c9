"""Every worked case of the reference, core and extended, against the product's own functions.

`vectors.json` holds published tables, examples of manuals and invented data, each with its source, the metric asked for
and what must come out; `adapter.py` answers.
"""

import json
import math
from pathlib import Path

import pytest

from tests.reference.adapter import compute

REFERENCE = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
CODERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def spread(data):
    """Write tables and matrices as records, one a coding; what is not coded is not there."""
    kind, rows = data["kind"], []
    if kind not in {"ratings", "sets", "ratings_clustered"}:
        return data
    if "table" in data:
        pairs = [
            (data["categories"][i], data["categories"][j])
            for i, row in enumerate(data["table"])
            for j, n in enumerate(row)
            for _time in range(int(n))
        ]
        rows = [
            (unit, coder, value) for unit, pair in enumerate(pairs) for coder, value in zip("AB", pair, strict=True)
        ]
    elif "matrix" in data:
        rows = [
            (unit, coder, value)
            for unit, row in enumerate(data["matrix"])
            for coder, value in zip(CODERS, row, strict=False)
            if value is not None
        ]
    else:
        rows = data["records"]
    names = ("unit", "coder", "value", "cluster")
    return {**data, "records": [dict(zip(names, row, strict=False)) for row in rows]}


def agrees(wanted, found, tolerance):
    """Say whether an answer is what is expected: numbers within a tolerance, None for undefined, words in any order."""
    if wanted is None or found is None:
        return (found is None or (isinstance(found, float) and math.isnan(found))) and wanted is None
    if isinstance(wanted, dict):
        known = {str(key): value for key, value in found.items()}
        return all(key in known and agrees(value, known[key], tolerance) for key, value in wanted.items())
    if isinstance(wanted, list) and wanted and isinstance(wanted[0], str):
        return sorted(map(str, found)) == sorted(wanted)
    if isinstance(wanted, list):
        return all(agrees(*pair, tolerance) for pair in zip(wanted, list(found)[: len(wanted)], strict=True))
    return wanted == found if isinstance(wanted, str) else bool(abs(float(found) - wanted) <= tolerance + 1e-12)


def differences(vector):
    """Return what the product answers otherwise. A further figure that it does not give is passed over."""
    data = spread(REFERENCE["data"][vector["data"]])
    found, allowed = compute(vector["metric"], data, dict(vector["params"])), vector["tolerance"]
    within = allowed.get if isinstance(allowed, dict) else lambda _key, _otherwise: allowed
    return {
        key: (wanted, found.get(key))
        for key, wanted in vector["expected"].items()
        if key != "reason" and (key in found or key == "value")
        if not agrees(wanted, found.get(key), within(key, 1e-9))
    }


def test_every_case_comes_out():
    vectors = REFERENCE["vectors"]
    assert len(vectors) == 263
    wrong = {vector["id"]: found for vector in vectors if (found := differences(vector))}
    assert not wrong


@pytest.mark.parametrize("place", [0, 100, 200])
def test_another_expectation_is_seen(place):
    vector = REFERENCE["vectors"][place]
    key = "value" if "value" in vector["expected"] else next(iter(vector["expected"]))
    assert differences({**vector, "expected": {key: 17.5}}) == {
        key: (17.5, pytest.approx(vector["expected"][key], abs=0.01))
    }
