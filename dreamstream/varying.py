"""Numbers of a recipe that may change with time: each is a plain number, or a schedule as a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Generic, TypeVar, cast

from pydantic import (
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from dreamstream.schedule import (
    Changing,
    ScheduledNumber,
    Scope,
    Varying,
    is_schedule,
    needs_stream,
    parse_schedule,
)

N = TypeVar("N", int, float)


@dataclass(frozen=True)
class Within(Generic[N]):
    """Marks a ``Varying`` number of a recipe: plain numbers and every value of a schedule are of this kind and range.

    Schedules are texts in a recipe; one that makes no sense, or is out of its range at the first frame, is refused
    when the recipe is read.
    """

    kind: type[N]
    bounds: FieldInfo
    """As pydantic's ``Field(ge=0)``."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return how pydantic reads and writes such a number."""
        plain: TypeAdapter[N] = TypeAdapter(Annotated[self.kind, self.bounds])  # type: ignore[arg-type]
        return core_schema.with_info_wrap_validator_function(
            partial(_number, self.kind, plain),
            plain.core_schema,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda number: str(number) if isinstance(number, Changing) else number
            ),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return how a JSON schema tells of such a number."""
        return or_schedule(handler(schema))


def or_schedule(number: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON schema of what may be a schedule instead of a number, from that of the number."""
    about = {key: number[key] for key in ("description", "default") if key in number}
    plain = {key: value for key, value in number.items() if key not in about}
    schedule = {"type": "string", "description": "a schedule: 0.05 + 0.02*sin(t), or 0:(0.02), 60:(0.05)"}
    return {**about, "anyOf": [plain, schedule]}


def _number(
    kind: type[N], plain: TypeAdapter[N], value: object, read: ValidatorFunctionWrapHandler, info: ValidationInfo
) -> Varying[N]:
    if isinstance(value, ScheduledNumber):
        value = str(value)
    if not is_schedule(value):
        return cast(N, read(value))
    number = ScheduledNumber(str(info.field_name), parse_schedule(value), kind, partial(_complaint, plain))
    if not needs_stream(number.schedule):
        number.at(Scope())
    return number


def _complaint(plain: TypeAdapter[N], value: N) -> str | None:
    try:
        plain.validate_python(value)
    except ValidationError as error:
        return error.errors()[0]["msg"].removeprefix("Input ")
    return None
