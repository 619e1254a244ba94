// Changes of a sound file of draws that its verifier must find, each with what it must be called.

import { rollOf } from '../verifier/draw-table.mjs';

/**
 * Forges the lines (parsed) that come along. Each forgery waits for a line that suits it, a random
 * way into the file, and falls on it once.
 */
export class Forger {
  /** What was done: the number of the line in the forged file, and the kind that it must be called. */
  done = [];
  #written = 0;
  #seed = null;
  #next = null;

  /** @param {number} every about how many lines lie between two forgeries */
  constructor(random, every) {
    this.random = random;
    this.every = every;
    this.left = Object.entries(FORGERIES);
    this.#wait();
  }

  /** The lines to write instead of this one. */
  lines(record) {
    if (record.type === 'seed') this.#seed = record;
    const lines = this.#forged(record) ?? [record];
    this.#written += lines.length;
    return lines;
  }

  #forged(record) {
    if (this.left.length === 0) return null;
    const [kind, forge] = this.left[0];
    // The tables are the first lines.
    if (kind !== 'table_changed' && this.#next-- > 0) return null;
    const lines = forge(record, this.#seed);
    if (lines === null) return null;
    this.left.shift();
    // A line too many is named itself, one that is missing by the line after it.
    const at = this.#written + (kind === 'nonce_repeated' ? 2 : 1);
    this.done.push({ kind, line: at });
    this.#wait();
    return lines;
  }

  #wait() {
    this.#next = Math.floor(this.random() * 2 * this.every);
  }
}

const isMiddle = (record, seed) => record.type === 'draw' && record.nonce < seed.draws;
const isChest = (record, seed) => isMiddle(record, seed) && record.draw === 'chest';

/** As if the misses had not been counted: both tables of the chest have a hundred parts. */
function withoutPity(record, { serverSeed, clientSeed }) {
  const source = { serverSeed: Buffer.from(serverSeed, 'hex'), clientSeed };
  const roll = rollOf(source, record.nonce, 100);
  // A roll of both would only fall on another entry.
  return roll < 10 ? null : [{ ...record, roll, entry: 'common' }];
}

const FORGERIES = {
  table_changed: (record) =>
    record.type === 'table' && record.table.includes('"wheel"')
      ? [{ ...record, table: record.table.replace('"weight":7', '"weight":6') }]
      : null,
  pity_ignored: (record, seed) =>
    isChest(record, seed) && record.misses === 9 ? withoutPity(record, seed) : null,
  entry_wrong: (record, seed) =>
    isChest(record, seed) && record.entry === 'common' ? [{ ...record, entry: 'rare' }] : null,
  roll_wrong: (record, seed) =>
    isChest(record, seed) && record.misses < 9
      ? [{ ...record, roll: (record.roll + 1) % 100 }]
      : null,
  misses_wrong: (record, seed) =>
    isChest(record, seed) && record.misses > 0 ? [{ ...record, misses: record.misses - 1 }] : null,
  nonce_repeated: (record, seed) => (isMiddle(record, seed) ? [record, record] : null),
  nonce_skipped: (record, seed) => (isMiddle(record, seed) ? [] : null),
  seed_mismatch: (record) =>
    record.type === 'seed' ? [{ ...record, serverSeed: `00${record.serverSeed.slice(2)}` }] : null,
  draws_missing: (record, seed) =>
    record.type === 'draw' && record.nonce === seed.draws && seed.draws > 1 ? [] : null,
};
