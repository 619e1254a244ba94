/** Returns that many unpredictable bytes. */
export type RandomBytes = (length: number) => Uint8Array;

/** The platform's own generator; where there is none, the caller must bring one. */
export const platformRandom: RandomBytes = (length) =>
  crypto.getRandomValues(new Uint8Array(length));
