from __future__ import annotations
import yaml
from wavetank.model.flow import Flow
def read_flow(text, registry):
    return Flow.model_validate(yaml.safe_load(text), context={"registry": registry})
