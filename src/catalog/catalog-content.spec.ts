import { join } from 'node:path';
import { assert, constantFrom, integer, property } from 'fast-check';
import { CatalogCorrupt, contentOf, modelOf, readCatalogJson } from './catalog-content.js';
import { readCatalogFolder } from './catalog-folder.gateway.js';
import { moneyOfText, moneyText } from './money-text.js';
import { storedCatalog } from './published-catalog.js';

const SAMPLE = join(__dirname, '../../examples/catalog');
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

async function sample() {
  const { content, faults } = await readCatalogFolder(SAMPLE);
  expect(faults).toEqual([]);
  return content!;
}

type Json = Record<string, unknown>;

/** The same content with the keys of every object in another order. */
function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, seed));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, shuffled(member, seed)]);
  const turn = seed % (entries.length || 1);
  return Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)].reverse());
}

/** Every place of a scalar in the document. */
function scalars(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, member]) => scalars(member, [...path, key]));
}

function withOther(document: Json, path: (string | number)[]): Json {
  const copy = structuredClone(document);
  let owner = copy;
  for (const step of path.slice(0, -1)) owner = owner[step] as Json;
  const last = path.at(-1)!;
  const value = owner[last];
  owner[last] = typeof value === 'number' ? value + 1 : `${String(value)}x`;
  return copy;
}

describe(`the content of a catalog (SEED=${SEED})`, () => {
  it('is the same after it was stored and read again', async () => {
    const content = await sample();
    const again = contentOf(modelOf(content.text));
    expect(again.text).toBe(content.text);
    expect(again.hash).toEqual(content.hash);
  });

  it('has one hash, however its keys are ordered', async () => {
    const { text, hash } = await sample();
    const check = property(integer({ min: 0, max: 1_000 }), (seed) => {
      const { content } = readCatalogJson(shuffled(JSON.parse(text), seed));
      return content?.hash.equals(hash) === true;
    });
    assert(check, { seed: SEED, numRuns: 50 });
  });

  it('has another hash, or a fault, when any value changes', async () => {
    const { text, hash } = await sample();
    const document = JSON.parse(text) as Json;
    const paths = scalars(document);
    let sound = 0;
    const check = property(constantFrom(...paths), (path) => {
      const { content } = readCatalogJson(withOther(document, path));
      if (content) sound += 1;
      return content === null || !content.hash.equals(hash);
    });
    assert(check, { seed: SEED, numRuns: 300 });
    expect(sound).toBeGreaterThan(60); // most values are texts, and a text may change
  });

  it('writes one moment and one price in one way', () => {
    const of = (endsAt: string, referencePrice: string) => {
      const named = { name: { en: 'X' } };
      const { content } = readCatalogJson({
        currencies: { GEM: { ...named, kind: 'premium' } },
        products: { p: { ...named, stores: { apple: 'p' }, grants: { GEM: 1 }, referencePrice } },
        items: { i: { ...named, kind: 'durable' } },
        offers: {
          o: { ...named, grants: [{ sku: 'i' }], price: { currency: 'GEM', amount: 1 }, endsAt },
        },
      });
      return content!.hash.toString('hex');
    };
    const one = of('2026-11-27T18:00:00+09:00', '4.9 USD');
    expect(of('2026-11-27T09:00:00.000Z', '4.90 USD')).toBe(one);
    expect(of('2026-11-27T09:00:01Z', '4.90 USD')).not.toBe(one);
  });

  it('is refused when it was changed in the database', async () => {
    const { text, hash } = await sample();
    const id = 'catalog_01h455vb4pex5vsknk084sn02q';
    expect(storedCatalog({ id, text, hash }).productsByStoreId.google.size).toBe(3);
    const forged = text.replace('"amount":300', '"amount":3');
    expect(forged).not.toBe(text);
    expect(() => storedCatalog({ id, text: forged, hash })).toThrow(CatalogCorrupt);
    for (const broken of ['', '[]', '{}', text.replace('"amount":300', '"amount":-3')]) {
      expect(() => modelOf(broken)).toThrow(CatalogCorrupt);
    }
  });
});

describe('money as text', () => {
  it('comes back as it was', () => {
    const check = property(integer({ min: 0, max: 999_999_999_999_999 }), (micros) => {
      return moneyOfText(moneyText({ currency: 'USD', micros }))?.micros === micros;
    });
    assert(check, { seed: SEED });
  });

  it.each(['4.99', '4.99USD', '4,99 USD', '-1 USD', '1.2345678 USD', '1e3 USD', '٤ USD'])(
    'is not %p',
    (text) => expect(moneyOfText(text)).toBeNull(),
  );
});
