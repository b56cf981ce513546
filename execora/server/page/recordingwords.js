/** What the page says about recordings. */

/** @type {Record<string, [string, string, string]>} in Hinglish, Hindi, English */
export const RECORDINGS = {
  "recordings": ["Recording", "रिकॉर्डिंग", "Recordings"],
  "recordings.none": ["Abhi tak kuch record nahi hua.", "अभी तक कुछ रिकॉर्ड नहीं हुआ।", "Nothing has been recorded yet."],
  "recording.start": ["Record karo", "रिकॉर्ड करो", "Record"],
  "recording.stop": ["Recording band karo", "रिकॉर्डिंग बंद करो", "Stop recording"],
  "recording.end": ["Band karo", "बंद करो", "Stop"],
  "recording.on": ["Recording chal rahi hai", "रिकॉर्डिंग चल रही है", "This is being recorded"],
  "recording.hint": ["Jo mic sunta hai, wahi record hota hai. Poori baat ke liye Lagataar dabaiye.", "जो माइक सुनता है, वही रिकॉर्ड होता है। पूरी बात के लिए लगातार दबाइए।", "What the microphone hears is recorded. For all of a talk, keep it open."],
  "recording.unheard": ["Yahan browser khud sunta hai: awaaz server tak nahi aati, isliye record nahi ho sakti.", "यहाँ ब्राउज़र खुद सुनता है: आवाज़ सर्वर तक नहीं आती, इसलिए रिकॉर्ड नहीं हो सकती।", "Here the browser listens by itself: no sound reaches the server, so none can be recorded."],
  "recording.recording": ["Chal rahi hai", "चल रही है", "Going on"],
  "recording.lost": ["Awaaz nahi hai", "आवाज़ नहीं है", "No sound"],
  "recording.play": ["Recording suno: {when}", "रिकॉर्डिंग सुनो: {when}", "Play recording: {when}"],
  "recording.remove": ["Hatao", "हटाओ", "Delete"],
  "recording.remove.one": ["Recording hatao: {when}", "रिकॉर्डिंग हटाओ: {when}", "Delete recording: {when}"],
  "recording.remove.sure": ["Yeh recording hamesha ke liye hata dein?", "यह रिकॉर्डिंग हमेशा के लिए हटा दें?", "Delete this recording for good?"],
  "trouble.RECORDING_FAILED": ["Recording ruk gayi: ab aur nahi rakhi ja sakti. Jo pehle ki hai, woh rakhi hai.", "रिकॉर्डिंग रुक गई: अब और नहीं रखी जा सकती। जो पहले की है, वह रखी है।", "The recording has stopped: no more can be kept. What came before is kept."],
  "trouble.ALREADY_RECORDING": ["Recording pehle se chal rahi hai.", "रिकॉर्डिंग पहले से चल रही है।", "It is being recorded already."],
  "trouble.NOT_RECORDING": ["Koi recording nahi chal rahi.", "कोई रिकॉर्डिंग नहीं चल रही।", "Nothing is being recorded."],
  "trouble.recording.kept": ["Recording nahi hati. Sirf maalik hata sakte hain, aur chalti recording nahi hatti.", "रिकॉर्डिंग नहीं हटी। सिर्फ़ मालिक हटा सकते हैं, और चलती रिकॉर्डिंग नहीं हटती।", "The recording was not deleted. Only the owner may, and not while it goes on."],
};
