"""The closed classes: words whose meaning does not depend on the shop, in both scripts side by side.

A spelling stands for one thing here; where a word has two (do, saath, the), `scan` decides by its neighbours. Nothing
is matched loosely: a slip of a speech recogniser is listed, or it is a word that nobody knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.name_keys import HONORIFICS, WALA_FORMS
from execora.language.normalise import plain
from execora.language.parts import Kind, Part
from execora.language.phonetic import roman
from execora.language.phrases import DID, HAVING_DONE, PHRASE_SPELLINGS
from execora.language.time_words import TIME_WORDS
from execora.language.verbs import verb_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NOUNS = {
    "bill": "bill bil bills bils invoice invoices parcha parche parchi parchee purcha purchi rasid raseed rasheed "
    "receipt receipts बिल इनवॉइस इन्वॉइस पर्चा पर्चे पर्ची रसीद",
    "draft": "draft drafts drapht ड्राफ्ट ड्राफट",
    "which": "jo joh jise jisko jisse जो जिसे जिसको",
    "stock": "stock stok stocks istock inventory स्टॉक स्टाक स्टोक",
    "goods": "thing things maal saaman saman samaan samaan saamaan item items aitem goods product products cheez "
    "cheezein cheezon "
    "माल सामान आइटम चीज चीजें प्रोडक्ट",
    "balance": "balance belance blance balnce balanse ballance balence belens balans bailens balens balanc balances "
    "बैलेंस बेलेंस बैलन्स बैलंस",
    "account": "लेजर book books ledger khata khatyat khatyavar khatwa khaata khate khaate khatey khaaton account "
    "accounts "
    "acount tab bahi bahikhata "
    "खाता खाते खातों अकाउंट बही",
    "accounts": "hisaab hisabwa hisaabwa hisab hisaabkitab hisabkitab हिसाब",
    "udhaar": "udhaar udaar udaari udhar udhari udhaari udhaaree udhaaro udhaaron credit karz karza karja उधार उधारी "
    "क्रेडिट कर्ज कर्जा",
    "due": "receivable receivables baaki baki baqi baakee bakaya baqaya bakaaya due dues outstanding बाकी बकाया",
    "pending": "pending पेंडिंग",
    "payment": "payment payments paymant pement pemant bhugtan bhugtaan transfer transferred ट्रांसफर पेमेंट भुगतान",
    "deposit": "jama jamaa jma deposit jamma जमा",
    "advance": "advance एडवांस",
    "money": "pese paisa paise paisey paisaa paison paiso money rakam raqam amount पैसा पैसे पैसों रकम",
    "sale": "sale sales bikri bikree bikari sel turnover dhandha dhanda dhandhaa business bijnes karobar kaarobaar "
    "vyapar vyapaar vepaar vyaapaar dukaandari dukandari "
    "dukaandaari dukandaari धंधा धन्धा धंदा बिजनेस कारोबार व्यापार दुकानदारी बिक्री सेल सेल्स",
    "earning": "earn kamai kamaai kamayi income earning earnings galla galle gallaa collection vasuli vasooli "
    "vasoolee wasuli wasooli कमाई आमदनी गल्ला गल्ले कलेक्शन वसूली",
    "earned": "kamaya kamaye kama earned कमाया कमाए",
    "reminder": "reminder reminders remainder remainders remindar rimaindar rimainder taqaza takaza "
    "tagada रिमाइंडर रिमांइडर तकाजा",
    "message": "message messages msg mesej sms sandesh मैसेज संदेश",
    "whatsapp": "whatsapp watsapp whatsap watsap vatsapp vhatsapp wattsapp व्हाट्सएप व्हाट्सऐप व्हाट्सअप वॉट्सऐप "
    "वॉट्सएप वाट्सएप व्हाट्सैप",
    "email": "email emails imel mail ईमेल इमेल मेल",
    "pdf": "pdf पीडीएफ",
    "memory": "yaad yad याद",
    "debtor": "debtor debtors defaulter defaulters bakayedaar bakayedaaron bakayedar bakayedaro bakayedaron bakayadaar "
    "bakayadaron bakaayedar bakaayedaar bakaayedaron bakaayedaaron karzdaar karzdar karzdaron karjdaar karjdar "
    "karjdaron dendaar dendaron "
    "bakidaar baakidaar bakidaron baakidaron बाकीदार बाकीदारों बकायेदार बकायेदारों बकाएदार बकाएदारों कर्जदार "
    "कर्जदारों देनदार देनदारों",
    "as many": "jitne jitno जितने जितनों",
    "whoever": "jin jis jinka jinke jinki jinko jinse jinpe jinpar jinhone jiska jiske jiski jispe jispar "
    "जिन जिस जिनका जिनके जिनकी जिनको जिनसे जिनपर जिन्होंने जिसका जिसके जिसकी जिससे",
    "customer": "customer customers gaahak gahak gaahakon party parti parties people persons banda bande bandon "
    "पार्टी पार्टियों बंदा बंदे "
    "ग्राहकों kastamar grahak grahko grahakon client log logo logon लोग लोगों कस्टमर कस्टमर्स ग्राहक",
    "phone": "number numbers nambar phone mobile mob contact नंबर नम्बर फोन मोबाइल",
    "info": "jankari jaankari jankaari information info detail details address pata profile byora byaura vivran "
    "vivaran biodata प्रोफाइल ब्यौरा ब्योरा विवरण जानकारी डिटेल डिटेल्स "
    "डीटेल पता",
    "named": "naam name named called नाम",
    "nickname": "urf alias उर्फ nickname nicknames nikname nikneym upnaam निकनेम उपनाम",
    "as": "as",
    "data": "data daata record records डेटा डाटा रिकॉर्ड्स",
    "for good": "permanently permanent forever completely",
    "whole": "full complete entire whole",
    "statement": "हिस्ट्री पासबुक statement statements statment history lenden passbook passbuk chittha chitthaa "
    "स्टेटमेंट लेनदेन",
    "landmark": "landmark लैंडमार्क",
    "market": "market bazaar bazar bajar bahar baahar मार्केट बाजार बाहर",
    "total": "net total totl sum kul overall milakar milake टोटल कुल मिलाकर",
    "list": "list system soochi suchi सिस्टम लिस्ट सूची",
    "gst": "gst gstin gstn tax taxes teks jst gsti जीएसटी जिएसटी टैक्स टेक्स",
    "discount": "discount discounts diskaunt discont diskount chhoot chhut choot chhuut off riyayat riyaayat "
    "rebate concession छूट छुट डिस्काउंट डिस्काउन्ट डिसकाउंट रियायत",
    "price": "rate rates ret rait price prices priced daam dam bhaav bhav kimat keemat mrp "
    "रेट दाम भाव कीमत प्राइस एमआरपी",
    "quantity": "quantity qty quantities kwantity kwantiti maatra क्वांटिटी क्वान्टिटी मात्रा",
    "work": "kaam task tasks queue काम टास्क",
    "status": "status स्टेटस",
    "entry": "entry entries entri transaction transactions एंट्री इंट्री ट्रांजेक्शन",
    "report": "summary report samary रिपोर्ट समरी",
    "shop": "dukaan dukan shop store दुकान",
    "delivery": "delivery डिलीवरी",
    "finished": "khatam khtm khatm khattam khalas खत्म समाप्त",
    "low": "low shortage kami कमी",
    "hour": "time samay waqt wakt taim टाइम समय वक्त",
    "order": "order orders ordered ऑर्डर",
    "new": "naya naye nayi nai nya new नया नए नये नई नयी",
    "old": "purana purane purani opening ओपनिंग old pehlewala पुराना पुराने पुरानी",
    "same": "same wahi wohi vahi सेम वही",
    "wrong": "galat galt galti ghalti wrong mistake गलत गलती",
    "help": "help madad sahayata मदद हेल्प सहायता",
    "recording": "recording रिकॉर्डिंग रिकार्डिंग",
    "voice": "awaaz awaz aawaz aawaaz voice आवाज",
    "talk": "baat baatein baatcheet conversation बात बातें बातचीत",
    "answer": "jawab jawaab javab जवाब",
    "language": "bhasha bhaasha language zubaan भाषा लैंग्वेज",
    "english": "english inglish angrezi angreji इंग्लिश इंगलिश अंग्रेजी",
    "hindi": "hindi हिंदी",
    "hinglish": "hinglish हिंग्लिश",
    "marathi": "marathi मराठी",
    "gujarati": "gujarati gujrati गुजराती",
    "punjabi": "punjabi panjabi पंजाबी",
    "tamil": "tamil तमिल तामिल",
    "telugu": "telugu telgu तेलुगु तेलुगू",
    "bengali": "bengali bangla bangali बंगाली बांग्ला बंगला",
    "kannada": "kannada kannad कन्नड",
    "malayalam": "malayalam मलयालम",
    "urdu": "urdu उर्दू",
    "own": "apna apne apni अपना अपने अपनी",
    "someday": "later soon diwali deepawali deepavali holi eid dussehra dasahra rakhi "
    "navratri christmas salary tankhwah tankha pagaar pagar fasal "
    "दिवाली दीपावली होली ईद दशहरा राखी नवरात्रि सैलरी तनख्वाह पगार फसल",
    "debit": "debit डेबिट",
    "doubt": "shayad shaayad think guess believe hope maybe perhaps probably lagbhag kareeb karib "
    "about almost approximately takreeban "
    "शायद लगभग करीब तकरीबन",
    "hearsay": "suna सुना",
    "word": "vaada wada promise promised वादा",
    "quiet": "chup chupp chupchap shant shaant khamosh quiet silent silence चुप शांत",
    "joke": "mazaak mazak jhooth jhoot मजाक झूठ",
    "first": "pehla pehli pahla pahli pehle pahle first पहला पहली पहले",
    "second": "doosra doosri doosre dusra dusri dusre second दूसरा दूसरी दूसरे",
    "third": "teesra teesri tisra tisri third तीसरा तीसरी",
    "fourth": "chautha chauthi fourth चौथा चौथी",
    "fifth": "paanchva panchva paanchvi fifth पांचवा पांचवां",
    "last": "aakhri akhri aakhiri last latest antim आखिरी अंतिम लास्ट",
    "previous": "pichla pichhla pichli pichle pichhle pichhli previous पिछला पिछले पिछली",
    "percent": "taka takka टका percent persent parsent percentage "
    "pratishat pratishath fisadi feesadi phisadi प्रतिशत परसेंट "
    "परसेन्ट पर्सेंट फीसदी फिसदी",
}

_FUNCTION: Mapping[Kind, Mapping[str, str]] = {
    "post": {
        "by": "ne ney nay nae ने",
        "to": "ko ku koo nu को",
        "from": "se से",
        "of": "ka ke ki kaa kee da का के की",
        "on": "pe par per pr upar uper पे पर ऊपर",
        "in": "mein mei men vich wich vichh madhe में मे विच",
        "until": "tak तक",
        "with": "saath sath साथ",
    },
    "prep": {
        "for": "for towards toward",
        "with": "with via using through",
        "at": "at",
        "on": "on against onto",
        "in": "in into under",
        "from": "from",
        "of": "of",
        "by": "by",
        "after": "after before",
        "near": "near behind opposite beside",
    },
    "link": {
        "and": "aur and evam tatha और एवं तथा एंड",
        "then": "phir fir then afterwards फिर",
        "but": "lekin magar but लेकिन मगर",
        "either": "ya yaa or athva या",
        "that": "that कि",
    },
    "not": {
        "no": "nahi nahin nahii nhi nai nahe nahee nope koni nathi naiyo नहीं नही कोनी",
        "not": "not never dont doesnt didnt hasnt havent isnt arent wont cant cannot wasnt shouldnt",
        "never": "mat nako मत",
        "nay": "na naa न ना",
    },
    "ask": {
        "what": "kya kyaa ky what whats क्या",
        "how much": "kitta kitto kitti kitra kitro kitri kinna kinne kinni kiti ketlu ketla ketli ketna ketne ketni "
        "kitna kitne kitni kitnaa ktna ktne kitana kitane कितना कितने कितनी",
        "who": "kaun kon kaunsa kaunse kaunsi konsa konse konsi kaunsaa who which whom कौन कौनसा कौनसे",
        "whose": "kis kiska kiske kiski kisko kisne kisse kispe kispar kisper kin kinka kinke kinki kinko kinse kinpe "
        "kinpar whose "
        "किससे किसपर किसपे किनका किनके किनकी किनको किनसे किन किस किसका किसके किसकी किसको किसने",
        "when": "kab kadon kadhi when कब",
        "why": "kyun kyu kyon kyo why क्यों",
        "how": "kaise kaisa kaisi how कैसे कैसा",
        "where": "kahan kahaan kidhar kidhr where कहां किधर",
        "did": "did does",
    },
    "if": {
        "if": "agar agr yadi if unless until jab jaise warna varna suppose chahe अगर यदि जब वरना",
    },
    "aux": {
        "is": "hai hain h he hei hy hea hega haige haigi aahe ahe is are am be है हैं हूं hoon hun आहे",
        "was": "tha thi was were था थी थे",
        "going on": "raha rahe rahi rha rhe rhi रहा रहे रही",
        "can": "sakta sakte sakti sake saka sakoge sakenge can could may might सकता सकते सकती सके",
        "must": "padega padegi padenge pada padta padti chahiye chaiye chahie should must पडेगा पडेगी पडता चाहिए चाहिये",
        "will": "will would shall wanna gonna",
        "already": "chuke chuki चुके चुकी",
        "has": "has have had",
    },
    "pronoun": {
        "active by": "ohne usne unhone unhonne isne inhone उसने उन्होंने इसने इन्होंने",
        "active to": "ohnu usko unko use unhe unhen usey isko isey inko inhe him them उसको उनको उसे उन्हें इसको इसे "
        "इनको "
        "इन्हें",
        "active from": "usse unse isse inse उससे उनसे इससे इनसे",
        "active of": "ohda ohde ohdi uska uske uski unka unke unki iska iske iski inka inke inki "
        "उसका उसके उसकी उनका उनके उनकी इसका इसके इसकी इनका इनके इनकी",
        "active on": "uspe uspar unpe unpar ispe ispar उसपे उसपर उनपर इसपर",
        "active bare": "un wo woh voh vo she they he उस उन वो वह",
        "shop by": "maine mainne humne hamne hmne i we मैंने हमने",
        "shop to": "mainu sanu mhane hamke mujhe mujhko humko hume humein hame hamein hamko mereko मुझे मुझको हमको हमें",
        "shop from": "mujhse humse hamse मुझसे हमसे",
        "shop of": "mera mere meri hamara hamare hamari humara my our mine मेरा मेरे मेरी हमारा हमारे हमारी",
        "shop bare": "hum ham मैं हम",
        "both": "dono donon both दोनों दोनो",
        "three": "teeno teenon charo chaaro charon तीनों तीनो चारों चारो",
        "all to": "sabko sbko sabhiko सबको सभीको",
        "all of": "sabka sabke sabki सबका सबके सबकी",
        "all from": "sabse सबसे",
        "all by": "sabne सबने",
        "all bare": "sab sabhi saare sare sara saara saari all everyone everybody everything सब सभी सारे सारा सारी",
        "other": "kisi koi kuch kuchh someone somebody anyone anybody कोई कुछ किसी",
    },
    "filler": {
        "": "yet zara jara bhar basically re ae janab please "
        "plz pls kripya krpya acha achha accha achchha umm um uh uhh hmm hm "
        "yaar yar arre arey toh poora poore puri pura "
        "pure poori a an as any some still already it there yeh ye "
        "execora mister "
        "kindly dear this "
        "उम्म उमम उम उह हम्म जरा प्लीज कृपया अच्छा अरे यार तो पूरा पूरे पूरी यह ये",
        "in it": "isme ismein ismain usme usmein usmain इसमें इसमे उसमें उसमे",
        "now": "ab abhi now अब अभी",
        "you": "tum aap tu tumhe aapka तुम आप",
        "greeting": "sun suno suniye sunno oye hey hello namaste namaskar सुन सुनो सुनिए नमस्ते नमस्कार हैलो हेलो",
        "thanks": "thanks thank shukriya dhanyavaad शुक्रिया धन्यवाद",
        "only": "sirf keval hee hi just only ही सिर्फ केवल",
        "one": "one ones option ek एक",
        "again": "phirse dobara दोबारा",
        "urgent": "jaldi turant fatafat urgent urgently quickly जल्दी तुरंत फटाफट",
        "enough": "bas enough बस",
        "also": "bhi bhee also too भी",
        "more": "extra more another plus प्लस",
        "rather": "balki बल्कि sorry matlab means actually oops सॉरी मतलब",
    },
    "yes": {
        "yes": "haan haa han haanji hanji hnji yes yess yeah yep yup ok okk okay okey oke theek thik thek dheek deek "
        "sahi right bilkul sure zaroor "
        "jaroor chalega hn हां हांजी हाजी ठीक सही बिल्कुल ओके जरूर यस चलेगा",
    },
    "mode": {
        "cash": "cash kash nakad nagad naqad rokda rokad कैश नकद नगद रोकड",
        "upi": "upi gpay googlepay phonepe phonepay paytm bhim online qr यूपीआई यूपीआइ जीपे फोनपे पेटीएम ऑनलाइन गूगलपे",
        "card": "card कार्ड",
        "bank": "bank neft imps rtgs बैंक",
        "cheque": "cheque checque chek cheques चेक",
    },
    "every": {"each": "each apiece", "every": "har every roz rozana daily roj हर रोज रोजाना"},
}


_SHADES = {
    Part("noun", "customer", "many"): "log logo logon people customers grahakon grahako grahko लोग लोगों ग्राहकों कस्टमर्स",
    Part("pronoun", "active of", "own"): "his her hers their theirs",
    Part("noun", "info", "place"): "pata pate पते address addres adres पता एड्रेस",
    Part("filler", "", "whole"): "poora poore puri pura pure poori पूरा पूरे पूरी",
    Part("filler", "rather", "means"): "matlab means yaani yani yaane मतलब यानी यानि",
    Part("not", "no", "no"): "no",
    Part("not", "not", "without"): "without bina bagair बिना",
}
"""Words that say a little more than others of their concept, as the form of their part."""


def _words() -> Iterator[tuple[str, Part]]:
    yield from verb_words()
    for concept, spellings in _NOUNS.items():
        yield from _spell(spellings.split(), Part("noun", concept))
    for kind, concepts in _FUNCTION.items():
        for concept, spellings in concepts.items():
            yield from _spell(spellings.split(), Part(kind, concept))
    for part, spellings in _SHADES.items():
        yield from _spell(spellings.split(), part)
    for title in HONORIFICS:
        yield plain(title)[0], Part("title", "ji" if title in {"ji", "जी"} else "", said=roman(title))
    yield from _spell(TIME_WORDS, Part("noun", "time"))
    yield from _spell(WALA_FORMS, Part("wala", "wala"))
    yield "'s", Part("post", "of")


def _spell(spellings: Iterable[str], part: Part) -> Iterator[tuple[str, Part]]:
    return ((" ".join(plain(spelling)), part) for spelling in spellings)


def _phrases() -> Iterator[tuple[str, Part]]:
    for kind, concepts in PHRASE_SPELLINGS.items():
        for concept, spellings in concepts.items():
            yield from _spell(spellings.split("|"), Part(kind, concept, "base" if kind == "verb" else ""))
    for concept, spellings in DID.items():
        yield from _spell(spellings.split("|"), Part("verb", concept, "did"))
    for concept, spellings in HAVING_DONE.items():
        yield from _spell(spellings.split("|"), Part("verb", concept, "having"))


LEXICON: dict[str, Part] = dict(_words())
"""What each word of the closed classes stands for. Where two claim a spelling, function words go before verbs."""

PHRASES: dict[str, list[tuple[tuple[str, ...], Part]]] = {}
"""Words that belong together, by the first of them, the longest first."""

for _phrase, _part in sorted(_phrases(), key=lambda one: -len(one[0].split())):
    _said = tuple(_phrase.split())
    PHRASES.setdefault(_said[0], []).append((_said, _part))
