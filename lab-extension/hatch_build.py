"""Builds the extension before it is packed: a wheel never holds an older one."""

import subprocess
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

build = Path(__file__).parent.parent / "scripts" / "build.mjs"


class BuildExtension(BuildHookInterface):
    def initialize(self, version, build_data):
        if not build.exists():
            raise RuntimeError("the extension is built in a checkout of Munnin: scripts/build.mjs is not there")
        subprocess.run(["node", str(build)], check=True)
