/** How loud sound is, for the eye. Pure. */

/** A quiet room, and a voice close to the microphone, in decibels below the loudest there is. */
const QUIET_DECIBELS = -50;
const LOUD_DECIBELS = -12;

/** From 0, a quiet room, to 1, a voice close by. @param {Int16Array} samples */
export function loudness(samples) {
  const power = samples.reduce((sum, sample) => sum + (sample / 0x8000) ** 2, 0) / samples.length;
  const decibels = 10 * Math.log10(power);
  return Math.max(0, Math.min(1, (decibels - QUIET_DECIBELS) / (LOUD_DECIBELS - QUIET_DECIBELS)));
}
