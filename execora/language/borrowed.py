"""English words as they are written in Devanagari: spoken the English way, and spelt so in Roman letters.

A petrol pump is "पेट्रोल पंप" on a sign and "petrol pump" in the shop's list; letter by letter it would be "petrol
panp". Only words that stand in names of places, shops and goods are here.
"""

from __future__ import annotations

from execora.language.normalise import plain

_PLACES = (
    "petrol पेट्रोल, pump पंप, bus बस, stand स्टैंड स्टेंड, stop स्टॉप, school स्कूल, college कॉलेज, church चर्च, "
    "road रोड, civil सिविल, lines लाइंस लाइन्स, model मॉडल, town टाउन, post पोस्ट, office ऑफिस आफिस, "
    "water वाटर वॉटर, tank टैंक, railway रेलवे, station स्टेशन, bank बैंक, colony कॉलोनी कालोनी, fort फोर्ट, "
    "atm एटीएम, hospital हॉस्पिटल, clinic क्लिनिक, market मार्केट, park पार्क, garden गार्डन, "
    "gate गेट, tower टावर, mall मॉल, hotel होटल, cinema सिनेमा, hall हॉल, club क्लब, temple टेंपल, court कोर्ट, "
    "circle सर्कल, square स्क्वायर, sector सेक्टर, block ब्लॉक, phase फेज, flat फ्लैट, cross क्रॉस, metro मेट्रो, "
    "airport एयरपोर्ट, police पुलिस, medical मेडिकल, store स्टोर, stores स्टोर्स, bakery बेकरी, general जनरल, "
    "traders ट्रेडर्स, tailor टेलर, studio स्टूडियो, mobile मोबाइल, electric इलेक्ट्रिक, hardware हार्डवेयर, "
    "factory फैक्ट्री फैक्टरी, company कंपनी, workshop वर्कशॉप, garage गैराज, highway हाईवे, bypass बाईपास, "
    "bridge ब्रिज, tempo टेंपो, truck ट्रक, godown गोडाउन, fridge फ्रिज, counter काउंटर, rack रैक, shelf शेल्फ"
)

_GOODS = (
    "mix मिक्स, masala मसाला, powder पाउडर, brown ब्राउन, white वाइट व्हाइट, red रेड, green ग्रीन, black ब्लैक, "
    "blue ब्लू, gold गोल्ड, silver सिल्वर, fresh फ्रेश, super सुपर, extra एक्स्ट्रा, dark डार्क, milk मिल्क, "
    "bread ब्रेड, butter बटर, cream क्रीम, oil ऑयल आयल, rice राइस, salt सॉल्ट, sugar शुगर, "
    "coffee कॉफी काफी, juice जूस, mango मैंगो, orange ऑरेंज, apple एप्पल एपल, lemon लेमन,"
    "chocolate चॉकलेट चाकलेट, toffee टॉफी, candy कैंडी, biscuit बिस्किट बिस्कुट, cookies कुकीज, cake केक, "
    "rusk रस्क, toast टोस्ट, pizza पिज्जा, pasta पास्ता, noodles नूडल्स, soup सूप, sauce सॉस, jam जैम, "
    "ketchup केचप, vinegar विनेगर, oats ओट्स, cornflakes कॉर्नफ्लेक्स, popcorn पॉपकॉर्न, chips चिप्स, "
    "snacks स्नैक्स, soap सोप, shampoo शैंपू, conditioner कंडीशनर, detergent डिटर्जेंट, cleaner क्लीनर, "
    "brush ब्रश, paste पेस्ट, toothpaste टूथपेस्ट, toothbrush टूथब्रश, lotion लोशन, perfume परफ्यूम, "
    "balm बाम, cold कोल्ड, drink ड्रिंक, drinks ड्रिंक्स, soda सोडा, energy एनर्जी, glucose ग्लूकोज, "
    "bottle बोतल, dairy डेयरी, ice आइस, frozen फ्रोजन, sandwich सैंडविच, battery बैटरी, bulb बल्ब, "
    "pencil पेंसिल, eraser इरेजर, notebook नोटबुक, register रजिस्टर, gum गम, tape टेप, paper पेपर, tissue टिशू, "
    "napkin नैपकिन, pads पैड्स, diaper डायपर, baby बेबी, honey हनी, vermicelli वर्मिसेली, corn कॉर्न, "
    "flour फ्लोर, refined रिफाइंड, family फैमिली, jumbo जंबो, mini मिनी, small स्मॉल, large लार्ज, special स्पेशल, "
    "premium प्रीमियम, classic क्लासिक, hair हेयर, face फेस, wash वॉश, hand हैंड, body बॉडी, "
    "sanitizer सैनिटाइजर, coil कॉइल, spray स्प्रे, refill रिफिल, poha पोहा, dosa डोसा"
)

_BRANDS = (
    "horlicks हॉर्लिक्स, boost बूस्ट, complan कॉम्प्लान, bournvita बोर्नविटा बॉर्नविटा, nescafe नेस्कैफे, oreo ओरियो, "
    "kitkat किटकैट, sprite स्प्राइट, limca लिम्का, frooti फ्रूटी, maaza माजा, dettol डेटॉल डिटॉल, lifebuoy लाइफबॉय, "
    "lux लक्स, dove डव, nivea निविया, harpic हार्पिक, lizol लाइजोल, ariel एरियल, fevicol फेविकोल, vicks विक्स, "
    "everest एवरेस्ट, saffola सफोला, cadbury कैडबरी, nestle नेस्ले, britannia ब्रिटानिया, "
    "haldiram हल्दीराम, gillette जिलेट, whisper व्हिस्पर, pampers पैंपर्स, huggies हगीज"
)

_ROWS = tuple(entry.split() for entry in f"{_PLACES}, {_GOODS}, {_BRANDS}".split(","))

SPELT = {plain(written)[0]: english for english, *devanagari in _ROWS for written in devanagari}
"""How an English word is spelt in Roman letters, by each way it is written in Devanagari, normalised."""

WRITTEN = {english: devanagari for english, devanagari, *_ in _ROWS}
"""How an English word is best written in Devanagari."""
