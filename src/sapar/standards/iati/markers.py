"""The OECD DAC policy markers with what each may say about an activity.

Codes and English names: IATI/IATI-Codelists-NonEmbedded, xml/PolicyMarker.xml (51506f3); the scale: the same
repository, xml/PolicySignificance.xml (29e0389), where a 3 is for desertification alone. In that copy nutrition has the
code of disability by mistake; its code 12 is okfn-iati 0.4.3's and was not read in the present list, so it is not
``verified``. Marker 9 (reproductive, maternal, newborn and child health) is left out: its scale goes up to 4 and no
source that says what 3 and 4 mean was read. The Turkmen and Russian names are this project's own translations.
"""

from __future__ import annotations

from dataclasses import dataclass

NOT_TARGETED, SIGNIFICANT, PRINCIPAL, ACTION_PROGRAMME = "0", "1", "2", "3"
SCALE = (NOT_TARGETED, SIGNIFICANT, PRINCIPAL)


@dataclass(frozen=True, slots=True)
class PolicyMarker:
    """A marker of the DAC list. ``significances``: the codes of PolicySignificance that it may have."""

    code: str
    en: str
    ru: str
    tk: str
    significances: tuple[str, ...] = SCALE
    verified: bool = True

    def title(self, language: str) -> str:
        return {"tk": self.tk, "ru": self.ru}.get(language, self.en)


MARKERS: tuple[PolicyMarker, ...] = (
    PolicyMarker("1", "Gender equality", "Гендерное равенство", "Gender deňligi"),
    PolicyMarker("2", "Aid to environment", "Охрана окружающей среды", "Daşky gurşawy goramak"),
    PolicyMarker(
        "3",
        "Participatory development and good governance",
        "Развитие с участием населения и надлежащее управление",
        "Ilatyň gatnaşmagynda ösüş we netijeli dolandyryş",
    ),
    PolicyMarker("4", "Trade development", "Развитие торговли", "Söwdany ösdürmek"),
    PolicyMarker("5", "Biological diversity", "Биологическое разнообразие", "Biologik dürlülik"),
    PolicyMarker(
        "6",
        "Climate change: mitigation",
        "Изменение климата: смягчение последствий",
        "Howanyň üýtgemegi: täsirini azaltmak",
    ),
    PolicyMarker("7", "Climate change: adaptation", "Изменение климата: адаптация", "Howanyň üýtgemegi: uýgunlaşmak"),
    PolicyMarker(
        "8",
        "Combating desertification",
        "Борьба с опустыниванием",
        "Çölleşmä garşy göreş",
        (*SCALE, ACTION_PROGRAMME),
    ),
    PolicyMarker("10", "Disaster risk reduction", "Снижение риска бедствий", "Betbagtçylyklaryň howpuny azaltmak"),
    PolicyMarker("11", "Disability", "Инвалидность", "Maýyplyk"),
    PolicyMarker("12", "Nutrition", "Питание", "Iýmitlenme", verified=False),
)
BY_CODE: dict[str, PolicyMarker] = {one.code: one for one in MARKERS}
