"""The sample plan: the directions of the communique of 2 March 2021, with invented activities, sums and dates.

Each activity: title in three languages; who is responsible, who takes part; how it goes in the present year (``fate``);
milestones; donor and amount in whole units; and whether last year's plan had it (``past``: the percent reached there).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """An activity of the sample plan. ``fate``: ``done``, ``green``, ``amber``, ``red``, ``silent``, ``grey``."""

    en: str
    ru: str
    tk: str
    responsible: str
    partners: str
    fate: str
    milestones: str
    donor: str
    amount: int
    past: int | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A direction with one outcome and one output: (en, ru, tk) each."""

    direction: tuple[str, str, str]
    outcome: tuple[str, str, str]
    output: tuple[str, str, str]
    activities: tuple[Sample, ...]


MILESTONES = {
    "group": ("Working group has met", "Рабочая группа собралась", "Iş topary ýygnandy"),
    "draft": ("Draft is ready", "Проект готов", "Taslama taýýar"),
    "trained": ("First group is trained", "Первая группа обучена", "Birinji topar okadyldy"),
    "all": ("All groups are trained", "Все группы обучены", "Ähli toparlar okadyldy"),
    "bought": ("Equipment is bought", "Оборудование закуплено", "Enjamlar satyn alyndy"),
    "handed": ("Equipment is handed over", "Оборудование передано", "Enjamlar tabşyryldy"),
    "held": ("Event is held", "Мероприятие проведено", "Çäre geçirildi"),
    "pilot": ("Pilot runs at two places", "Пилот работает в двух местах", "Synag iki ýerde işleýär"),
    "report": ("Report is published", "Отчёт опубликован", "Hasabat çap edildi"),
}

PROGRAMME = (
    Branch(
        (
            "Counter-trafficking and assistance to migrants",
            "Противодействие торговле людьми и помощь мигрантам",
            "Adam söwdasyna garşy göreş we migrantlara kömek",
        ),
        (
            "Victims of trafficking are identified and assisted in time",
            "Пострадавшие от торговли людьми своевременно выявляются и получают помощь",
            "Adam söwdasynyň pidalary öz wagtynda ýüze çykarylýar we kömek alýar",
        ),
        (
            "Officials and civil society work by one referral order",
            "Государственные органы и общественные организации работают по единому порядку перенаправления",
            "Döwlet edaralary we jemgyýetçilik guramalary bir tertip boýunça işleýär",
        ),
        (
            Sample(
                "Training on identification of victims of trafficking",
                "Обучение выявлению пострадавших от торговли людьми",
                "Adam söwdasynyň pidalaryny ýüze çykarmak boýunça okuw",
                "MIA",
                "IOM SMS",
                "done",
                "trained all",
                "EU",
                48000,
                100,
            ),
            Sample(
                "National referral order: text and comments",
                "Национальный порядок перенаправления: текст и комментарии",
                "Milli ugrukdyrma tertibi: tekst we düşündirişler",
                "MIA",
                "IOM MLSP",
                "amber",
                "group draft",
                "IDF",
                22000,
                60,
            ),
            Sample(
                "Hotline in five provinces",
                "Горячая линия в пяти велаятах",
                "Bäş welaýatda gyzgyn telefon",
                "IOM",
                "MIA",
                "green",
                "pilot report",
                "EU",
                65000,
            ),
            Sample(
                "Assistance to returning migrants and reintegration grants",
                "Помощь возвращающимся мигрантам и гранты на реинтеграцию",
                "Gaýdyp gelýän migrantlara kömek we reintegrasiýa grantlary",
                "IOM",
                "MLSP",
                "done",
                "trained report",
                "IDF",
                90000,
                100,
            ),
            Sample(
                "Information campaign for young people",
                "Информационная кампания для молодёжи",
                "Ýaşlar üçin habar beriş çäreleri",
                "MIA",
                "IOM",
                "red",
                "held",
                "EU",
                30000,
            ),
        ),
    ),
    Branch(
        (
            "Technical cooperation and border management",
            "Техническое сотрудничество и управление границами",
            "Tehniki hyzmatdaşlyk we serhet dolandyryşy",
        ),
        (
            "Borders are crossed faster and checked better",
            "Пересечение границы ускоряется, контроль становится надёжнее",
            "Serhetden geçmek çaltlanýar, gözegçilik ygtybarly bolýar",
        ),
        (
            "Border posts have equipment and trained officers",
            "Пункты пропуска оснащены, сотрудники обучены",
            "Serhet nokatlary enjamlaşdyrylan, işgärler okadylan",
        ),
        (
            Sample(
                "Document readers for Farap and Serakhs",
                "Считыватели документов для Фарапа и Серахса",
                "Farap we Sarahs üçin resminama okaýjylar",
                "SBS",
                "IOM",
                "done",
                "bought handed",
                "EU",
                140000,
                80,
            ),
            Sample(
                "Training on forged travel documents",
                "Обучение распознаванию поддельных документов",
                "Galp resminamalary tanamak boýunça okuw",
                "SBS",
                "IOM SMS",
                "green",
                "trained all",
                "EU",
                36000,
                100,
            ),
            Sample(
                "Study visit on integrated border management",
                "Ознакомительная поездка по интегрированному управлению границами",
                "Serhetleri bitewi dolandyrmak boýunça tanyşlyk sapary",
                "IOM",
                "SBS",
                "done",
                "held",
                "IDF",
                18000,
                100,
            ),
            Sample(
                "Joint exercise with a neighbouring border service",
                "Совместное учение с пограничной службой соседней страны",
                "Goňşy döwletiň serhet gullugy bilen bilelikdäki okuw",
                "SBS",
                "IOM",
                "grey",
                "held",
                "EU",
                27000,
            ),
            Sample(
                "Paperless crossing: pilot with permit seals",
                "Безбумажное пересечение: пилот с печатями разрешений",
                "Kagyzsyz geçiş: rugsatnama möhürleri bilen synag",
                "SMS",
                "SBS IOM",
                "amber",
                "group pilot",
                "IDF",
                54000,
            ),
        ),
    ),
    Branch(
        (
            "Orderly and safe labour migration",
            "Упорядоченная и безопасная трудовая миграция",
            "Tertipli we howpsuz zähmet migrasiýasy",
        ),
        (
            "Workers and employers know their rights and duties",
            "Работники и работодатели знают свои права и обязанности",
            "Işgärler we iş berijiler hukuklaryny we borçlaryny bilýär",
        ),
        (
            "Permits are decided within the term",
            "Разрешения рассматриваются в установленный срок",
            "Rugsatnamalara bellenen möhletde seredilýär",
        ),
        (
            Sample(
                "Electronic work permits in all provinces",
                "Электронные разрешения на работу во всех велаятах",
                "Ähli welaýatlarda elektron iş rugsatnamalary",
                "SMS",
                "MLSP IOM",
                "green",
                "pilot report",
                "IDF",
                75000,
                70,
            ),
            Sample(
                "Guide for migrant workers in six languages",
                "Памятка для трудящихся-мигрантов на шести языках",
                "Zähmet migrantlary üçin alty dilde gollanma",
                "MLSP",
                "IOM SMS",
                "done",
                "draft report",
                "EU",
                16000,
                100,
            ),
            Sample(
                "Training of labour inspectors on fair recruitment",
                "Обучение инспекторов труда добросовестному найму",
                "Zähmet gözegçilerine adalatly işe almak boýunça okuw",
                "MLSP",
                "IOM",
                "silent",
                "",
                "EU",
                33000,
            ),
            Sample(
                "Round table with employers",
                "Круглый стол с работодателями",
                "Iş berijiler bilen tegelek stol",
                "SMS",
                "MLSP",
                "red",
                "held",
                "MFA",
                4000,
            ),
        ),
    ),
    Branch(
        (
            "Emergencies and disaster risk reduction",
            "Чрезвычайные ситуации и снижение риска бедствий",
            "Adatdan daşary ýagdaýlar we betbagtçylyk howpuny azaltmak",
        ),
        (
            "People on the move are counted in plans for emergencies",
            "Планы на случай бедствий учитывают перемещающихся людей",
            "Adatdan daşary ýagdaýlar üçin meýilnamalar göçýän adamlary göz öňünde tutýar",
        ),
        (
            "Displacement can be registered within a day",
            "Перемещение людей регистрируется в течение суток",
            "Adamlaryň göçmegi bir gije-gündiziň dowamynda hasaba alynýar",
        ),
        (
            Sample(
                "Register of evacuation points",
                "Реестр пунктов эвакуации",
                "Göçüriş nokatlarynyň sanawy",
                "CES",
                "IOM",
                "done",
                "draft report",
                "IDF",
                28000,
                100,
            ),
            Sample(
                "Exercise: earthquake and displaced people",
                "Учение: землетрясение и перемещённые люди",
                "Okuw: ýer titremesi we göçürilen adamlar",
                "CES",
                "IOM SBS",
                "green",
                "held",
                "EU",
                41000,
            ),
            Sample(
                "Figures for the Sendai targets on displaced people",
                "Данные по целям Сендайской программы о перемещённых людях",
                "Sendaý maksatlary boýunça göçürilen adamlar hakynda maglumatlar",
                "CES",
                "IOM",
                "amber",
                "group report",
                "IDF",
                15000,
            ),
        ),
    ),
    Branch(
        (
            "Digital and paperless procedures",
            "Цифровые технологии и безбумажные процедуры",
            "Sanly tehnologiýalar we kagyzsyz işler",
        ),
        (
            "Services of migration need no paper and no second visit",
            "Миграционные услуги не требуют бумаги и повторного визита",
            "Migrasiýa hyzmatlary kagyzy we gaýtadan gelmegi talap etmeýär",
        ),
        (
            "State bodies share one system",
            "Государственные органы работают в единой системе",
            "Döwlet edaralary bir ulgamda işleýär",
        ),
        (
            Sample(
                "Joint node of the migration and border services",
                "Общий узел миграционной и пограничной служб",
                "Migrasiýa we serhet gulluklarynyň umumy düwüni",
                "SMS",
                "SBS IOM",
                "green",
                "pilot report",
                "EU",
                120000,
            ),
            Sample(
                "Regional exchange of permit seals",
                "Региональный обмен печатями разрешений",
                "Rugsatnama möhürlerini sebit boýunça alyş-çalyş",
                "MFA",
                "SMS IOM",
                "grey",
                "group draft",
                "IDF",
                35000,
            ),
            Sample(
                "Training of administrators",
                "Обучение администраторов",
                "Administratorlary okatmak",
                "SMS",
                "IOM",
                "done",
                "trained all",
                "IDF",
                12000,
                100,
            ),
            Sample(
                "Security review by an independent body",
                "Независимая проверка безопасности",
                "Howpsuzlygyň garaşsyz barlagy",
                "SMS",
                "IOM",
                "red",
                "report",
                "EU",
                26000,
            ),
        ),
    ),
    Branch(
        (
            "Global Compact for Migration",
            "Глобальный договор о миграции",
            "Migrasiýa boýunça ählumumy şertnama",
        ),
        (
            "What was promised is followed and reported",
            "Выполнение обязательств отслеживается, о нём отчитываются",
            "Borçnamalaryň ýerine ýetirilişi yzarlanýar we hasabat berilýär",
        ),
        (
            "Reviews rest on figures that can be counted again",
            "Обзоры опираются на проверяемые данные",
            "Synlar barlap bolýan maglumatlara esaslanýar",
        ),
        (
            Sample(
                "Voluntary review of the Global Compact",
                "Добровольный обзор выполнения Глобального договора",
                "Ählumumy şertnamanyň ýerine ýetirilişiniň meýletin syny",
                "MFA",
                "IOM SMS",
                "green",
                "group draft",
                "IDF",
                24000,
                100,
            ),
            Sample(
                "National working group on the Global Compact",
                "Национальная рабочая группа по Глобальному договору",
                "Ählumumy şertnama boýunça milli iş topary",
                "MFA",
                "SMS SBS MLSP MIA",
                "done",
                "group held",
                "MFA",
                6000,
                100,
            ),
            Sample(
                "Statistics of migration: residence by twelve months of sixteen",
                "Статистика миграции: проживание по правилу 12 из 16 месяцев",
                "Migrasiýa statistikasy: 16 aýdan 12 aýlyk düzgün boýunça ýaşaýyş",
                "SMS",
                "MFA IOM",
                "amber",
                "draft report",
                "EU",
                47000,
            ),
            Sample(
                "Conference of the countries of Central Asia",
                "Конференция стран Центральной Азии",
                "Merkezi Aziýa ýurtlarynyň maslahaty",
                "MFA",
                "IOM",
                "grey",
                "held",
                "EU",
                52000,
            ),
        ),
    ),
)
