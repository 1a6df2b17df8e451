"""A recipe's keys and values as a JSON schema, from which editors complete, check and explain TOML files."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core import core_schema

from dreamstream.distortions import REGISTRY, Distortion
from dreamstream.distortions.scheduled import number_kinds
from dreamstream.recipe import Recipe
from dreamstream.varying import or_schedule

Schema: TypeAlias = dict[str, Any]


def recipe_schema() -> Schema:
    """Return the JSON schema (draft 2020-12) of a recipe's TOML file, the distortions of installed packages included.

    What a schema can't say is left to the recipe: an expression's grammar, whether a layer or file is there.

    Raises:
        PluginError: another package's distortion can't be loaded.
    """
    effects = [REGISTRY[name] for name in REGISTRY]
    models: tuple[type[BaseModel], ...] = (Recipe, Distortion, *effects)
    places, schema = models_json_schema([(each, "validation") for each in models], schema_generator=_OfToml)
    parts: dict[str, Schema] = schema["$defs"]

    def name_of(model: type[BaseModel]) -> str:
        return str(places[model, "validation"]["$ref"]).rpartition("/")[2]

    for effect in effects:
        parts[name_of(effect)] = _table(effect, parts[name_of(effect)])
    parts[name_of(Distortion)] = {"anyOf": [places[effect, "validation"] for effect in effects]}
    recipe = parts.pop(name_of(Recipe))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **recipe, "title": "dreamstream", "$defs": parts}


class _OfToml(GenerateJsonSchema):
    """TOML has no null: what may be None is left out. A key needs no title, and a user no more than the first words."""

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        made = super().model_schema(schema)
        words = str(made["description"]).partition("\n\n")[0].split()
        return {**made, "description": " ".join(words).replace("``", "`")}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Schema:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        if isinstance(schema.get("default", ...), BaseModel | None):
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def _table(effect: type[Distortion], options: Mapping[str, Any]) -> Schema:
    """Return the schema of a distortion's table: its type and options, every number of which may be a schedule."""
    kinds = number_kinds(effect)
    properties = {
        name: or_schedule(option) if name in kinds else option for name, option in options["properties"].items()
    }
    return {
        **options,
        "title": effect.type,
        "properties": {"type": {"const": effect.type, "description": options["description"]}, **properties},
        "required": ["type", *options.get("required", ())],
    }
