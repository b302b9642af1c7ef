"""The Sendai Framework for Disaster Risk Reduction 2015-2030 as data: seven global targets, 38 indicators.

Short titles, not its text. Sources of the wording: undrr.org/monitoring-sendai-framework and
preventionweb.net/sendai-framework/sendai-framework-indicators (targets and indicators; 38 = 3 + 5 + 6 + 8 + 2 + 8 + 6);
the indicators were recommended in A/71/644. The text of UNDRR's Technical Guidance of 2017 was not available: a
``formula`` was read in a program of UNDRR or in a source that quotes the guidance where ``formula_verified`` says so,
and is a draft otherwise. Links to SDG indicators: data.stat.gov.rs (metadata of 11.5) and a public SDG series list.

The Turkmen and Russian titles are this project's own translations; an official Russian text exists and was not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sapar.standards.frameworks import NOT_LEGALLY_BINDING, Framework, Provision

CODE = "SENDAI"
TRANSLATIONS_REVIEWED = False


@dataclass(frozen=True, slots=True)
class Indicator(Provision):
    """An indicator of a target. ``compound``: made of others; ``sdg``: codes of the SDG indicators it serves."""

    compound: bool = False
    formula: str = ""
    formula_verified: bool = False
    sdg: tuple[str, ...] = ()


_TARGETS = (
    ("A", "Lower disaster mortality", "Снижение смертности от бедствий", "Betbagtçylyklardan ölümi azaltmak"),
    ("B", "Fewer people affected", "Сокращение числа пострадавших", "Ejir çekenleriň sanyny azaltmak"),
    (
        "C",
        "Lower direct economic loss in relation to GDP",
        "Сокращение прямых экономических потерь относительно ВВП",
        "Göni ykdysady ýitgileri jemi içerki önüme görä azaltmak",
    ),
    (
        "D",
        "Less damage to critical infrastructure, less disruption of basic services",
        "Сокращение ущерба важнейшей инфраструктуре и перебоев в основных услугах",
        "Möhüm desgalara zyýany we esasy hyzmatlaryň kesilmegini azaltmak",
    ),
    (
        "E",
        "More countries with national and local strategies of disaster risk reduction",
        "Больше стран с национальными и местными стратегиями снижения риска бедствий",
        "Betbagtçylyk töwekgelini azaltmagyň milli we ýerli strategiýalary bolan ýurtlaryň sanyny artdyrmak",
    ),
    (
        "F",
        "More international cooperation with developing countries",
        "Расширение международного сотрудничества с развивающимися странами",
        "Ösüp barýan ýurtlar bilen halkara hyzmatdaşlygyny giňeltmek",
    ),
    (
        "G",
        "Multi-hazard early warning and risk information available to people",
        "Доступность систем раннего предупреждения о многих опасностях и сведений о риске",
        "Köp howplar barada irki duýduryş ulgamlarynyň we töwekgellik maglumatynyň elýeterliligi",
    ),
)

_PEOPLE = ("1.5.1", "11.5.1", "13.1.1")
_DAMAGE = ("11.5.2", "11.5.3")
_NATIONAL = ("1.5.3", "11.b.1", "13.1.2")
_LOCAL = ("1.5.4", "11.b.2", "13.1.3")

# code, English, Russian, Turkmen, formula, formula read?, SDG indicators
_INDICATORS: tuple[tuple[str, str, str, str, str, bool, tuple[str, ...]], ...] = (
    (
        "A-1",
        "Deaths and missing persons per 100,000 people",
        "Погибшие и пропавшие без вести на 100 000 человек",
        "100 000 adama ölenler we dereksiz ýitenler",
        "(A-2a + A-3a) × 100000 / population of the year; nobody is in both",
        True,
        _PEOPLE,
    ),
    (
        "A-2",
        "Deaths per 100,000 people",
        "Погибшие на 100 000 человек",
        "100 000 adama ölenler",
        "A-2a × 100000 / population of the year",
        True,
        (),
    ),
    (
        "A-3",
        "Missing persons per 100,000 people",
        "Пропавшие без вести на 100 000 человек",
        "100 000 adama dereksiz ýitenler",
        "A-3a × 100000 / population of the year",
        True,
        (),
    ),
    (
        "B-1",
        "People directly affected per 100,000 people",
        "Непосредственно пострадавшие на 100 000 человек",
        "100 000 adama göni ejir çekenler",
        "(B-2 + B-3 + B-4 + B-5) × 100000 / population of the year",
        True,
        _PEOPLE,
    ),
    (
        "B-2",
        "Injured or ill people per 100,000 people",
        "Раненые и заболевшие на 100 000 человек",
        "100 000 adama ýaralananlar we keselleýänler",
        "injured or ill × 100000 / population of the year",
        True,
        (),
    ),
    (
        "B-3",
        "People whose dwellings were damaged",
        "Люди, чьё жильё повреждено",
        "Ýaşaýyş jaýy zaýalanan adamlar",
        "as reported, else dwellings damaged × people in a household",
        True,
        (),
    ),
    (
        "B-4",
        "People whose dwellings were destroyed",
        "Люди, чьё жильё разрушено",
        "Ýaşaýyş jaýy ýykylan adamlar",
        "as reported, else dwellings destroyed × people in a household",
        True,
        (),
    ),
    (
        "B-5",
        "People whose livelihoods were disrupted or destroyed",
        "Люди, лишившиеся средств к существованию полностью или частично",
        "Eklenç çeşmesi bozulan ýa-da ýitirilen adamlar",
        "as reported, else crops in hectares × workers a hectare (+ animals, facilities × workers)",
        True,
        (),
    ),
    (
        "C-1",
        "Direct economic loss in relation to GDP",
        "Прямые экономические потери относительно ВВП",
        "Jemi içerki önüme görä göni ykdysady ýitgiler",
        "(C-2 + … + C-6) / GDP of the year, one currency and price basis",
        True,
        ("1.5.2",),
    ),
    (
        "C-2",
        "Direct agricultural loss",
        "Прямые потери сельского хозяйства",
        "Oba hojalygynyň göni ýitgileri",
        "as reported, else the sum of crops, livestock, forestry, aquaculture, fisheries, stock, assets",
        True,
        (),
    ),
    (
        "C-3",
        "Direct loss of other productive assets",
        "Прямые потери прочих производственных активов",
        "Beýleki önümçilik serişdeleriniň göni ýitgileri",
        "as reported, else the sum over asset types of damaged × price × ratio + destroyed × price",
        True,
        (),
    ),
    (
        "C-4",
        "Direct loss in housing",
        "Прямые потери жилищного сектора",
        "Ýaşaýyş jaýlarynyň göni ýitgileri",
        "damaged × price × ratio + destroyed × price, price = average size × cost of a square metre",
        True,
        (),
    ),
    (
        "C-5",
        "Direct loss of critical infrastructure",
        "Прямые потери важнейшей инфраструктуры",
        "Möhüm desgalaryň göni ýitgileri",
        "as reported, else the sum over asset types, as C-3",
        True,
        (),
    ),
    (
        "C-6",
        "Direct loss of cultural heritage",
        "Прямые потери культурного наследия",
        "Medeni mirasyň göni ýitgileri",
        "rehabilitation of fixed and movable heritage + loss of what was destroyed",
        True,
        (),
    ),
    (
        "D-1",
        "Damage to critical infrastructure",
        "Ущерб важнейшей инфраструктуре",
        "Möhüm desgalara ýetirilen zyýan",
        "D-2 + D-3 + D-4",
        False,
        _DAMAGE,
    ),
    (
        "D-2",
        "Health facilities destroyed or damaged",
        "Разрушенные и повреждённые медицинские учреждения",
        "Ýykylan ýa-da zaýalanan saglyk edaralary",
        "count",
        False,
        (),
    ),
    (
        "D-3",
        "Educational facilities destroyed or damaged",
        "Разрушенные и повреждённые учебные заведения",
        "Ýykylan ýa-da zaýalanan bilim edaralary",
        "count",
        False,
        (),
    ),
    (
        "D-4",
        "Other critical infrastructure units destroyed or damaged",
        "Прочие разрушенные и повреждённые объекты важнейшей инфраструктуры",
        "Ýykylan ýa-da zaýalanan beýleki möhüm desgalar",
        "count",
        False,
        (),
    ),
    (
        "D-5",
        "Disruptions to basic services",
        "Перебои в основных услугах",
        "Esasy hyzmatlaryň kesilmegi",
        "D-6 + D-7 + D-8",
        False,
        _DAMAGE,
    ),
    (
        "D-6",
        "Disruptions to educational services",
        "Перебои в услугах образования",
        "Bilim hyzmatlarynyň kesilmegi",
        "count",
        False,
        (),
    ),
    (
        "D-7",
        "Disruptions to health services",
        "Перебои в медицинских услугах",
        "Saglyk hyzmatlarynyň kesilmegi",
        "count",
        False,
        (),
    ),
    (
        "D-8",
        "Disruptions to other basic services",
        "Перебои в прочих основных услугах",
        "Beýleki esasy hyzmatlaryň kesilmegi",
        "count",
        False,
        (),
    ),
    (
        "E-1",
        "National strategies of disaster risk reduction",
        "Национальные стратегии снижения риска бедствий",
        "Betbagtçylyk töwekgelini azaltmagyň milli strategiýalary",
        "mean of ten key elements, each 1, 0.75, 0.5, 0.25 or 0",
        True,
        _NATIONAL,
    ),
    (
        "E-2",
        "Share of local governments with local strategies",
        "Доля местных органов власти с местными стратегиями",
        "Ýerli strategiýalary bolan ýerli häkimiýet edaralarynyň paýy",
        "local governments with a strategy × 100 / local governments",
        False,
        _LOCAL,
    ),
    (
        "F-1",
        "Official international support for disaster risk reduction",
        "Официальная международная помощь в снижении риска бедствий",
        "Betbagtçylyk töwekgelini azaltmaga resmi halkara goldawy",
        "sum",
        False,
        (),
    ),
    (
        "F-2",
        "Official support through multilateral agencies",
        "Официальная помощь через многосторонние учреждения",
        "Köptaraplaýyn edaralaryň üsti bilen resmi goldaw",
        "sum",
        False,
        (),
    ),
    (
        "F-3",
        "Official support given bilaterally",
        "Официальная двусторонняя помощь",
        "Ikitaraplaýyn resmi goldaw",
        "sum",
        False,
        (),
    ),
    (
        "F-4",
        "Official support for the transfer and exchange of technology",
        "Официальная помощь в передаче технологий и обмене ими",
        "Tehnologiýalary bermäge we alyşmaga resmi goldaw",
        "sum",
        False,
        (),
    ),
    (
        "F-5",
        "Programmes for the transfer and exchange of science, technology and innovation",
        "Программы передачи науки, технологий и новшеств и обмена ими",
        "Ylmy, tehnologiýany we täzelikleri alyşmak boýunça maksatnamalar",
        "count",
        False,
        (),
    ),
    (
        "F-6",
        "Official support for capacity-building",
        "Официальная помощь в укреплении потенциала",
        "Mümkinçilikleri artdyrmaga resmi goldaw",
        "sum",
        False,
        (),
    ),
    (
        "F-7",
        "Programmes for capacity-building",
        "Программы укрепления потенциала",
        "Mümkinçilikleri artdyrmak boýunça maksatnamalar",
        "count",
        False,
        (),
    ),
    (
        "F-8",
        "Countries supported in their statistical capacity",
        "Страны, получившие помощь в развитии статистики",
        "Statistika mümkinçiliklerini ösdürmäge goldaw alan ýurtlar",
        "count",
        False,
        (),
    ),
    (
        "G-1",
        "Multi-hazard early warning systems",
        "Системы раннего предупреждения о многих опасностях",
        "Köp howplar barada irki duýduryş ulgamlary",
        "mean of G-2 to G-5, each from 0 to 1",
        False,
        (),
    ),
    (
        "G-2",
        "Multi-hazard monitoring and forecasting systems",
        "Системы наблюдения и прогноза по многим опасностям",
        "Köp howplara gözegçilik we çaklama ulgamlary",
        "weighted mean over the major hazards of 0 or 1, or of 1, 0.75, 0.5, 0.25, 0",
        True,
        (),
    ),
    (
        "G-3",
        "People per 100,000 covered by early warning information",
        "Люди на 100 000, до которых доходит раннее предупреждение",
        "100 000 adama irki duýduryş ýetýän adamlar",
        "people covered × 100000 / population of the year",
        False,
        (),
    ),
    (
        "G-4",
        "Share of local governments with a plan to act on early warnings",
        "Доля местных органов власти с планом действий по раннему предупреждению",
        "Irki duýduryş boýunça hereket meýilnamasy bolan ýerli häkimiýet edaralarynyň paýy",
        "local governments with a plan × 100 / local governments",
        False,
        (),
    ),
    (
        "G-5",
        "Accessible and understandable risk information",
        "Доступные и понятные сведения о риске",
        "Elýeterli we düşnükli töwekgellik maglumaty",
        "per major hazard, as G-2",
        False,
        (),
    ),
    (
        "G-6",
        "Share of people at risk protected through pre-emptive evacuation",
        "Доля людей в опасности, защищённых упреждающей эвакуацией",
        "Öňünden göçürmek arkaly goralan howp astyndaky adamlaryň paýy",
        "people evacuated × 100 / people exposed",
        False,
        (),
    ),
)
_COMPOUND = frozenset({"A-1", "B-1", "C-1", "D-1", "D-5", "G-1"})
# The reference marks these rows as unconfirmed as a whole, not only their arithmetic.
_FROM_MEMORY = frozenset({"D-1", "D-5", "G-1", "G-5"})

TARGETS: tuple[Provision, ...] = tuple(
    Provision(number, f"{CODE}.{letter}", en, ru, tk, kind="target")
    for number, (letter, en, ru, tk) in enumerate(_TARGETS, 1)
)
INDICATORS: tuple[Indicator, ...] = tuple(
    Indicator(
        number,
        f"{CODE}.{code}",
        en,
        ru,
        tk,
        verified=code not in _FROM_MEMORY,
        kind="indicator",
        parent=f"{CODE}.{code[0]}",
        compound=code in _COMPOUND,
        formula=formula,
        formula_verified=read,
        sdg=tuple(f"SDG.{one}" for one in sdg),
    )
    for number, (code, en, ru, tk, formula, read, sdg) in enumerate(_INDICATORS, 1)
)

FRAMEWORK = Framework(
    code=CODE,
    symbol="A/RES/69/283",
    adopted=date(2015, 3, 18),
    legal_nature=NOT_LEGALLY_BINDING,
    source="undrr.org/monitoring-sendai-framework; A/71/644",
    provisions=(*TARGETS, *INDICATORS),
    translations_reviewed=TRANSLATIONS_REVIEWED,
    unverified=frozenset({"symbol", "adopted", "legal_nature"}),
)


def target(letter: str) -> Provision:
    """The target A to G; raises KeyError."""
    return FRAMEWORK.provision(f"{CODE}.{letter}")


def indicator(code: str) -> Indicator:
    """The indicator, by ``A-1`` or ``SENDAI.A-1``; raises KeyError."""
    return {one.code: one for one in INDICATORS}[code if code.startswith(f"{CODE}.") else f"{CODE}.{code}"]
