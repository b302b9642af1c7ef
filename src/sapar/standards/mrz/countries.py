"""Codes for issuers and nationalities in machine readable travel documents.

Two lists: ISO 3166-1 alpha-3 (249 codes), and the codes that ICAO Doc 9303 Part 3, section 5 adds or that stand on
older documents. ``verified`` says whether the code was seen in a copy of the standard or in a specimen; the others
are kept because rejecting a lawful document is worse than accepting its code, and are shown as unverified.
The lists grow with the world: a reader must warn of an unknown code, never refuse because of it.
"""

from __future__ import annotations

from typing import NamedTuple

_ISO_3166 = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM
BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR
CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB
GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA
JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA
MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR
NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS
SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON
TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
"""
ISO_3166 = frozenset(_ISO_3166.split())


class SpecialCode(NamedTuple):
    """A code that is no current ISO 3166-1 code. ``use``: person, organisation, issuer, former or specimen."""

    code: str
    name: str
    use: str
    verified: bool


SPECIAL_CODES: tuple[SpecialCode, ...] = (
    SpecialCode("D", "Germany", "issuer", True),
    SpecialCode("GBD", "British Overseas Territories citizen", "person", True),
    SpecialCode("GBN", "British National (Overseas)", "person", True),
    SpecialCode("GBO", "British Overseas citizen", "person", True),
    SpecialCode("GBP", "British protected person", "person", True),
    SpecialCode("GBS", "British subject", "person", True),
    SpecialCode("XXA", "Stateless person (1954 Convention)", "person", True),
    SpecialCode("XXB", "Refugee (1951 Convention)", "person", True),
    SpecialCode("XXC", "Refugee, other", "person", True),
    SpecialCode("XXX", "Unspecified nationality", "person", True),
    SpecialCode("UNO", "United Nations", "organisation", True),
    SpecialCode("UNA", "United Nations specialized agency", "organisation", True),
    SpecialCode("UNK", "United Nations Interim Administration Mission in Kosovo", "organisation", True),
    SpecialCode("RKS", "Kosovo", "issuer", True),
    SpecialCode("EUE", "European Union laissez-passer", "organisation", True),
    SpecialCode("XBA", "African Development Bank", "organisation", True),
    SpecialCode("XEC", "Economic Community of West African States", "organisation", True),
    SpecialCode("XCC", "Caribbean Community", "organisation", False),
    SpecialCode("XCE", "Council of Europe", "organisation", False),
    SpecialCode("XCO", "Common Market for Eastern and Southern Africa", "organisation", False),
    SpecialCode("XDC", "Southern African Development Community", "organisation", False),
    SpecialCode("XES", "Organization of Eastern Caribbean States", "organisation", False),
    SpecialCode("XIM", "African Export-Import Bank", "organisation", False),
    SpecialCode("XMP", "Parliamentary Assembly of the Mediterranean", "organisation", False),
    SpecialCode("XOM", "Sovereign Military Order of Malta", "organisation", False),
    SpecialCode("XPO", "INTERPOL", "organisation", False),
    SpecialCode("UTO", "Utopia (specimen documents only)", "specimen", True),
    SpecialCode("ANT", "Netherlands Antilles (until 2010)", "former", False),
    SpecialCode("NTZ", "Neutral Zone (until 1993)", "former", False),
    SpecialCode("SCG", "Serbia and Montenegro (until 2006)", "former", False),
    SpecialCode("SUN", "Union of Soviet Socialist Republics (until 1992)", "former", False),
    SpecialCode("TMP", "East Timor (until 2002)", "former", False),
    SpecialCode("YUG", "Yugoslavia (until 2003)", "former", False),
    SpecialCode("ZAR", "Zaire (until 1997)", "former", False),
)

SPECIMEN = "UTO"

# As the code stands in its field of three positions.
KNOWN_FIELDS = ISO_3166 | {special.code.ljust(3, "<") for special in SPECIAL_CODES}
# The same without the code that makes a reader say something.
ORDINARY_FIELDS = KNOWN_FIELDS - {SPECIMEN}
