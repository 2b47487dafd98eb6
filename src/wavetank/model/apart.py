from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from wavetank.model.registry import resolve_part

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, ValidationInfo
    from pydantic_core import CoreSchema

    from wavetank.model.part import Part


class Apart:
    """
    Marks where a part stands inside another: it is read by a validator of its own, made when the first is read.

    Pydantic would make the validators of whatever a flow may hold before it reads the first flow.

    Args:
        by_type: It is read as the class that its `type` names, see `resolve_part`.
    """

    def __init__(self, *, by_type: bool = False) -> None:
        self._by_type = by_type

    def __get_pydantic_core_schema__(self, source: type[Part], handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(written: Any, info: ValidationInfo) -> Part:
            if self._by_type:
                return resolve_part(written, source, info)
            return written if isinstance(written, source) else source.model_validate(written, context=info.context)

        return core_schema.with_info_plain_validator_function(read)
