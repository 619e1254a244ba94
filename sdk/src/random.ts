/** Returns that many unpredictable bytes. */
export type RandomBytes = (length: number) => Uint8Array;

/** The platform's own generator; where there is none, the caller must bring one. */
export const platformRandom: RandomBytes = (length) =>
  crypto.getRandomValues(new Uint8Array(length));

/** Random bytes as hexadecimal digits, two for each byte. */
export function randomHex(random: RandomBytes, length: number): string {
  return Array.from(random(length), (byte) => (byte + 256).toString(16).slice(1)).join('');
}
