"""Whether a sentence says that something was understood wrongly, and not yet what is right: "rakam galat hai"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.bag import bag, vocabulary

if TYPE_CHECKING:
    from execora.language.clause import Clause


def finds_fault(clause: Clause) -> bool:
    """Tell "galat naam", "ise badlo", "theek karo", "koi doosra customer" from "galat hai", which is a plain no."""
    said = bag(clause, _WORDS)
    if said is None or not said.only("wrong thing change another it me do give is was no not yes can make please"):
        return False
    if said.has("no", "not"):
        return said.has("another") or (said.has("thing") and said.only("not no thing it is"))
    return (said.has("thing") and said.has("wrong")) or said.has("change", "another")


_WORDS = vocabulary(
    {
        "thing": "rakam | raqam | amount | paisa | paise | naam | name | customer | grahak | number | person | "
        "aadmi | banda | party | mode | quantity | rate | date | time | din | tareekh | hisaab | entry | रकम | "
        "नाम | ग्राहक | पैसे | तारीख | नंबर",
        "change/please": "badal do | badal de | badalna | change | edit | fix | fix it | correct it | "
        "correct that | correct karo | correct kar do | correct this | sudharo | sudhar do | sudhar karo | "
        "sudhaar do | theek karo | theek kar do | thik karo | sahi karo | sahi kar do | बदल दो | बदलना | चेंज | "
        "ठीक करो | ठीक कर दो | सही करो | सही कर दो | सुधारो | सुधार दो | एडिट | modify | update",
        "another": "kuch aur | koi aur | dusra | doosra | dusre | doosre | dusri | doosri | another | "
        "someone else | something else | different | alag | कुछ और | कोई और | दूसरा | दूसरे",
        "wrong": "ghalat | incorrect",
        "": "koi | कोई",
        "it": "usme | isme | yahan",
    }
)
