import { type Payment, storePaymentOf } from '../../src/payments/payment.js';
import { PaymentStore } from '../../src/payments/payment.store.js';
import { SettlementService } from '../../src/payments/settlement.service.js';
import { TopUpsService } from '../../src/payments/top-ups.service.js';
import { Database } from '../../src/platform/database/database.js';
import type { Share } from '../../src/stores/store-gateway.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { ask, freshKey, type Player, type RawAnswer } from '../support/player.js';
import type { ServiceAddress, ServiceInTest } from '../support/service.js';

/** Gives an order back, as a game server does. */
export function refundOrder(
  { url }: Pick<ServiceAddress, 'url'>,
  id: string,
  more: { readonly key?: string; readonly secret?: string; readonly [field: string]: unknown } = {},
): Promise<RawAnswer> {
  const { key = freshKey(), secret = 'sk_demo', ...fields } = more;
  return ask(url, `/server/orders/${id}/refund`, {
    body: { reason: 'asked by the player', ...fields },
    headers: { authorization: `Bearer ${secret}`, 'idempotency-key': key },
  });
}

/** Buys and returns the id of the order. */
export async function bought(player: Player, order: object): Promise<string> {
  const answer = await player.send('/orders', order);
  if (answer.status !== 201) throw new Error(`not bought: ${answer.text}`);
  return answer.body.order.id;
}

/** The demo title takes these items back from now on, when a payment is refunded. */
export async function takeItemsBack({ app }: ServiceInTest, items: string[]): Promise<void> {
  const titles = app.get(TitlesService, { strict: false });
  const { id, settings } = (await titles.bySlug('demo'))!;
  await titles.setSettings(id, { ...settings, refunds: { policy: 'take_items', items } });
}

/** Asks the store about a payment, as reconciliation and notifications do. */
export async function askStore(service: ServiceInTest, storeTransactionId: string): Promise<void> {
  const payment = await paymentOf(service, storeTransactionId);
  await service.app.get(TopUpsService, { strict: false }).check(payment);
}

/** The store says now that this share of a payment is refunded, as the simulator cannot say it. */
export async function storeSays(
  service: ServiceInTest,
  storeTransactionId: string,
  refunded: Share,
): Promise<void> {
  const payment = await paymentOf(service, storeTransactionId);
  const gateway = service.app.get(TopUpsService, { strict: false }).gatewayOf(payment.store);
  const verification = await gateway.look(payment, storePaymentOf(payment));
  if (verification.outcome !== 'verified') throw new Error(verification.outcome);
  const [purchase] = verification.purchases;
  const lines = purchase.lines.map((line) => ({ ...line, refunded }));
  const later = { ...purchase, state: 'purchased' as const, lines, asOf: purchase.asOf + 1 };
  const settlement = service.app.get(SettlementService, { strict: false });
  await settlement.learned(payment.titleId, later, { source: 'check' });
}

async function paymentOf({ app }: ServiceInTest, storeTransactionId: string): Promise<Payment> {
  const { reader } = app.get(Database, { strict: false });
  const payments = app.get(PaymentStore, { strict: false });
  for (const store of ['apple', 'google'] as const) {
    const of = { store, environment: 'production' as const, storeTransactionId };
    const payment = await payments.findByStoreTransaction(reader, of);
    if (payment) return payment;
  }
  throw new Error(`no payment of ${storeTransactionId}`);
}
