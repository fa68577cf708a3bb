# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of JSON Schema draft-07 that resources/api/messages.schema.json uses."""
import json
import os
import re

FILE = os.environ.get("WAVETAPE_SCHEMA", os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "../../resources/api/messages.schema.json"))
with open(FILE, encoding="utf-8") as _file:
    ROOT = json.load(_file)

TYPES = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "integer": lambda v: not isinstance(v, bool) and (isinstance(v, int) or isinstance(v, float) and v.is_integer()),
}
OF_KIND = {
    dict: {
        "required": lambda r, v, s: all(k in v for k in r),
        "additionalProperties": lambda r, v, s: r or all(k in s["properties"] for k in v),
    },
    list: {
        "minItems": lambda r, v, s: len(v) >= r,
        "maxItems": lambda r, v, s: len(v) <= r,
    },
    str: {
        "pattern": lambda r, v, s: re.search(r, v) is not None,
        "minLength": lambda r, v, s: len(v) >= r,
        "maxLength": lambda r, v, s: len(v) <= r,
    },
    float: {
        "minimum": lambda r, v, s: v >= r,
        "maximum": lambda r, v, s: v <= r,
        "exclusiveMinimum": lambda r, v, s: v > r,
    },
}
KNOWN = {k for rules in OF_KIND.values() for k in rules} | {"description", "then", "properties", "items"}


def problem(rule, value, path=""):
    """What is wrong with `value`, or None."""
    if isinstance(rule, bool):
        return None if rule else f"{path}: not allowed"
    kind = type(value)
    if kind is int:
        kind = float
    for keyword, argument in rule.items():
        found = None
        if keyword == "$ref":
            found = problem(ROOT["definitions"][argument.rsplit("/", 1)[1]], value, path)
        elif keyword == "type":
            found = None if TYPES[argument](value) else f"{path}: {value!r} is no {argument}"
        elif keyword == "const":
            found = None if value == argument else f"{path}: {value!r} is not {argument!r}"
        elif keyword == "enum":
            found = None if value in argument else f"{path}: {value!r} is none of {argument}"
        elif keyword == "oneOf":
            results = [problem(part, value, path) for part in argument]
            if results.count(None) != 1:
                found = f"{path}: {value!r} fits {results.count(None)} of the choices: {results}"
        elif keyword == "allOf":
            found = next((p for p in (problem(part, value, path) for part in argument) if p), None)
        elif keyword == "if":
            found = None if problem(argument, value, path) else problem(rule["then"], value, path)
        elif keyword == "properties" and kind is dict:
            found = next((p for p in (problem(r, value[k], f"{path}/{k}")
                                      for k, r in argument.items() if k in value) if p), None)
        elif keyword == "items" and kind is list:
            found = next((p for p in (problem(argument, v, f"{path}/{i}") for i, v in enumerate(value)) if p), None)
        elif keyword in OF_KIND.get(kind, {}):
            found = None if OF_KIND[kind][keyword](argument, value, rule) else f"{path}: {value!r} breaks {keyword}"
        elif keyword not in KNOWN:
            raise ValueError(f"unknown keyword {keyword}")
        if found:
            return found
    return None


def require(definition, value):
    found = problem(ROOT["definitions"][definition], value)
    if found:
        raise AssertionError(f"{definition}: {found}\n{json.dumps(value)[:2000]}")
