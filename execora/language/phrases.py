"""Words of the closed classes that belong together, in both scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from execora.language.parts import Kind

PHRASE_SPELLINGS: Mapping[Kind, Mapping[str, str]] = {
    "pronoun": {
        "all bare": "sab kuch | सब कुछ | everyone who owes me money | everyone who owes money | everyone who owes me | "
        "everyone who owes | everybody who owes me money | everybody who owes money | everybody who owes | "
        "all who owe | all those who owe",
        "active for": "uske liye | unke liye | iske liye | inke liye | uske liey | us ke liye | un ke liye | is ke "
        "liye | "
        "उसके लिए | उनके लिए | इसके लिए | इनके लिए | उसके लिये | उनके लिये | इसके लिये | इनके लिये",
        "shop to": "apne ko | apan ko | apun ko | अपने को | अपुन को",
    },
    "verb": {
        "put": "paa do | paa dyo | paa dena | pa do | paa deo",
        "show": "pata karo | pata kar do | pata kar ke batao | pata karke batao | pata lagao | पता करो | पता कर दो | "
        "पता लगाओ",
        "tell": "get me | fetch me | pull up | bring up | look up | i want to know | i need to know | want to know | "
        "wanna know | i would "
        "like to know | dass do | das "
        "dyo | dass dyo",
        "add": "throw in | toss in",
        "remove": "take off | take out | throw away | throw out | get rid of | cross out | cut out | strike off | "
        "cross off | strike out",
        "write": "put down | note down | write down",
        "finished": "run out",
        "cancel": "cancel that | cancel it | cancel this",
        "undo": "undo that | undo it | undo this | revert that | reverse that | roll back",
        "move": "aage badha do | aage badhao | aage badha dena | aage kar do | aage karo | aage kar dena | "
        "aage khiska do | aage badha ke | aage badha kar | aage badhake | aage badhakar | aage kar ke | aage karke | "
        "aage khiska ke | aage khiskakar | aage sarka do | aage sarka ke | aage le jao | aage le ja ke | "
        "aage badhaiye | aage badhaana | aage badhana | आगे बढा के | आगे बढाकर | आगे करके | आगे कर के | "
        "आगे खिसका के | आगे बढाइए | आगे बढाना | आगे बढा दो | आगे बढाओ | आगे कर दो | आगे खिसका दो | push back | put off",
        "return": "take back | take it back | take that back",
        "start": "turn on | switch on | on karo | on kar do | on kar de | on kar dena | on kar dijiye | on karna | on "
        "kijiye | ऑन करो | ऑन कर दो",
        "close": "turn off | switch off | off karo | off kar do | off kar de | off kar dena | off kar dijiye | off "
        "karna | off kijiye | ऑफ करो | ऑफ कर दो",
    },
    "post": {
        "for": "ke liye | ki khatir | के लिए | के लिये | ke liey",
        "named": "ke naam ka | ke naam ki | के नाम का | के नाम की | de naam te | de naam pe | de naam | re naam | ra "
        "naam | ke naam pe | ke naam par | ke naam se | ke "
        "naam mein | ke naam | के नाम पर | के नाम "
        "पे | के नाम से | के नाम",
        "on": "ke upar | ke uper | ke paas | ke pas | ki taraf | के ऊपर | के पास | की तरफ",
        "to": "ke ghar | ke ghar pe | ke yahan | ke yahan pe | ke yaha | के घर | के यहां",
        "from": "ki taraf se | ke paas se | ke pas se | ke yahan se | की तरफ से | के पास से",
        "out of": "mein se | me se | main se | में से",
        "with": "ke saath | ke sath | के साथ",
    },
    "prep": {
        "out of": "out of",
        "named": "in the name of | in name of | on the name of | under the name of | against the name of",
    },
    "link": {
        "then": "uske baad | us ke baad | uske bad | us ke bad | uske turant baad | uske theek baad | iske baad | "
        "is ke baad | iske bad | is ke bad | iske turant baad | iske theek baad | उसके बाद | उस के बाद | उसके तुरंत बाद | "
        "उसके पश्चात | इसके बाद | इस के बाद | इसके तुरंत बाद | इसके पश्चात | after that"
    },
    "yes": {
        "yes": "theek hai | dheek hai | deek hai | thik hai | theek h | thik h | thek h | thik hain | sahi h | "
        "sahi hai | ठीक है | सही है | haan ji | ji haan | हां जी | जी हां | all right | go ahead | carry on | of course"
    },
    "not": {
        "not": "did not | does not | do not | has not | have not | is not | are not | will not | can not | should not",
        "mind": "mat bhulna | mat bhoolna | mat bhulo | bhulna mat | bhoolna mat | bhulna nahi | bhoolna nahi | "
        "mat bhuliyega | bhuliyega mat | dont forget to | do not forget to | dont forget | मत भूलना | "
        "भूलना मत | भूलना नहीं",
        "never": "ki zaroorat nahi hai | ki zaroorat nahi | ki zarurat nahi hai | ki zarurat nahi | "
        "ki jarurat nahi hai | "
        "ki jarurat nahi | ki jaroorat nahi | ki koi zaroorat nahi hai | ki koi zaroorat nahi | ki koi jarurat nahi | "
        "ki ab zaroorat nahi | ki ab zaroorat nahi hai | ki ab jarurat nahi | no need to | की जरूरत नहीं है | "
        "की जरूरत नहीं | की कोई जरूरत नहीं है | की कोई जरूरत नहीं | की अब जरूरत नहीं",
        "leave it": "rehne do | rahne do | rehne de | rahne de | rehne dijiye | chhod do | chod do | "
        "chhodo | jaane do | jane do | "
        "leave it | forget it | never mind | nevermind | let it be | रहने दो | रहने दे | छोडो | छोड "
        "दो | जाने दो",
    },
    "if": {
        "if": "nahi to | nahi toh | nahin to | nahin toh | नहीं तो | maan lo | man lo | मान लो | jaise hi | in case | "
        "jab tak | ho sakta hai | lagta hai | "
        "लगता है | हो सकता है",
    },
    "ask": {
        "how much": "ab tak kitna | abhi tak kitna | अब तक कितना | अभी तक कितना | how much | how many | how much do",
        "what all": "kya kya | क्या क्या",
        "who all": "kaun kaun se | kaun kaun si | kaun kaun sa | kon kon se | kon kon si | "
        "कौन कौन से | कौन कौन सी | कौन कौन सा | "
        "kiska kiska | kiske kiske | kiski kiski | kinka kinka | who all | kisne kisne | kisse kisse | kis kis | "
        "kaun kaun | kon kon | किस किस | कौन कौन | kin kin | किन किन",
        "whose": "kiske paas | kis ke paas | kiske upar | kis ke upar | किसके पास | किसके ऊपर",
        "who": "kaun sa | kaun se | kaun si | kon sa | kon se | kon si | कौन सा | कौन से | कौन सी",
        "have": "was there | were there | do we have | do you have | do i have | is there | are there | "
        "do we still have | do you still have | have we got | have you got | have we still got",
        "did": "do you | do we",
    },
    "filler": {
        "urgent": "jaldi se | जल्दी से",
        "": "mat bhoolna | bhoolna mat | mat bhulna | bhulna mat | मत भूलना | भूलना मत | dont forget to | "
        "do not forget to | "
        "okay so | ok so | a minute ago | just a minute ago | a while ago | abhi abhi | "
        "ek baar | एक बार | can you | could you | would you | will you | can u | let me know | "
        "meherbani karke | mehrbani karke | meharbani karke | meherbani kar ke | meherbani se | kripa karke | "
        "kripa kar ke | daya karke | मेहरबानी करके | मेहरबानी कर के | कृपा करके | कृपा कर के | "
        "ab se | अब से | from now on | is baar | i want to | i want you to | just now | right now",
        "beforehand": "before i confirm | before confirming | before you confirm | before i finalise | "
        "confirm karne se pehle | pakka karne se pehle | final karne se pehle | कन्फर्म करने से पहले | पक्का करने से "
        "पहले",
        "greeting": "good morning | ram ram | राम राम | suno na | sun na | suniye na | सुनो ना | सुन ना | सुनो न",
        "thanks": "thank you | थैंक यू",
        "again": "phir se | fir se | फिर से",
        "more": "ek aur | aur ek | एक और | और एक",
        "also": "saath mein | saath me | sath mein | sath me | saath hi | iske saath | iske saath mein | uske saath "
        "mein | "
        "iske alawa | uske alawa | along with that | with that | as well | साथ में | साथ ही | इसके साथ | इसके साथ में "
        "| इसके अलावा",
        "in it": "to it | into it | from it | off it | isi mein | isi me | usi mein | usi me | इसी में | उसी में | "
        "isme se | ismein se | ismain se | usme se | usmein se | isme sey | is mein se | is me se | us mein "
        "se | "
        "us me se | is mein | us mein | us me | is me | "
        "इसमें से | उसमें से",
        "rather": "i mean | i meant | mera matlab | मेरा मतलब | oh sorry | matlab ki",
    },
    "noun": {
        "so far": "ab tak | अब तक | till now | so far",
        "bill": "bill ki copy | bill ki kopi | bill ki parchi | bill ka pdf | bill ki pdf | bill ki photo | invoice ki "
        "copy | "
        "copy of the bill | copy of the invoice | बिल की कॉपी | बिल की पीडीएफ | बिल का पीडीएफ",
        "draft": "kachcha bill | kaccha bill | kacha bill | kachche bill | kacche bill | kache bill | kachi parchi | "
        "kachchi parchi | kacchi parchi | adhura bill | adhoora bill | adhure bill | adhoore bill | ruka hua bill | "
        "ruke hue bill | kachcha parcha | half made bill | unfinished bill | open bill | कच्चा बिल | कच्चे बिल | "
        "कच्ची पर्ची | अधूरा बिल | अधूरे बिल | रुका हुआ बिल",
        "rest": "baaki rehne do | baki rehne do | baaki sab rehne do | baaki ka rehne do | baaki sab rahne do | "
        "baaki rahne do | baaki waise hi rehne do | baaki waisa hi rakho | baaki theek hai | baaki sab theek hai | "
        "baki theek hai | keep the rest | leave the rest | rest is fine | rest is ok | बाकी रहने दो | बाकी सब रहने दो "
        "| "
        "बाकी ठीक है | बाकी सब ठीक है",
        "memory": "yaad dehani | yaad dihani | yaad dahani | yaaddehani | याद दिहानी | याद देहानी | याददिहानी",
        "deposit": "payment received | payment recd",
        "due": "remaining amount | remaining balance | outstanding amount | pending amount",
        "help": "what can you do | what can i do | what can i say | what can you say | what do you do | "
        "what all can you do",
        "quiet": "stop talking | stop speaking | shut up | be quiet | chup raho",
        "one by one": "ek ek karke | ek ek kar ke | ek ek kar | ek ek kr ke | one by one | baari baari se | baari "
        "baari | एक एक करके | एक एक कर के | बारी बारी से | customer wise | customerwise | party wise | partywise | "
        "grahak wise | naam wise | name wise | customer ke hisaab se | grahak ke hisaab se | har ek | har kisi | हर "
        "एक | हर किसी",
        "whole": "shuru se | shuroo se | शुरू से | vistaar se | vistar se | detail mein | detail me | details mein | "
        "details me | in detail | विस्तार "
        "से | डिटेल में",
        "total": "mila ke | mila kar | mila kr | मिला के | मिला कर | grand total",
        "info": "sari jankari | sari jaankari | sari details | sari detail | ke bare mein | ke baare mein | ke bare "
        "me | ke baare me | के बारे में",
        "accounts": "hisaab kitab | hisab kitab | हिसाब किताब",
        "whatsapp": "whats app | what's app | व्हाट्स एप | व्हाट्स ऐप | वाट्स एप",
        "email": "e mail | email id | mail id | e mail id | ई मेल | ईमेल आईडी",
        "gst": "gst no | gstin no | gst add karke | gst wala | gst wale | gst wali | tax wala | tax wale | g s t | "
        "gst laga ke | "
        "gst laga kar | gst lagake | gst lagakar | gst jod ke | gst jodkar | tax laga ke | जीएसटी लगा के | "
        "जीएसटी लगाकर | जीएसटी जोड़कर | जीएसटी वाला | जीएसटी वाले | जी एस टी | टैक्स वाला",
        "untaxed": "bina gst ke | bina gst wala | bina gst | bina tax ke | bina tax wala | bina tax | "
        "bagair gst ke | bagair tax ke | gst ke bina | gst ke bagair | tax ke bina | without gst | "
        "without tax | no gst | no tax | without the gst | without the tax | without any tax | "
        "non gst | बिना जीएसटी के | बिना जीएसटी वाला | बिना जीएसटी | बिना टैक्स के | बिना टैक्स | "
        "जीएसटी के बिना | टैक्स के बिना | बगैर जीएसटी के",
        "customer": "party wala",
        "phone": "phone no | mobile no | contact no | mob no",
        "named": "by the name of | with the name of | by the name | by name",
        "nickname": "pet name | pet naam | chhota naam | chota naam | short name | bulane ka naam | pukarne ka naam | "
        "छोटा नाम | ghar ka naam | pyaar ka naam | pyar ka naam | doosra naam | dusra naam | nick name | "
        "bolne ka naam | also known as | known as | also called | घर का नाम | प्यार का नाम | दूसरा नाम",
        "statement": "lekha jokha | लेखा जोखा | len den | lena dena | लेन देन | लेना देना",
        "most": "sabse zyada | sabse jyada | sabse jyaada | sabse zyaada | sabse bada | sabse badi | सबसे ज्यादा | "
        "सबसे बडा",
        "for good": "poori tarah se | puri tarah se | poori tarah | puri tarah | पूरी तरह से | पूरी तरह | hamesha ke "
        "liye | hamesha k liye | for good | for ever | हमेशा के लिए",
        "last time": "aakhri baar | akhri baar | aakhiri baar | pichli baar | last time | आखिरी बार | पिछली बार",
        "as": "ke roop mein | ke roop me | के रूप में",
        "latest": "jo abhi | abhi jo | abhi wala | abhi wali | जो अभी | अभी जो | अभी वाला | अभी वाली",
        "landmark": "ke saamne | ke samne | के सामने",
        "instead": "ki jagah pe | ki jagah par | ki jagah | ki jaga | ke badle mein | ke badle | ke bajaye | "
        "ke bajay | की जगह पर | की जगह | के बदले | के बजाय",
        "instead of": "instead of | rather than",
        "low": "running low | run low | running out | out of stock | running short | run short | about to finish | "
        "getting over | लो स्टॉक",
        "doubt": "ho sakta",
    },
    "mode": {
        "cash": "all in cash | all cash | full cash | in full cash",
        "upi": "google pe | google pey | phone pey | pay tm | google pay | phone pe | phone pay | g pay | bhim upi | "
        "गूगल पे | फोन पे | paytm upi",
        "bank": "bank transfer | net banking",
        "card": "card swipe | debit card | credit card",
    },
    "aux": {
        "about to": "wala hai | wale hain | wali hai | wale hai | wala tha | wale the | going to | "
        "about to | वाला है | वाले हैं | वाली है",
    },
}
"""By what they stand for; a bar stands between two spellings."""

DID: Mapping[str, str] = {
    "pay": "paid back | paid off | paid in | gave back | handed over | dropped off | paid me back",
}
"""English verbs in two words, of what was done."""

HAVING_DONE: Mapping[str, str] = {
    "add": "jod ke | jod kar | जोड के | जोड कर",
    "give": "de ke | de kar | दे के | दे कर",
    "take": "le ke | le kar | ले के | ले कर",
}
"""Verbs in two words that something else follows: "de ke gaya"."""
