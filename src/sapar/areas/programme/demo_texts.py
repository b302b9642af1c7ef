"""Texts of the demo's reviews: (en, ru, tk) each. Invented."""

from __future__ import annotations

REVIEW = {
    "introduction": (
        (
            "This review covers the activities that Turkmenistan and the International Organization for Migration carried out "
            "together during the year.\n\nIts texts were written by both sides. Its figures come from approved values and from "
            "the records of the node; each leads to the evidence behind it."
        ),
        (
            "Обзор охватывает мероприятия, которые Туркменистан и Международная организация по миграции провели совместно в "
            "течение года.\n\nТексты написаны обеими сторонами. Показатели взяты из утверждённых значений и записей узла; "
            "каждый ведёт к своему подтверждению."
        ),
        (
            "Syn Türkmenistanyň we Halkara migrasiýa guramasynyň ýylyň dowamynda bilelikde geçiren çärelerini öz içine "
            "alýar.\n\nTekstleri iki tarap ýazdy. Görkezijiler tassyklanan bahalardan we düwüniň ýazgylaryndan alyndy; her biri "
            "öz subutnamasyna alyp barýar."
        ),
    ),
    "assessment": (
        "Most activities were carried out as planned. Those that were not finished passed into the plan of the next year.",
        "Большинство мероприятий выполнено по плану. Незавершённые перенесены в план следующего года.",
        "Çäreleriň köpüsi meýilnama boýunça ýerine ýetirildi. Tamamlanmadyklary indiki ýylyň meýilnamasyna geçirildi.",
    ),
    "results": (
        (
            "More people were trained than was agreed. Answers to complaints came within the term more often from quarter to "
            "quarter; the target was reached at the end of the year."
        ),
        (
            "Обучено больше людей, чем было согласовано. Доля жалоб, на которые ответили в срок, росла от квартала к кварталу; "
            "цель достигнута в конце года."
        ),
        (
            "Ylalaşylandan köp adam okadyldy. Arzalara möhletinde berlen jogaplaryň paýy çärýek-çärýekden artdy; maksada ýylyň "
            "ahyrynda ýetildi."
        ),
    ),
    "difficulties": (
        "Equipment arrived two months late. Orders will be placed in the first quarter.",
        "Оборудование поступило с опозданием на два месяца. Заказы будут размещаться в первом квартале.",
        "Enjamlar iki aý giç geldi. Sargytlar birinji çärýekde ediler.",
    ),
    "outlook": (
        "The sides will go on with digital permits and with the training of border officers.",
        "Стороны продолжат работу над цифровыми разрешениями и обучением сотрудников границы.",
        "Taraplar sanly rugsatnamalar we serhet işgärlerini okatmak boýunça işi dowam etdirer.",
    ),
}
DRAFT = {
    "methodology": (
        "The interagency working group on the Global Compact prepares this review from the records of its members.",
        "Обзор готовит межведомственная рабочая группа по Глобальному договору по данным её членов.",
        "Syny Ählumumy şertnama boýunça pudagara iş topary agzalarynyň maglumatlary esasynda taýýarlaýar.",
    ),
}
