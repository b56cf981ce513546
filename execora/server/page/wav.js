/** Small WAV files, as the server says its answers with. Pure. */

const HEADER_BYTES = 12;
const SHORT_BYTES = 2;

/**
 * Take a WAV file of 16 bits and one channel apart.
 *
 * @param {string} base64
 * @returns {{rate: number, samples: Float32Array}}  samples a second; samples from -1 to 1
 */
export function readWav(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const chunks = chunksOf(view);
  const { from, size } = chunks.get("data");
  const samples = Float32Array.from({ length: Math.floor(size / SHORT_BYTES) }, (_, index) => view.getInt16(from + index * SHORT_BYTES, true) / 0x8000);
  return { rate: view.getUint32(chunks.get("fmt ").from + 4, true), samples };
}

/** Where each part is, by its name. A size that reaches beyond the end, as streams write it, ends there. */
function chunksOf(view) {
  const chunks = new Map();
  for (let at = HEADER_BYTES; at + 8 <= view.byteLength; ) {
    const name = String.fromCharCode(...new Uint8Array(view.buffer, at, 4));
    const size = Math.min(view.getUint32(at + 4, true), view.byteLength - at - 8);
    chunks.set(name, { from: at + 8, size });
    at += 8 + size + (size % 2);
  }
  return chunks;
}
