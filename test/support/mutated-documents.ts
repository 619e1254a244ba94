/** Documents and texts with a few changes that a person or an attacker could make. */

type Random = () => number;
type Owner = Record<string, unknown> | unknown[];

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  'x',
  '__proto__',
  'constructor',
  '\u0000',
  '\ud800',
  '2026-02-31T00:00:00Z',
  '9999-12-31T23:59:59-23:59',
  0,
  -0,
  -1,
  1,
  0.5,
  2 ** 53,
  1e308,
  Number.NaN,
  [],
  {},
  [[]],
  [null],
  { en: 'x' },
  { GEM: 1 },
  { sku: 'item.0' },
  JSON.parse('{"__proto__":{"archived":true}}'),
  nested(40),
];

/** One or two places are removed, replaced, doubled or moved to another key. */
export function mutatedDocument(document: object, random: Random): unknown {
  const copy = structuredClone(document);
  const count = 1 + Math.floor(random() * 2);
  for (let n = 0; n < count; n += 1) mutate(copy as Owner, random);
  return copy;
}

/** Up to three characters are removed, doubled or replaced by one that YAML gives a meaning to. */
export function mutatedText(text: string, random: Random): string {
  let mutated = text;
  const count = 1 + Math.floor(random() * 3);
  for (let n = 0; n < count; n += 1) {
    const at = Math.floor(random() * mutated.length);
    const odd = '{}[]:,#&*!|>%@`"\'?-\n\t\u0000 0'.charAt(Math.floor(random() * 25));
    const kept = mutated.charAt(at);
    const piece = [odd, '', kept + kept, odd + kept][Math.floor(random() * 4)]!;
    mutated = mutated.slice(0, at) + piece + mutated.slice(at + 1);
  }
  return mutated;
}

function mutate(document: Owner, random: Random): void {
  const places = placesOf(document);
  const place = places[Math.floor(random() * places.length)];
  if (!place) return;
  const owner = place.owner as Record<string, unknown>;
  const choice = random();
  if (choice < 0.2) {
    if (Array.isArray(place.owner)) place.owner.splice(Number(place.key), 1);
    else delete owner[place.key];
  } else if (choice < 0.3) {
    owner[`${place.key}x`] = owner[place.key];
  } else if (choice < 0.5) {
    const other = places[Math.floor(random() * places.length)]!;
    owner[place.key] = structuredClone((other.owner as Record<string, unknown>)[other.key]);
  } else {
    owner[place.key] = ODD_VALUES[Math.floor(random() * ODD_VALUES.length)];
  }
}

function placesOf(value: unknown): { owner: Owner; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    { owner: value as Owner, key },
    ...placesOf(member),
  ]);
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { x: nested(depth - 1) };
}
