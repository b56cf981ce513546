/** What went wrong, in plain words. A code that is not here is told in the server's own words. */

/** @type {Record<string, [string, string, string]>} in Hinglish, Hindi, English */
export const TROUBLES = {
  "trouble.mic.denied": ["Mic ki ijaazat nahi mili. Browser ki settings mein mic chalu kijiye, ya likhiye.", "माइक की इजाज़त नहीं मिली। ब्राउज़र की सेटिंग में माइक चालू कीजिए, या लिखिए।", "The microphone is blocked. Allow it in the browser's settings, or type."],
  "trouble.mic.none": ["Koi mic nahi mila. Likhkar kahiye.", "कोई माइक नहीं मिला। लिखकर कहिए।", "No microphone was found. Please type."],
  "trouble.mic.network": ["Browser ko sunne ke liye internet chahiye. Abhi likhkar kahiye.", "ब्राउज़र को सुनने के लिए इंटरनेट चाहिए। अभी लिखकर कहिए।", "The browser needs the internet to listen. Please type for now."],
  "trouble.mic.language": ["Browser yeh bhasha nahi sunta. Doosri bhasha chuniye, ya likhiye.", "ब्राउज़र यह भाषा नहीं सुनता। दूसरी भाषा चुनिए, या लिखिए।", "The browser cannot listen in this language. Choose another, or type."],
  "trouble.mic.ended": ["Sunna baar-baar band ho raha hai. Mic phir dabaiye, ya likhiye.", "सुनना बार-बार बंद हो रहा है। माइक फिर दबाइए, या लिखिए।", "Listening keeps ending. Press the microphone again, or type."],
  "trouble.mic.busy": ["Mic koi doosra app istemal kar raha hai. Use band kijiye, ya likhiye.", "माइक कोई दूसरा ऐप इस्तेमाल कर रहा है। उसे बंद कीजिए, या लिखिए।", "Another app is using the microphone. Close it, or type."],
  "trouble.mic.failed": ["Mic nahi khula. Phir dabaiye, ya likhiye.", "माइक नहीं खुला। फिर दबाइए, या लिखिए।", "The microphone could not be opened. Press it again, or type."],
  "trouble.mic.unsent": ["Connection nahi hai, isliye aapki baat nahi pahunchi. Judne par phir boliye, ya likhiye.", "कनेक्शन नहीं है, इसलिए आपकी बात नहीं पहुँची। जुड़ने पर फिर बोलिए, या लिखिए।", "There is no connection, so you were not heard. Say it again once connected, or type."],
  "trouble.mic.browser": ["Server abhi sun nahi pa raha, isliye ab browser sunega. Phir se boliye.", "सर्वर अभी सुन नहीं पा रहा, इसलिए अब ब्राउज़र सुनेगा। फिर से बोलिए।", "The server cannot hear right now, so the browser listens instead. Please say it again."],
  "trouble.mic.typing": ["Server abhi sun nahi pa raha. Abhi likhkar kahiye.", "सर्वर अभी सुन नहीं पा रहा। अभी लिखकर कहिए।", "The server cannot hear right now. Please type for now."],
  "trouble.token.expires": ["Aapka token ek minute mein khatam ho jaayega. Naye link se phir kholiye.", "आपका टोकन एक मिनट में ख़त्म हो जाएगा। नए लिंक से फिर खोलिए।", "Your token expires within a minute. Open the page again with a new link."],

  "trouble.NOT_STARTED": ["Server sun nahi raha tha. Mic phir dabaiye.", "सर्वर सुन नहीं रहा था। माइक फिर दबाइए।", "The server was not listening. Press the microphone again."],
  "trouble.BAD_AUDIO": ["Is mic ki awaaz samajh nahi aayi. Likhkar kahiye.", "इस माइक की आवाज़ समझ नहीं आई। लिखकर कहिए।", "The sound of this microphone could not be used. Please type."],
  "trouble.NO_SUCH_QUESTION": ["Yeh sawaal ab khula nahi hai. Zaroorat ho to phir se boliye.", "यह सवाल अब खुला नहीं है। ज़रूरत हो तो फिर से बोलिए।", "That question is no longer open. Say it again if you need it."],
  "trouble.NO_SUCH_TASK": ["Yeh kaam ab list mein nahi hai.", "यह काम अब सूची में नहीं है।", "That task is no longer in the list."],
  "trouble.ALREADY_FINISHED": ["Yeh kaam pehle hi ho chuka hai.", "यह काम पहले ही हो चुका है।", "That task had already finished."],
  "trouble.QUEUE_FULL": ["Bahut kaam ruka hai. Thoda rukkar phir boliye.", "बहुत काम रुका है। थोड़ा रुककर फिर बोलिए।", "Too much is waiting already. Say it again in a moment."],
  "trouble.OVERLOADED": ["Abhi kuch likha nahi ja sakta, isliye kuch nahi badla. Ek minute mein phir boliye.", "अभी कुछ लिखा नहीं जा सकता, इसलिए कुछ नहीं बदला। एक मिनट में फिर बोलिए।", "Nothing can be written down just now, so nothing was changed. Say it again in a minute."],
  "trouble.LIMIT_REACHED": ["Abhi ki seema poori ho gayi. Thoda rukkar phir boliye.", "अभी की सीमा पूरी हो गई। थोड़ा रुककर फिर बोलिए।", "A limit has been reached. Try again in a moment."],
  "trouble.NOT_ALLOWED": ["Aapko iski ijaazat nahi hai.", "आपको इसकी इजाज़त नहीं है।", "You are not allowed to do that."],
  "trouble.DEADLINE": ["Bahut der lagi, isliye kuch nahi badla. Phir se boliye.", "बहुत देर लगी, इसलिए कुछ नहीं बदला। फिर से बोलिए।", "It took too long, so nothing was changed. Please say it again."],
  "trouble.INTERNAL": ["Server mein gadbad hui. Phir se koshish kijiye.", "सर्वर में गड़बड़ हुई। फिर से कोशिश कीजिए।", "Something went wrong in the server. Please try again."],
};
