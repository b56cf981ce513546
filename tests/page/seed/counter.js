// A page as they were written by hand when the server had one door and no ids: it starts its recorder, says voice:start
// without waiting for an answer, plays each clip in one audio element as it comes, and connects anew after three seconds.

const $ = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search).get("server");

let ws = null;
let provider = null;
let recorder = null;
let context = null;
let stream = null;
const seen = { sent: [], clips: 0, cut: 0, ended: 0, errors: [], unknown: [] };
window.seen = seen;

function connect() {
  ws = new WebSocket(address);
  ws.binaryType = "arraybuffer";
  ws.onopen = () => ($("status").textContent = "Connected");
  ws.onclose = () => {
    $("status").textContent = "Disconnected";
    endCapture();
    setTimeout(connect, 3000);
  };
  ws.onmessage = (event) => {
    if (typeof event.data === "string") handle(JSON.parse(event.data));
  };
}

function handle(message) {
  const data = message.data;
  switch (message.type) {
    case "voice:start":
      provider = data.sttProvider;
      $("status").textContent = `Session ${data.sessionId}, ${data.sttProvider}, ${data.ttsProvider}`;
      break;
    case "voice:started":
      log("listening");
      break;
    case "voice:stopped":
      log("stopped");
      break;
    case "voice:transcript":
      $("transcript").textContent = data.text + (data.isFinal ? " (final)" : "");
      break;
    case "voice:intent":
      $("intent").textContent = data.intent;
      break;
    case "voice:response":
      $("response").textContent = data.text;
      log(`response ${data.executionResult.success}`);
      break;
    case "voice:tts-stream":
      if (data.audio) play(data.audio, data.format || "mp3");
      break;
    case "task:queued":
    case "task:started":
    case "task:completed":
    case "task:failed":
    case "task:cancelled":
      show(data.taskId, `${data.intent || ""} ${message.type}`);
      break;
    case "invoice:confirmed":
      $("invoice").textContent = `${data.invoiceNo} ${data.customerName} ${data.grandTotal}`;
      break;
    case "error":
      seen.errors.push(data.error);
      $("response").textContent = `Error: ${data.error}`;
      break;
    default:
      seen.unknown.push(message.type);
  }
}

function send(type, data) {
  if (ws.readyState === WebSocket.OPEN) ws.send(JSON.stringify({ type, data, timestamp: new Date().toISOString() }));
}

function sendSound(buffer, kind) {
  if (ws.readyState !== WebSocket.OPEN) return;
  if (!seen.sent.includes(kind)) seen.sent.push(kind);
  ws.send(buffer);
}

async function startCapture() {
  const wishes = { echoCancellation: true, noiseSuppression: true, sampleRate: 16000 };
  stream = await navigator.mediaDevices.getUserMedia({ audio: wishes });
  if (provider === "elevenlabs") await startPcm();
  else startRecorder();
  send("voice:start", { ttsProvider: $("voice").value });
}

function startRecorder() {
  recorder = new MediaRecorder(stream, { mimeType: "audio/webm;codecs=opus", audioBitsPerSecond: 16000 });
  recorder.ondataavailable = async (event) => {
    if (event.data.size > 0) sendSound(await event.data.arrayBuffer(), "webm");
  };
  recorder.start(100);
}

async function startPcm() {
  context = new AudioContext();
  await context.resume();
  const source = context.createMediaStreamSource(stream);
  const processor = context.createScriptProcessor(4096, 1, 1);
  processor.onaudioprocess = (event) => sendSound(toPcm(event.inputBuffer.getChannelData(0)).buffer, "pcm");
  source.connect(processor);
  processor.connect(context.destination);
}

function toPcm(input) {
  const step = context.sampleRate / 16000;
  const output = new Int16Array(Math.floor(input.length / step));
  for (let i = 0; i < output.length; i++) {
    const from = Math.floor(i * step);
    const to = Math.max(from + 1, Math.floor((i + 1) * step));
    let sum = 0;
    for (let j = from; j < to; j++) sum += input[j];
    output[i] = Math.max(-1, Math.min(1, sum / (to - from))) * 0x7fff;
  }
  return output;
}

function endCapture() {
  if (recorder && recorder.state !== "inactive") recorder.stop();
  if (context) context.close();
  if (stream) stream.getTracks().forEach((track) => track.stop());
  recorder = context = stream = null;
}

function stopCapture() {
  endCapture();
  setTimeout(() => send("voice:stop"), 100);
}

function play(base64, format) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const player = $("player");
  if (player.src && !player.ended) seen.cut += 1;
  seen.clips += 1;
  player.src = URL.createObjectURL(new Blob([bytes], { type: `audio/${format}` }));
  player.onended = () => (seen.ended += 1);
  player.play();
}

function show(id, text) {
  const line = document.getElementById(id) || $("tasks").appendChild(document.createElement("li"));
  line.id = id;
  line.textContent = text;
}

function log(text) {
  $("log").appendChild(document.createElement("li")).textContent = text;
}

$("start").onclick = startCapture;
$("stop").onclick = stopCapture;
$("send").onclick = () => {
  send("voice:final", { text: $("text").value, ttsProvider: $("voice").value });
  $("text").value = "";
};
connect();
