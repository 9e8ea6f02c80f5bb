"""TypeScript types of the commands, from their JSON schema: the one declaration is grids/commands/."""

from __future__ import annotations

from typing import Any, Final

from server import wire

_HEAD: Final = "// Written by `./wangge schema` from grids/commands/; do not edit.\n"
_PLAIN: Final = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def render() -> str:
    """Return the whole file, every name once, in the order of the schema."""
    schema = wire.schema()
    parts = [_HEAD]
    parts += [_declaration(name, body) for name, body in sorted(schema["$defs"].items())]
    kinds = sorted(option["$ref"].rpartition("/")[2] for option in schema["oneOf"])
    parts.append("export type Command =\n" + "\n".join(f"  | {kind}" for kind in kinds) + "\n")
    parts.append("export type CommandKind = Command['kind']\n")
    return "\n".join(parts)


def _declaration(name: str, body: dict[str, Any]) -> str:
    about = str(body.get("description", "")).strip().split("\n")[0]
    said = f"/** {about} */\n" if about else ""
    if "enum" in body:
        return f"{said}export type {name} = {' | '.join(_quoted(value) for value in body['enum'])}\n"
    told_apart = {field for field, kind in body["properties"].items() if "const" in kind}
    needed = set(body.get("required", ())) | told_apart
    lines = [
        f"  readonly {field}{'' if field in needed else '?'}: {_type(kind)}"
        for field, kind in body["properties"].items()
    ]
    return f"{said}export interface {name} {{\n" + "\n".join(lines) + "\n}\n"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return _quoted(schema["const"])
    if "enum" in schema:
        return " | ".join(_quoted(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_type(option) for option in schema["anyOf"])
    match schema.get("type"):
        case "array" if "prefixItems" in schema:
            return f"readonly [{', '.join(_type(item) for item in schema['prefixItems'])}]"
        case "array":
            item = _type(schema["items"])
            return f"readonly ({item})[]" if "|" in item or item.startswith("readonly") else f"readonly {item}[]"
        case "object":
            return f"Readonly<Record<string, {_type(schema['additionalProperties'])}>>"
        case kind:
            return _PLAIN[str(kind)]


def _quoted(value: object) -> str:
    return f"'{value}'"
