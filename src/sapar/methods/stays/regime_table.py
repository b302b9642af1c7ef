"""Visa-free regimes, as far as they were found. An official enters the ones that hold; these are a beginning.

``unverified`` stands on everything that was not read in the law itself or whose being in force today was not
confirmed. All of Turkmenistan's are: no list of its regimes was found, only single agreements in an unofficial English
translation. How Kazakhstan, Kyrgyzstan and Turkmenistan count the days of entry and exit was not found either; ``both``
is the assumption. The regimes of Utopia (UTO, the country of ICAO's specimens) are examples and no law.
"""

from __future__ import annotations

from datetime import date

from sapar.methods.stays.regimes import Limit, Regime

DAYS_90_IN_180 = Limit(90, window_days=180)
OFFICIAL = ("diplomatic", "service")

_KAZAKH = "Kazakhstan: government decree published on 17 January 2023 (Astana Times, 19 January 2023)"
_KYRGYZ = "Kyrgyzstan: rules of stay of foreign citizens as amended in January 2026 (24.kg, 13 January 2026)"

REGIMES: tuple[Regime, ...] = (
    Regime(
        "eu.short_stay",
        "EUE",
        (DAYS_90_IN_180,),
        "both",
        source="Regulation (EU) 2016/399, Article 6(1) and (2). Who needs no visa stands in Regulation (EU) 2018/1806.",
        unverified=False,
    ),
    Regime(
        "kaz.free", "KAZ", (Limit(30, "stay"), DAYS_90_IN_180), "both", valid_from=date(2023, 1, 27), source=_KAZAKH
    ),
    Regime(
        "kaz.union",
        "KAZ",
        (DAYS_90_IN_180,),
        "both",
        nationalities=("ARM", "BLR", "KGZ", "RUS"),
        valid_from=date(2023, 1, 27),
        source=_KAZAKH,
    ),
    Regime("kgz.free", "KGZ", (Limit(30, window_days=60),), "both", valid_from=date(2026, 1, 13), source=_KYRGYZ),
    Regime(
        "kgz.90",
        "KGZ",
        (DAYS_90_IN_180,),
        "both",
        nationalities=("ARM", "BLR", "KAZ", "RUS", "SRB", "TUR", "UKR", "MNG"),
        valid_from=date(2026, 1, 13),
        source=_KYRGYZ,
    ),
    Regime(
        "kgz.uzb",
        "KGZ",
        (Limit(60, window_days=120),),
        "both",
        nationalities=("UZB",),
        valid_from=date(2026, 1, 13),
        source=_KYRGYZ,
    ),
    Regime(
        "tkm.kgz.official",
        "TKM",
        (Limit(30, "stay"),),
        "both",
        nationalities=("KGZ",),
        document_kinds=OFFICIAL,
        source="Agreement between Kyrgyzstan and Turkmenistan on mutual trips of citizens, 6 March 2000, Article 3",
    ),
    Regime(
        "tkm.rus.official",
        "TKM",
        (Limit(30, "stay"),),
        "both",
        nationalities=("RUS",),
        document_kinds=OFFICIAL,
        source="Agreement between Russia and Turkmenistan on mutual trips of citizens, 17 July 1999, Article 2",
    ),
    Regime(
        "tkm.laissez_passer",
        "TKM",
        (Limit(30, "stay"),),
        "both",
        nationalities=("UNO", "UNA"),
        document_kinds=("laissez_passer",),
        valid_from=date(2021, 3, 2),
        source="Turkmenistan: decree on holders of United Nations passports, in force from 2 March 2021 (press)",
    ),
    Regime("uto.general", "UTO", (DAYS_90_IN_180,), "both", source="Example"),
    Regime(
        "uto.short", "UTO", (Limit(30, window_days=60),), "entry_only", nationalities=("XOM", "XXA"), source="Example"
    ),
    Regime(
        "uto.official",
        "UTO",
        (Limit(30, "stay"), DAYS_90_IN_180),
        "both",
        document_kinds=OFFICIAL,
        source="Example",
    ),
    Regime(
        "uto.neighbour",
        "UTO",
        (Limit(60, "year"), Limit(14, "stay")),
        "neither",
        nationalities=("D",),
        source="Example",
    ),
)
