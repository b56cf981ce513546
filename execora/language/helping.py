"""Whether somebody wants to know what can be said: "kya kya kar sakte ho", "madad", "kaise use karun"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.bag import bag, vocabulary

if TYPE_CHECKING:
    from execora.language.bag import Bag
    from execora.language.clause import Clause


def wants_help(clause: Clause) -> bool:
    """Tell whether the whole sentence asks what this is able to do, how it is used, or for help."""
    said = bag(clause, _WORDS)
    if said is None or said.has("going_on", "was") or not said.only(_ALLOWED):
        return False
    if said.has("help", "teach", "of_use"):
        return True
    able = said.has("can", "know") or any(form == "does" for _, form in said.forms)
    meant = said.has("say", "ask", "speak") and any(form in {"to", "will"} for _, form in said.forms)
    used = said.has("how") and (
        said.has("use", "do", "say", "ask", "speak", "talk") or (said.has("run", "work") and (able or said.has("did")))
    )
    return (_asks_what(said) and (able or meant)) or used or said.has("commands")


def _asks_what(said: Bag) -> bool:
    return said.has("what", "what_all", "who", "who_all") and said.has(
        "do", "say", "ask", "speak", "work", "use", "know"
    )


_ALLOWED = (
    "help teach of_use talk commands what what_all who who_all how how_much can know do say ask speak use run "
    "work come "
    "tell show give "
    "take want must is you me it yes ? happen put no_need other list for go make thanks understand more have greeting "
    "did to which"
)
_WORDS = vocabulary(
    {
        "help": "helping | maddad | sahayta | guide | guide karo | tutorial",
        "of_use": "kis kaam ke | kis kaam ka | kis kaam ki | किस काम के | किस काम का",
        "teach": "teach | sikhao | sikha do | sikhaiye | sikha | samjhao | samjha do | samjhaiye | सिखाओ | "
        "सिखा दो | समझाओ | समझा दो | सिखाइए | learn | explain | instructions | instruction | tarika | tareeka | "
        "तरीका",
        "commands": "command | commands | features | feature | functions | function | options | कमांड | कमांड्स | "
        "फीचर | फीचर्स | hukum kaun se | aadesh | facility | facilities | suvidha | suvidhayein",
        "how": "kese | kaisey | how to",
        "use": "use | istemal | istemaal | upyog | यूज | इस्तेमाल | उपयोग | prayog | chala | chalate | chalaun | "
        "chalaye | chalana | chalaya | chalau | चलाते | चलाना | चलाऊं | operate | using",
        "run/does": "chale | works",
        "work": "kam | work | khidmat | seva | sewa | सेवा | service | services | karya",
        "ask/stem": "pooch | puch | poochh | puchh | पूछ",
        "ask/to": "poochna | puchna | puchhna | पूछना | ask",
        "ask/will": "poochun | puchun | poochu | puchu | पूछूं",
        "say/will": "bolun | bolu | boloon | bolein | bole | kahun | kahu | बोलूं | कहूं | बोलें",
        "do/will": "karun | karu | karoon | karein | करूं | करें",
        "say": "farmaiye | farmao",
        "know": "can you | can u | could you | can do | could do | know | knows | able | aata hai | aate hai | "
        "aate hain | aati hai | aati hain | aata | aate | aati | जानते | jaante | jante | jaanta | आता | आते | "
        "आती | capable | capabilities | possible | chalega",
        "can": "sakun | saku | sakoon | saken | सकूं | should i | can i | may i",
        "want": "chahiye | chaiye | chahie | chaahiye | chahta | चाहिए | चाहिये | need | want | zaroorat | "
        "jarurat | ज़रूरत | dena",
        "me": "main | mai | मैं",
        "it": "app | aap ka app | is app | ye app | software | execora | assistant | program | ऐप | एप | machine | "
        "system | kin cheezon | kya cheez | cheez | cheezein | cheezon | cheeze | things | thing | sab | all | "
        "everything | सब",
        "what": "kis | kin | किस | kaun kaun si",
        "who_all": "kis kis | kaun kaun se | kaun kaunse | kaunse kaunse | kaun se kaun se | konse konse | "
        "kaun kaun | kon kon | किस किस | कौन कौन से | कौन कौन सी | कौन से कौन से | कौन कौन",
        "": "else | kind of | type of | sort of | samajh nahi aa raha | samajh nahi aata | pata nahi | nahi pata | "
        "समझ नहीं आ रहा",
        "other": "for me | mere liye | humare liye | मेरे लिए | hamare liye | help me with",
    }
)
