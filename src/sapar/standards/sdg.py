"""The Sustainable Development Goals that name migrants or disasters, as data: targets, indicators, series.

Short titles, not the text of A/RES/70/1 (25 September 2015). Sources of the wording: copies of the resolution's targets
and of the global indicator framework in public repositories and on docsbay.net; the target list of
IATI/IATI-Codelists-NonEmbedded (xml/UNSDG-Targets.xml, 09706e0) for 1.5 and 2.4. Series codes of migration: extracted
from the data structure definition IAEG-SDGs:SDG(1.14) in open-sdg/sdg-build at 0b450bf; a newer one likely exists.
Series codes of disasters: a public list of UNSD series; VC_DSR_MTMP and SG_DSR_SILS with their indicators in a copy of
UNSD's list of release 2022.Q1. For the rest the indicator was not read: ``Series.verified`` is False.

The Turkmen and Russian titles are this project's own translations; an official Russian text exists and was not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sapar.standards.frameworks import NOT_LEGALLY_BINDING, Framework, Provision

CODE = "SDG"
TRANSLATIONS_REVIEWED = False
DSD = "IAEG-SDGs:SDG(1.14)"


@dataclass(frozen=True, slots=True)
class Series:
    """A series of the global database. ``indicators``: codes; ``verified``: that it belongs to them was read."""

    code: str
    indicators: tuple[str, ...]
    verified: bool = True


# target, English, Russian, Turkmen
_TARGETS = (
    (
        "1.5",
        "Resilience of the poor to disasters and other shocks",
        "Устойчивость малоимущих к бедствиям и другим потрясениям",
        "Garyplaryň betbagtçylyklara we beýleki sarsgynlara durnuklylygy",
    ),
    (
        "2.4",
        "Agriculture that withstands climate change, floods, droughts and other disasters",
        "Сельское хозяйство, устойчивое к изменению климата, наводнениям, засухам и другим бедствиям",
        "Howanyň üýtgemegine, suw joşmasyna, gurakçylyga we beýleki betbagtçylyklara durnukly oba hojalygy",
    ),
    (
        "5.2",
        "No violence against women and girls, trafficking included",
        "Ликвидация насилия в отношении женщин и девочек, включая торговлю людьми",
        "Zenanlara we gyzlara garşy zorlugy, şol sanda adam söwdasyny ýok etmek",
    ),
    (
        "8.7",
        "End of forced labour, modern slavery, trafficking and child labour",
        "Искоренение принудительного труда, современного рабства, торговли людьми и детского труда",
        "Mejbury zähmeti, häzirki zaman gulçulygyny, adam söwdasyny we çaga zähmetini ýok etmek",
    ),
    (
        "8.8",
        "Labour rights and safe work for all, migrant workers included",
        "Трудовые права и безопасный труд для всех, включая трудящихся-мигрантов",
        "Hemmeler, şol sanda zähmetkeş migrantlar üçin zähmet hukuklary we howpsuz iş",
    ),
    (
        "10.7",
        "Orderly, safe, regular and responsible migration",
        "Упорядоченная, безопасная, легальная и ответственная миграция",
        "Tertipli, howpsuz, kanuny we jogapkärli migrasiýa",
    ),
    (
        "10.c",
        "Cheaper remittances of migrants",
        "Удешевление денежных переводов мигрантов",
        "Migrantlaryň pul geçirimlerini arzanlatmak",
    ),
    (
        "11.5",
        "Fewer deaths, people affected and losses from disasters",
        "Сокращение числа жертв и пострадавших от бедствий и потерь от них",
        "Betbagtçylyklardan ölenleriň, ejir çekenleriň sanyny we ýitgileri azaltmak",
    ),
    (
        "11.b",
        "Settlements with plans for resilience and disaster risk management in line with Sendai",
        "Населённые пункты с планами устойчивости и управления риском бедствий по Сендайской программе",
        "Sendaý çarçuwasyna laýyklykda durnuklylyk we töwekgelligi dolandyrmak meýilnamaly ilatly ýerler",
    ),
    (
        "13.1",
        "Resilience to climate-related hazards and natural disasters",
        "Устойчивость к климатическим опасностям и стихийным бедствиям",
        "Howa bilen bagly howplara we tebigy betbagtçylyklara durnuklylyk",
    ),
    (
        "16.2",
        "End of abuse, exploitation and trafficking of children",
        "Прекращение жестокого обращения с детьми, их эксплуатации и торговли ими",
        "Çagalara zulum etmegi, olary ezmegi we söwda etmegi bes etmek",
    ),
    (
        "17.3",
        "Financial resources for developing countries, remittances among them",
        "Финансовые ресурсы для развивающихся стран, в том числе денежные переводы",
        "Ösüp barýan ýurtlar üçin maliýe serişdeleri, şol sanda pul geçirimleri",
    ),
    (
        "17.18",
        "Data disaggregated by migratory status, among others",
        "Данные с разбивкой, в том числе по миграционному статусу",
        "Şol sanda migrasiýa ýagdaýy boýunça bölünen maglumatlar",
    ),
)
# The target itself does not speak of remittances: its indicator 17.3.2 does. That reading is ours.
_NOT_READ = frozenset({"17.3"})

# indicator, English, Russian, Turkmen, read? 11.5.2 once held what 11.5.3 holds now; which edition a source means was
# not read.
_INDICATORS = (
    (
        "1.5.1",
        "Deaths, missing and directly affected people in disasters per 100,000 people",
        "Погибшие, пропавшие и непосредственно пострадавшие от бедствий на 100 000 человек",
        "100 000 adama betbagtçylyklarda ölenler, ýitenler we göni ejir çekenler",
        True,
    ),
    (
        "1.5.2",
        "Direct economic loss from disasters in relation to GDP",
        "Прямые экономические потери от бедствий относительно ВВП",
        "Jemi içerki önüme görä betbagtçylyklardan göni ykdysady ýitgiler",
        True,
    ),
    (
        "1.5.3",
        "National strategies of disaster risk reduction",
        "Национальные стратегии снижения риска бедствий",
        "Betbagtçylyk töwekgelini azaltmagyň milli strategiýalary",
        True,
    ),
    (
        "1.5.4",
        "Share of local governments with strategies of disaster risk reduction",
        "Доля местных органов власти со стратегиями снижения риска бедствий",
        "Betbagtçylyk töwekgelini azaltmak strategiýalary bolan ýerli häkimiýet edaralarynyň paýy",
        True,
    ),
    (
        "8.8.1",
        "Occupational injuries by sex and migrant status",
        "Производственные травмы по полу и миграционному статусу",
        "Jyns we migrasiýa ýagdaýy boýunça önümçilik şikesleri",
        True,
    ),
    (
        "8.8.2",
        "Compliance with labour rights by sex and migrant status",
        "Соблюдение трудовых прав по полу и миграционному статусу",
        "Jyns we migrasiýa ýagdaýy boýunça zähmet hukuklarynyň berjaý edilmegi",
        True,
    ),
    (
        "10.7.1",
        "Recruitment cost borne by the worker in relation to monthly income",
        "Расходы работника на трудоустройство относительно месячного дохода",
        "Aýlyk girdejä görä işgäriň işe ýerleşmek çykdajylary",
        True,
    ),
    (
        "10.7.2",
        "Countries with policies for orderly, safe, regular and responsible migration",
        "Страны с политикой упорядоченной, безопасной, легальной и ответственной миграции",
        "Tertipli, howpsuz, kanuny we jogapkärli migrasiýa syýasaty bolan ýurtlar",
        True,
    ),
    (
        "10.7.3",
        "People who died or disappeared in migration",
        "Люди, погибшие или пропавшие без вести в пути миграции",
        "Migrasiýa ýolunda ölen ýa-da dereksiz ýiten adamlar",
        True,
    ),
    (
        "10.7.4",
        "Share of the population who are refugees, by country of origin",
        "Доля беженцев в населении по стране происхождения",
        "Gelip çykan ýurdy boýunça ilatda bosgunlaryň paýy",
        True,
    ),
    (
        "10.c.1",
        "Cost of remittances in relation to the amount sent",
        "Стоимость денежных переводов относительно суммы",
        "Geçirilýän pula görä pul geçirimleriniň bahasy",
        True,
    ),
    (
        "11.5.1",
        "Deaths, missing and directly affected people in disasters per 100,000 people",
        "Погибшие, пропавшие и непосредственно пострадавшие от бедствий на 100 000 человек",
        "100 000 adama betbagtçylyklarda ölenler, ýitenler we göni ejir çekenler",
        True,
    ),
    (
        "11.5.2",
        "Direct economic loss from disasters in relation to GDP",
        "Прямые экономические потери от бедствий относительно ВВП",
        "Jemi içerki önüme görä betbagtçylyklardan göni ykdysady ýitgiler",
        False,
    ),
    (
        "11.5.3",
        "Damage to critical infrastructure and disruptions to basic services in disasters",
        "Ущерб важнейшей инфраструктуре и перебои в основных услугах при бедствиях",
        "Betbagtçylyklarda möhüm desgalara zyýan we esasy hyzmatlaryň kesilmegi",
        True,
    ),
    (
        "11.b.1",
        "National strategies of disaster risk reduction",
        "Национальные стратегии снижения риска бедствий",
        "Betbagtçylyk töwekgelini azaltmagyň milli strategiýalary",
        True,
    ),
    (
        "11.b.2",
        "Share of local governments with strategies of disaster risk reduction",
        "Доля местных органов власти со стратегиями снижения риска бедствий",
        "Betbagtçylyk töwekgelini azaltmak strategiýalary bolan ýerli häkimiýet edaralarynyň paýy",
        True,
    ),
    (
        "13.1.1",
        "Deaths, missing and directly affected people in disasters per 100,000 people",
        "Погибшие, пропавшие и непосредственно пострадавшие от бедствий на 100 000 человек",
        "100 000 adama betbagtçylyklarda ölenler, ýitenler we göni ejir çekenler",
        True,
    ),
    (
        "13.1.2",
        "National strategies of disaster risk reduction",
        "Национальные стратегии снижения риска бедствий",
        "Betbagtçylyk töwekgelini azaltmagyň milli strategiýalary",
        True,
    ),
    (
        "13.1.3",
        "Share of local governments with strategies of disaster risk reduction",
        "Доля местных органов власти со стратегиями снижения риска бедствий",
        "Betbagtçylyk töwekgelini azaltmak strategiýalary bolan ýerli häkimiýet edaralarynyň paýy",
        True,
    ),
    (
        "16.2.2",
        "Victims of human trafficking per 100,000 people, by sex, age and form of exploitation",
        "Жертвы торговли людьми на 100 000 человек по полу, возрасту и виду эксплуатации",
        "100 000 adama adam söwdasynyň pidalary, jyns, ýaş we ezilme görnüşi boýunça",
        True,
    ),
    (
        "17.3.2",
        "Remittances in relation to GDP",
        "Денежные переводы относительно ВВП",
        "Jemi içerki önüme görä pul geçirimleri",
        True,
    ),
)

TARGETS: tuple[Provision, ...] = tuple(
    Provision(number, f"{CODE}.{code}", en, ru, tk, code not in _NOT_READ, kind="target")
    for number, (code, en, ru, tk) in enumerate(_TARGETS, 1)
)
INDICATORS: tuple[Provision, ...] = tuple(
    Provision(number, f"{CODE}.{code}", en, ru, tk, read, kind="indicator", parent=f"{CODE}.{code.rpartition('.')[0]}")
    for number, (code, en, ru, tk, read) in enumerate(_INDICATORS, 1)
)

_PEOPLE = ("SDG.1.5.1", "SDG.11.5.1", "SDG.13.1.1")
SERIES: tuple[Series, ...] = (
    Series("SL_EMP_RCOST", ("SDG.10.7.1",)),
    Series("SL_EMP_RCOST_MO", ("SDG.10.7.1",)),
    Series("SG_CPA_MIGR", ("SDG.10.7.2",)),
    Series("SG_CPA_MIGRP", ("SDG.10.7.2",)),
    Series("SG_CPA_MIGRS", ("SDG.10.7.2",)),
    Series("SM_DTH_MIGR", ("SDG.10.7.3",)),
    Series("SM_POP_REFG_OR", ("SDG.10.7.4",)),
    Series("SI_RMT_COST", ("SDG.10.c.1",)),
    Series("SI_RMT_COST_BC", ("SDG.10.c.1",)),
    Series("SI_RMT_COST_SC", ("SDG.10.c.1",)),
    Series("SI_RMT_COST_SND", ("SDG.10.c.1",)),
    Series("BX_TRF_PWKR", ("SDG.17.3.2",)),
    Series("VC_HTF_DETV", ("SDG.16.2.2",)),
    Series("VC_HTF_DETVFL", ("SDG.16.2.2",)),
    Series("VC_HTF_DETVSX", ("SDG.16.2.2",)),
    Series("VC_HTF_DETVOG", ("SDG.16.2.2",)),
    Series("VC_HTF_DETVOP", ("SDG.16.2.2",)),
    Series("VC_DSR_MTMP", _PEOPLE),
    Series("VC_DSR_MTMN", _PEOPLE, verified=False),
    Series("VC_DSR_MORT", _PEOPLE, verified=False),
    Series("VC_DSR_DAFF", _PEOPLE, verified=False),
    Series("VC_DSR_AFFCT", _PEOPLE, verified=False),
    Series("VC_DSR_PDAN", _PEOPLE, verified=False),
    Series("VC_DSR_PDLN", _PEOPLE, verified=False),
    Series("SG_DSR_LGRGSR", ("SDG.1.5.3", "SDG.11.b.1", "SDG.13.1.2"), verified=False),
    Series("SG_DSR_SILS", ("SDG.1.5.4", "SDG.11.b.2", "SDG.13.1.3")),
)
"""Indicators 8.8.1 and 8.8.2 have no series of their own here: migrant status is a breakdown of others."""

FRAMEWORK = Framework(
    code=CODE,
    symbol="A/RES/70/1",
    adopted=date(2015, 9, 25),
    legal_nature=NOT_LEGALLY_BINDING,
    source=f"A/RES/70/1; global indicator framework; {DSD}",
    provisions=(*TARGETS, *INDICATORS),
    translations_reviewed=TRANSLATIONS_REVIEWED,
    unverified=frozenset({"legal_nature"}),
)


def target(code: str) -> Provision:
    """The target, by ``10.7`` or ``SDG.10.7``; raises KeyError for one that is not among these."""
    return FRAMEWORK.provision(code if code.startswith(f"{CODE}.") else f"{CODE}.{code}")


def series_of(indicator: str) -> tuple[Series, ...]:
    """The series of an indicator (``SDG.10.7.3``), verified ones first."""
    return tuple(sorted((one for one in SERIES if indicator in one.indicators), key=lambda one: not one.verified))
