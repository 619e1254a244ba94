import {
  anything,
  flag,
  maybe,
  moment,
  object,
  shape,
  text,
  whole,
} from '../platform/http/answers.js';

export const SESSION = shape(
  'SessionAnswer',
  object({
    player: object({ id: text() }),
    accountToken: text('What the stores are told of the player (a UUID).'),
    accessToken: text(),
    expiresAt: moment('Of the access token.'),
    refreshToken: text('Good for one use.'),
  }),
);

const consents = object({
  consumption: flag('A store that decides about a refund may be told how much was used.'),
});
export const CONSENTS = object({ consents });

export const ME = object({
  player: object({ id: text(), createdAt: moment() }),
  accountToken: text(),
  environment: text(),
  consents,
});

export const ATTRIBUTES = object({
  attributes: object({
    country: maybe(text()),
    platform: maybe(text()),
    level: maybe(whole()),
    spent: maybe(whole()),
    firstSeenAt: maybe(moment()),
    timeZone: maybe(text()),
    custom: anything(),
  }),
  changedAt: maybe(moment()),
});
