"""Words of the refusal form in further languages. Unreviewed drafts: whoever adds one takes every key of ``refusal_form``.

A test holds the keys complete. Right-to-left scripts are left out: the fonts that documents are set in have none.
"""

from __future__ import annotations

from collections.abc import Mapping

FURTHER: Mapping[str, Mapping[str, str]] = {
    "uz": {
        "_name": "Oʻzbekcha",
        "title": "Kirishni rad etish",
        "name": "Ism va familiya",
        "birth": "Tugʻilgan sana",
        "nationality": "Fuqaroligi",
        "document": "Hujjat",
        "post": "Chegara posti",
        "time": "Kun va soat",
        "grounds": "Kirish quyidagi asoslarga koʻra rad etildi",
        "facts": "Asoslarning izohi",
        "law_name": "Turkmanistonning 2012-yil 31-martdagi 290-IV-son “Migratsiya toʻgʻrisida”gi qonuni",
        "law": "Huquqiy asos: %(law)s. Moddasi yurist tomonidan tasdiqlanmagan.",
        "appeal": "Siz ushbu rad etish ustidan chegara xizmatiga %(day)s gacha oʻzingiz yoki vakilingiz orqali shikoyat "
        "qilishingiz mumkin: shu postda yoki ushbu shakl raqamini koʻrsatib yozma ravishda. Qarorni rad etishda "
        "qatnashmagan shaxs %(days)s kun ichida chiqaradi. Bu muddatlar yurist tomonidan tasdiqlanmagan.",
        "court": "Siz sudga ham murojaat qilishingiz mumkin. Davlatingiz konsulligi bilan gaplashishga haqlisiz.",
        "no_effect": "Shikoyat hal qilinmaguncha kirishga ruxsat bermaydi.",
        "officer": "Qaror qabul qildi",
        "signature": "Yoʻlovchining imzosi. U shakl olinganini bildiradi, rozilikni emas.",
        "not_known": "shaxsi aniqlanmagan",
        "no_document": "Yaroqli yoʻl hujjati yoʻq",
        "false_document": "Yoʻl hujjati soxta yoki oʻzgartirilgan",
        "no_visa": "Yaroqli viza yoki yashash ruxsatnomasi yoʻq",
        "false_visa": "Viza yoki yashash ruxsatnomasi soxta yoki oʻzgartirilgan",
        "no_purpose": "Boʻlish maqsadi va shartlarini tasdiqlovchi hujjatlar yoʻq",
        "stay_used_up": "Ruxsat etilgan boʻlish kunlari tugagan",
        "no_means": "Boʻlish yoki qaytish uchun mablagʻ yetarli emas",
        "alert": "Kirishni rad etish haqida koʻrsatma bor",
        "public_order": "Jamoat tartibi, xavfsizligi yoki sogʻligʻiga xavf",
    },
    "tr": {
        "_name": "Türkçe",
        "title": "Girişin reddi",
        "name": "Adı ve soyadı",
        "birth": "Doğum tarihi",
        "nationality": "Uyruğu",
        "document": "Belge",
        "post": "Sınır kapısı",
        "time": "Gün ve saat",
        "grounds": "Giriş şu gerekçelerle reddedildi",
        "facts": "Gerekçelerin dayanağı",
        "law_name": "Türkmenistan’ın 31 Mart 2012 tarihli ve 290-IV sayılı göç kanunu",
        "law": "Hukuki dayanak: %(law)s. Maddesi bir hukukçu tarafından teyit edilmemiştir.",
        "appeal": "Bu karara karşı %(day)s tarihine kadar kendiniz veya yetkilendirdiğiniz biri aracılığıyla sınır hizmetine "
        "itiraz edebilirsiniz: bu kapıda veya bu formun numarasıyla yazılı olarak. Ret kararında yer almayan bir kişi "
        "%(days)s gün içinde karar verir. Bu süreler bir hukukçu tarafından teyit edilmemiştir.",
        "court": "Mahkemeye de başvurabilirsiniz. Devletinizin konsolosluğuyla görüşebilirsiniz.",
        "no_effect": "İtiraz, karara bağlanmadan girişe izin vermez.",
        "officer": "Karar veren",
        "signature": "Yolcunun imzası. Formun alındığını gösterir, kabul edildiğini değil.",
        "not_known": "kimliği belirlenemedi",
        "no_document": "Geçerli seyahat belgesi yok",
        "false_document": "Seyahat belgesi sahte veya tahrif edilmiş",
        "no_visa": "Geçerli vize veya oturma izni yok",
        "false_visa": "Vize veya oturma izni sahte veya tahrif edilmiş",
        "no_purpose": "Kalışın amacını ve koşullarını gösteren belge yok",
        "stay_used_up": "İzin verilen kalış günleri dolmuş",
        "no_means": "Kalış veya dönüş için yeterli imkân yok",
        "alert": "Girişin reddedilmesi yönünde kayıt var",
        "public_order": "Kamu düzeni, güvenliği veya sağlığı için tehlike",
    },
}
