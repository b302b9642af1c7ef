"""Names of the region in the spellings they are met in, made by tables of our own.

A *person token* is one given name or surname; ``spellings(language, token)`` gives its forms: the national Latin or
Cyrillic orthography, what a passport prints, what Russian papers write, what is read back from Russian papers, and the
English habit. The tables were written by hand from the alphabets; no native speaker has checked them (`unverified`),
and they are not the tables of the matcher: the matcher learns costs from the pairs they make.

Persian and Arabic forms cannot be made by rule (vowels are not written), so these stand as rows of forms.
Every list is split by token, not by pair: a token of the second part is never seen while costs are learned.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

Form = tuple[str, str]  # script (latin, cyrillic, arabic), spelling

TK = """Saparmyrat Gurbanguly Berdimuhamet Serdar Rejep Myrat Meret Çary Ýazmyrat Döwlet Jepbar Orazgeldi Baýram Kakajan
Batyr Aşyrmuhammet Amangeldi Hudaýberdi Nurmuhammet Annaguly Garaja Tirkeş Wepa Arslan Begenç Maksat Perhat Rahym Ýusup
Ýakup Yslam Ykbal Allaberdi Atamyrat Öwez Öwezmyrat Muhammetnazar Söhbet Şamyrat Şöhrat Toýly Ussa Agajan Akmyrat Aman
Bäşim Bäşgeldi Çerkez Durdy Esen Gadam Geldimyrat Hajymyrat Hojanepes Jumamyrat Kerim Kömek Mekan Mergen Nazar Nepes
Nuryýagdy Orazmyrat Poladguly Rozymyrat Saryguly Seýit Taňryberdi Täçmyrat Welmyrat Ýagmyr Ýolaman Züleýha Ogulgerek Aýnabat
Bahargül Jeren Maral Ogulsapar Gözel Aýgözel Gülşat Enejan Mähri Oguljan Läle Sülgün Tawus Bibijan Ogulnabat Ejegyz Akgül
Şemşat Tumar Çynar Gunça Aýsoltan Nartäç Ogulbeg Bossan Guljemal Hally Ýazgül Ýeňiş Selbi Aknabat Bägül Dürli""".split()
TK_SURNAMES = """Berdimuhamedow Nyýazow Meredow Garajaýew Ataýew Annaýew Orazow Hojamyradow Hudaýberdiýew Myradow Rejepow
Jumaýew Saryýew Durdyýew Amanow Çaryýew Kakabaýew Baýramow Ýazmyradow Ýagşygeldiýew Gurbannazarow Muhammetgulyýew Öwezow
Şyhmyradow Täçnazarow Babaýew Bäşimow Kulyýew Hanow Ýusubow Gylyjow Toýlyýew Esenow Nepesow Çerkezow Gandymow Ilýasow
Mämmedow Nuryýew Sähedow Taganow Weliýew Hallyýew Gökiýew Jorakulyýew Allanazarow Hojagulyýew Mätiýew Işanow Öräýew""".split()
UZ = """Oʻtkir Gʻayrat Shavkat Islom Jahongir Xurshid Oʻrol Muxtor Toʻlqin Bahodir Jamshid Sherzod Ulugʻbek Abdulla Otabek
Gʻulom Yoʻldosh Eʼzoza Nodira Gulchehra Zulfiya Dilfuza Feruza Oygul Xolida Shahnoza Malika Muhabbat Sarvinoz Qahramon
Qodir Ravshan Rustam Sardor Sanjar Tohir Toxir Umid Usmon Vohid Xasan Xusan Yusuf Zafar Zokir Farhod Davron Doniyor Erkin
Hamid Husan Ilhom Joʻra Jasur Komil Lochin Mirzo Nurmuhammad Olim Oʻktam Pulat Qobil Botir Azizbek Akmal Anvar Aziza Barno""".split()
UZ_SURNAMES = """Mirziyoyev Karimov Toʻxtayev Xoʻjayev Yoʻldoshev Gʻaniyev Qodirov Joʻrayev Oʻrinov Abdullayev Ergashev
Xolmatov Rahimov Sodiqov Usmonov Xudoyberdiyev Nurmatov Islomov Toshmatov Mahmudov Ismoilov Sattorov Gʻofurov Qosimov
Boboyev Haydarov Shodmonov Choriyev Eshonqulov Norqulov Sharipov Jumanov Tursunov Umarov Valiyev Zokirov Oripov""".split()
KK = """Нұрсұлтан Қасымжомарт Әбдіқадыр Бауыржан Ерлан Дәулет Жанибек Мұхтар Өмірзақ Қанат Серік Темірлан Ұлықбек Шыңғыс
Ғалым Ғани Әлия Айгүл Гүлнар Жанар Күләш Қарлығаш Меруерт Сәуле Ұлжан Шолпан Ақмарал Әйгерім Баян Дінмұхамед Ермек Жақсыбек
Иманғали Кенжебек Құрманғазы Мәди Нұрлан Оразбек Рүстем Сұлтан Төлеген Тұрсын Үміт Ыбырай Әнуар Бекжан Болат Ғабит""".split()
KK_SURNAMES = """Назарбаев Тоқаев Әбдіқадыров Жұмабаев Құнанбаев Сәтбаев Өтемұратов Мұхамеджанов Ысқақов Бөкейханов Дулатов
Әуезов Сейфуллин Жансүгіров Есенберлин Мырзағалиев Нұрпейісов Шаймерденов Қонаев Ғабдуллин Тілеуханов Оспанов Ахметжанов
Байтұрсынов Молдағұлова Әлімжанов Жүнісов Қожахметов Смағұлов Үмбетов""".split()
KY = """Жээнбек Сооронбай Бакыт Кубанычбек Өмүрбек Акылбек Жоомарт Чолпон Айжаркын Гүлзат Жылдыз Нурбек Эркин Түгөлбай
Чыңгыз Замирбек Мээрим Алтынай Бурул Жаныл Каныкей Кыял Үмүт Таалайбек Улан Эламан Жумабек Кеңеш Төрөкул Мирбек Жибек""".split()
KY_SURNAMES = """Жээнбеков Жапаров Атамбаев Бакиев Акаев Байтиков Токтогулов Осмонов Түмөнбаев Айтматов Сыдыков Абдырахманов
Үсөнбаев Мамытов Жумагулов Чолпонбаев Эсенгулов Кожомкулов Дүйшеев Жолдошев""".split()
TG = """Эмомалӣ Рустам Қаҳҳор Ҷамшед Сафаралӣ Шӯҳрат Ғайрат Хуршед Ҳикмат Озода Зарина Нигора Ҷамила Фарҳод Баҳром Мирзо Раҷаб
Саъдӣ Дилшод Фирӯз Маҳмуд Носир Ҳафиз Ҷӯра Шарофат Меҳрубон Гулнора Қурбон Ғуломалӣ Ӯктам""".split()
TG_SURNAMES = """Раҳмон Раҳмонов Ҷӯраев Қодиров Ғафуров Шарифов Ҳакимов Назарзода Қосимов Мирзоев Сафаров Ҷалилов Ӯроқов
Давлатов Шӯҳратзода Хоҷаев Бобоҷонов Раҷабов Ҳасанов Исмоилзода""".split()
FA = """رضا Reza Riza|محمد Mohammad Muhammad Mohamad|حسین Hossein Husayn Hosein Hussein|علی Ali Aly|احمد Ahmad Ahmed|مهدی Mahdi Mehdi
فاطمه Fatemeh Fatima Fatimeh|زهرا Zahra|مریم Maryam Mariam|حسن Hassan Hasan|امیر Amir Ameer|جواد Javad Jawad|سعید Saeed Said Saeid
محسن Mohsen Muhsin|مجید Majid Majeed|ناصر Naser Nasser Nasir|پرویز Parviz Parwiz|بهرام Bahram Bahraam|داریوش Dariush Daryush Darioush
کوروش Kourosh Kurosh Cyrus|شیرین Shirin Shireen|لیلا Leila Layla Leyla|نرگس Narges Nargis|گلناز Golnaz Gulnaz|قاسم Qasem Ghasem Qasim
غلام Gholam Ghulam|عباس Abbas Abas|یوسف Yousef Yusuf Yusef|یعقوب Yaghoub Yaqub Yaghub|ابراهیم Ebrahim Ibrahim|اسماعیل Esmail Ismail Esmaeil
جعفر Jafar Jaafar Dzhafar|خسرو Khosrow Khosro Khusraw|فرهاد Farhad|فریدون Fereydoun Fereydun Faridun|منوچهر Manouchehr Manuchehr
هاشم Hashem Hashim|کاظم Kazem Kazim|صادق Sadegh Sadeq Sadiq|طاهره Tahereh Tahira|خدیجه Khadijeh Khadija|زینب Zeinab Zaynab
احمدی Ahmadi|محمدی Mohammadi Muhammadi|حسینی Hosseini Husayni Hoseini|رضایی Rezaei Rezai Rezayi|کریمی Karimi|موسوی Mousavi Musavi Moosavi
هاشمی Hashemi Hashimi|جعفری Jafari|صادقی Sadeghi Sadeqi|قاسمی Ghasemi Qasemi|اکبری Akbari|نوری Nouri Nuri Noori|رحیمی Rahimi
یوسفی Yousefi Yusufi|ابراهیمی Ebrahimi Ibrahimi|مرادی Moradi Muradi|نجفی Najafi|شریفی Sharifi|تهرانی Tehrani|خامنه Khamenei Khamene
روحانی Rouhani Ruhani Rohani|لاریجانی Larijani|پهلوان Pahlavan Pahlawan|گلستانی Golestani Gulistani|زارعی Zarei Zarai|طاهری Taheri Tahiri
بختیاری Bakhtiari Bakhtiyari|سلطانی Soltani Sultani|خلیلی Khalili|شیرازی Shirazi|کاشانی Kashani|غفاری Ghaffari Ghafari|ظریف Zarif
عزیزی Azizi|عثمانی Osmani Usmani|توکلی Tavakoli Tavakkoli|فرخزاد Farrokhzad Farokhzad|پورعلی Pourali Purali|منصوری Mansouri Mansuri"""

# One letter may have several spellings; the first ones are the commoner.
TK_PASSPORT = {
    "ş": ["s"],
    "ç": ["c"],
    "ž": ["z"],
    "ň": ["n"],
    "ý": ["y"],
    "ä": ["a", "ae"],
    "ö": ["o", "oe"],
    "ü": ["u", "ue"],
}
TK_ENGLISH = {
    "ş": ["sh"], "ç": ["ch"], "ž": ["zh"], "ň": ["n", "ng"], "ý": ["y", "i", ""], "ä": ["a", "e"], "ö": ["o"], "ü": ["u"],
    "w": ["v", "w"], "y": ["y", "i"], "h": ["h", "kh"], "j": ["j", "dj"],
}  # fmt: skip
TK_CYRILLIC = dict(zip("abçdefgäjžziýklmnňoöprsştuüwyhý", "абчдефгәҗжзийклмнңоөпрсштуүвыхй", strict=True)) | {"e": "е"}
TK_RUSSIAN = {
    "җ": ["дж"],
    "ә": ["я", "а", "е"],
    "ө": ["ё", "о"],
    "ү": ["ю", "у"],
    "ң": ["н", "нг"],
    "х": ["х", "г"],
    "г": ["г", "к"],
}
RUSSIAN_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
    "ж": ["zh", "j"], "х": ["kh", "h"], "ц": ["ts"], "ч": ["ch"], "ш": ["sh"], "щ": ["shch"], "ъ": [""], "ь": [""],
    "ю": ["yu", "iu"], "я": ["ya", "ia"], "ё": ["e", "yo"], "й": ["y", "i"],
}  # fmt: skip
UZ_CYRILLIC = dict(zip("abdefghijklmnopqrstuvxyz", "абдефгҳижклмнопқрстувхйз", strict=True))
UZ_RUSSIAN = {"ў": ["у", "о"], "ғ": ["г"], "қ": ["к"], "ҳ": ["х", "г"], "ж": ["дж", "ж"], "о": ["о", "а"]}
UZ_ENGLISH = {"ʻ": [""], "ʼ": [""], "x": ["kh", "h", "x"], "q": ["q", "k"], "j": ["j", "dj"], "o": ["o", "a"]}
KK_RUSSIAN = {"ә": ["а", "я"], "ғ": ["г"], "қ": ["к"], "ң": ["н"], "ө": ["о"], "ұ": ["у"], "ү": ["у", "ю"], "һ": ["х"], "і": ["и"], "җ": ["дж"],
              "ў": ["у"], "ҳ": ["х"], "ҷ": ["дж", "ж"], "ӣ": ["и"], "ӯ": ["у"], "ъ": [""]}  # fmt: skip
KK_LATIN = {
    **RUSSIAN_LATIN, "ә": ["ä", "a", "ae"], "ғ": ["ğ", "gh", "g"], "қ": ["q", "k"], "ң": ["ñ", "ng", "n"], "ө": ["ö", "o"], "ұ": ["ū", "u"],
    "ү": ["ü", "u"], "һ": ["h"], "і": ["i"], "ж": ["zh", "j"], "ы": ["y"], "х": ["h", "kh"], "ш": ["sh", "ş"], "ў": ["o", "u"],
    "ҳ": ["h"], "ҷ": ["j"], "ӣ": ["i"], "ӯ": ["u", "o"], "ъ": [""],
}  # fmt: skip


def _write(word: str, table: dict[str, list[str]] | dict[str, str], rng: random.Random) -> str:
    """The word through a table; where there is a choice, the first spelling two times in three."""
    out = []
    for letter in word:
        found = table.get(letter, letter)
        out.append(found if isinstance(found, str) else found[0] if rng.random() < 0.66 else rng.choice(found))
    return "".join(out)


def _yotated(word: str) -> str:
    for plain, joined in (("йа", "я"), ("йо", "ё"), ("йу", "ю"), ("йе", "е")):
        word = word.replace(plain, joined)
    return "э" + word[1:] if word.startswith("е") else word


def _turkmen(word: str, rng: random.Random) -> list[Form]:
    cyrillic = _yotated(_write(word, TK_CYRILLIC, rng))
    russian = _write(cyrillic, TK_RUSSIAN, rng)
    return [
        ("latin", word),
        ("latin", _write(word, TK_PASSPORT, rng)),
        ("latin", _write(word, TK_ENGLISH, rng)),
        ("cyrillic", cyrillic),
        ("cyrillic", russian),
        ("latin", _write(russian, RUSSIAN_LATIN, rng)),
    ]


def _uzbek(word: str, rng: random.Random) -> list[Form]:
    cyrillic = word
    for latin, letter in (
        ("oʻ", "ў"),
        ("gʻ", "ғ"),
        ("sh", "ш"),
        ("ch", "ч"),
        ("yo", "ё"),
        ("ya", "я"),
        ("yu", "ю"),
        ("ye", "е"),
        ("ʼ", "ъ"),
    ):
        cyrillic = cyrillic.replace(latin, letter)
    cyrillic = _write(cyrillic, UZ_CYRILLIC, rng)
    russian = _write(cyrillic, UZ_RUSSIAN, rng)
    return [
        ("latin", word),
        ("latin", word.translate({ord("ʻ"): rng.choice(["'", "", "`", "’"]), ord("ʼ"): ""})),
        ("latin", _write(word, UZ_ENGLISH, rng)),
        ("cyrillic", cyrillic),
        ("cyrillic", russian),
        ("latin", _write(russian, RUSSIAN_LATIN, rng)),
    ]


def _cyrillic(word: str, rng: random.Random) -> list[Form]:
    russian = _write(word, KK_RUSSIAN, rng)
    return [
        ("cyrillic", word),
        ("cyrillic", russian),
        ("latin", _write(word, KK_LATIN, rng)),
        ("latin", _write(word, KK_LATIN, rng)),
        ("latin", _write(russian, RUSSIAN_LATIN, rng)),
    ]


_MAKERS = {"tk": _turkmen, "uz": _uzbek, "kk": _cyrillic, "ky": _cyrillic, "tg": _cyrillic}
_LISTS = {
    "tk": (TK, TK_SURNAMES),
    "uz": (UZ, UZ_SURNAMES),
    "kk": (KK, KK_SURNAMES),
    "ky": (KY, KY_SURNAMES),
    "tg": (TG, TG_SURNAMES),
}
LANGUAGES = (*_LISTS, "fa")


def spellings(language: str, token: str, rng: random.Random) -> list[Form]:
    """The forms of one token (for Persian: of one row), lower case."""
    if language == "fa":
        persian, *latin = token.split()
        return [("arabic", persian), *(("latin", form.lower()) for form in latin)]
    return _MAKERS[language](token.lower(), rng)


def tokens(language: str, part: str) -> tuple[list[str], list[str]]:
    """Given names and surnames of the part ``dev`` or ``held``: two to one, decided by the token itself."""
    if language == "fa":
        rows = FA.replace("\n", "|").split("|")
        lists: tuple[list[str], list[str]] = (rows[:42], rows[42:])
    else:
        lists = _LISTS[language]
    first, second = ([token for token in names if _part(token) == part] for names in lists)
    return first, second


def _part(token: str) -> str:
    return "held" if zlib.crc32(token.encode()) % 3 == 0 else "dev"


def variant_pairs(part: str, seed: int, rounds: int = 3) -> Iterator[tuple[Form, Form]]:
    """Pairs of forms of one token, all languages: what costs are learned from (``dev``)."""
    rng = random.Random(seed)
    for language in LANGUAGES:
        for names in tokens(language, part):
            for token in names:
                for _ in range(rounds):
                    forms = spellings(language, token, rng)
                    for one in range(len(forms)):
                        for other in range(one + 1, len(forms)):
                            if forms[one] != forms[other]:
                                yield forms[one], forms[other]


def people(language: str, part: str, count: int, seed: int) -> list[tuple[str, str]]:
    """``count`` different people as (given, surname) tokens of the part."""
    given, surnames = tokens(language, part)
    every = [(one, other) for one in given for other in surnames]
    random.Random(seed).shuffle(every)
    return every[:count]


def written(language: str, person: tuple[str, str], rng: random.Random) -> tuple[str, str]:
    """One person written in two ways that differ, each a given name and a surname in the same script."""
    given, surname = (spellings(language, token, rng) for token in person)
    first, second = rng.sample(range(max(len(given), len(surname))), 2)
    texts = []
    for choice in (first, second):
        script, one = given[choice % len(given)]
        same = [form for form in surname if form[0] == script]
        other = (
            surname[choice % len(surname)][1] if surname[choice % len(surname)][0] == script else rng.choice(same)[1]
        )
        texts.append(f"{one} {other}".title())
    if rng.random() < 0.3:
        texts[1] = " ".join(reversed(texts[1].split()))
    return texts[0], texts[1]
