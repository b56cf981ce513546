"""The words that we say in Hinglish, each as it is written in Devanagari.

Roman spelling leaves open what Devanagari must say: in "ka" the "a" is long, in "kal" it is not.
So every word of every reply stands here, and is never guessed.
"""

from __future__ import annotations

from execora.language.borrowed import WRITTEN
from execora.language.number_words import HINDI
from execora.language.spelled import LABELS
from execora.language.written import MONTHS, MONTHS_HI, UNITS_HI

_HINDI = (
    "आ aa, आधे aadhe, आगे aage, आख़िर aakhir, आख़िरी aakhri, आना aana, आने aane, आप aap, आपका aapka, आपको aapko, आती "
    "aati, आया aaya, आई aayi, अब ab, अभी abhi, ऐसा aisa, ऐसे aise, अक्षर akshar, अलग alag, अंदाज़ andaaz, अंक ank, और "
    "aur, आवाज़ awaaz, बाद baad, बाक़ी baaki baki, बाँट baant, बार baar, बात baat, बचा bacha, बचता bachta, बदल badal, "
    "बदलना badalna, बदला badla, बदलाव badlaav, बदलो badlo, बही bahi, बहुत bahut, बज baj, बजे baje, बन ban, बना bana, "
    "बनाना banana, बनाया banaya, बंद band, बनते bante, बराबर barabar, बस bas, बताना batana, बताओ batao, बीच beech, "
    "बीते beete, भाषा bhasha, भेजा bheja, भेजिए bhejiye, भेजना bhejna, भेजो bhejo, भी bhi, बिक्री bikri, बिना bina, "
    "बोल bol, बोलिए boliye, बोलना bolna, बोलने bolne, चाहिए chahiye, चल chal, चलेगा chalega, चलता chalta, चालू chalu, "
    "चीत cheet, चीज़ cheez, चीज़ें cheezein, चीज़ों cheezon, छोड़ chhod, छूट chhoot, चुका chuka, चुनना chunna, डाल daal, डाला "
    "daala, डालना daalna, डालो daalo, दे de, देख dekh, देखो dekho, देना dena, देने dene, देर der, ध्यान dhyan, दी di, "
    "दीजिए dijiye, दिखाना dikhana, दिखाओ dikhao, दिलाना dilana, दिन din, दिया diya, दिए diye, दो do, दोबारा dobara, "
    "दोहराने dohrane, दूँ doon, दूसरे doosre, दुकान dukaan, दस dus, एक ek, गड़बड़ gadbad, गया gaya, गए gaye, गई gayi, "
    "घटाया ghataya, हाँ haan, हफ़्ते hafte, है hai, हैं hain, हमेशा hamesha, हर har, हटा hata, हटाना hatana, हटाओ "
    "hatao, ही hi, हिंदी hindi, हिसाब hisaab, हो ho, हों hon, होना hona, होने hone, होनी honi, होता hota, होती hoti, "
    "हुआ hua, हुए hue, हुई hui, इजाज़त ijaazat, इन in, इनमें inme, इंतज़ार intezaar, इस is, इसकी iski, इसलिए isliye, "
    "इसमें isme, इतने itne, इतनी itni, जानना jaanna, जाते jaate, जमा jama, जानकारी jankari, जाए jaye, जाएगा jayega, "
    "जी ji, जोड़ jod, जोड़ा joda, जोड़ना jodna, जोड़ो jodo, जोड़ूँ jodoon, जुड़ jud, जुलता julta, का ka, काफ़ी kaafi, "
    "काम kaam, कब kab, कहा kaha, कहिए kahiye, कई kai, कम kam, कर kar, करेगा karega, करना karna, करने karne, कौन kaun, "
    "के ke, कहना kehna, कहते kehte, खाता khaata khata, ख़त्म khatam, खाते khate, खुल khul, की ki, किस kis, किसी kisi, "
    "किसका kiska, किसको kisko, किसने kisne, किससे kisse, कितना kitna, कितने kitne, किया kiya, को ko, कोई koi, कुछ "
    "kuch, कुल kul, क्या kya, लग lag, लगा laga, लगाना lagana, लगाओ lagao, लगाऊँ lagaoon, लगाया lagaya, लगे lage, लगता "
    "lagta, लंबा lamba, ले le, लेना lena, लेने lene, लीजिए lijiye, लिख likh, लिखा likha, लिखेंगे likhenge, लिखना "
    "likhna, लिखो likho, लिखते likhte, लिया liya, लिए liye, लो lo, लूँ loon, माल maal, मालिक maalik, मदद madad, महीने "
    "mahine, मैंने maine, मना mana, मँगवा mangwa, मँगवाना mangwana, मतलब matlab, में mein, मिल mil, मिला mila, मिले "
    "mile, मिली mili, मिलता milta, मिट mit, मिटा mita, मिटाए mitaaye, मिटाना mitana, मिटाओ mitao, मुफ़्त muft, न na, "
    "नाम naam, नहीं nahi, नया naya, नई nayi, ने ne, निकल nikal, पाव paav, पाया paaya, पैसा paisa, पैसे paise, पक्का "
    "pakka, पक्की pakki, पंद्रह pandrah, पर par, पता pata, पौना pauna, पौने paune, पहला pehla, पहले pehle, फिर phir, "
    "पिछला pichla, पूछिए poochhiye, पूछना poochhna, पूरा poora, पूरे poore, पूरी poori, रात raat, रद्द radd, रहा "
    "raha, रहे rahe, रहेंगी rahengi, रही rahi, रक़म rakam, रखा rakha, रखी rakhi, रखता rakhta, रखते rakhte, रोकना "
    "rokna, रोज़ roz, रुक ruk, रुपया rupaya, रुपए rupaye, सा sa, साढ़े saadhe, साफ़ saaf, "
    "सुनाई sunai, सेवा seva, बाहर bahar, बटन button, दबाइए dabaiye, जैसे jaise, सामान saamaan, सारा saara, "
    "सब sab, सबको sabko, सबसे sabse, सच sach, सकते sakte, सकती sakti, सकता sakta, सँभाल sambhaal, समझ samajh, समय "
    "samay, समझी samjhi, सवा sava, सवाल sawaal, से se, सिर्फ़ sirf, सुबह subah, सुधार sudhaar, सुधारना sudhaarna, "
    "सुनी suni, तब tab, तक tak, तारीख़ tareekh, था tha, थे the, ठीक theek, थोड़ी thodi, तो to, उधार udhaar, उन्हें "
    "unhe, उसका uska, उसके uske, उसकी uski, उसको usko, वैसे waise, वाला wala, वापस wapas, वो woh, या ya, याद yaad, "
    "यहाँ yahan, यही yahi, ये yeh, ज़्यादा zyada"
)

_ENGLISH = (
    "एडवांस advance, एट at, बैलेंस balance, बैंक bank, बिल bill, ब्रेड bread, कैंसिल cancel, कार्ड card, कैश cash, "
    "चेक cheque, क्रेडिट credit, कस्टमर customer, कस्टमर्स customers, डैश dash, डेटा data, डॉट dot, ड्राफ़्ट draft, "
    "ईमेल email, इंग्लिश english, एंट्री entry, जीएसटी gst, जीएसटीआईएन gstin, हिंग्लिश hinglish, आईडी id, आइटम item, "
    "लिस्ट list, मार्केट market, मिल्क milk, माइनस minus, मिनट minute, निकनेम nickname, नोट note, नंबर number, पेमेंट "
    "payment, पर per, परसेंट percent, फ़ोन phone, प्लस plus, पॉइंट point, क्वांटिटी quantity, रेट rate, रिकॉर्ड "
    "record, रिकॉर्डिंग recording, रिमाइंडर reminder, स्टॉक stock, टोटल total, अंडरस्कोर underscore, यूपीआई upi, "
    "ज़ीरो zero, माइक mic, सर्वर server"
)

_SHOP = (
    "हज़ार hazaar, लाख lakh, करोड़ crore, आधा aadha, डेढ़ dedh, ढाई dhai, सौ sau, कल kal, आज aaj, परसों parso, दोपहर "
    "dopahar, शाम shaam, किलो kilo, ग्राम gram, मिलीलीटर millilitre, लीटर litre litres, दर्जन darjan, पीस pieces, "
    "पैकेट packets, बोतलें bottles, डिब्बा dabba, आटा aata atta, आटे atte aate, चावल chawal, दाल dal daal, चीनी "
    "cheeni chini, दूध doodh, चाय chai, तेल tel, नमक namak, घी ghee, पानी paani pani, साबुन sabun, माचिस maachis, "
    "मैगी maggi, पनीर paneer, आलू aaloo aalu, प्याज pyaaz pyaz, टमाटर tamatar, अंडे ande, जलेबी jalebi, बेसन besan, "
    "हल्दी haldi, मिर्च mirch, पत्ती patti, किराना kirana, भंडार bhandar, मिठाई mithai, पास paas, सामने saamne, पीछे "
    "peeche, ऊपर oopar, नीचे neeche, वाले wale, वाली wali, भाई bhai, भैया bhaiya, आंटी aunty, अंकल uncle, चाचा "
    "chacha, दीदी didi, साहब sahab, मैडम madam, गली gali, चौक chowk, नगर nagar, मंदिर mandir, मस्जिद masjid, "
    "गुरुद्वारा gurudwara, बाज़ार bazaar bazar, मंडी mandi, सब्ज़ी sabzi, घर ghar, बिजली bijli, बड़ा bada, छोटा "
    "chhota, पुराना purana, तालाब talab, घंटाघर ghantaghar, ढाबा dhaba, थाना thana, तहसील tehsil, मोहल्ला mohalla, "
    "गांव gaon, अपना apna, मेरा mera, तेरा tera, गलत galat, सही sahi, शुरू shuru, जल्दी jaldi, आए aaye, चढ़ा chadha, "
    "मत mat, रोक rok, रुको ruko, चुप chup, भेज bhej, बोला bola, बोलो bolo, बोलते bolte, कितनी kitni, कैसे kaise, "
    "तीसरा teesra, दूसरा doosra, दोनों dono, देगा dega, रहने rehne, निकाल nikaal, दाम daam, में me, पे pe, करो karo, "
    "जगह jagah, नमस्ते namaste, धन्यवाद dhanyavaad, शुक्रिया shukriya"
)

_OFFICE = (
    "व्हाट्सऐप whatsapp, मैसेज message, इनवॉइस invoice, स्टेटमेंट statement, सेकंड second, सेल sale, डिस्काउंट discount, ऐड add, "
    "डिलीट delete, डिटेल्स details, हेल्प help, लो low, पेंडिंग pending, स्टेटस status, टैक्स tax, अनडू undo, मराठी "
    "marathi, ऐंड and, सर sir, ओके ok okay, टी tea, व्हीट wheat, मस्टर्ड mustard, टूर toor, मूंग moong, चना chana, "
    "एग्स eggs, कर्ड curd, पोटैटो potato, अनियन onion, टोमैटो tomato, टर्मरिक turmeric, चिली chilli, क्यूमिन cumin, "
    "मिस्टर mr, मिसेज़ mrs, श्रीमती smt, रुपए rs, "
    "मैचबॉक्स matchbox, इन्सेंस incense, स्टिक्स sticks, कैंडल candle, पेन pen, जैगरी jaggery, बॉक्स box boxes, बैग "
    "bag bags, टिन tin, कार्टन carton, पाउच sachet, ब्रदर्स brothers, सन्स sons, एंटरप्राइज़ेज़ enterprises, एजेंसी "
    "agency, स्वीट्स sweets, डॉक्टर doctor dr, स्ट्रीट street, न्यू new, ओल्ड old, सिटी city, सेंटर centre center, "
    "शॉप shop, प्राइवेट private pvt, लिमिटेड limited ltd, एलआईसी lic, टाटा tata, अमूल amul, पारले parle, सर्फ surf, "
    "एक्सेल excel"
)

_NAMES = (
    "लाल lal, दास das, राम ram, खान khan, कुमार kumar, भारत bharat, यादव yadav, राहुल rahul, आरती arti aarti, कमल "
    "kamal, विमल vimal, निर्मल nirmal, कौर kaur, राव rao, राय rai ray, जैन jain, शाह shah, नाथ nath, चंद chand, "
    "प्रसाद prasad, राज raj, राजेश rajesh, राकेश rakesh, राजेंद्र rajendra, राजकुमार rajkumar, प्रकाश prakash, विकास "
    "vikas, कैलाश kailash, सुभाष subhash, अंसारी ansari, पाटिल patil, पांडे pandey, ठाकुर thakur, चौहान chauhan, "
    "अग्रवाल agarwal aggarwal, तिवारी tiwari, राठौर rathore, जोसेफ joseph, डिसूज़ा dsouza, फ़ातिमा fatima, बेगम "
    "begum, दुबे dubey, जगदीश jagdish, राजू raju, राजा raja, राधा radha, नारायण narayan, घनश्याम ghanshyam, चौधरी "
    "chaudhary choudhary chaudhari, गांधी gandhi, नेहरू nehru, हनुमान hanuman, शिव shiv, आनंद anand, आकाश akash, अजय "
    "ajay, विजय vijay, संजय sanjay, अली ali, अहमद ahmed ahmad, मोहम्मद mohammad mohammed, हुसैन hussain husain, इकबाल "
    "iqbal, जुबैर zubair, सिंह singh, आगरा agra, दिल्ली delhi, जयपुर jaipur, कानपुर kanpur, पंजाब punjab, भूषण "
    "bhushan, आशा asha, आशीष ashish, माया maya, लता lata, गणेश ganesh, पाल pal, रानी rani, सागर sagar, सैनी saini, "
    "कपूर kapoor, संतोष santosh, जय jai, ओम om, श्री shri shree sri, सत sat"
)


def _written(table: str) -> dict[str, str]:
    """Return the Devanagari of each Roman word of a table."""
    rows = (entry.split() for entry in table.split(","))
    return {word: devanagari for devanagari, *words in rows for word in words}


def _numbers() -> dict[str, str]:
    """Return the number words that are said."""
    lines = (line.split() for line in HINDI.splitlines())
    return {next(word for word in words if word.isascii()): words[0] for words in lines}


WORDS: dict[str, str] = {
    **LABELS,
    **WRITTEN,
    **UNITS_HI,
    **{name.lower(): written for name, written in zip(MONTHS, MONTHS_HI, strict=True)},
    **_written(_SHOP),
    **_written(_OFFICE),
    **_numbers(),
    **_written(_ENGLISH),
    **_written(_HINDI),
}
"""Every word that a reply may hold, and the commonest of shops and goods, in lower case."""

CLOSED = frozenset({*_numbers(), *_written(_HINDI)})
"""Those of them that can begin any sentence."""

NAMES: dict[str, str] = _written(_NAMES)
"""Words of names whose spelling does not tell how they sound. Some are other words besides: das, lal."""

PHRASES: dict[str, str] = {"at the rate": "एट द रेट"}
"""Where a word is another one than it is alone: the is थे."""

TOGETHER, WITH = "saath", "साथ"
"""It is sixty, too, but only in a larger number or before what is counted."""

LARGER = frozenset("sau hazaar lakh crore point".split())

COUNTED = frozenset(
    {*"hazaar lakh crore rupaye rupaya paise percent point minute din hafte mahine baar".split(), *UNITS_HI}
    | {*"kilo gram millilitre darjan pieces packets bottles customer customers reminder bill entry kaam".split()}
)
"""What a number stands before."""

AFTER_A_NAME = frozenset("ne ke ka ki ko se ji bhai".split())
"""What makes a name of the word before it, also where a sentence begins with it."""
