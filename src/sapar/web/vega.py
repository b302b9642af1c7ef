"""``python -m sapar.web.vega``: a Vega-Lite chart (JSON on standard input) as SVG on standard output.

A process of its own for one drawing: the renderer embeds a JavaScript engine that would stay in the web server's
memory (about 65 MB) for the few drawings that are not in the cache.
"""

from __future__ import annotations

import json
import sys


def main() -> int:
    import vl_convert

    spec = json.load(sys.stdin)
    sys.stdout.write(vl_convert.vegalite_to_svg(spec))
    return 0


if __name__ == "__main__":
    sys.exit(main())
