"""Texts of the sample meetings, register and projects, in three languages each: (en, ru, tk). All of it is invented."""

from __future__ import annotations

Three = tuple[str, str, str]

# ---------------------------------------------------------------------------------------------------- meetings

MEETINGS: dict[str, Three] = {
    "first": (
        "Results of the past year and directions of the next",
        "Итоги прошедшего года и направления следующего",
        "Geçen ýylyň jemleri we indiki ýylyň ugurlary",
    ),
    "second": (
        "How the joint plan is carried out: first half",
        "Ход выполнения совместного плана: первое полугодие",
        "Bilelikdäki meýilnamanyň ýerine ýetirilişi: birinji ýarym ýyl",
    ),
    "third": (
        "Late activities and the use of donors' money",
        "Просроченные мероприятия и использование средств доноров",
        "Gijä galan çäreler we donorlaryň serişdeleriniň ulanylyşy",
    ),
    "next": (
        "Review of the year and the plan for the next",
        "Обзор года и план на следующий",
        "Ýylyň syny we indiki ýylyň meýilnamasy",
    ),
}
POINTS: dict[str, tuple[Three, Three]] = {
    "results": (
        (
            "Results of the joint activities",
            "Итоги совместной деятельности",
            "Bilelikdäki işleriň jemleri",
        ),
        (
            "The sides noted that most activities were completed; the readers for border posts arrived late.",
            "Стороны отметили, что большинство мероприятий завершено; считыватели для пунктов пропуска прибыли позже.",
            "Taraplar çäreleriň köpüsiniň tamamlanandygyny bellediler; serhet nokatlary üçin okaýjylar giç geldi.",
        ),
    ),
    "labour": (
        (
            "Orderly and safe labour migration",
            "Упорядоченная и безопасная трудовая миграция",
            "Tertipli we howpsuz zähmet migrasiýasy",
        ),
        (
            "The electronic permit is in use; employers in two provinces still ask for paper.",
            "Электронное разрешение применяется; в двух велаятах работодатели ещё просят бумагу.",
            "Elektron rugsatnama ulanylýar; iki welaýatda iş berijiler heniz kagyz soraýarlar.",
        ),
    ),
    "sendai": (
        (
            "Emergencies and the Sendai Framework",
            "Чрезвычайные ситуации и Сендайская программа",
            "Adatdan daşary ýagdaýlar we Sendaý maksatnamasy",
        ),
        (
            "The State reported on the register of evacuation points; IOM offered training for registration.",
            "Государство сообщило о реестре пунктов эвакуации; МОМ предложила обучение регистрации.",
            "Döwlet göçüriş nokatlarynyň sanawy barada habar berdi; HMG hasaba alyş boýunça okuw teklip etdi.",
        ),
    ),
    "late": (
        ("Activities that are late", "Просроченные мероприятия", "Gijä galan çäreler"),
        (
            "Two activities need new dates; the responsible institutions explained why.",
            "Двум мероприятиям нужны новые сроки; ответственные учреждения объяснили причины.",
            "Iki çärä täze möhlet gerek; jogapkär edaralar sebäbini düşündirdiler.",
        ),
    ),
}
# key: text, responsible, person, days until due (from the meeting), title of the activity or ""
DECISIONS: dict[str, tuple[Three, str, str, int, str]] = {
    "list": (
        (
            "Name the participants of the trainings for the year",
            "Назвать участников обучения на год",
            "Ýyl üçin okuwlara gatnaşyjylary bellemek",
        ),
        "SMS",
        "Начальник отдела иностранной рабочей силы",
        40,
        "Electronic work permits in all provinces",
    ),
    "readers": (
        (
            "Install the document readers at Farap and Serakhs",
            "Установить считыватели документов в Фарапе и Серахсе",
            "Farapda we Sarahsda resminama okaýjylary gurnamak",
        ),
        "IOM",
        "Border management officer",
        150,
        "Document readers for Farap and Serakhs",
    ),
    "group": (
        (
            "Convene the national working group on the Global Compact",
            "Созвать национальную рабочую группу по Глобальному договору",
            "Ählumumy şertnama boýunça milli iş toparyny çagyrmak",
        ),
        "MFA",
        "Управление международных организаций",
        70,
        "National working group on the Global Compact",
    ),
    "employers": (
        (
            "Hold the round table with employers and report on its results",
            "Провести круглый стол с работодателями и доложить о результатах",
            "Iş berijiler bilen tegelek stol geçirmek we netijesini habar bermek",
        ),
        "SMS",
        "Начальник отдела иностранной рабочей силы",
        30,
        "Round table with employers",
    ),
    "figures": (
        (
            "Agree on the figures for the Sendai targets on displaced people",
            "Согласовать показатели по целям Сендайской программы о перемещённых людях",
            "Göçürilen adamlar barada Sendaý maksatlarynyň görkezijilerini ylalaşmak",
        ),
        "CES",
        "Секретариат комиссии",
        170,
        "Figures for the Sendai targets on displaced people",
    ),
    "accounts": (
        (
            "Show the donors the expenditure of the half-year",
            "Представить донорам расходы за полугодие",
            "Donorlara ýarym ýylyň çykdajylaryny görkezmek",
        ),
        "IOM",
        "Programme unit",
        60,
        "",
    ),
}
CLOSING: Three = (
    "Take note that the decision was carried out and close it",
    "Отметить выполнение решения и закрыть его",
    "Çözgüdiň ýerine ýetirilendigini belläp, ony ýapmak",
)
NOTE: Three = (
    "For our side only: ask the ministry about the budget before the next meeting.",
    "Только для нашей стороны: до следующего заседания уточнить бюджет в министерстве.",
    "Diňe biziň tarapymyz üçin: indiki mejlise çenli ministrlikden býujeti anyklamaly.",
)

# ---------------------------------------------------------------------------------------------------- register

# kind, code, legal nature, title, parties, provisions
INSTRUMENTS: tuple[tuple[str, str, str, Three, str, tuple[Three, ...]], ...] = (
    (
        "bilateral",
        "BIL-1",
        "binding",
        (
            "Sample agreement on cooperation between the State and IOM",
            "Образец соглашения о сотрудничестве между государством и МОМ",
            "Döwlet bilen HMG-niň arasynda hyzmatdaşlyk baradaky ylalaşygyň nusgasy",
        ),
        "Turkmenistan, IOM",
        (
            (
                "The sides agree on a joint plan each year",
                "Стороны ежегодно согласуют совместный план",
                "Taraplar her ýyl bilelikdäki meýilnamany ylalaşýarlar",
            ),
            (
                "Equipment is handed over by an act signed by both",
                "Оборудование передаётся по акту, подписанному обеими сторонами",
                "Enjamlar iki tarapyň gol çeken delilnamasy bilen tabşyrylýar",
            ),
            ("The sides meet twice a year", "Стороны встречаются дважды в год", "Taraplar ýylda iki gezek duşuşýarlar"),
        ),
    ),
    (
        "action_plan",
        "NAP-1",
        "not_legally_binding",
        (
            "Sample national action plan against trafficking in persons",
            "Образец национального плана действий против торговли людьми",
            "Adam söwdasyna garşy milli hereket meýilnamasynyň nusgasy",
        ),
        "",
        (
            (
                "Victims are identified and referred in all provinces",
                "Пострадавшие выявляются и направляются во всех велаятах",
                "Pidalar ähli welaýatlarda ýüze çykarylýar we ugrukdyrylýar",
            ),
            (
                "Officials are trained every year",
                "Должностные лица обучаются каждый год",
                "Wezipeli adamlar her ýyl okadylýar",
            ),
        ),
    ),
    (
        "pledge",
        "PLE-1",
        "not_legally_binding",
        (
            "Sample pledge to the International Migration Review Forum",
            "Образец обещания Международному форуму по рассмотрению миграции",
            "Migrasiýa boýunça halkara syn forumyna berlen wadanyň nusgasy",
        ),
        "",
        (
            (
                "Permits to work are issued without paper in all provinces",
                "Разрешения на работу выдаются без бумаги во всех велаятах",
                "Iş rugsatnamalary ähli welaýatlarda kagyzsyz berilýär",
            ),
        ),
    ),
)
# kind, title, number, day of the year as (month, day) of last year, provisions
ACTIONS: tuple[tuple[str, Three, str, tuple[int, int], tuple[str, ...]], ...] = (
    (
        "law",
        (
            "Sample law on electronic work permits",
            "Образец закона об электронных разрешениях на работу",
            "Elektron iş rugsatnamalary baradaky kanunyň nusgasy",
        ),
        "0-00",
        (3, 14),
        ("GCM.5", "GCM.12", "PLE-1.1"),
    ),
    (
        "decree",
        (
            "Sample decree on the national working group on the Global Compact",
            "Образец постановления о национальной рабочей группе по Глобальному договору",
            "Ählumumy şertnama boýunça milli iş topary baradaky kararyň nusgasy",
        ),
        "00000",
        (5, 20),
        ("GCM.23", "GCM.P9"),
    ),
    (
        "measure",
        (
            "Sample measure: register of evacuation points opened",
            "Образец меры: открыт реестр пунктов эвакуации",
            "Çäräniň nusgasy: göçüriş nokatlarynyň sanawy açyldy",
        ),
        "",
        (9, 2),
        ("SENDAI.G", "SDG.13.1"),
    ),
)
# By direction of the sample plan, in its order: what its activities contribute to, taken in turn.
SERVES: tuple[tuple[str, ...], ...] = (
    ("GCM.10", "GCM.7", "SDG.16.2", "GCM.21", "NAP-1.1"),
    ("GCM.11", "GCM.4", "BIL-1.2", "GCM.9", "GCM.12"),
    ("GCM.5", "GCM.3", "GCM.6", "SDG.8.8"),
    ("SENDAI.G", "SENDAI.B", "SDG.13.1"),
    ("GCM.12", "GCM.4", "GCM.23", "GCM.12"),
    ("GCM.23", "GCM.P9", "GCM.1", "SDG.10.7"),
)
UNLINKED = ("Study visit on integrated border management", "Training of administrators")
SOURCE = "Oýlanyp tapylan · Вымышлено для демонстрации · Invented, no such text exists"

# ---------------------------------------------------------------------------------------------------- projects

# title, summary, lead, activities it carries out
PROJECTS: dict[str, tuple[Three, Three, str, tuple[str, ...]]] = {
    "border": (
        (
            "Readers and skills for border posts",
            "Считыватели и навыки для пунктов пропуска",
            "Serhet nokatlary üçin okaýjylar we başarnyklar",
        ),
        (
            "Posts get document readers; officers learn to recognise forged documents.",
            "Пункты получают считыватели документов; сотрудники учатся распознавать подделки.",
            "Nokatlar resminama okaýjylary alýar; işgärler galp resminamalary tanamagy öwrenýär.",
        ),
        "IOM",
        ("Document readers for Farap and Serakhs", "Training on forged travel documents"),
    ),
    "permits": (
        (
            "Electronic permits in all provinces",
            "Электронные разрешения во всех велаятах",
            "Ähli welaýatlarda elektron rugsatnamalar",
        ),
        (
            "The migration service decides on permits without paper; employers are shown how.",
            "Миграционная служба рассматривает разрешения без бумаги; работодателям показывают, как.",
            "Migrasiýa gullugy rugsatnamalara kagyzsyz seredýär; iş berijilere nädip etmelidigi görkezilýär.",
        ),
        "SMS",
        ("Electronic work permits in all provinces", "Round table with employers"),
    ),
    "exchange": (
        (
            "Regional exchange of permit seals",
            "Региональный обмен печатями разрешений",
            "Rugsatnama möhürlerini sebit boýunça alyş-çalyş",
        ),
        (
            "Concept note: neighbouring services check each other's permits.",
            "Концепция: службы соседних стран проверяют разрешения друг друга.",
            "Düşündiriş: goňşy gulluklar biri-biriniň rugsatnamalaryny barlaýar.",
        ),
        "MFA",
        ("Regional exchange of permit seals",),
    ),
}
READERS: Three = ("Document reader", "Считыватель документов", "Resminama okaýjy")
STATIONS: Three = ("Workstation with screen", "Рабочая станция с экраном", "Ekranly iş stansiýasy")
SCANNERS: Three = ("Document scanner", "Сканер документов", "Resminama skaneri")
# title, activity or "", days ago, counts by institution: (women, men)
TRAININGS: tuple[tuple[Three, str, str, int, dict[str, tuple[int, int]]], ...] = (
    (
        (
            "Recognising forged documents: first group",
            "Распознавание поддельных документов: первая группа",
            "Galp resminamalary tanamak: birinji topar",
        ),
        "border",
        "Training on forged travel documents",
        90,
        {"SBS": (9, 15), "SMS": (4, 3)},
    ),
    (
        (
            "Recognising forged documents: second group",
            "Распознавание поддельных документов: вторая группа",
            "Galp resminamalary tanamak: ikinji topar",
        ),
        "border",
        "Training on forged travel documents",
        35,
        {"SBS": (7, 12)},
    ),
    (
        (
            "Electronic permits for officers of the provinces",
            "Электронные разрешения для сотрудников велаятов",
            "Welaýat işgärleri üçin elektron rugsatnamalar",
        ),
        "permits",
        "Electronic work permits in all provinces",
        60,
        {"SMS": (22, 18), "MLSP": (5, 2)},
    ),
)
TOO_EARLY = "The donors close their books two weeks later: please allow until then."
