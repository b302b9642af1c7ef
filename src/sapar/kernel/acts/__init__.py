"""One act, recorded once: the two decorators through which everything that changes or shows personal data goes."""

from sapar.kernel.acts.registry import CATALOGUE, ActSpec, act, look
from sapar.kernel.acts.running import about, defer, shown

__all__ = ["CATALOGUE", "ActSpec", "about", "act", "defer", "look", "shown"]
