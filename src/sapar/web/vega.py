"""``python -m sapar.web.vega``: Vega-Lite charts (a JSON list on standard input) as SVG (a JSON list on standard output).

A process of its own, for the drawings of one page: the renderer embeds a JavaScript engine that would stay in the web server's
memory (about 65 MB) for the few drawings that are not in the cache.
"""

from __future__ import annotations

import json
import sys


def main() -> int:
    import vl_convert

    drawn = []
    for spec in json.load(sys.stdin):
        try:
            drawn.append(vl_convert.vegalite_to_svg(spec))
        except ValueError:
            drawn.append("")
    json.dump(drawn, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
