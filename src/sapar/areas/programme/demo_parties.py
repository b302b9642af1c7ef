"""Institutions of the sample plan, whom to turn to, what comes next. Invented numbers; sums are no donor's word."""

from __future__ import annotations

OFFICES = (
    (
        "MIA",
        "ministry",
        "Türkmenistanyň Içeri işler ministrligi",
        "Министерство внутренних дел Туркменистана",
        "Ministry of Internal Affairs of Turkmenistan",
    ),
    (
        "MLSP",
        "labour_ministry",
        "Türkmenistanyň Zähmet we ilaty durmuş taýdan goramak ministrligi",
        "Министерство труда и социальной защиты населения Туркменистана",
        "Ministry of Labour and Social Protection of the Population of Turkmenistan",
    ),
    (
        "CES",
        "organisation",
        "Adatdan daşary ýagdaýlar boýunça döwlet topary",
        "Государственная комиссия по чрезвычайным ситуациям",
        "State Commission for Emergencies",
    ),
    ("EU", "donor", "Ýewropa Bileleşigi", "Европейский союз", "European Union"),
    ("IDF", "donor", "HMG-niň Ösüş gaznasy", "Фонд развития МОМ", "IOM Development Fund"),
)

FOCAL_POINTS = {
    "MFA": "Department of international organisations, +993 12 00 00 01",
    "IOM": "Programme unit in Ashgabat, +993 12 00 00 02",
    "SMS": "Department of foreign labour, +993 12 00 00 03",
    "SBS": "Department of international relations, +993 12 00 00 04",
}

# (years, title, rationale), each text en, ru, tk; the order is the rank
PRIORITIES = (
    (
        (
            "Labour migration by digital permits with the countries of the region",
            "Трудовая миграция по цифровым разрешениям со странами региона",
            "Sebitiň ýurtlary bilen sanly rugsatnamalar boýunça zähmet migrasiýasy",
        ),
        (
            (
                "Both sides named orderly and safe labour migration at the meeting; the electronic permit works "
                "and can be recognised abroad."
            ),
            (
                "Обе стороны назвали упорядоченную и безопасную трудовую миграцию на встрече; электронное "
                "разрешение работает и может признаваться за рубежом."
            ),
            (
                "Duşuşykda iki tarap hem tertipli we howpsuz zähmet migrasiýasyny belledi; elektron rugsatnama "
                "işleýär we daşary ýurtda ykrar edilip bilner."
            ),
        ),
    ),
    (
        (
            "Protection of victims of trafficking in all provinces",
            "Защита пострадавших от торговли людьми во всех велаятах",
            "Ähli welaýatlarda adam söwdasynyň pidalaryny goramak",
        ),
        (
            "The hotline shows that people outside the capital get help later.",
            "Горячая линия показывает, что за пределами столицы помощь приходит позже.",
            "Gyzgyn telefon paýtagtdan daşarda kömegiň giç gelýändigini görkezýär.",
        ),
    ),
    (
        (
            "Readiness for displacement by disasters",
            "Готовность к перемещению людей из-за бедствий",
            "Betbagtçylyklar sebäpli göçürmä taýýarlyk",
        ),
        (
            "The Sendai Framework ends in 2030; figures on displaced people are missing.",
            "Сендайская рамочная программа завершается в 2030 году; данных о перемещённых людях не хватает.",
            (
                "Sendaý çarçuwaly maksatnamasy 2030-njy ýylda tamamlanýar; göçürilen adamlar hakynda maglumat "
                "ýetmezçilik edýär."
            ),
        ),
    ),
)

RISKS = ("Equipment arrives late", "Оборудование поступит с опозданием", "Enjamlar giç geler")
ASSUMPTIONS = (
    "The institutions name their participants in time",
    "Учреждения вовремя назовут участников",
    "Edaralar gatnaşyjylary öz wagtynda belleýär",
)
