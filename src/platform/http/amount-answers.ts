import { mapOf, object, shape, text, whole } from './answers.js';

export const price = object({ currency: text(), amount: whole() });
export const money = object({ currency: text('ISO 4217.'), micros: whole() });

export const PRICE = shape(
  'Price',
  price,
  'An amount of a virtual currency: a whole number, never a fraction.',
);
export const MONEY = shape(
  'Money',
  money,
  "Real money: millionths of the currency's unit, so 4.99 USD is 4,990,000 micros.",
);
/** Amounts by the code of their virtual currency. */
export const gems = (description?: string) => mapOf(whole(), description);
