/**
 * The page's own words in the three languages it speaks: Hinglish, Hindi, English. What the server says comes in the
 * right language by itself.
 *
 * @typedef {"hi-en"|"hi"|"en"} Language
 */

import { RECORDINGS } from "./recordingwords.js";
import { TITLES } from "./titles.js";
import { TROUBLES } from "./troubles.js";

/** For the `lang` attribute, so that a screen reader takes the right voice. */
export const TAGS = { "hi-en": "hi-Latn", hi: "hi", en: "en-IN" };

const COLUMNS = { "hi-en": 0, hi: 1, en: 2 };

/** @type {Record<string, [string, string, string]>} */
const WORDS = {
  "skip": ["Seedhe likhne ki jagah par", "सीधे लिखने की जगह पर", "Skip to the message box"],
  "language": ["Bhasha", "भाषा", "Language"],
  "theme": ["Gehra rang", "गहरा रंग", "Dark colours"],
  "speak": ["Jawab bolkar sunao", "जवाब बोलकर सुनाओ", "Speak answers aloud"],
  "speak.none": ["Is device par koi awaaz nahi hai", "इस डिवाइस पर कोई आवाज़ नहीं है", "This device has no voice to speak with"],

  "link.connecting": ["Dukaan se jud raha hai…", "दुकान से जुड़ रहा है…", "Connecting to the shop…"],
  "link.open": ["Juda hua", "जुड़ा हुआ", "Connected"],
  "link.lost": ["Connection toot gaya. Apne aap phir judega.", "कनेक्शन टूट गया। अपने आप फिर जुड़ेगा।", "Connection lost. It will reconnect by itself."],
  "link.in": ["{n} second mein", "{n} सेकंड में", "in {n} s"],
  "link.trying": ["Jod raha hai…", "जोड़ रहा है…", "Trying…"],
  "link.token": ["Aapka token khatam ho gaya ya sahi nahi hai. Naye link se phir kholiye.", "आपका टोकन ख़त्म हो गया या सही नहीं है। नए लिंक से फिर खोलिए।", "Your token has expired or is not valid. Open the page again with a new link."],
  "link.notAllowed": ["Server is page ko andar nahi aane deta.", "सर्वर इस पेज को अंदर नहीं आने देता।", "The server does not let this page in."],
  "link.foreign": ["Server is page ka pata nahi pehchanta. Server par yeh pata ALLOWED_ORIGINS mein likhiye, ya proxy se Host aage bhijwaiye.", "सर्वर इस पेज का पता नहीं पहचानता। सर्वर पर यह पता ALLOWED_ORIGINS में लिखिए, या प्रॉक्सी से Host आगे भिजवाइए।", "The server does not know the address of this page. On the server, name it in ALLOWED_ORIGINS, or have the proxy pass Host on."],
  "link.elsewhere": ["Bina token ke dukaan sirf apne computer par khulti hai, http://127.0.0.1 par. Kahin aur se kholne ke liye server par JWT_SECRET lagaiye.", "बिना टोकन के दुकान सिर्फ़ अपने कंप्यूटर पर खुलती है, http://127.0.0.1 पर। कहीं और से खोलने के लिए सर्वर पर JWT_SECRET लगाइए।", "Without tokens the shop opens on its own computer only, at http://127.0.0.1. To open it from elsewhere, set JWT_SECRET on the server."],
  "link.offline": ["Offline", "ऑफ़लाइन", "Offline"],
  "link.now": ["Abhi jodo", "अभी जोड़ो", "Reconnect now"],

  "talk": ["Baatcheet", "बातचीत", "Conversation"],
  "talk.you": ["Aap", "आप", "You"],
  "talk.shop": ["Execora", "Execora", "Execora"],
  "talk.interim": ["Sun raha hoon", "सुन रहा हूँ", "Listening"],
  "talk.thinking": ["Soch raha hoon…", "सोच रहा हूँ…", "Thinking…"],
  "talk.waiting": ["Connection aane par bheja jayega", "कनेक्शन आने पर भेजा जाएगा", "Will be sent once connected"],
  "talk.unsure": ["Hua ya nahi, connection aane par pata chalega", "हुआ या नहीं, कनेक्शन आने पर पता चलेगा", "Whether it was done will show once connected"],
  "talk.unsent": ["Yeh nahi hua, kyunki ab iska matlab kuch aur ho sakta hai", "यह नहीं हुआ, क्योंकि अब इसका मतलब कुछ और हो सकता है", "Not done, for by now it may mean something else"],
  "talk.unanswered": ["Hua ya nahi, pata nahi: dekh lijiye", "हुआ या नहीं, पता नहीं: देख लीजिए", "It is not known whether this was done: please check"],
  "talk.again": ["Phir se bolo", "फिर से बोलो", "Say again"],
  "talk.discard": ["Mat bhejo", "मत भेजो", "Do not send"],
  "welcome": ["Boliye ya likhiye, hisaab main rakhunga", "बोलिए या लिखिए, हिसाब मैं रखूँगा", "Speak or type, and I keep the books"],
  "welcome.try": ["Jaise:", "जैसे:", "For example:"],
  "example.bill": ["Rahul ko 2 milk aur 1 bread ka bill bana do", "राहुल को 2 दूध और 1 ब्रेड का बिल बना दो", "Make a bill for Rahul, 2 milk and 1 bread"],
  "example.owed": ["Kis kis ka udhaar baki hai?", "किस किस का उधार बाकी है?", "Who owes me money?"],
  "example.today": ["Aaj kitna sale hua?", "आज कितनी बिक्री हुई?", "How much did I sell today?"],

  "note.stopped": ["Sab rok diya.", "सब रोक दिया।", "Everything has been stopped."],
  "note.dropped": ["Jo bheja nahi gaya tha, hata diya.", "जो भेजा नहीं गया था, हटा दिया।", "What had not been sent was dropped."],
  "note.lapsed": ["Sawaal ka samay nikal gaya, kuch nahi badla.", "सवाल का समय निकल गया, कुछ नहीं बदला।", "The question has lapsed; nothing was changed."],
  "note.hears": ["Ab {who} sun raha hai.", "अब {who} सुन रहा है।", "{who} hears you from here on."],
  "note.speaks": ["Ab {who} bol raha hai.", "अब {who} बोल रहा है।", "{who} speaks from here on."],
  "note.tooOld": ["Kuch purani baatein nahi bheji gayin: dekh lijiye ki hui ya nahi, phir zaroorat ho to dobara boliye.", "कुछ पुरानी बातें नहीं भेजी गईं: देख लीजिए कि हुईं या नहीं, फिर ज़रूरत हो तो दोबारा बोलिए।", "Some old messages were not sent again: check whether they took effect, and say them again if not."],

  "work": ["Kaam", "काम", "At work"],
  "work.none": ["Abhi koi kaam nahi. Jo kahenge, yahan dikhega.", "अभी कोई काम नहीं। जो कहेंगे, यहाँ दिखेगा।", "Nothing at work. What you ask for shows here."],
  "work.finished": ["Ho chuke: {n}", "हो चुके: {n}", "Finished: {n}"],
  "task.QUEUED": ["Ruka hai", "रुका है", "Waiting"],
  "task.RUNNING": ["Chal raha hai", "चल रहा है", "Running"],
  "task.RETRYING": ["Phir koshish", "फिर कोशिश", "Trying again"],
  "task.COMPLETED": ["Ho gaya", "हो गया", "Done"],
  "task.FAILED": ["Nahi hua", "नहीं हुआ", "Failed"],
  "task.CANCELLED": ["Radd", "रद्द", "Cancelled"],
  "task.LOST": ["Connection toot gaya", "कनेक्शन टूट गया", "Connection lost"],
  "task.turn": ["apni baari ke liye", "अपनी बारी के लिए", "for its turn"],
  "task.behind": ["pehle: {what}", "पहले: {what}", "for: {what}"],
  "task.cancel": ["Radd karo: {what}", "रद्द करो: {what}", "Cancel: {what}"],
  "reason.client": ["aapne roka", "आपने रोका", "by you"],
  "reason.stop": ["sab rokne par", "सब रोकने पर", "by stop"],
  "reason.spoken": ["bolkar roka", "बोलकर रोका", "by voice"],
  "reason.disconnected": ["connection toota", "कनेक्शन टूटा", "connection lost"],
  "reason.shutdown": ["server band hua", "सर्वर बंद हुआ", "server stopped"],
  "reason.question": ["pehle poochna hai", "पहले पूछना है", "asks first"],
  "time.milliseconds": ["{n} ms", "{n} मि.से", "{n} ms"],
  "time.seconds": ["{n} s", "{n} से", "{n} s"],
  "time.minutes": ["{n} min {s} s", "{n} मि {s} से", "{n} min {s} s"],

  "draft": ["Bill ka draft", "बिल का ड्राफ़्ट", "Draft bill"],
  "draft.item": ["Saamaan", "सामान", "Item"],
  "draft.quantity": ["Kitna", "कितना", "Quantity"],
  "draft.price": ["Daam", "दाम", "Price"],
  "draft.amount": ["Rakam", "रकम", "Amount"],
  "draft.subtotal": ["Jod", "जोड़", "Subtotal"],
  "draft.beforeTax": ["Bina GST", "बिना जीएसटी", "Before GST"],
  "draft.tax": ["GST", "जीएसटी", "GST"],
  "draft.cgst": ["CGST", "सीजीएसटी", "CGST"],
  "draft.sgst": ["SGST", "एसजीएसटी", "SGST"],
  "draft.igst": ["IGST", "आईजीएसटी", "IGST"],
  "draft.discount": ["Chhoot", "छूट", "Discount"],
  "draft.roundOff": ["Round off", "राउंड ऑफ़", "Round-off"],
  "draft.total": ["Kul", "कुल", "Total"],
  "draft.confirm": ["Pakka karo", "पक्का करो", "Confirm"],
  "draft.cancel": ["Hatao", "हटाओ", "Discard"],
  "question": ["Sawaal", "सवाल", "Question"],
  "question.yes": ["Haan", "हाँ", "Yes"],
  "question.no": ["Nahi", "नहीं", "No"],
  "question.left": ["{n} second baki", "{n} सेकंड बाकी", "{n} s left"],
  "phoneEnd": ["phone …{n}", "फ़ोन …{n}", "phone …{n}"],

  "shop": ["Dukaan abhi", "दुकान अभी", "The shop now"],
  "shop.failed": ["Abhi nahi dikha sakte", "अभी नहीं दिखा सकते", "Cannot be shown right now"],
  "shop.loading": ["Aa raha hai…", "आ रहा है…", "Loading…"],
  "shop.all": ["Sab dikhao ({n})", "सब दिखाओ ({n})", "Show all ({n})"],
  "shop.fewer": ["Kam dikhao", "कम दिखाओ", "Show fewer"],
  "today": ["Aaj", "आज", "Today"],
  "today.totalSales": ["Bikri", "बिक्री", "Sales"],
  "today.totalPayments": ["Mila", "मिला", "Received"],
  "today.cashUpi": ["Cash {cash} · UPI {upi}", "नकद {cash} · UPI {upi}", "Cash {cash} · UPI {upi}"],
  "today.creditGiven": ["Udhaar diya", "उधार दिया", "Credit given"],
  "today.invoiceCount": ["Bill: {n}", "बिल: {n}", "Bills: {n}"],
  "today.pendingAmount": ["Kul baki", "कुल बाकी", "Owed in all"],
  "owing": ["Kis par kitna baki", "किस पर कितना बाकी", "Who owes"],
  "owing.count": ["Customer: {n}", "ग्राहक: {n}", "Customers: {n}"],
  "owing.none": ["Kisi par kuch baki nahi.", "किसी पर कुछ बाकी नहीं।", "Nobody owes anything."],
  "stock": ["Stock", "स्टॉक", "Stock"],
  "stock.low": ["Kam", "कम", "Low"],
  "stock.lowCount": ["{n} kam", "{n} कम", "{n} low"],
  "stock.none": ["Koi saamaan darj nahi.", "कोई सामान दर्ज नहीं।", "No products yet."],
  "reminders": ["Reminder", "रिमाइंडर", "Reminders"],
  "reminders.none": ["Koi reminder nahi laga.", "कोई रिमाइंडर नहीं लगा।", "No reminders are set."],
  "reminders.owed": ["jo baki ho", "जो बाकी हो", "what is owed"],

  "dock": ["Boliye ya likhiye", "बोलिए या लिखिए", "Speak or type"],
  "say": ["Message", "संदेश", "Message"],
  "say.hint": ["Yahan likhiye…", "यहाँ लिखिए…", "Type here…"],
  "send": ["Bhejo", "भेजो", "Send"],
  "mic.press": ["Dabakar boliye", "दबाकर बोलिए", "Hold to talk"],
  "phase.idle": ["Dabakar boliye", "दबाकर बोलिए", "Hold to talk"],
  "phase.typing": ["Likhkar kahiye", "लिखकर कहिए", "Type to talk"],
  "phase.listening": ["Boliye, sun raha hoon", "बोलिए, सुन रहा हूँ", "Listening, speak now"],
  "phase.hearing": ["Aap bol rahe hain…", "आप बोल रहे हैं…", "Hearing you…"],
  "phase.thinking": ["Dekh raha hoon…", "देख रहा हूँ…", "Working on it…"],
  "phase.speaking": ["Bol raha hoon…", "बोल रहा हूँ…", "Speaking…"],
  "hears": ["Sunta: {who}", "सुनता: {who}", "Hears: {who}"],
  "speaks": ["Bolta: {who}", "बोलता: {who}", "Speaks: {who}"],
  "speaks.off": ["Awaaz band", "आवाज़ बंद", "Voice off"],
  "provider.browser": ["browser", "ब्राउज़र", "browser"],
  "provider.local": ["local", "लोकल", "local"],
  "open": ["Lagataar suno", "लगातार सुनो", "Keep listening"],
  "open.short": ["Lagataar", "लगातार", "Open mic"],
  "quiet": ["Chup: bolna roko", "चुप: बोलना रोको", "Quiet: stop speaking"],
  "quiet.short": ["Chup", "चुप", "Quiet"],
  "stop": ["Roko: sab kaam band", "रोको: सब काम बंद", "Stop all tasks"],
  "stop.short": ["Roko", "रोको", "Stop"],
  "view.shop": ["Dukaan dikhao", "दुकान दिखाओ", "Show the shop"],
  "view.shop.short": ["Dukaan", "दुकान", "Shop"],
  "view.talk": ["Baatcheet par jao", "बातचीत पर जाओ", "Back to the conversation"],
  "view.talk.short": ["Wapas", "वापस", "Back"],
  "ears.none": ["Is browser mein sunne ki suvidha nahi hai: likhkar kahiye.", "इस ब्राउज़र में सुनने की सुविधा नहीं है: लिखकर कहिए।", "This browser cannot listen: please type."],
  "ears.insecure": ["Bina HTTPS ke browser mic nahi kholta: likhkar kahiye.", "बिना HTTPS के ब्राउज़र माइक नहीं खोलता: लिखकर कहिए।", "Without HTTPS the browser keeps the microphone closed: please type."],
  "alert.shut": ["Theek hai", "ठीक है", "Dismiss"],
  ...RECORDINGS,
  ...TITLES,
  ...TROUBLES,
};

/**
 * Get a word, with its holes filled.
 *
 * @param {string} key
 * @param {Language} language
 * @param {Record<string, string|number>} [values]
 */
export function word(key, language, values = {}) {
  return WORDS[key][COLUMNS[language]].replace(/\{(\w+)\}/g, (_hole, name) => String(values[name]));
}

const BRANDS = { deepgram: "Deepgram", openai: "OpenAI", elevenlabs: "ElevenLabs", azure: "Azure" };

/** What people call whoever hears or speaks. @param {string} name as settings call it @param {Language} language */
export function provider(name, language) {
  const key = `provider.${name}`;
  return BRANDS[name] ?? (known(key) ? word(key, language) : name);
}

/** Whether there is such a word. */
export const known = (key) => Object.hasOwn(WORDS, key);
