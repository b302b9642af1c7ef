"""What is counted at the border, without anything that names a person, by topic."""

from sapar.areas.border.facts.desk import CROSSINGS as CROSSINGS
from sapar.areas.border.facts.stays import EXTENSIONS as EXTENSIONS
from sapar.areas.border.facts.stays import HITS as HITS
from sapar.areas.border.facts.stays import REFUSALS as REFUSALS
from sapar.areas.border.facts.stays import REGISTRATIONS as REGISTRATIONS
from sapar.areas.border.facts.stays import STAYS as STAYS
from sapar.areas.border.facts.stays import WAITING as WAITING
from sapar.areas.border.facts.visas import VISAS as VISAS
