from __future__ import annotations

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """
    Every code that a diagnostic can have, with the cause in a sentence; `docs/diagnostics.md` adds the remedies.

    A code never changes its meaning. From 110 on they are about the text as YAML, from 130 about properties and types,
    from 150 about parts that contradict each other, from 160 about expressions, from 170 about
    versions of the language; from 180 on they are advice.
    """

    cause: str

    def __new__(cls, value: str, cause: str) -> Self:
        """Makes a member that is its code and knows its cause."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.cause = cause
        return member

    SYNTAX = "WT-110", "The text is not YAML."
    TAB = "WT-111", "A tab stands where the indentation must be spaces."
    QUOTE = "WT-112", "A quoted text is not closed, or more text follows its closing quote."
    UNQUOTED_EXPRESSION = "WT-113", "A value begins with an expression and is not in quotes: a map, to YAML."
    DUPLICATE_KEY = "WT-114", "A map has the same key twice."
    EMPTY = "WT-115", "There is nothing in the text."
    NOT_A_MAP = "WT-116", "The document is no map of properties."
    SEVERAL_DOCUMENTS = "WT-117", "The text holds several documents where one flow is expected."
    TAG = "WT-118", "A value has a YAML tag; those of one's own are without effect, others flows do not use."
    ALIAS = "WT-119", "A value is a YAML alias, which a Kestra server does not resolve."
    CHARACTER = "WT-120", "The text has a character that YAML does not allow."
    TOO_DEEP = "WT-121", "Maps and lists are nested too deeply."

    MISSING = "WT-130", "A required property is missing or has no value."
    UNKNOWN_PROPERTY = "WT-131", "There is no such property."
    WRONG_KIND = "WT-132", "A value is of the wrong kind, as a text where a list belongs."
    NOT_ALLOWED = "WT-133", "A value is not one of the allowed ones, or outside of its limits."
    DURATION = "WT-134", "A value is no duration."
    IDENTIFIER = "WT-135", "An identifier has a character that it may not have, or begins with one."
    REFUSED = "WT-136", "Properties contradict each other, or a value does not satisfy a rule of its type."
    TOO_FEW = "WT-137", "A list or map that needs entries has too few."
    TYPE_UNKNOWN = "WT-140", "No plugin here has this type."
    TYPE_MISPLACED = "WT-141", "The type exists but does not belong in this place, as a trigger among the tasks."
    TYPE_MISSING = "WT-142", "A task, trigger or condition has no `type`."
    TYPE_NOT_LOADED = "WT-143", "The type is known, but its plugin cannot be loaded."
    NOT_YET = "WT-144", "The language knows this, and this version of Wavetank cannot run it yet."

    DUPLICATE_TASK = "WT-150", "Two tasks have the same id."
    DUPLICATE_TRIGGER = "WT-151", "Two triggers have the same id."
    DUPLICATE_INPUT = "WT-152", "Two inputs have the same id."
    DUPLICATE_OUTPUT = "WT-153", "Two outputs have the same id."
    INPUT_CONFLICT = "WT-154", "One input is a value and, by the dotted id of another, also a map."
    SYSTEM_LABEL = "WT-155", "A label of the flow has the prefix that only the engine may use."
    INPUT_DEPENDENCY = "WT-156", "An input depends on one that does not exist, or on itself."
    RECURSION = "WT-157", "A task runs the flow that it is in."
    PLUGIN_DEFAULT = "WT-158", "A plugin default has no value, or is for a property that its type does not have."

    EXPRESSION = "WT-160", "An expression cannot be parsed, or names a filter, function or test that does not exist."

    GONE = "WT-170", "Kestra 2 does not have this any more."
    NEWER = "WT-171", "Only Kestra 2 has this."

    TYPE_ALIAS = "WT-180", "A type is written under a former name."
    DEPRECATED_PROPERTY = "WT-181", "A property has a new name, or should not be used any more."
    UNKNOWN_OUTPUTS = "WT-182", "An expression reads the outputs of a task that does not exist, or of its own task."
    BOOLEAN_WORD = "WT-183", "A word without quotes is read as true or false."
    DEPRECATED_TYPE = "WT-184", "A type should not be used any more."
    UNCONDITIONAL_TRIGGER = "WT-185", "A Flow trigger chooses no flows."
    UNKNOWN_INPUT = "WT-186", "An expression reads an input that the flow does not declare."
    UNKNOWN_NAME = "WT-187", "An expression looks into a variable whose name is a slip of a known one."
    UNFIT_CALL = "WT-190", "A task calls a Python function that is not defined, or with other arguments than it takes."
