"""Words for units of measure, and what one of them is in the units that a shop counts in."""

from __future__ import annotations

from typing import NamedTuple

from execora.language.normalise import plain


class Measure(NamedTuple):
    """A unit as it is kept, and how many thousandths of it one of the spoken unit is."""

    unit: str
    thousandths: int = 1000


_SPELLINGS = {
    Measure("kg"): "kg kgs kilo kilos kilogram kilograms kgm keji kilon किलो किलोग्राम केजी",
    Measure("kg", 250): "pav paav pao pawa पाव",
    Measure("kg", 100_000): "quintal kwintal kuntal क्विंटल",
    Measure("g"): "g gm gms gram grams graam gramme ग्राम",
    Measure("litre"): "litre litres liter liters ltr ltrs lt l leetar लीटर लिटर",
    Measure("ml"): "ml mililitre millilitre मिलीलीटर एमएल",
    Measure("packet"): "packet packets pkt pkts paket pack packs paikit पैकेट पैकिट पैक",
    Measure("piece"): "piece pieces pcs pc pis nag peace पीस नग",
    Measure("piece", 12_000): "dozen dozens darjan darzan darjen दर्जन",
    Measure("bottle"): "bottle bottles botal botle shishi बोतल शीशी",
    Measure("jar"): "jar jars जार",
    Measure("sachet"): "sachet sachets pouch pouches pudiya पाउच सैशे पुडिया",
    Measure("box"): "box boxes dabba dabbe dabbi डिब्बा डिब्बे बॉक्स",
    Measure("bag"): "bag bags bori boriya boriyan katta katte thaila बोरी बोरे कट्टा थैला बैग",
    Measure("tin"): "tin tins kanastar टिन",
    Measure("carton"): "carton cartons peti petiyan पेटी कार्टन",
    Measure("bundle"): "bundle bundles gaddi gatthar बंडल गड्डी",
}

MEASURES = {word: measure for measure, spellings in _SPELLINGS.items() for word in plain(spellings)}
"""Each spelling of a unit, normalised, with what it measures."""

RUPEES = frozenset(
    plain(
        "rs ruppees rupess rupaye rupay rupya rupaya rupaiya rupees rupee rupiye rupiya rupye rupe rupey rupai "
        "rupie rupies rupaie rupaiye rup inr bucks "
        "रुपये रुपए रुपया रुपयों रुपयो रुपयें रूपये रूपए रूपया"
    )
)

COINS = frozenset(plain("paise paisa paisey पैसे पैसा"))
"""Hundredths of a rupee, where they follow rupees; otherwise just "money"."""
