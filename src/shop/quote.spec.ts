import { amount } from '../kernel/amount.js';
import { Problem } from '../kernel/problem.js';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { type AgreedQuote, QUOTE_LENGTH_MAX, QuoteTexts } from './quote.js';

const VERSION = 'catalog_01h455vb4pex5vsknk084sn02q';
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
    const quote = { ...QUOTE, ...words, unitPrice: most, quantity: 99 };
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
