import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';
import type { PurchaseRequest } from './purchase-request.js';
import type { PurchaseView } from './purchase-view.js';

const everything = [
  'settle',
  'cancel',
  'finish',
  'refund',
  'reverse-refund',
  'decline-refund',
  'consumption-request',
  'chargeback',
  'revoke',
  'rescind-consent',
];
const apple: PurchaseRequest = { store: 'apple', productId: 'gems' };
const google: PurchaseRequest = { store: 'google', productId: 'gems', quantity: 2 };
const waiting = { state: 'pending' } as const;

describe('What can happen to a purchase', () => {
  let simulator: SimulatorInTest;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
  });
  afterAll(() => simulator.close());

  const happen = (id: string, event: string, wish: object = {}) =>
    simulator.control.call<PurchaseView>('POST', `/purchases/${id}/${event}`, wish);

  async function led(request: PurchaseRequest, steps: (string | [string, object])[]) {
    const { id } = await simulator.control.buy(request);
    for (const step of steps) await happen(id, ...([step].flat() as [string, object?]));
    return simulator.control.purchase(id);
  }

  const paidAtApple = ['refund', 'decline-refund', 'consumption-request', 'chargeback', 'revoke'];
  const table: [string, PurchaseRequest, (string | [string, object])[], string[]][] = [
    ['waits at Apple', { ...apple, ...waiting }, [], ['settle', 'cancel', 'rescind-consent']],
    ['waits at Google', { ...google, ...waiting }, [], ['settle', 'cancel']],
    ['was declined', { ...google, ...waiting }, ['cancel'], []],
    ['is paid at Apple', apple, [], ['finish', ...paidAtApple, 'rescind-consent']],
    ['is finished', apple, ['finish'], [...paidAtApple, 'rescind-consent']],
    ['is paid at Google', google, [], ['finish', 'refund', 'chargeback']],
    ['is consumed', google, ['finish'], ['refund', 'chargeback']],
    [
      'is refunded in part at Apple',
      apple,
      ['finish', ['refund', { percentage: 40 }]],
      [...paidAtApple, 'reverse-refund', 'rescind-consent'],
    ],
    [
      'is refunded at Apple',
      apple,
      ['finish', 'refund'],
      ['reverse-refund', 'decline-refund', 'consumption-request', 'rescind-consent'],
    ],
    [
      'is refunded in part at Google',
      google,
      ['finish', ['refund', { quantity: 1 }]],
      ['refund', 'chargeback'],
    ],
    ['is refunded at Google', google, ['refund'], []],
    ['is wanted back by a bank', google, ['finish', 'chargeback'], ['refund', 'chargeback']],
  ];

  it.each(table)(
    'is known when it %s, and nothing else happens',
    async (_, request, steps, can) => {
      const purchase = await led(request, steps);
      expect([...purchase.events].sort()).toEqual([...can].sort());
      for (const event of everything.filter((one) => !can.includes(one))) {
        const told = (await simulator.control.purchase(purchase.id)).notifications.length;
        const done = await happen(purchase.id, event).catch((error: Error) => error.message);
        // Saying again that something is finished is no fault.
        if (event === 'finish' && typeof done === 'object') {
          expect(done.notifications).toHaveLength(told);
        } else expect(done).toMatch(/: (409|422) /);
      }
    },
  );

  it('at Apple is a refund whose cause is told, when a bank wants the money', async () => {
    const purchase = await led(apple, ['chargeback']);
    expect(purchase).toMatchObject({
      state: 'refunded',
      refund: { percentage: 100, reason: 0, cause: 'chargeback', type: 'REFUND_FULL' },
    });
    const { id } = await simulator.control.buy(apple);
    const asked = happen(id, 'chargeback', { outcome: 'dismissed' });
    await expect(asked).rejects.toThrow('not_at_this_store');
    expect(await happen(id, 'chargeback', { outcome: 'upheld' })).toMatchObject({
      state: 'refunded',
    });
  });

  it('at Google is one product after another, when several were bought', async () => {
    const lineItems = [{ productId: 'gems', quantity: 2 }, { productId: 'potion' }];
    const { id } = await simulator.control.buy({ store: 'google', lineItems });
    await expect(happen(id, 'refund', { quantity: 1 })).rejects.toThrow('name one by productId');
    await expect(happen(id, 'refund', { quantity: 1, productId: 'skin' })).rejects.toThrow('422');
    await expect(happen(id, 'refund', { quantity: 3, productId: 'gems' })).rejects.toThrow('422');
    const part = await happen(id, 'refund', { quantity: 1, productId: 'potion' });
    expect(part).toMatchObject({ state: 'purchased', refund: { quantity: 1 } });
    const whole = await happen(id, 'refund', { quantity: 2, productId: 'gems' });
    expect(whole).toMatchObject({ state: 'refunded', refund: { quantity: 3 } });
  });

  it('is refused when it is misspelt, or has a reason that the store does not know', async () => {
    const { id } = await simulator.control.buy(apple);
    await expect(happen(id, 'refnud')).rejects.toThrow('404');
    await expect(happen(id, 'refund', { percent: 5 })).rejects.toThrow('/percent');
    await expect(happen(id, 'refund', { reason: 7 })).rejects.toThrow('invalid_refund');
    await expect(happen(id, 'consumption-request', { reason: 'FUN' })).rejects.toThrow('/reason');
  });
});
