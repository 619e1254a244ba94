import { itemWith, modelWith, offerWith, saleWith } from '../../test/support/catalog-things.js';
import type { Offer, Sale } from '../catalog/model.js';
import { NOBODY, type PlayerFacts } from '../catalog/player-facts.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { amount } from '../kernel/amount.js';
import { Problem } from '../kernel/problem.js';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { type AgreedQuote, honouredOffer, QUOTE_LENGTH_MAX, QuoteTexts } from './quote.js';

const VERSION = 'catalog_01h455vb4pex5vsknk084sn02q';
const OTHER_VERSION = 'catalog_01h455vb4pex5vsknk084sn02r';
const NOW = Date.parse('2026-11-27T18:00:00Z');
const PLAYER = {
  titleId: 'title_01h455vb4pex5vsknk084sn02q',
  environment: 'production',
  playerId: 'player_01h455vb4pex5vsknk084sn02q',
} as const;
const QUOTE: AgreedQuote = {
  offer: 'dragon',
  quantity: 2,
  currency: 'GEM',
  unitPrice: amount(80),
  listPrice: amount(100),
  sale: 'friday',
  pricedAt: NOW,
  catalogVersionId: VERSION,
  expiresAt: NOW + 60_000,
};

const textsOf = (secret: string) => new QuoteTexts(new ProcessSecret(secret).derive('quotes'));
const texts = textsOf('a secret of at least 32 characters');
const written = texts.write(QUOTE, PLAYER);

function refusal(work: () => unknown) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { code: error.code, ...error.details.members };
  }
}

describe('the text of a quote', () => {
  it('says what was agreed to the player it was made for, on every instance', () => {
    expect(written).toMatch(/^q1\.[\w-]+$/);
    expect(texts.read(written, PLAYER)).toEqual(QUOTE);
    expect(textsOf('a secret of at least 32 characters').read(written, PLAYER)).toEqual(QUOTE);
  });

  it('has room for the longest keys and numbers', () => {
    const long = 'x'.repeat(64);
    const most = amount(1_000_000_000_000);
    const words = { offer: long, currency: long, sale: long };
    const quote = { ...QUOTE, ...words, unitPrice: most, listPrice: most, quantity: 99 };
    const text = texts.write(quote, PLAYER);
    expect(text.length).toBeLessThanOrEqual(QUOTE_LENGTH_MAX);
    expect(texts.read(text, PLAYER)).toEqual(quote);
  });

  const last = written.at(-1) === 'A' ? 'B' : 'A';
  it.each([
    ['nothing', ''],
    ['another form', `q2${written.slice(2)}`],
    ['no form', written.slice(3)],
    ['a changed end', `${written.slice(0, -1)}${last}`],
    ['a changed start', `q1.${written[3] === 'A' ? 'B' : 'A'}${written.slice(4)}`],
    ['a part of one', written.slice(0, -4)],
    ['only a form', 'q1.'],
    ['only a MAC', written.slice(0, 3 + 22)],
    ['another spelling', `${written}=`],
    ['a longer text', `${written}AAAA`],
    ['a very long text', `q1.${'A'.repeat(100_000)}`],
    ['a lone surrogate', 'q1.\ud800'],
    [
      'a quote of another installation',
      textsOf('another secret of 32 characters.').write(QUOTE, PLAYER),
    ],
    [
      'a quote of another player',
      texts.write(QUOTE, { ...PLAYER, playerId: 'player_01h455vb4pex5vsknk084sn02r' }),
    ],
    [
      'a quote of another title',
      texts.write(QUOTE, { ...PLAYER, titleId: 'title_01h455vb4pex5vsknk084sn02r' }),
    ],
    ['a quote of the other environment', texts.write(QUOTE, { ...PLAYER, environment: 'sandbox' })],
  ])('is quote_invalid for %s', (_, text) => {
    expect(refusal(() => texts.read(text, PLAYER))).toEqual({ code: 'quote_invalid' });
  });

  it('is quote_invalid with any one character changed', () => {
    for (let at = 0; at < written.length; at++) {
      const other = written[at] === 'x' ? 'y' : 'x';
      const text = written.slice(0, at) + other + written.slice(at + 1);
      expect(refusal(() => texts.read(text, PLAYER))).toEqual({ code: 'quote_invalid' });
    }
  });
});

describe('a quote', () => {
  const friday = saleWith('friday', {
    offers: ['dragon'],
    percent: 20,
    startsAt: NOW - 1_000,
    endsAt: NOW + 10_000,
  });
  const catalogWith = ({
    offer = {},
    sales = [friday],
    version = VERSION as typeof VERSION | typeof OTHER_VERSION,
  }: {
    offer?: Partial<Offer>;
    sales?: readonly Sale[];
    version?: typeof VERSION | typeof OTHER_VERSION;
  } = {}) =>
    publishedCatalog(
      version,
      modelWith({
        items: new Map([['sword', itemWith('sword', { kind: 'upgrade', levels: 3 })]]),
        offers: new Map([['dragon', offerWith('dragon', offer)]]),
        sales: new Map(sales.map((sale) => [sale.key, sale])),
      }),
    );
  const standing = (
    catalog: ReturnType<typeof catalogWith>,
    {
      now = NOW + 5_000,
      facts = NOBODY,
      quote = QUOTE,
    }: { now?: number; facts?: PlayerFacts; quote?: AgreedQuote } = {},
  ) => refusal(() => honouredOffer(quote, { catalog, facts, now }).key === 'dragon');
  const gems = (amount: number) => ({ currentPrice: { currency: 'GEM', amount } });
  const republished = { version: OTHER_VERSION } as const;

  it('is honoured until it expires, also when the sale and the offer ended meanwhile', () => {
    const ending = catalogWith({ offer: { endsAt: NOW + 20_000 } });
    expect(standing(ending)).toBe(true);
    expect(standing(ending, { now: NOW + 30_000 })).toBe(true);
    expect(standing(ending, { now: NOW + 59_999 })).toBe(true);
    expect(standing(ending, { now: NOW + 60_000 })).toEqual({
      code: 'quote_expired',
      ...gems(100),
    });
  });

  it('is honoured after a publish that would have charged the same', () => {
    expect(standing(catalogWith(republished))).toBe(true);
    expect(standing(catalogWith(republished), { now: NOW + 30_000 })).toBe(true);
  });

  it.each([
    ['another price', { offer: { price: { currency: 'GEM', amount: amount(90) } } }, 72],
    ['no such sale', { sales: [] }, 100],
    ['a deeper sale', { sales: [{ ...friday, percent: 30 }] }, 70],
  ])('is price_changed after a publish with %s', (_, changes, price) => {
    const answer = standing(catalogWith({ ...changes, ...republished }));
    expect(answer).toEqual({ code: 'price_changed', ...gems(price) });
  });

  it('is price_changed after a publish with another currency', () => {
    const offer = { price: { currency: 'GOLD', amount: amount(100) } };
    const currentPrice = { currency: 'GOLD', amount: 80 };
    const answer = standing(catalogWith({ offer, ...republished }));
    expect(answer).toEqual({ code: 'price_changed', currentPrice });
  });

  it.each([
    ['archived', { archived: true }, { reason: 'unknown' }],
    ['for others only', { audience: 'others' }, { reason: 'unknown' }],
    ['over', { endsAt: NOW - 1 }, { reason: 'ended' }],
  ])('is offer_unavailable after a publish that makes the offer %s', (_, offer, members) => {
    const answer = standing(catalogWith({ offer, ...republished }));
    expect(answer).toEqual({ code: 'offer_unavailable', ...members });
  });

  it('is price_changed once the level that it was for was bought', () => {
    const offer = {
      grants: [{ sku: 'sword', quantity: 1, level: null }],
      levelPrices: [100, 300, 900].map(amount),
    };
    const catalog = catalogWith({ offer, sales: [] });
    const quote = { ...QUOTE, quantity: 1, unitPrice: amount(100), sale: null };
    expect(standing(catalog, { quote })).toBe(true);
    const facts = { ...NOBODY, heldLevels: new Map([['sword', 1]]) };
    expect(standing(catalog, { quote, facts })).toEqual({ code: 'price_changed', ...gems(300) });
  });
});
