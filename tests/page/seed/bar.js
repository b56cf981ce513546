// A page of the years after: it waits up to five seconds for voice:started before it sends sound, plays clips with
// decodeAudioData as they come, and, when its button has been let go and no answer came, sends the words it saw as text.

const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const ws = new WebSocket(query.get("server"));
const playing = new AudioContext();
const listeners = {};
const seen = { sent: [], until: 0, over: 0, seconds: 0, errors: [], repeated: 0 };
window.seen = seen;

let welcome = null;
let listening = null;
let lastWords = "";
let draftId = null;

function on(type, listener) {
  (listeners[type] = listeners[type] || new Set()).add(listener);
  return () => listeners[type].delete(listener);
}

function send(type, data) {
  ws.send(JSON.stringify(data ? { type, data } : { type }));
}

ws.binaryType = "arraybuffer";
ws.onmessage = (event) => {
  if (typeof event.data !== "string") return;
  const message = JSON.parse(event.data);
  for (const listener of listeners[message.type] || []) listener(message.data);
};

function started(audioFormat) {
  return new Promise((resolve) => {
    const finish = (ok) => {
      clearTimeout(patience);
      offs.forEach((off) => off());
      resolve(ok);
    };
    const patience = setTimeout(() => finish(false), 5000);
    const offs = [on("voice:started", () => finish(true)), on("error", () => finish(false))];
    const ttsProvider = query.get("voice") || welcome.ttsProvider;
    send("voice:start", { audioFormat, sampleRate: 16000, ttsProvider });
  });
}

async function listen() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, channelCount: 1 } });
  lastWords = "";
  const end = welcome.sttProvider === "elevenlabs" ? await withWorklet(stream) : await withRecorder(stream);
  if (!end) return ($("state").textContent = "error");
  $("state").textContent = "listening";
  listening = () => {
    end();
    stream.getTracks().forEach((track) => track.stop());
    listening = null;
    send("voice:stop", {});
    $("state").textContent = "processing";
    if (lastWords) setTimeout(sayAgain, 1200);
  };
}

async function withRecorder(stream) {
  const recorder = new MediaRecorder(stream, { mimeType: "audio/webm;codecs=opus" });
  recorder.ondataavailable = (event) => {
    if (event.data.size > 0) sound(event.data, "webm");
  };
  if (!(await started("webm"))) return null;
  recorder.start(100);
  return () => recorder.stop();
}

const WORKLET = `registerProcessor("pcm", class extends AudioWorkletProcessor {
  process([[samples]]) {
    if (samples) this.port.postMessage(Int16Array.from(samples, (s) => Math.max(-1, Math.min(1, s)) * 0x7fff).buffer);
    return true;
  }
});`;

async function withWorklet(stream) {
  const context = new AudioContext({ sampleRate: 16000 });
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" })));
  const worklet = new AudioWorkletNode(context, "pcm");
  if (!(await started("pcm"))) return null;
  worklet.port.onmessage = (event) => sound(event.data, "pcm");
  context.createMediaStreamSource(stream).connect(worklet);
  return () => context.close();
}

function sound(data, kind) {
  if (!seen.sent.includes(kind)) seen.sent.push(kind);
  ws.send(data);
}

function sayAgain() {
  if ($("state").textContent !== "processing") return;
  seen.repeated += 1;
  send("voice:final", { text: lastWords });
}

async function play({ audio }) {
  await playing.resume();
  const bytes = Uint8Array.from(atob(audio), (letter) => letter.charCodeAt(0));
  const buffer = await playing.decodeAudioData(bytes.buffer);
  const source = playing.createBufferSource();
  source.buffer = buffer;
  source.connect(playing.destination);
  if (playing.currentTime < seen.until) seen.over += 1;
  seen.until = playing.currentTime + buffer.duration;
  seen.seconds += buffer.duration;
  source.start();
}

on("voice:start", (data) => (welcome = data));
on("voice:transcript", (data) => {
  if (!data.text) return;
  lastWords = data.text;
  $("live").textContent = data.text;
});
on("voice:response", (data) => {
  $("state").textContent = "responding";
  $("live").textContent = data.text;
});
on("voice:tts-stream", play);
on("invoice:draft", (data) => {
  draftId = data.draftId;
  $("draft").textContent = `${data.customer} ${data.total}`;
  $("confirm").hidden = false;
});
on("invoice:confirmed", (data) => {
  $("invoice").textContent = `${data.invoiceNo} ${data.customerName}`;
  $("confirm").hidden = true;
});
on("error", (data) => seen.errors.push(data.error));
$("mic").onclick = () => ($("state").textContent === "listening" ? listening() : listen());
$("confirm").onclick = () => send("invoice:confirm", { draftId });
