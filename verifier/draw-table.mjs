import { createHash, createHmac } from 'node:crypto';

/** @param {string | Buffer} data */
export function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * A published table, ready to be walked. Throws when it is not one.
 *
 * @param {string} text canonical JSON, as it was hashed
 */
export function readTable(text) {
  const { draw, entries, pity } = JSON.parse(text);
  const rows = Object.keys(entries)
    .sort() // by UTF-16 code units
    .map((key) => ({ key, weight: entries[key].weight }));
  for (const { key, weight } of rows) {
    if (!Number.isSafeInteger(weight) || weight < 1) throw new Error(`the weight of ${key}`);
  }
  const promised = new Set(pity?.entries);
  return {
    draw: String(draw),
    keys: new Set(rows.map(({ key }) => key)),
    all: summed(rows),
    pity: pity && { after: pity.after, ...summed(rows.filter(({ key }) => promised.has(key))) },
  };
}

function summed(rows) {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  if (total < 1 || !Number.isSafeInteger(total)) throw new Error('the weights have no sum');
  return { rows, total, keys: new Set(rows.map(({ key }) => key)) };
}

/** The row that a roll falls on: the first with which the weights so far exceed it. */
export function rowAt({ rows }, roll) {
  let reached = 0;
  return rows.find(({ weight }) => {
    reached += weight;
    return reached > roll;
  })?.key;
}

/**
 * The roll of a draw: HMAC-SHA256 by the server seed over `client seed:nonce:attempt`, its first
 * eight bytes modulo the total, and again with the next attempt when they lie above the greatest
 * multiple of the total.
 */
export function rollOf({ serverSeed, clientSeed }, nonce, total) {
  const modulus = BigInt(total);
  const greatest = (2n ** 64n / modulus) * modulus;
  for (let attempt = 0; ; attempt++) {
    const message = `${clientSeed}:${nonce}:${attempt}`;
    const digest = createHmac('sha256', serverSeed).update(message).digest();
    const number = digest.readBigUInt64BE(0);
    if (number < greatest) return Number(number % modulus);
  }
}
