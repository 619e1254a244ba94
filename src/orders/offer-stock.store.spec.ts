import { idNumbered, SCOPE } from '../../test/support/desk.js';
import type { Database } from '../platform/database/database.js';
import { MYSQL, SQLITE } from '../platform/database/dialect.js';
import { OfferStockStore } from './offer-stock.store.js';

describe('the first unit of a stock that is sold', () => {
  // Two instances may sell it at once, and neither holds a lock on a row that is not there.
  it.each([MYSQL, SQLITE])('is inserted on $name and never written over', (dialect) => {
    const store = new OfferStockStore({ dialect } as Database);
    const sold = (number: number) => ({ ...SCOPE, offer: 'hat', sold: number });
    const change = { key: idNumbered('title', 1), after: sold(2) };
    expect(store.write([{ ...change, before: undefined }])).toMatchObject([{ ending: '' }]);
    const again = store.write([{ ...change, before: sold(1) }]);
    expect(again).toMatchObject([{ ending: expect.stringMatching(/UPDATE/) }]);
  });
});
