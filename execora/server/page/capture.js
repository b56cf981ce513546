/**
 * The device's microphone, as frames of sound. When it is opened and what is done with the frames is no business of
 * this file.
 *
 * @typedef {object} Capture
 * @property {number} rate          samples a second
 * @property {() => void} close     lets go of the microphone: the browser's red dot goes out
 */

/** What the server takes in, and all that speech needs. */
export const RATE = 16_000;

/** The browser takes our own voice out of what is heard, so that one can talk over it. */
const WISHES = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 } };

/** Whether the browser can open a microphone at all; without HTTPS it hides even this. */
export const canCapture = () => Boolean(navigator.mediaDevices?.getUserMedia && window.AudioWorkletNode);

/**
 * Open the microphone.
 *
 * @param {{frame: (samples: Int16Array) => void, ended: () => void}} listener
 *   `frame` gets 20 ms, mono; `ended` is told when the device has gone
 * @returns {Promise<Capture>}
 * @throws {DOMException} as `getUserMedia` does: NotAllowedError, NotFoundError, NotReadableError …
 */
export async function capture({ frame, ended }) {
  const stream = await navigator.mediaDevices.getUserMedia(WISHES);
  let context = null;
  const close = () => {
    for (const track of stream.getTracks()) track.stop();
    context?.close();
  };
  try {
    const source = listenTo(stream);
    context = source.context;
    await context.audioWorklet.addModule(new URL("frames.js", import.meta.url));
    const frames = new AudioWorkletNode(context, "frames", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
    frames.port.onmessage = ({ data }) => frame(data);
    source.connect(frames);
    context.resume();
  } catch (error) {
    close();
    throw error;
  }
  stream.getTracks()[0].addEventListener("ended", ended);
  return { rate: context.sampleRate, close };
}

/** Firefox connects a microphone only at the device's own rate. */
function listenTo(stream) {
  const context = new AudioContext({ sampleRate: RATE });
  try {
    return context.createMediaStreamSource(stream);
  } catch {
    context.close();
    return new AudioContext().createMediaStreamSource(stream);
  }
}
