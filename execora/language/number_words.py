"""The number words: the Hindi ones from 0 to 99, one line each, in Devanagari and as they are spelt in Roman letters.

They are irregular, and 36 pairs of different numbers are one letter apart (teen, tees; pachis, pachas): a word that is
not here is no number. All are read; the first of a line in each script is the one that is said.
"""

from __future__ import annotations

HINDI = """\
शून्य zero shunya sifar
एक ek
दो do don
तीन teen tin
चार chaar char
पाँच पांच paanch panch paach panj
छह छः छे छ chhe chhah che chah chhai
सात saat satt
आठ aath ath atth
नौ nau
दस das dus
ग्यारह gyarah gyaarah gyara
बारह baarah barah bara
तेरह terah teraah tera
चौदह chaudah chauda
पन्द्रह पंद्रह pandrah pandhrah pandra
सोलह solah sola
सत्रह satrah satra sattrah sattra
अठारह अट्ठारह atharah atthaarah athara
उन्नीस unnees unnis
बीस bees bis
इक्कीस ikkees ikkis
बाईस baees bais baais
तेईस teis teees
चौबीस chaubis chaubees
पच्चीस pachees pachis pacchis pacchees
छब्बीस chhabbis chabbis chhabbees chabbees
सत्ताईस sattais sattaees
अट्ठाईस atthais atthaees
उनतीस उन्तीस untis untees unatis unatees
तीस tees tis
इकतीस ikattis iktis ikattees iktees
बत्तीस battis battees
तैंतीस taintis tentis taintees tentees
चौंतीस chauntis chautis chauntees chautees
पैंतीस paintis pentis paintees pentees
छत्तीस chhattis chattis chhattees chattees
सैंतीस saintis sentis saintees sentees
अड़तीस adtis artis adtees artees
उनतालीस untalis unchalis untalees unchalees
चालीस chaalis chalis chalees chaalees
इकतालीस iktalis iktalees
बयालीस bayalis byalis bayalees byalees
तैंतालीस taintalis taintalees
चौवालीस चवालीस chauvalis chawalis chauvalees chawalees
पैंतालीस paintalis pentalis paintalees pentalees
छियालीस chhiyalis chiyalis chhiyalees chiyalees
सैंतालीस saintalis saintalees
अड़तालीस adtalis artalis adtalees artalees
उनचास unchas unchaas
पचास pachaas pachas pannas panjah
इक्यावन ikyavan ikyawan
बावन bavan bawan
तिरेपन तिरपन tirpan trepan
चौवन chauvan chauwan
पचपन pachpan
छप्पन chhappan chappan
सत्तावन सतावन sattavan satavan
अट्ठावन atthavan athavan
उनसठ उनसठ unsath
साठ साठ saath sath
इकसठ iksath
बासठ basath
तिरेसठ tirsath
चौंसठ chaunsath chausath
पैंसठ painsath pensath
छियासठ chhiyasath
सड़सठ sarsath sadsath
अड़सठ adsath arsath
उनहत्तर उनहत्तर unhattar
सत्तर sattar
इकहत्तर ikhattar
बहत्तर bahattar
तिहत्तर tihattar
चौहत्तर chauhattar
पचहत्तर पिचहत्तर pachattar pachhattar pichattar
छिहत्तर chhihattar
सतहत्तर sathattar satattar
अठहत्तर athhattar athattar
उनासी उन्यासी unasi unyasi
अस्सी assi
इक्यासी ikyasi
बयासी bayasi
तिरासी tirasi
चौरासी chaurasi
पचासी pachasi
छियासी chhiyasi
सत्तासी सतासी satasi
अट्ठासी atthasi athasi
नवासी navasi nawasi
नब्बे nabbe navve
इक्यानबे इक्यानवे ikyanve
बानबे बानवे banve
तिरानबे तिरानवे tiranve
चौरानबे चौरानवे chauranve
पंचानबे पंचानवे पचानवे pachanve
छियानबे छियानवे chhiyanve
सत्तानबे सत्तानवे sattanve
अट्ठानबे अट्ठानवे atthanve
निन्यानबे निन्यानवे ninyanve ninanve
"""
"""The line is the number, beginning with 0."""

ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
"""The English ones that are not put together, beginning with 0."""

ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
