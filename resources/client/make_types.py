#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""messages.d.ts from ../api/messages.schema.json: a TypeScript name for each definition.

usage: make_types.py            writes it
       make_types.py --check    exits with 1 where it is not what the schemas say now
"""
import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
TARGET = FOLDER / "messages.d.ts"
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def title(name):
    """'data.bookDelta' -> 'BookDelta', 'message.closing' -> 'ClosingMessage', 'request.list' -> 'ListRequest'"""
    kind, _, rest = name.rpartition(".")
    upper = rest[0].upper() + rest[1:]
    return upper + {"message": "Message", "request": "Request", "http": "Answer"}.get(kind, "")


def word(name):
    return name if re.fullmatch(r"[A-Za-z_$][\w$]*", name) else json.dumps(name)


def comment(schema, indent):
    text = " ".join(schema.get("description", "").split()).replace("*/", "* /")
    return f"{indent}/** {text} */\n" if text else ""


def type_of(schema, indent=""):
    if "$ref" in schema:
        return title(schema["$ref"].removeprefix("#/definitions/"))
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(one) for one in schema["enum"])
    for union in ("oneOf", "anyOf"):
        parts = [one for one in schema.get(union, []) if set(one) - {"required", "not"}]
        if parts and "properties" not in schema:
            return " | ".join(dict.fromkeys(type_of(one, indent) for one in parts))
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(type_of({**schema, "type": one}, indent) for one in kind)
    if kind == "array":
        items = schema.get("items", {})
        if isinstance(items, list):
            return "[" + ", ".join(type_of(one, indent) for one in items) + "]"
        if schema.get("minItems") == schema.get("maxItems") and isinstance(schema.get("minItems"), int) and schema["minItems"] <= 4:
            return "[" + ", ".join([type_of(items, indent)] * schema["minItems"]) + "]"
        inner = type_of(items, indent)
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if kind == "object" or "properties" in schema:
        properties = schema.get("properties")
        if not properties:
            extra = schema.get("additionalProperties")
            return f"Record<string, {type_of(extra, indent)}>" if isinstance(extra, dict) else "Record<string, unknown>"
        required, inner = set(schema.get("required", [])), indent + "  "
        lines = [
            comment(one, inner) + f"{inner}{word(name)}{'' if name in required else '?'}: {type_of(one, inner)};\n"
            for name, one in properties.items()
        ]
        return "{\n" + "".join(lines) + indent + "}"
    return PLAIN.get(kind, "unknown")


def main():
    definitions = json.loads((FOLDER.parent / "api" / "messages.schema.json").read_text(encoding="utf-8"))["definitions"]
    text = "// SPDX-License-Identifier: MIT\n// Made from resources/api/messages.schema.json by make_types.py: changes here are lost.\n"
    for name, schema in definitions.items():
        written = type_of(schema)
        text += "\n" + comment(schema, "")
        text += f"export interface {title(name)} {written}\n" if written.startswith("{") else f"export type {title(name)} = {written};\n"
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
            sys.exit("resources/client/messages.d.ts is not what resources/api/messages.schema.json says: run resources/client/make_types.py")
        return
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
