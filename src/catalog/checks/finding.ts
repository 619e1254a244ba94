/** Why each code is as severe as it is; `docs/catalog-checks.md` lists when each is found. */
export const FINDING_CODES = {
  arbitrage: ['error', 'Gems without end: players find it within hours.'],
  price_zero: ['error', 'What is free is granted, not sold; mostly a slip of the finger.'],
  sale_over_90: ['error', 'More than 90 % off is nearly always a digit too many.'],
  store_id_reused: ['error', 'An old receipt would buy something else.'],
  arbitrage_unchecked: ['warning', 'The search for loops was given up: it says nothing.'],
  audience_empty: ['warning', 'What it guards can never be bought.'],
  audience_unused: ['warning', 'Perhaps an offer or sale should name it.'],
  bundle_dearer: ['warning', 'Whoever buys the bundle pays for not having looked.'],
  draw_unused: ['warning', 'Perhaps an offer should play it.'],
  item_not_given: ['warning', 'Only the game server can give it; perhaps an offer is missing.'],
  limit_never_reached: ['warning', 'Another limit is reached first, so this one says nothing.'],
  limited_gain: ['warning', 'A gift that ends by itself; it may be meant.'],
  missing_locale: ['warning', 'Players of that language would read the fallback.'],
  pack_remainder: ['warning', 'Gems that a player has to buy and has no use for.'],
  price_lowered: ['warning', 'More than 90 % below the base version: perhaps a digit is missing.'],
  sale_without_effect: ['warning', 'Its price is not below the usual one: players see no sale.'],
  sales_overlap: ['warning', 'Sales never add up: only one of them counts.'],
  unreachable_level: ['warning', 'Players could never have the levels from there on.'],
  unreachable_offer: ['warning', 'It requires an item that nothing gives.'],
  unreachable_unlock: ['warning', 'It requires an item that nothing gives.'],
  window_past: ['warning', 'It has ended: it changes nothing any more.'],
} as const satisfies Record<string, readonly ['error' | 'warning', string]>;

export type FindingCode = keyof typeof FINDING_CODES;

/** Something that is wrong with a catalog, or looks so. Errors stop a publish, warnings do not. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  /** RFC 6901, within the document. */
  readonly pointer: string;
  /** A sentence with the numbers. */
  readonly detail: string;
  readonly numbers?: Readonly<Record<string, number | string>>;
}

/** Makes a finding; its code says how severe it is. */
export function finding(
  code: FindingCode,
  path: readonly (string | number)[],
  detail: string,
  numbers?: Readonly<Record<string, number | string>>,
): Finding {
  const [severity] = FINDING_CODES[code];
  const found = { severity, code, pointer: pointerOf(path), detail };
  return numbers === undefined ? found : { ...found, numbers };
}

function pointerOf(path: readonly (string | number)[]): string {
  return path
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
