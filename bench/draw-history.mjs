// Players who draw, as lines of a file that the verifier reads: made by the house's own rules, which
// are handed in, so that the tests use the sources and `npm run draws -- prove` what was built.

const LINES = [
  [
    'chest',
    3,
    [
      ['rare', 3],
      ['epic', 1],
      ['common', 96],
    ],
    { after: 9, entries: ['rare', 'epic'] },
  ],
  [
    'chest',
    1,
    [
      ['rare', 5],
      ['epic', 2],
      ['common', 93],
    ],
    { after: 9, entries: ['rare', 'epic'] },
  ],
  ['wheel', 2, Array.from({ length: 40 }, (_, at) => [`field-${at}`, at + 1]), null],
  [
    'stars',
    1,
    [
      ['nova', 1],
      ['dust', 9_002_803_354_665_471],
    ],
    { after: 50, entries: ['nova'] },
  ],
];

/** @typedef {ReturnType<typeof import('./draw-history.mjs').tables>[number]} Table */
const tables = LINES.map(([key, share, weights, pity]) => {
  const entries = weights.map(([name, weight]) => ({ key: name, weight, grants: [], gives: {} }));
  return { share, draw: { key, name: { en: key }, entries, pity, archived: false } };
});

/**
 * Yields the lines. `house` are the functions of `src` (`houseFrom`); the same seed gives the same
 * lines.
 */
export function* drawHistory(house, { draws, seed }) {
  const random = numbersFrom(seed);
  const version = house.idOf('catalog', bytes(random, 16));
  const catalog = { versionId: version, model: { items: new Map() } };
  for (const { draw } of tables) {
    const { hash, text } = house.tableOf(draw);
    yield { type: 'table', hash: hash.toString('hex'), table: text };
  }
  const choices = tables.flatMap(({ share, draw }) => Array(share).fill(draw));
  for (let left = draws; left > 0; ) {
    const wanted = Math.min(left, 1 + Math.floor(random() ** 3 * 3_000));
    yield* onePlayer({ house, random, catalog, choices }, wanted);
    left -= wanted;
  }
}

function* onePlayer({ house, random, catalog, choices }, wanted) {
  const playerId = house.idOf('player', bytes(random, 16));
  const desk = new Desk(house, random);
  let results = [];
  for (let left = wanted; left > 0; ) {
    const times = Math.min(left, random() < 0.3 ? 10 : 1);
    const draw = choices[Math.floor(random() * choices.length)];
    const orderId = desk.ids.next('order');
    const candidate = house.seedCandidate((size) => bytes(random, size));
    const request = { playerId, draw, catalog, orderId, times, candidate };
    const played = house.playDraw(desk, request);
    desk.take(played.changes);
    results.push(...played.results);
    left -= times;
    if (left > 0 && random() < 0.99) continue;
    const { revealed } = desk.take(
      house
        .rotationOperation({ playerId, clientSeed: word(random), candidate, claim: null })
        .decide(desk).changes,
    );
    const { number, commitment, clientSeed, draws, serverSeed } = house.revealedView(revealed);
    yield { type: 'seed', player: playerId, number, commitment, clientSeed, draws, serverSeed };
    for (const result of results) {
      yield { type: 'draw', player: playerId, ...house.drawResultView(result) };
    }
    results = [];
  }
}

/** Keeps the rows of one player in memory, as the books do. */
class Desk {
  now = Date.UTC(2026, 10, 27);
  #rows = new Map();

  constructor(house, random) {
    this.ids = { next: (prefix) => house.idOf(prefix, bytes(random, 16)) };
  }

  row(book, key) {
    // A seed is laid aside only by somebody who has a wallet.
    return book.name === 'wallets' ? {} : this.#rows.get(`${book.name} ${key}`);
  }

  take(changes) {
    let revealed = null;
    for (const { book, key, row } of changes) {
      if (book.name === 'revealed draw seeds') revealed = row;
      else if (book.name !== 'draw results') this.#rows.set(`${book.name} ${key}`, row);
    }
    return { revealed };
  }
}

/** A player's word: mostly random, sometimes one that looks like a part of the message. */
function word(random) {
  return random() < 0.2 ? `lucky:${Math.floor(random() * 9)}:0` : null;
}

function bytes(random, size) {
  return Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function numbersFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
