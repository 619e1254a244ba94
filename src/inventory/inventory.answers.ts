import { choice, list, maybe, object, shape, text, whole } from '../platform/http/answers.js';

/** Bundles are in no inventory: their parts are. */
export const ITEM_KINDS = ['durable', 'consumable', 'upgrade', 'unlock', 'bundle'] as const;

export const INVENTORY_ITEM = shape(
  'InventoryItem',
  object({
    sku: text(),
    kind: choice(ITEM_KINDS),
    quantity: whole('0: it was consumed or taken back.'),
    level: maybe(whole('Of upgrades.')),
  }),
  'What a player holds of one item.',
);

export const INVENTORY = shape(
  'Inventory',
  object({ seq: whole("Of the player's wallet."), items: list(INVENTORY_ITEM) }),
  'All that a player holds.',
);

export const CONSUMED = shape(
  'ConsumeAnswer',
  object({
    consumed: object({ sku: text(), quantity: whole() }),
    inventory: list(INVENTORY_ITEM, 'The item in its new state.'),
    seq: whole(),
  }),
);
