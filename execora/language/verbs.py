"""The verbs a shopkeeper uses, in every form and both scripts, made from their stems."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from execora.language.normalise import plain
from execora.language.parts import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STEMS = {
    "write": "likh maand likhwa likhva likhwaa लिख लिखवा",
    "add": "jod jodh joad jor जोड जुडवा",
    "put": "daal maar dal dall डाल डलवा",
    "charge": "chadh chadha chada chadhwa charha चढ चढा चढवा",
    "make": "bana bna banwa bnaa बना बनवा",
    "send": "bhej bhaij bej bhijwa bhijva bhejwa भेज भिजवा",
    "tell": "bata bta btaa bataa batla suna बता बतला सुना",
    "show": "dikha dikhla dekh dikhaa दिखा दिखला देख padh पढ",
    "ask": "puchh puch pooch poochh पूछ",
    "say": "bol kah keh बोल कह",
    "remove": "faad phaad फाड hata hta hataa nikal nikaal mita uda udaa हटा निकाल निकल मिटा उडा",
    "keep": "rakh रख",
    "remain": "bach बच",
    "stuck": "atak atk phas phans fas fans phasa phansa fasa fansa dub doob अटक फंस फस डूब",
    "sell": "bech बेच",
    "sold": "bik बिक",
    "buy": "kharid khareed kharidwa खरीद",
    "repay": "chuka chukwa chukaa चुका चुकवा",
    "demand": "maang mang मांग",
    "remind": "dila dilaa dilwa dilva दिला दिलवा",
    "open": "khol khulwa खोल खुलवा",
    "apply": "laga lga lagwa lagaa लगा लगवा",
    "cut": "kaat kat ghata ghataa काट घटा",
    "stay": "reh rah रह",
    "leave": "chhod chod chhor छोड",
    "stop": "rok रोक",
    "wait": "ruk thehr theher thahar रुक ठहर",
    "undo": "palat ulat पलट उलट",
    "understand": "samajh samjh samjha समझ समझा",
    "change": "badal badl badla बदल",
    "call": "bula bulaa pukar pukaar बुला पुकार",
    "increase": "badha badhaa बढा",
    "return": "lauta लौटा",
    "get": "mil मिल",
    "do": "kara kra karwa karva krwa kraa करा करवा",
    "run": "chal चल",
    "bring": "mangwa mangva mangaa मंगवा मंगा",
    "lift": "utha उठा",
    "move": "khiska sarka taal खिसका सरका टाल",
    "reach": "pahunch pahuch pohch पहुंच",
    "weigh": "tol taul तोल तौल",
    "forget": "bhool bhul भूल",
    "settle": "nipta निपटा",
}
"""Stems in Roman letters and in Devanagari; the forms follow one pattern for each script."""

_IRREGULAR: Mapping[str, Mapping[str, str]] = {
    "give": {
        "stem": "de दे",
        "done": "diya diye ditte ditta ditti dinho dinhi didho didha dile dilya aapya aapyo aapi diyen delan dihlan "
        "dihlas dihin dihis dia die di diyaa diyee दिया दिए दिये दी",
        "please": "do deo devo dijiye dijie dijiyega dijiega dijyega diyo dijo dijyo dyo deyo aapo dya deejiye dedo "
        "dede dein "
        "den "
        "दियो दें दीजिए दीजिये दीजिएगा दो देदो",
        "to": "dena dene deni daine देना देने देनी",
        "will": "dega degi denge dengi doge dunga doonga dungi देगा देगी देंगे देंगी दूंगा दूंगी दोगे",
        "does": "deta dete deti देता देते देती",
        "having": "dekr dekar deke देकर देके",
    },
    "take": {
        "stem": "le ले",
        "done": "liya liye litta litte lidha lidho ghetle ghetla lia lie li liyaa लिया लिए लिये ली",
        "please": "lo lijiye lijie lijiyega lijiega liyo lijo lein leejiye lelo लें लो लीजिए लीजिये",
        "to": "lena lene leni लेना लेने लेनी",
        "will": "lega legi lenge lengi loge lunga loonga lungi लेगा लेगी लेंगे लूंगा लूंगी लोगे",
        "does": "leta lete leti लेता लेते लेती",
        "having": "lekar leke लेकर लेके",
    },
    "do": {
        "stem": "kar kr कर",
        "done": "kiya kiye kia kie kiyaa kari kiyee किया किए किये",
        "please": "karo kro karoo karo kijiye kariye karie kijie krdo kardo kardena krdena kijiyega kijiega "
        "kariyo kariyega kijo करियो करो कीजिए कीजिये करिए करिये करदो",
        "to": "karna karne karni krna krne करना करने करनी",
        "will": "karega karegi karenge karunga karoonga karungi karoge krega krenge करेगा करेगी करेंगे करूंगा करूंगी करोगे",
        "does": "karta karte karti krta krte करता करते करती",
        "having": "karke krke करके",
    },
    "go": {
        "stem": "ja jaa जा",
        "done": "gaya gayin gayeen gayo gail gela gele gaye gayi gai gya gye gyi gayaa gyaa gaye "
        "गया गए गये गई गयी गईं गयीं",
        "please": "jao jaao jaiye jaye jaaye जाओ जाइए जाए जाये",
        "to": "jana jaana jane jaane jani जाना जाने जानी",
        "will": "jayega jaayega jaega jayegi jaegi jayenge jaenge jaaenge जाएगा जायेगा जाएगी जायेगी जाएंगे जायेंगे",
        "does": "jata jaata jate jaate jati jaati जाता जाते जाती",
    },
    "come": {
        "stem": "aa आ",
        "having": "aakar aake aakr aakey आकर आके",
        "done": "aayo aavyo aavya aavyu aale aala aail aagail aaya aya aaye aye aayi aai aae ayi aagaya aagaye aagayi "
        "aagya आया आए आये आई आयी",
        "please": "aao aaiye aiye आओ आइए",
        "to": "aana aane aani आना आने आनी",
        "will": "aayega ayega aaega aayegi aaegi ayegi aayenge ayenge aaenge आएगा आयेगा आएगी आयेगी आएंगे आयेंगे",
        "does": "aate aati आते आती",
    },
    "unload": {"stem": "utar उतर", "done": "utra utre utri उतरा उतरे उतरी"},
    "lie": {"done": "pada pade padi padey पडा पडे पडी"},
    "become": {
        "stem": "ban बन",
        "done": "baitha baithe baithi बैठा बैठे",
        "will": "banega banenge banegi बनेगा बनेंगे बनेगी",
        "does": "banta bante banti बनता बनते बनती",
    },
    "make": {"done": "bane bani बने बनी"},
    "write": {"stem": "lakhi lihun", "please": "lakho liha likhyo likhjo"},
    "tell": {"please": "dasso dassna batavo batawo batawa sanga saanga सांगा दस्सो"},
    "get": {"done": "milya milyo malya malyo milal"},
    "remove": {"done": "nikla nikle nikli निकला निकले निकली"},
    "apply": {"done": "lage lagi lagee लगे लगी"},
    "fetch": {"done": "laya laye laaya laaye layi laayi लाया लाए लाये लाई"},
    "bring": {
        "to": "mangana mangane mangani lana laana लाना मंगाना",
    },
    "happen": {
        "stem": "ho हो",
        "done": "hua huaa hui hue huye huyi huwa हुआ हुई हुए हुये हुयी",
        "to": "hona hone honi होना होने होनी",
        "will": "hoga hogi honge hongey होगा होगी होंगे होंगी",
        "does": "hota hote hoti होता होते होती",
        "having": "hokar होकर",
    },
}

_ENGLISH: Mapping[str, Mapping[str, str]] = {
    "give": {"base": "give", "did": "gave given lent", "does": "gives", "doing": "giving"},
    "take": {"base": "take", "did": "took taken bought purchased borrowed", "does": "takes", "doing": "taking buying"},
    "buy": {"base": "buy purchase"},
    "pay": {"base": "pay ada अदा", "did": "paid payed deposited", "does": "pays", "doing": "paying"},
    "receive": {
        "base": "receive get prapt praapt प्राप्त",
        "did": "received recieved got arrived",
        "does": "receives gets",
        "doing": "receiving",
    },
    "owe": {"base": "owe", "does": "owes", "did": "owed", "doing": "owing"},
    "make": {
        "base": "make create generate prepare tayyar taiyar taiyaar tayaar tyar tayyaar तैयार तय्यार",
        "did": "made created",
        "doing": "making",
    },
    "add": {"base": "add include shamil shaamil ऐड एड शामिल", "did": "added", "doing": "adding"},
    "put": {"base": "put"},
    "charge": {"base": "charge", "did": "charged"},
    "write": {"base": "write enter note record नोट रिकॉर्ड darj दर्ज", "did": "wrote written noted recorded"},
    "send": {"base": "send share forward सेंड शेयर फॉरवर्ड", "did": "sent", "doing": "sending"},
    "tell": {"base": "tell"},
    "show": {"base": "show find fetch read check display शो see", "doing": "showing"},
    "say": {
        "base": "say ask",
        "did": "said told asked claimed",
        "does": "says claims tells kehnda kehndi kehnde",
        "doing": "saying claiming",
    },
    "remove": {
        "base": "remove delete discard drop erase wipe scrap void trash scratch strike रिमूव डिलीट",
        "did": "removed deleted",
    },
    "cancel": {
        "base": "cancel cancle kancel kensil cansel radd mansookh mansukh mansukht nirast "
        "मंसूख निरस्त कैंसिल कैंसल केंसल कैन्सल रद्द",
        "did": "cancelled canceled",
    },
    "confirm": {"base": "confirm conform final pakka pakki pucca finalise finalize कन्फर्म कंफर्म फाइनल पक्का"},
    "clear": {"base": "clear kliyar chukta chukti क्लियर चुकता", "did": "cleared"},
    "settle": {"base": "nil maaf settle barabar saaf बराबर साफ सेटल", "did": "settled"},
    "cut": {"base": "cut knock shave deduct subtract reduce less kam minus कम माइनस", "did": "deducted reduced"},
    "remind": {"base": "remind ping nudge रिमाइंड", "does": "reminds", "doing": "reminding"},
    "deliver": {"base": "deliver डिलीवर", "did": "delivered"},
    "collect": {"base": "collect wasool vasool wasul vasul वसूल", "did": "collected"},
    "apply": {"base": "set schedule apply सेट शेड्यूल", "did": "applied"},
    "sell": {"base": "sell", "did": "sold", "doing": "selling"},
    "close": {"base": "band bund bandh close बंद"},
    "stop": {"base": "stop स्टॉप", "doing": "stopping"},
    "start": {"base": "start begin chalu shuru स्टार्ट चालू शुरू"},
    "undo": {"base": "undo reverse revert rollback ulta अनडू अंडू रिवर्स उल्टा उलटा", "did": "reversed reverted undid"},
    "repeat": {"base": "repeat रिपीट", "did": "repeated"},
    "speak": {"base": "speak talk reply answer respond", "doing": "speaking talking"},
    "have": {"base": "have", "does": "has", "did": "had"},
    "want": {"base": "want need", "does": "wants needs"},
    "go": {"base": "go", "did": "went gone", "does": "goes", "doing": "going"},
    "come": {"base": "come", "did": "came", "does": "comes", "doing": "coming"},
    "change": {"base": "change update edit switch अपडेट चेंज", "did": "changed updated"},
    "return": {"base": "return refund wapas vapas waapas wapis vapis वापस", "did": "returned refunded"},
    "leave": {"base": "leave forget"},
    "let": {"base": "let"},
    "do": {"did": "done", "doing": "doing"},
    "remain": {"did": "left remaining", "does": "remains"},
    "run": {"base": "run", "doing": "running"},
    "increase": {"base": "increase raise hike"},
    "register": {"base": "register"},
    "move": {"base": "move push delay shift reschedule रिशेड्यूल पोस्टपोन postpone prepone शिफ्ट", "did": "moved shifted"},
    "bring": {"base": "restock reorder", "doing": "restocking reordering"},
    "open": {"base": "open ओपन", "did": "opened"},
    "save": {"base": "save feed सेव", "did": "saved"},
    "call": {"base": "call", "does": "calls"},
    "live": {"base": "live", "does": "lives"},
    "fix": {"base": "fix फिक्स"},
    "wait": {"base": "hold wait"},
}
"""English verbs, and the words that Hindi turns into verbs with karna: "cancel karo", "band karo"."""

VECTORS = frozenset({"give", "take", "go", "keep", "stay", "put", "do", "come", "happen", "leave"})
"""Verbs that only colour the stem before them: "likh do", "de diya", "le gaya"."""


ENGLISH = frozenset(word for forms in _ENGLISH.values() for listed in forms.values() for word in listed.split())
"""Words that take "to" the English way: "paid 500 to Rahul"."""


def verb_words() -> Iterator[tuple[str, Part]]:
    """Yield each spelling of each form of each verb, in lower case and normalised, with what it is."""
    for concept, stems in _STEMS.items():
        for stem in stems.split():
            forms = _roman(stem) if stem.isascii() else _devanagari(stem)
            for form, spellings in forms.items():
                yield from _spell(concept, form, [spelling for spelling in spellings if spelling not in _FRUIT])
    for concept, table in chain(_IRREGULAR.items(), _ENGLISH.items()):
        for form, listed in table.items():
            yield from _spell(concept, form, listed.split())


_FRUIT = frozenset({"mango"})
"""No form of mangna in a shop."""


def _spell(concept: str, form: str, spellings: list[str]) -> Iterator[tuple[str, Part]]:
    part = Part("verb", concept, form)
    return ((plain(spelling)[0], part) for spelling in spellings)


def _roman(stem: str) -> dict[str, list[str]]:
    """Return the forms of a stem in Roman letters: likh, likho, likha, likhna, likhega, likhta, likhkar, likhdo."""
    y = "y" if stem[-1] in "aeiou" else ""
    return {
        "stem": [stem],
        "done": [stem + y + end for end in ("a", "e", "i")] + ([f"{stem}i", f"{stem}e"] if y else []),
        "please": [
            stem + end
            for end in ("o", "oo", "iye", "iyega", "iega", "iyo", "ie", "do", "dena", "dijiye", "lo", f"{y}iye")
        ],
        "to": [stem + end for end in ("na", "ne", "ni")],
        "will": [stem + glide + end for glide in {y, ""} for end in _ROMAN_FUTURE],
        "does": [stem + end for end in ("ta", "te", "ti")],
        "having": [stem + end for end in ("kar", "ke", "kr")],
    }


_ROMAN_FUTURE = ("ega", "egi", "enge", "engi", "unga", "ungi", "oonga", "oge")


def _devanagari(stem: str) -> dict[str, list[str]]:
    """Return the forms of a stem in Devanagari; a vowel after a vowel is written with its own letter."""
    vowel = stem[-1] == "ा"
    done, please, will = _VOWEL_ENDS if vowel else _CONSONANT_ENDS
    return {
        "stem": [stem],
        "done": [stem + end for end in done.split()],
        "please": [stem + end for end in (*please.split(), "दो", "देना")],
        "to": [stem + end for end in ("ना", "ने", "नी")],
        "will": [stem + end for end in will.split()],
        "does": [stem + end for end in ("ता", "ते", "ती")],
        "having": [stem + end for end in ("कर", "के")],
    }


_VOWEL_ENDS = ("या ये ए यी ई", "ओ इए इये इएगा इयेगा इयो", "एगा येगा एगी येगी एंगे येंगे ऊंगा ऊंगी ओगे")
_CONSONANT_ENDS = ("ा े ी", "ो िए िये िएगा ियेगा ियो", "ेगा ेगी ेंगे ेंगी ूंगा ूंगी ोगे")
