"""What a headless Chromium lacks: a recogniser that hears what a test says, and a voice that a test can listen to."""

from __future__ import annotations

STUBS = """
(() => {
  const ears = (window.testEars = { all: [], current: null });

  window.webkitSpeechRecognition = class extends EventTarget {
    start() {
      if (ears.current) throw new DOMException("recognition has already started", "InvalidStateError");
      ears.current = this;
      ears.all.push(this);
      this.results = [];
      this.onstart?.({});
    }
    stop() { this.#end(true); }
    abort() { this.#end(false); }
    #end(keep) {
      if (ears.current !== this) return;
      if (ears.slow) return;
      const last = this.results.at(-1);
      if (keep && last && !last.isFinal && ears.finishes !== false) ears.hear(last[0].transcript, true);
      ears.current = null;
      queueMicrotask(() => this.onend?.({}));
    }
  };

  ears.hear = (transcript, isFinal) => {
    const { results } = ears.current;
    if (results.length && !results.at(-1).isFinal) results.pop();
    results.push(Object.assign([{ transcript, confidence: 0.9 }], { isFinal }));
    ears.current.onresult?.({ results, resultIndex: results.length - 1 });
  };
  ears.fail = (error) => {
    const recogniser = ears.current;
    recogniser.onerror?.({ error });
    ears.current = null;
    recogniser.onend?.({});
  };
  ears.end = () => {
    const recogniser = ears.current;
    ears.current = null;
    recogniser.onend?.({});
  };

  const voice = (window.testVoice = { said: [], now: null, most: 0, playing: 0 });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const synthesis = Object.assign(new EventTarget(), {
    voices: [{ lang: "hi-IN", name: "Hindi" }, { lang: "en-IN", name: "English" }],
    getVoices() { return this.voices; },
    speak(utterance) {
      voice.said.push({ text: utterance.text, lang: utterance.lang });
      voice.now = utterance;
      voice.playing += 1;
      voice.most = Math.max(voice.most, voice.playing);
    },
    cancel() {
      const cut = voice.now;
      voice.now = null;
      voice.playing = 0;
      cut?.onerror?.({ error: "interrupted" });
    },
  });
  voice.finish = () => {
    const utterance = voice.now;
    voice.now = null;
    voice.playing -= 1;
    utterance.onend?.({});
  };
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });
})();
"""

LOUDSPEAKER = """
(() => {
  const speaker = (window.testSpeaker = { laid: [], playing: new Set(), contexts: [], now: 0 });
  Object.defineProperty(speaker, "sounding", { get: () => speaker.playing.size });

  window.AudioContext = class {
    constructor({ sampleRate }) {
      Object.assign(this, { sampleRate, state: "suspended", destination: {} });
      if (navigator.userActivation.hasBeenActive) this.state = "running";
      speaker.contexts.push(this);
    }
    get currentTime() { return speaker.now; }
    resume() { this.state = "running"; }
    close() { this.state = "closed"; }
    createBuffer(channels, length, sampleRate) {
      const samples = new Float32Array(length);
      return { length, sampleRate, samples, duration: length / sampleRate, copyToChannel: (from) => samples.set(from) };
    }
    createBufferSource() {
      const context = this;
      return {
        connect() {},
        start(at) {
          const { length, sampleRate, duration, samples } = this.buffer;
          this.end = at + duration;
          speaker.playing.add(this);
          const { sampleRate: contextRate } = context;
          const laid = { at, seconds: duration, rate: sampleRate, contextRate, samples: length, first: samples[0] };
          speaker.laid.push(laid);
        },
        stop() { speaker.playing.delete(this); },
      };
    }
  };

  speaker.goOn = (seconds) => {
    speaker.now += seconds;
    for (const source of Array.from(speaker.playing)) {
      if (source.end > speaker.now) continue;
      speaker.playing.delete(source);
      source.onended?.({});
    }
  };
})();
"""
"""A loudspeaker that notes what it is given, and whose time passes only where a test says so."""
