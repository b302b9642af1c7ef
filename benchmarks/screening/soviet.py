"""Turkmen and Uzbek names beside the spelling that Russian papers give them: written by hand before the tables of
`methods/matching/respelling.py`, from public spellings (writers, scholars, statesmen of the Soviet time and after, in
encyclopaedias and title pages) and the habit of the time; no native speaker has checked them.

``PAIRS``: one person in two spellings. ``OTHERS``: two persons whose names come near in just those letters.

    PYTHONPATH=src python benchmarks/screening/soviet.py
"""

from __future__ import annotations

_PAIRS = """
Gurbanguly Berdimuhamedow | Гурбангулы Бердымухамедов
Saparmyrat Nyýazow | Сапармурад Ниязов
Myratgeldi Söýegow | Мурадгельды Соегов
Raşit Meredow | Рашид Мередов
Boris Şyhmyradow | Борис Шихмурадов
Ýolbars Kepbanow | Ёлбарс Кепбанов
Hudaýberdi Orazow | Худайберды Оразов
Orazgeldi Aýdogdyýew | Оразгельды Айдогдыев
Öwezgeldi Ataýew | Овезгельды Атаев
Rejep Saparow | Реджеп Сапаров
Gurbannazar Aşyrow | Курбанназар Аширов
Berdi Kerbabaýew | Берды Кербабаев
Gara Seýitliýew | Кара Сейтлиев
Garaja Burunow | Караджа Бурунов
Ata Gowşudow | Ата Каушутов
Hydyr Derýaýew | Хыдыр Дерьяев
Gurbandurdy Gurbansähedow | Курбандурды Курбансахатов
Kerim Gurbannepesow | Керим Курбаннепесов
Gylyç Kulyýew | Клыч Кулиев
Rahym Esenow | Рахим Эсенов
Nury Halmämmedow | Нуры Халмамедов
Weli Muhadow | Вели Мухатов
Beki Seýtäkow | Беки Сейтаков
Baýmuhammet Garryýew | Баймухамед Каррыев
Myrat Annanepesow | Мурад Аннанепесов
Tirkiş Jumageldiýew | Тиркиш Джумагельдыев
Muhammetnazar Gapurow | Мухамедназар Гапуров
Balyş Öwezow | Балыш Овезов
Gaýgysyz Atabaýew | Кайгысыз Атабаев
Nedirbaý Aýtakow | Недирбай Айтаков
Annaguly Artykow | Аннакули Артыков
Jumadurdy Garaýew | Джумадурды Караев
Amangylyç Hallyýew | Аманклыч Халлиев
Täçmämmet Gylyjow | Тачмамед Клычев
Nurmämmet Gandymow | Нурмамед Кандымов
Döwletmyrat Gurtow | Довлетмурад Куртов
Orazmämmet Ýagmyrow | Оразмамед Ягмуров
Gurtgeldi Sähedow | Куртгельды Сахатов
Gutlymyrat Hojagulyýew | Кутлымурад Ходжакулиев
Goçmyrat Allagulyýew | Кочмурад Аллакулиев
Seýitguly Nazarow | Сеиткули Назаров
Gadyr Mejidow | Кадыр Меджидов
Hamyt Ýakubow | Хамид Якубов
Ýakup Ýazmyradow | Якуб Язмурадов
Ýazmyrat Garajaýew | Язмурад Караджаев
Ahmet Mämmedow | Ахмед Мамедов
Mämmet Ahmedow | Мамед Ахмедов
Garry Durdyýew | Карры Дурдыев
Gulmyrat Öräýew | Кулмурад Ораев
Hudaýguly Geldiýew | Худайкули Гельдыев
Oguljemal Garlyýewa | Огулджемал Карлиева
Gyzylgül Saryýewa | Кызылгуль Сарыева
Aşyrmyrat Gullyýew | Аширмурад Куллыев
Esenmyrat Goçyýew | Эсенмурад Кочиев
Begmyrat Gurbanow | Бекмурад Курбанов
Akmyrat Gazakow | Акмурад Казаков
Seýit Gaýypow | Сеид Каипов
Sähetmyrat Mergenow | Сахатмурад Мергенов
Meretguly Garabaýew | Меретгулы Карабаев
Nepesguly Gazyýew | Непескули Казыев
Şamämmet Hydyrow | Шамамед Хыдыров
Welmyrat Gutlyýew | Велмурад Кутлыев
GARAYEW MYRAT | КАРАЕВ МУРАД
GYLYJOW GYLYC | КЛЫЧЕВ КЛЫЧ
GARRYYEW MAMMET | КАРРЫЕВ МАМЕД
Oʻtkir Gʻulomov | Уткур Гулямов
Gʻafur Gʻulom | Гафур Гулям
Yoʻldosh Oxunboboyev | Юлдаш Ахунбабаев
Oʻtkir Sultonov | Уткир Султанов
Sharof Rashidov | Шараф Рашидов
Inomjon Usmonxoʻjayev | Инамжан Усманходжаев
Nuriddin Muhitdinov | Нуритдин Мухитдинов
Xudoyberdi Toʻxtaboyev | Худайберды Тухтабаев
Oʻlmas Umarbekov | Улмас Умарбеков
Hamid Olimjonov | Хамид Алимджанов
Fayzulla Xoʻjayev | Файзулла Ходжаев
Usmon Yusupov | Усман Юсупов
Akmal Ikromov | Акмаль Икрамов
Joʻrabek Toʻrayev | Джурабек Тураев
Toʻlqin Qodirov | Тулкин Кадыров
Oʻktam Boʻriyev | Уктам Буриев
Toʻxtasin Joʻrayev | Тухтасин Джураев
Gʻani Mirzayev | Гани Мирзаев
Ulugʻbek Gʻofurov | Улугбек Гафуров
Bahodir Yoʻldoshev | Бахадыр Юлдашев
Rasulqul Moʻminov | Расулкул Муминов
"""

_OTHERS = """
Myrat Garaýew | Мерет Караев
Myrat Garaýew | Мурад Киреев
Myrat Garaýew | Мурад Каримов
Myrat Garaýew | Марат Кораев
Garry Durdyýew | Керим Дурдыев
Garry Durdyýew | Карры Бердыев
Gylyç Kulyýew | Клим Кулиев
Gylyç Kulyýew | Клыч Халлиев
Gylyç Gylyjow | Галыч Голышев
Gylyç Orazow | Оглы Оразов
Gara Nepesow | Сара Непесова
Gara Nepesow | Кари Непесов
Garaja Amanow | Каракул Аманов
Gurban Amanow | Курбат Аманов
Gurban Amanow | Герман Аманов
Gurbanguly Orazow | Гурбангельды Оразов
Gurbanguly Orazow | Курбанмурад Оразов
Annaguly Artykow | Аннагельды Артыков
Annaguly Artykow | Аннамурад Артыков
Allaguly Nazarow | Аллаберды Назаров
Nazarguly Ataýew | Назармурад Атаев
Seýitguly Nazarow | Сеитмурад Назаров
Amangylyç Saryýew | Амангельды Сарыев
Amanmyrat Saryýew | Амангельды Сарыев
Orazmyrat Ataýew | Оразмамед Атаев
Orazmämmet Ataýew | Оразмурад Атаев
Täçmämmet Nuryýew | Тачмурад Нурыев
Täçmyrat Nuryýew | Тачмамед Нурыев
Mämmet Ahmedow | Мурад Ахмедов
Mämmet Ahmedow | Мамед Халмедов
Ahmet Mämmedow | Ахмед Мередов
Ahmet Meredow | Ахмед Мамедов
Ýazmyrat Orazow | Язгельды Оразов
Ýazmyrat Orazow | Акмурад Оразов
Jumamyrat Orazow | Джумагельды Оразов
Hudaýberdi Orazow | Худайкули Оразов
Raşit Meredow | Рашид Мурадов
Myratgeldi Söýegow | Мурадгельды Сахатов
Gutlymyrat Esenow | Кочмурад Эсенов
Goçmyrat Esenow | Кутлымурад Эсенов
Gurtgeldi Sähedow | Курбангельды Сахатов
Döwletmyrat Gurtow | Довлетгельды Куртов
Gadyr Mejidow | Кадам Меджидов
Gadam Mejidow | Кадыр Меджидов
Hamyt Ýakubow | Хамид Юсупов
Ýakup Ýusubow | Юсуп Якубов
Seýit Gaýypow | Сеид Каримов
Sapar Garlyýew | Сапар Халлиев
Sapar Garryýew | Сапар Гаррисон
Sapar Garryýew | Сапар Корнеев
Nury Gandymow | Нуры Кадымов
Meret Gazakow | Мурад Казаков
Aman Gulin | Аман Кулин
Igor Garin | Игорь Карин
Oleg Gulin | Олег Кулин
Galina Gromowa | Калина Кромова
Anna Garanina | Анна Калинина
Olga Gusewa | Ольга Кусова
Oʻtkir Gʻulomov | Уткур Салямов
Oʻtkir Gʻulomov | Учкун Гулямов
Gʻafur Gʻulom | Гани Гулям
Yoʻldosh Karimov | Юлдуз Каримова
Toʻlqin Qodirov | Тургун Кадыров
Joʻrabek Toʻrayev | Джумабек Тураев
Oʻktam Boʻriyev | Уктам Бердыев
Toʻxtasin Joʻrayev | Тухтамурад Джураев
Usmon Yusupov | Усман Юнусов
Rasulqul Moʻminov | Расулбек Муминов
Islom Karimov | Исмаил Каримов
Sharof Rashidov | Шариф Рашидов
"""

# Written after the tables, measured, and nothing changed since: how far the tables reach beyond what was on the table.
_LATER_PAIRS = """
Durdymyrat Gadamow | Дурдымурад Кадамов
Agageldi Mämmetgurbanow | Агагельды Мамедкурбанов
Allamyrat Gurbanow | Алламурад Курбанов
Gapan Baýramow | Капан Байрамов
Garagözel Gylyjowa | Карагозель Клычева
Maýsa Ýazmuhammedowa | Майса Язмухамедова
Gurbansoltan Gulgeldiýewa | Курбансолтан Кулгельдыева
Ýusupguly Eşşäýew | Юсупкули Эшшаев
Aýnabat Gulyýewa | Айнабат Кулиева
Goçguly Annagulyýew | Кочкули Аннакулиев
Sapargylyç Ödäýew | Сапарклыч Одаев
Garlybaý Ataýew | Карлыбай Атаев
Gurbangylyç Baýramow | Курбанклыч Байрамов
Mämmetgeldi Saparow | Мамедгельды Сапаров
Myratberdi Sopyýew | Мурадберды Сопыев
Gadamberdi Gurdow | Кадамберды Курдов
Guwançmyrat Öwezow | Куванчмурад Овезов
Hydyrguly Gazakow | Хыдыркули Казаков
Gullyk Gökleňow | Куллык Гокленов
Garaoglan Gartow | Караоглан Картов
Hezretguly Durdyýew | Хезреткули Дурдыев
Ogulgurban Gaşgaýewa | Огулкурбан Кашкаева
Seýitmyrat Gümmedow | Сеидмурад Гюммедов
Sahatmyrat Gurbanmämmedow | Сахатмурад Курбанмамедов
Mejit Garadaşow | Меджид Карадашев
Jumaguly Gaýgysyzow | Джумакули Кайгысызов
Gʻulomjon Yoqubov | Гулямджан Якубов
Murodjon Ahmadov | Мураджан Ахмадов
Qurbonboy Xolmurodov | Курбанбай Халмурадов
Qodirjon Toshmatov | Кадырджан Ташматов
"""

_LATER_OTHERS = """
Durdymyrat Gadamow | Дурдымурад Кадыров
Agageldi Mämmetgurbanow | Агагельды Мамедмурадов
Allamyrat Gurbanow | Аллакули Курбанов
Garagözel Gylyjowa | Карагозель Кулиева
Goçguly Annagulyýew | Кочмурад Аннакулиев
Sapargylyç Ödäýew | Сапаркули Одаев
Gurbangylyç Baýramow | Курбаннепес Байрамов
Mämmetgeldi Saparow | Мамедкули Сапаров
Myratberdi Sopyýew | Мурадгельды Сопыев
Gadamberdi Gurdow | Кадырберды Курдов
Guwançmyrat Öwezow | Куванчгельды Овезов
Hydyrguly Gazakow | Хыдырмурад Казаков
Hezretguly Durdyýew | Хезретмурад Дурдыев
Seýitmyrat Orazow | Сеидкули Оразов
Jumaguly Gaýgysyzow | Джумамурад Кайгысызов
Murodjon Ahmadov | Махмуджан Ахмадов
Qurbonboy Xolmurodov | Курбанбай Холматов
Qodirjon Toshmatov | Каримджан Ташматов
Garlybaý Ataýew | Карабай Атаев
Gulgeldi Ataýew | Гульджемал Атаева
"""


def _rows(text: str) -> list[tuple[str, str]]:
    found = []
    for line in text.strip().splitlines():
        left, right = line.split(" | ")
        found.append((left, right))
    return found


PAIRS, OTHERS = _rows(_PAIRS), _rows(_OTHERS)
LATER_PAIRS, LATER_OTHERS = _rows(_LATER_PAIRS), _rows(_LATER_OTHERS)


def measured(pairs: list[tuple[str, str]], others: list[tuple[str, str]], show: bool = False) -> tuple[float, float]:
    """Recall over ``pairs``, and the share of ``others`` that is called the same."""
    from sapar.methods.matching import score

    rows = [(*row, True) for row in pairs] + [(*row, False) for row in others]
    said = score.compare_many([(score.Subject("a", (one,)), score.Subject("b", (other,))) for one, other, _ in rows])
    for (one, other, same), found in zip(rows, said, strict=True):
        if show and found.match is not same:
            print(f"{found.score:.2f}  {'missed' if same else 'false '}  {one} | {other}")
    found, false = sum(one.match for one in said[: len(pairs)]), sum(one.match for one in said[len(pairs) :])
    return found / len(pairs), false / len(others)


def main() -> None:
    for name, pairs, others in (("first", PAIRS, OTHERS), ("later", LATER_PAIRS, LATER_OTHERS)):
        recall, false = measured(pairs, others, show=True)
        print(f"{name}: recall {recall:.3f} of {len(pairs)} pairs, {false:.3f} of {len(others)} others called the same")


if __name__ == "__main__":
    main()
