/** Runs beside the sound, not in the page: cuts what the microphone hears into frames of 20 ms, PCM of 16 bits. */

const FRAMES_A_SECOND = 50;
const LARGEST = 0x7fff;

class Frames extends AudioWorkletProcessor {
  #frame = new Int16Array(sampleRate / FRAMES_A_SECOND);
  #filled = 0;

  process([[samples]]) {
    for (const sample of samples ?? []) this.#add(Math.max(-1, Math.min(1, sample)));
    return true;
  }

  #add(sample) {
    this.#frame[this.#filled++] = Math.round(sample * LARGEST);
    if (this.#filled < this.#frame.length) return;
    this.port.postMessage(this.#frame, [this.#frame.buffer]);
    this.#frame = new Int16Array(this.#filled);
    this.#filled = 0;
  }
}

registerProcessor("frames", Frames);
