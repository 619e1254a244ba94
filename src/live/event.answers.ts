import {
  anything,
  flag,
  list,
  moment,
  object,
  shape,
  text,
  whole,
} from '../platform/http/answers.js';

const PLAYER_EVENT = shape(
  'PlayerEvent',
  object({
    id: text(),
    type: text('Such as `wallet.changed`, `payment.refunded` or `order.completed`.'),
    number: whole('Counts the events of the player, without a gap.'),
    createdAt: moment(),
    player: text(),
    data: anything(),
  }),
  'Something that happened to a player.',
);

export const EVENTS = shape(
  'EventsAnswer',
  object({
    data: list(PLAYER_EVENT),
    last: whole('To ask with next.'),
    more: flag('There are more already.'),
  }),
);
