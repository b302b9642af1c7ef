"""Build hook: a wheel carries the fetched design system and the compiled translations, neither of which is committed."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface[Any]):
    """Fetch and compile before the files of the wheel are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        path = Path(self.root) / "src" / "sapar" / "node" / "assets.py"
        spec = importlib.util.spec_from_file_location("sapar_assets", path)
        if spec is None or spec.loader is None:
            raise RuntimeError(f"{path} is missing")
        assets = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(assets)
        assets.prepare(print)
