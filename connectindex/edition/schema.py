"""JSON schema of index.toml: sections from the pydantic models, methods from the registries, for editors and checks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from connectindex.edition.key_descriptions import DESCRIPTIONS
from connectindex.edition.settings import File, model_of
from connectindex.edition.trees import KEYS
from connectindex.edition.vary import SINGLE, STEPS
from connectindex.stages.described import described
from connectindex.stages.registries import REGISTRIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DRAFT = "http://json-schema.org/draft-07/schema#"  # which editors of TOML know
MODELS = {
    "IndexSection": "index",
    "IndicatorSection": "indicators",
    "ModeSection": "modes",
    "LinksSection": "links",
    "ValuesBlock": "values",
    "PlacesBlock": "places",
    "MethodSection": "method",
    "RobustnessSection": "robustness",
    "PotentialSection": "potential",
    "CorridorSection": "corridors",
    "AuditSection": "audit",
    "ReportSection": "report",
    "ColoursSection": "report.colours",
    "FontsSection": "report.fonts",
}


def schema() -> dict[str, Any]:
    """Write the JSON schema of an index.toml.

    Every section has its keys, and no other. A method is one of the kinds of its step (``oneOf``); where ``[index]``
    names a Python file, it may be a kind of that file.

    Examples
    --------
    >>> sorted(schema()["properties"])[:3]
    ['audit', 'corridors', 'index']
    """
    whole = File.model_json_schema(ref_template="#/definitions/{model}")
    definitions = whole.pop("$defs")
    for model, section in MODELS.items():
        _describe(definitions[model], DESCRIPTIONS[section])
    _describe(whole, DESCRIPTIONS[""])
    for step, registry in REGISTRIES.items():
        definitions[step] = {"oneOf": [*_methods(step, registry), {"$ref": "#/definitions/own_method"}]}
        _put(definitions["MethodSection"], step, {"$ref": f"#/definitions/{step}"})
    _put(definitions["IndicatorSection"], "treat", {"$ref": "#/definitions/treat"})
    every_kind = sorted({kind for registry in REGISTRIES.values() for kind in registry})
    definitions["own_method"] = {
        "type": "object",
        "properties": {"kind": {"type": "string", "not": {"enum": every_kind}}},
        "required": ["kind"],
        "description": "A method of the Python file that [index] names.",
    }
    definitions["vary"] = {"oneOf": list(_assumptions())}
    _put(definitions["RobustnessSection"], "vary", {"type": "array", "items": {"$ref": "#/definitions/vary"}})
    definitions["node"] = _node()
    _put(whole, "tree", {"$ref": "#/definitions/node"})
    for definition in (whole, *definitions.values()):
        _tidied(definition)
    return {
        "$schema": DRAFT,
        "title": "index.toml of connectindex",
        **{k: v for k, v in whole.items() if k not in ("title", "description")},
        **_python_kinds_need_a_file(),
        "definitions": definitions,
    }


def schema_text() -> str:
    """Write the schema as the text of a file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _python_kinds_need_a_file() -> dict[str, Any]:
    """Refuse unknown kinds of methods where no Python file is named."""
    known = {step: {"properties": {"kind": {"enum": sorted(registry)}}} for step, registry in REGISTRIES.items()}
    named = {"properties": {"index": {"required": ["python"]}}}
    return {"if": {"not": named}, "then": {"properties": {"method": {"properties": known}}}}


def _methods(step: str, registry: Mapping[str, type[Any]]) -> Iterator[dict[str, Any]]:
    for kind, method in registry.items():
        words = described(step, kind, method)
        yield _settings(method, "kind", kind, words.summary, {s.name: s.text for s in words.settings})


def _assumptions() -> Iterator[dict[str, Any]]:
    """Write what ``[[robustness.vary]]`` may hold."""
    for what, assumption in SINGLE.items():
        words = described("robustness", what, assumption)
        yield _settings(assumption, "what", what, words.summary, {s.name: s.text for s in words.settings})
    for step in STEPS:
        among = {"type": "array", "items": {"$ref": f"#/definitions/{step}"}, "minItems": 1}
        keys: dict[str, Any] = {"what": {"const": step}, "among": among}
        if step == "aggregate":
            keys["node"] = {"type": "string"}
        yield {"type": "object", "properties": keys, "required": ["what", "among"], "additionalProperties": False}


def _settings(of: type[Any], key: str, value: str, summary: str, texts: Mapping[str, str]) -> dict[str, Any]:
    made = model_of(of).model_json_schema()  # type: ignore[arg-type] # a class can be hashed
    properties = {key: {"const": value, "description": summary}, **made.get("properties", {})}
    for name, text in texts.items():
        if text:
            properties[name]["description"] = text
    return {
        "type": "object",
        "title": value,
        "description": summary,
        "properties": properties,
        "required": [key, *made.get("required", [])],
        "additionalProperties": False,
    }


def _node() -> dict[str, Any]:
    """Write a node of the tree: its own keys, and any others as the nodes below it."""
    text, number = {"type": "string"}, {"type": "number", "minimum": 0}
    keys: dict[str, Any] = {
        "name": text,
        "short": text,
        "weight": number,
        "definition": text,
        "indicators": {"type": "array", "items": text, "minItems": 1},
        "weights": {"type": "object", "additionalProperties": number},
        "aggregate": {"$ref": "#/definitions/aggregate"},
        "coverage": {"type": "number", "minimum": 0, "maximum": 1},
    }
    node = {"type": "object", "properties": {key: keys[key] for key in KEYS}}
    _describe(node, DESCRIPTIONS["tree"])
    return node | {"additionalProperties": {"$ref": "#/definitions/node"}}


def _put(model: dict[str, Any], key: str, content: dict[str, Any]) -> None:
    """Replace a property, whose description stays."""
    words = model["properties"][key].get("description")
    if words and "$ref" in content:  # beside a reference draft 7 reads nothing
        content = {"allOf": [content], "description": words}
    model["properties"][key] = content | ({"description": words} if words else {})


def _describe(model: dict[str, Any], words: Mapping[str, str]) -> None:
    for key, content in model["properties"].items():
        if "$ref" in content:
            content["allOf"] = [{"$ref": content.pop("$ref")}]
        if words.get(key):
            content["description"] = words[key]


def _tidied(content: Any) -> None:
    """Take out what is Python's alone: titles made of names, and null, which TOML lacks."""
    if isinstance(content, list):
        for item in content:
            _tidied(item)
        return
    if not isinstance(content, dict):
        return
    _without_null(content)
    for key, value in content.items():
        if key == "properties":
            for inner in value.values():
                if isinstance(inner.get("title"), str):
                    del inner["title"]
                _tidied(inner)
        else:
            _tidied(value)


def _without_null(content: dict[str, Any]) -> None:
    if content.get("default", 0) is None:
        del content["default"]
    options = content.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        options.remove({"type": "null"})
        if len(options) == 1:
            content |= content.pop("anyOf")[0]
