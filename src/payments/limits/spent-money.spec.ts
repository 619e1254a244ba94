import { modelWith, productWith } from '../../../test/support/catalog-things.js';
import { idNumbered } from '../../../test/support/desk.js';
import { publishedCatalog } from '../../catalog/published-catalog.js';
import type { Money } from '../../kernel/money.js';
import type { PurchaseLine } from '../../stores/store-gateway.js';
import { type CountedPayment, countedMicros, pricedCurrencies } from './spent-money.js';

const usd = (micros: number): Money => ({ currency: 'USD', micros });
const eur = (micros: number): Money => ({ currency: 'EUR', micros });
const product = (key: string, price: Money | null) =>
  [key, productWith(key, { stores: { apple: key, google: key }, referencePrice: price })] as const;
const CATALOG = publishedCatalog(
  idNumbered('catalog', 1),
  modelWith({
    products: new Map([product('gems', usd(5)), product('euro', eur(7)), product('odd', null)]),
  }),
);
const paid = (lines: Record<string, number>, price: Money | null, createdAt = 10) =>
  ({
    store: 'google',
    createdAt,
    price,
    lines: Object.entries(lines).map(
      ([productId, quantity]) => ({ productId, quantity }) as PurchaseLine,
    ),
  }) satisfies CountedPayment;
const spent = (...payments: CountedPayment[]) =>
  countedMicros(payments, { currency: 'USD', from: 10, catalog: CATALOG });

describe('what counts for a limit', () => {
  it.each([
    ['the price of the store', paid({ gems: 1 }, usd(4)), 4],
    ['the reference price where the store tells none', paid({ gems: 2 }, null), 10],
    ['the reference price of what was paid in another currency', paid({ gems: 1 }, eur(1)), 5],
    ['nothing of a product priced in another currency', paid({ euro: 1 }, null), 0],
    ['what the store charged for that, all the same', paid({ euro: 1 }, usd(8)), 8],
    ['nothing where no price is known', paid({ odd: 1 }, null), 0],
    ['nothing of a product that is in no catalog', paid({ gone: 1 }, null), 0],
    ['nothing that came before', paid({ gems: 1 }, usd(4), 9), 0],
  ])('is %s', (_, payment, micros) => {
    expect(spent(payment)).toBe(micros);
  });

  it('is the sum of all payments', () => {
    expect(spent(paid({ gems: 1 }, usd(4)), paid({ gems: 1 }, null), paid({ odd: 1 }, null))).toBe(
      9,
    );
  });

  it('is in a currency that some product is priced in', () => {
    expect([...pricedCurrencies(CATALOG)]).toEqual(['USD', 'EUR']);
  });
});
