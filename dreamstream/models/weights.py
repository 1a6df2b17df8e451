"""Where a model's weights come from when they are not in the package: one file, its mirrors, what it is checked by."""

from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PositiveInt

Hash: TypeAlias = Annotated[str, Field(pattern=r"^(sha1|sha256|sha384|sha512):[0-9a-f]{40,128}$")]
"""A published checksum: the algorithm, a colon, lower-case hexadecimal digits."""


class Mirror(BaseModel):
    """One place that gives the file, by itself or inside a tar."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(pattern=r"^https?://\S+$")
    member: str | None = None
    """Name of the file in the tar that ``url`` gives, in whatever folder; None where ``url`` gives the file itself."""
    hash: Hash | None = None
    """Of that tar, where one is known."""


class Download(BaseModel):
    """A caffemodel that is fetched when it is first needed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(pattern=r"^\w[\w.-]*$")
    """Its name in the models folder."""
    size_bytes: PositiveInt | None = None
    hash: Hash | None = None
    """None where nobody published one: then its layers fitting the prototxt are the only check."""
    urls: tuple[Annotated[Mirror, BeforeValidator(lambda url: {"url": url} if isinstance(url, str) else url)], ...] = (
        Field(min_length=1)
    )
    """Tried in this order; in TOML a text, or a table where it is a tar."""
