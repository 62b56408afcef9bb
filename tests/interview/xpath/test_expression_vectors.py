"""Every recorded OpenRosa assertion, or the reason why not."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from agentdesk.interview.xpath.evaluate import evaluate
from agentdesk.interview.xpath.parse import ExpressionError, parse
from agentdesk.interview.xpath.values import EvaluationError, to_boolean, to_number, to_text
from tests.interview.xpath.xml_world import World, find, read

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors" / "openrosa-xpath.json"
GEOGRAPHY = "areas and distances of map points: a telephone questionnaire has no such question"


def _vectors() -> list[Any]:
    if not VECTORS.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"no recorded vectors at {VECTORS.name}"))]
    found = []
    for place, vector in enumerate(json.loads(VECTORS.read_text(encoding="utf-8"))):
        marks = [pytest.mark.skip(reason=GEOGRAPHY)] if vector["file"] == "area" else []
        found.append(pytest.param(vector, id=f"{place}-{vector['file']}", marks=marks))
    return found


@pytest.mark.parametrize("vector", _vectors())
def test_recorded(vector: dict[str, Any]) -> None:
    world, document = World(), read(vector["xml"])
    node = find(document, vector["context"])
    if vector["type"] == "error":
        with pytest.raises((EvaluationError, ExpressionError)):
            evaluate(parse(vector["expr"]), world, node)
        return
    value = evaluate(parse(vector["expr"]), world, node)
    expected = vector["expected"]
    if vector["type"] == "boolean":
        assert to_boolean(value) is expected
    elif vector["type"] == "string":
        assert to_text(value, world.zone) == str(expected)
    elif vector["type"] == "string-length":
        assert len(to_text(value, world.zone)) == expected
    elif expected == "NaN":
        assert math.isnan(to_number(value, world.zone))
    else:
        assert to_number(value, world.zone) == pytest.approx(float(expected), abs=1e-12)
