/**
 * How often a random test repeats itself: `usual` in `npm test`, which people wait for, `long` in
 * `npm run prove`, which is the proof.
 */
export function rounds({ usual, long }: { usual: number; long: number }): number {
  return process.env.PROOF === 'long' ? long : usual;
}
