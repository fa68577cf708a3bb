#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the generated asyncapi.yaml: every reference leads somewhere, every message of the schema is offered.

Usage: check_asyncapi.py ASYNCAPI_YAML MESSAGES_SCHEMA_JSON      exit code 77 (skipped) without python3-yaml
"""
import json
import sys

try:
    import yaml
except ImportError:
    print("python3-yaml is not installed")
    sys.exit(77)


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = yaml.safe_load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        definitions = json.load(file)["definitions"]
    problems = []
    if not str(document["asyncapi"]).startswith("3."):
        problems.append("not AsyncAPI 3")
    found = set(references(document))
    for reference in found:
        node = document
        try:
            for part in reference.removeprefix("#/").split("/"):
                node = node[part]
        except (KeyError, TypeError):
            problems.append(f"{reference} leads nowhere")
    offered = set(document["channels"]["session"]["messages"])
    for name in definitions:
        if name.startswith(("request.", "message.")) and name not in offered:
            problems.append(f"{name} is not offered")
    for operation in document["operations"].values():
        for message in operation.get("messages", []):
            if not message["$ref"].startswith(operation["channel"]["$ref"] + "/messages/"):
                problems.append(f"{message['$ref']} is not of its operation's channel")
    if len(found) < 50:
        problems.append("too few references: the schemas were not put in")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
