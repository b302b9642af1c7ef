"""The Global Compact for Safe, Orderly and Regular Migration (A/RES/73/195, 19 December 2018) as data.

Short titles of its 23 objectives and ten guiding principles, not its text. ``verified``: the English wording was read
in a copy of the resolution or of a source that quotes it; objectives 9 to 11 were not and are shown as such. The
Turkmen and Russian titles are this project's own translations (``TRANSLATIONS_REVIEWED``); an official Russian text
of the resolution exists, a Turkmen one was not found.

Sources of the wording: objectives 1, 3-8 emm.iom.int/handbooks/gcm; 2 a parliamentary committee transcript that
quotes the list; 12-23 a copy of A/RES/73/195, p. 7. Principles: Progress Declaration of the International Migration
Review Forum 2022, paragraph 3.
"""

from __future__ import annotations

from datetime import date

from sapar.standards.frameworks import NOT_LEGALLY_BINDING, Framework, Provision

CODE = "GCM"
SYMBOL = "A/RES/73/195"
ADOPTED = date(2018, 12, 19)
LEGAL_NATURE = NOT_LEGALLY_BINDING
"""Paragraph 7 of the resolution calls it a non-legally binding, cooperative framework."""
TRANSLATIONS_REVIEWED = False


_OBJECTIVES = (
    (
        "Data for evidence-based policies",
        "Данные для политики, основанной на фактах",
        "Delillere esaslanýan syýasat üçin maglumatlar",
    ),
    (
        "Adverse drivers and structural factors",
        "Неблагоприятные факторы и структурные причины миграции",
        "Migrasiýa mejbur edýän ýaramaz ýagdaýlar we düýpli sebäpler",
    ),
    (
        "Accurate and timely information",
        "Точная и своевременная информация",
        "Takyk we öz wagtynda berilýän maglumat",
    ),
    (
        "Legal identity and documentation",
        "Правовой статус личности и документы",
        "Şahsyýetiň kanuny taýdan ykrar edilmegi we resminamalar",
    ),
    ("Regular pathways", "Пути легальной миграции", "Kanuny migrasiýanyň ýollary"),
    (
        "Fair and ethical recruitment, decent work",
        "Справедливый и этичный наём, достойный труд",
        "Işe adalatly we ahlakly kabul etmek, mynasyp zähmet",
    ),
    ("Vulnerabilities in migration", "Уязвимость в процессе миграции", "Migrasiýada goragsyz ýagdaýlar"),
    (
        "Saving lives, missing migrants",
        "Спасение жизней, пропавшие без вести мигранты",
        "Ömürleri halas etmek, dereksiz ýiten migrantlar",
    ),
    ("Smuggling of migrants", "Незаконный ввоз мигрантов", "Migrantlaryň bikanun geçirilmegi"),
    ("Trafficking in persons", "Торговля людьми", "Adam söwdasy"),
    ("Integrated border management", "Комплексное управление границами", "Serhetleri toplumlaýyn dolandyrmak"),
    (
        "Certainty and predictability of procedures, screening and referral",
        "Определённость и предсказуемость процедур, проверки и перенаправления",
        "Tertipleriň, barlagyň we ugrukdyrmagyň anyk we öňünden belli bolmagy",
    ),
    (
        "Detention as a measure of last resort",
        "Содержание под стражей как крайняя мера",
        "Saklamak iň soňky çäre hökmünde",
    ),
    ("Consular protection", "Консульская защита", "Konsullyk goragy"),
    ("Basic services", "Базовые услуги", "Esasy hyzmatlar"),
    (
        "Inclusion and social cohesion",
        "Интеграция и социальная сплочённость",
        "Jemgyýete goşulmak we jemgyýetiň agzybirligi",
    ),
    (
        "Ending discrimination, evidence-based public discourse",
        "Искоренение дискриминации, общественное обсуждение на основе фактов",
        "Kemsitmäni aradan aýyrmak, delillere esaslanýan jemgyýetçilik pikir alyşmasy",
    ),
    (
        "Skills and recognition of qualifications",
        "Навыки и признание квалификаций",
        "Hünär başarnyklary we derejeleriň ykrar edilmegi",
    ),
    (
        "Migrants' and diasporas' contribution to development",
        "Вклад мигрантов и диаспор в развитие",
        "Migrantlaryň we diasporalaryň ösüşe goşandy",
    ),
    (
        "Remittances and financial inclusion",
        "Денежные переводы и доступ к финансовым услугам",
        "Pul geçirimleri we maliýe hyzmatlarynyň elýeterliligi",
    ),
    (
        "Return, readmission and reintegration",
        "Возвращение, реадмиссия и реинтеграция",
        "Gaýdyp gelmek, yzyna kabul etmek we täzeden uýgunlaşmak",
    ),
    (
        "Portability of social security",
        "Перенос прав на социальное обеспечение",
        "Durmuş üpjünçiligine bolan hukuklaryň geçirilmegi",
    ),
    (
        "International cooperation and partnerships",
        "Международное сотрудничество и партнёрство",
        "Halkara hyzmatdaşlygy we bilelikdäki işler",
    ),
)
_FROM_MEMORY = frozenset({9, 10, 11})

OBJECTIVES: tuple[Provision, ...] = tuple(
    Provision(number, f"{CODE}.{number}", en, ru, tk, number not in _FROM_MEMORY)
    for number, (en, ru, tk) in enumerate(_OBJECTIVES, 1)
)

_PRINCIPLES = (
    ("People-centred", "Человек в центре внимания", "Üns merkezinde adam"),
    ("International cooperation", "Международное сотрудничество", "Halkara hyzmatdaşlygy"),
    ("National sovereignty", "Национальный суверенитет", "Milli özygtyýarlylyk"),
    (
        "Rule of law and due process",
        "Верховенство права и надлежащая правовая процедура",
        "Kanunyň hökmürowanlygy we kanunda bellenen tertip",
    ),
    ("Sustainable development", "Устойчивое развитие", "Durnukly ösüş"),
    ("Human rights", "Права человека", "Adam hukuklary"),
    ("Gender-responsive", "Учёт гендерных аспектов", "Zenanlaryň we erkekleriň aýratynlyklaryny nazara almak"),
    ("Child-sensitive", "Учёт интересов детей", "Çagalaryň bähbitlerini nazara almak"),
    ("Whole-of-government", "Участие всех органов власти", "Ähli döwlet edaralarynyň gatnaşmagy"),
    ("Whole-of-society", "Участие всего общества", "Tutuş jemgyýetiň gatnaşmagy"),
)

PRINCIPLES: tuple[Provision, ...] = tuple(
    Provision(number, f"{CODE}.P{number}", en, ru, tk, kind="principle")
    for number, (en, ru, tk) in enumerate(_PRINCIPLES, 1)
)

FRAMEWORK = Framework(
    code=CODE,
    symbol=SYMBOL,
    adopted=ADOPTED,
    legal_nature=LEGAL_NATURE,
    source="A/RES/73/195; Progress Declaration of the International Migration Review Forum 2022, paragraph 3",
    provisions=(*OBJECTIVES, *PRINCIPLES),
    translations_reviewed=TRANSLATIONS_REVIEWED,
)


def objective(number: int) -> Provision:
    """Objective 1 to 23; raises KeyError for any other number."""
    if not 1 <= number <= len(OBJECTIVES):
        raise KeyError(number)
    return OBJECTIVES[number - 1]


def provision(code: str) -> Provision:
    """An objective or principle by its code; raises KeyError."""
    return FRAMEWORK.provision(code)


__all__ = [
    "ADOPTED",
    "CODE",
    "FRAMEWORK",
    "LEGAL_NATURE",
    "OBJECTIVES",
    "PRINCIPLES",
    "SYMBOL",
    "TRANSLATIONS_REVIEWED",
    "Provision",
    "objective",
    "provision",
]
