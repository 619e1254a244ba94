import { Logger } from '@nestjs/common';
import type { PurchaseRequest } from '../../simulator/control/purchase-request.js';
import type { PurchaseView } from '../../simulator/control/purchase-view.js';
import {
  type StoreGateway,
  StoreRefused,
  StoreUnavailable,
  type UsageReport,
} from '../../src/stores/store-gateway.js';
import {
  accountToken,
  demo,
  gatewayTo,
  openStoresInTest,
  paymentOf,
  purchaseIn,
  type StoresInTest,
  usageReport,
} from './stores-in-test.js';

describe('What is told to Google alone', () => {
  let stores: StoresInTest;
  let gateway: StoreGateway;

  const buy = (wish: Partial<PurchaseRequest> = {}) =>
    stores.simulator.control.buy({ store: 'google', productId: 'gems_500', ...wish });

  const view = (id: string): Promise<PurchaseView> => stores.simulator.control.purchase(id);

  beforeAll(async () => {
    Logger.overrideLogger(false);
    stores = await openStoresInTest();
  });
  afterAll(() => stores.close());
  beforeEach(() => {
    gateway = gatewayTo('google', stores);
  });

  /** A purchase whose chargeback Google asks about, and the token of its question. */
  async function charged(wish: Partial<PurchaseRequest> = {}) {
    const bought = await buy(wish);
    const { reviews } = await stores.simulator.control.chargeback(bought.id);
    return { bought, reviewToken: reviews[0]!.token };
  }

  it('is asked at exactly these addresses', async () => {
    const { bought, reviewToken } = await charged();
    const payment = paymentOf(bought);
    await gateway.look(demo, payment);
    stores.front.heard.length = 0;
    await gateway.acknowledge(demo, payment);
    await gateway.finish(demo, payment);
    await gateway.reportUsage(demo, payment, { ...usageReport, reviewToken });
    await gateway.assign(demo, payment, accountToken);
    const app = '/androidpublisher/v3/applications/com.example.demo';
    expect(stores.front.apiCalls()).toEqual([
      `POST ${app}/purchases/products/gems_500/tokens/${bought.id}:acknowledge`,
      `POST ${app}/purchases/products/gems_500/tokens/${bought.id}:consume`,
      `POST ${app}/orders/${bought.orderId}:reviewrefund`,
    ]);
  });

  it('a purchase is acknowledged without being consumed, and consumed later', async () => {
    const bought = await buy();
    await gateway.acknowledge(demo, paymentOf(bought));
    await gateway.acknowledge(demo, paymentOf(bought));
    expect(await view(bought.id)).toMatchObject({ acknowledged: true, consumed: false });
    const looked = purchaseIn(await gateway.look(demo, paymentOf(bought)));
    expect(looked).toMatchObject({ acknowledged: true, consumed: false });
    await gateway.finish(demo, paymentOf(bought));
    await gateway.acknowledge(demo, paymentOf(bought)); // too late, and done
    expect(await view(bought.id)).toMatchObject({ consumed: true });
  });

  it('each product of a purchase is consumed, and what is consumed already is passed', async () => {
    const lineItems = [{ productId: 'gems_500', quantity: 2 }, { productId: 'gems_900' }];
    const bought = await buy({ productId: undefined, lineItems });
    const payment = paymentOf(bought);
    await gateway.finish(demo, { ...payment, lines: payment.lines.slice(0, 1) });
    expect(await view(bought.id)).toMatchObject({ consumed: false, acknowledged: true });
    await gateway.finish(demo, payment);
    expect(await view(bought.id)).toMatchObject({ consumed: true });
  });

  it('what was given back is refused for good, and what is pending is tried again', async () => {
    const given = await stores.simulator.control.refund((await buy()).id);
    const pending = await buy({ state: 'pending' });
    for (const act of ['finish', 'acknowledge'] as const) {
      await expect(gateway[act](demo, paymentOf(given))).rejects.toThrow(StoreRefused);
      await expect(gateway[act](demo, paymentOf(pending))).rejects.toThrow(StoreUnavailable);
    }
    await expect(gateway.acknowledge(demo, paymentOf(given, { lines: [] }))).rejects.toThrow(
      StoreRefused,
    );
  });

  it.each<[UsageReport['preference'], string]>([
    ['grant', 'APPROVE'],
    ['decline', 'DECLINE'],
    ['prorated', 'NEUTRAL'], // Google knows no refund in parts here
    ['neutral', 'NEUTRAL'],
    [null, 'NEUTRAL'],
  ])('a review is answered with how much was used, and %s', async (preference, word) => {
    const { bought, reviewToken } = await charged();
    const at = Date.UTC(2026, 0);
    const uses = [{ at, what: 'a sword' }];
    const told = { ...usageReport, reviewToken, preference, uses };
    await gateway.reportUsage(demo, paymentOf(bought), told);
    const [answer] = (await view(bought.id)).reviews[0]!.answers;
    expect(answer).toMatchObject({
      counted: true,
      refundPreference: word,
      sampleContentProvided: false,
      consumptionPercentageMilliunits: 40_000,
      consumptionUsageEvents: [
        {
          obfuscatedAccountId: accountToken,
          consumptionTime: '2026-01-01T00:00:00.000Z',
          consumptionItemDescription: 'a sword',
        },
      ],
    });
  });

  it('only the first answer to a review counts, and the second is no fault', async () => {
    const { bought, reviewToken } = await charged();
    const told = { ...usageReport, reviewToken };
    await gateway.reportUsage(demo, paymentOf(bought), { ...told, preference: 'decline' });
    await gateway.reportUsage(demo, paymentOf(bought), { ...told, preference: 'grant' });
    const { answers } = (await view(bought.id)).reviews[0]!;
    expect(answers.map((answer) => answer.counted)).toEqual([true, false]);
  });

  it('of very many uses the newest thousand are told, each in as many words as fit', async () => {
    const { bought, reviewToken } = await charged();
    const uses = Array.from({ length: 1_500 }, (_, index) => ({
      at: index,
      what: `${index}`.padEnd(6_000, '.'),
    }));
    await gateway.reportUsage(demo, paymentOf(bought), {
      ...usageReport,
      accountToken: null,
      reviewToken,
      uses: uses.map(({ at, what }) => ({ at, what: at < 1_499 ? String(at) : what })),
    });
    const [answer] = (await view(bought.id)).reviews[0]!.answers;
    const events = answer!.consumptionUsageEvents as Record<string, string>[];
    expect(events).toHaveLength(1_000);
    expect(events[0]).toEqual({
      consumptionTime: '1970-01-01T00:00:00.500Z',
      consumptionItemDescription: '500',
    });
    expect(events.at(-1)!.consumptionItemDescription).toHaveLength(5_000);
  });

  it('the order of a purchase is asked for when it is not known', async () => {
    const { bought, reviewToken } = await charged();
    await gateway.reportUsage(demo, paymentOf(bought, { storeOrderId: null, app: null }), {
      ...usageReport,
      reviewToken,
    });
    expect((await view(bought.id)).reviews[0]!.answers).toHaveLength(1);
  });

  it('there is no answer without a question, a token that Google knows, and an order', async () => {
    const { bought, reviewToken } = await charged();
    const promotion = await buy({ kind: 'promo' });
    const unknown = paymentOf(bought, { storeOrderId: 'GPA.0' });
    const asked = { ...usageReport, reviewToken };
    for (const [payment, answer] of [
      [paymentOf(bought), usageReport],
      [paymentOf(bought), { ...usageReport, reviewToken: 'another' }],
      [paymentOf(promotion), asked],
      [unknown, asked],
    ] as const) {
      const told = gateway.reportUsage(demo, payment, answer);
      await expect(told).rejects.toThrow(StoreRefused);
    }
  });
});
