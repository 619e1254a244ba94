import { maybe, moment, object, page, shape, text, whole } from '../platform/http/answers.js';

const revealed = object({
  number: whole(),
  serverSeed: text('In hex.'),
  commitment: text(),
  clientSeed: text(),
  draws: whole(),
  startedAt: moment(),
  revealedAt: moment(),
});

const result = {
  draw: text(),
  seed: whole('The number of the seed that it was made with.'),
  nonce: whole(),
  entry: text(),
  roll: whole(),
  misses: whole(),
  tableHash: text(),
  catalogVersion: text(),
  order: text(),
  line: whole(),
  createdAt: moment(),
};
export const DRAW_RESULT = shape(
  'DrawResult',
  object(result),
  'One draw that was played: with its seed all that is needed to do it again.',
);
export const DRAW_RESULTS = page(
  object({ ...result, revealed: maybe(revealed, 'Null while the seed is in use.') }),
);

const seedInUse = object({
  number: whole(),
  commitment: text('SHA-256 of the server seed in hex.'),
  clientSeed: text(),
  draws: whole('Played with it so far.'),
  startedAt: moment(),
  next: object({ number: whole(), commitment: text() }),
});
export const SEED = object({ seed: seedInUse });
export const REVEALED = object({
  revealed,
  seed: seedInUse,
});
