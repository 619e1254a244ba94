import { idBytes } from '../../src/kernel/id.js';
import { ExpiryWorker } from '../../src/ledger/expiry.worker.js';
import type { TestDatabase } from '../support/databases.js';
import { giveFree, orderOf, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { drawnOrders } from './drawn-orders.js';
import { promotedPayments } from './promoted-payments.js';
import { redeemedCoupons } from './redeemed-coupons.js';
import { refundedOrders } from './refunded-orders.js';
import { soldOrders } from './sold-orders.js';
import { transferredGems } from './transferred-gems.js';

/** A running service and the rows that the plants of this test break. */
export interface SoundBooks {
  readonly service: ServiceInTest;
  readonly facts: Readonly<Record<string, Buffer>>;
}

/** Players who did everything that the service knows, by the service's own ways. */
export async function soundBooks(database: TestDatabase): Promise<SoundBooks> {
  const service = await startService(database);
  try {
    return { service, facts: await lived(service) };
  } catch (error) {
    await service.close();
    throw error;
  }
}

async function lived(service: ServiceInTest): Promise<Record<string, Buffer>> {
  const payer = await signIn(service, { store: 'apple' });
  await payer.fund(500);
  await payer.fund(500);
  const orders: string[] = [];
  for (const order of [orderOf('dragon'), orderOf('potion', 2), orderOf('starter')]) {
    orders.push((await expected(201, payer.send('/orders', order))).order.id);
  }
  await expected(201, payer.send('/orders', orderOf('sword')));
  await expected(201, payer.send('/orders', orderOf('sword')));
  await expected(200, payer.send('/inventory/potion/consume', { quantity: 3 }));
  await expected(409, payer.send('/orders', orderOf('dragon')));

  const droid = await signIn(service, { store: 'google' });
  await droid.fund(500);
  const chapter = { offer: 'chapter-2', quantity: 1 };
  const price = { expectedPrice: { currency: 'GEM', amount: 400 } };
  await expected(201, droid.send('/orders', { ...chapter, ...price }));
  const { proof } = await droid.pay(100, { pending: true });
  await expected(202, droid.send('/topups', { store: 'google', proof }));

  const guest = await signIn(service);
  await expected(201, giveFree(service, guest, 100, { expiresInSeconds: 60 }));
  const gift = await expected(201, giveFree(service, guest, 200));
  const small = await expected(201, guest.send('/orders', orderOf('potion')));
  await expected(409, guest.send('/orders', orderOf('dragon')));
  await expected(409, guest.send('/topups', { store: 'google', proof }));

  const tester = await signIn(service, { key: 'pk_demo_sandbox' });
  const paid = await tester.pay(500, { environment: 'sandbox' });
  await expected(200, tester.send('/topups', { store: 'apple', proof: paid.proof }));
  await expected(201, tester.send('/orders', orderOf('potion', 5)));

  const refunded = await refundedPlayer(service);
  const further = await livedFurther(service);

  service.clock.advance(120_000);
  await service.app.get(ExpiryWorker, { strict: false }).job.runNow();
  await service.finishPayments();
  const ids = {
    player: payer.id,
    guest: guest.id,
    dragon: orders[0]!,
    potions: orders[1]!,
    small: small.order.id,
    gift: gift.grant.id,
    ...refunded,
  };
  const named = Object.entries(ids).map(([name, id]) => [name, idBytes(id)] as const);
  return {
    ...Object.fromEntries(named),
    ...further,
    ...(await found(service, idBytes(payer.id))),
  };
}

/** What other files of this folder bring, and break. */
async function livedFurther(service: ServiceInTest): Promise<Record<string, Buffer>> {
  return {
    ...(await refundedOrders(service)),
    ...(await drawnOrders(service)),
    ...(await redeemedCoupons(service)),
    ...(await soldOrders(service)),
    ...(await promotedPayments(service)),
    ...(await transferredGems(service)),
  };
}

/** Somebody who spent, was given money back in parts, and was asked about. */
async function refundedPlayer(service: ServiceInTest): Promise<Record<string, string>> {
  await service.hearStores();
  const player = await signIn(service, { store: 'apple' });
  const consents = await fetch(`${service.url}/v1/me/consents`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${player.session().accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ consumption: true }),
  });
  if (consents.status !== 200) throw new Error(`no consent: ${await consents.text()}`);
  const { control } = service;
  const bought = [];
  for (let count = 0; count < 3; count++) {
    const { transactionId, proof } = await player.pay(500);
    const claimed = await expected(200, player.send('/topups', { store: 'apple', proof }));
    bought.push({ id: transactionId!, payment: claimed.payment.id as string });
  }
  const [partly, wholly, reversed] = bought as [Bought, Bought, Bought];
  await expected(201, player.send('/orders', orderOf('dragon')));
  await expected(201, player.send('/orders', orderOf('potion', 10)));
  await expected(201, player.send('/orders', orderOf('potion', 10)));
  await control.askForConsumption(partly.id);
  await control.refund(partly.id, { percentage: 50 });
  await control.refund(wholly.id);
  await control.refund(reversed.id);
  await service.heed();
  await control.reverseRefund(reversed.id);
  await service.heed();
  return { partly: partly.payment, wholly: wholly.payment, reversed: reversed.payment };
}

type Bought = { id: string; payment: string };

/** What no answer tells. */
async function found(service: ServiceInTest, player: Buffer): Promise<Record<string, Buffer>> {
  const one = async (text: string, values: Buffer[] = []) =>
    (await service.books.rows(text, values))[0]!.id as Buffer;
  return {
    payment: await one('SELECT id FROM payment WHERE player_id = ? ORDER BY id', [player]),
    waiting: await one("SELECT id FROM payment WHERE status = 'pending'"),
    google: await one("SELECT id FROM payment WHERE store = 'google' AND status = 'credited'"),
    lot: await one('SELECT id FROM lot WHERE player_id = ? ORDER BY id', [player]),
    split: await one('SELECT transaction_id AS id FROM lot_movement WHERE player_id = ?', [player]),
    refund: await one("SELECT id FROM ledger_transaction WHERE kind = 'refund'"),
    told: await one("SELECT id FROM store_notification WHERE type = 'REFUND'"),
    question: await one("SELECT id FROM usage_request WHERE state = 'answered'"),
    expiry: await one("SELECT id FROM ledger_transaction WHERE kind = 'expiry'"),
    title: await one("SELECT id FROM title WHERE slug = 'demo'"),
    nothing: Buffer.alloc(16, 0xee),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: each caller knows what it asked for.
async function expected(status: number, asked: Promise<{ status: number; body: any }>) {
  const { status: got, body } = await asked;
  if (got !== status) throw new Error(`${got} instead of ${status}: ${JSON.stringify(body)}`);
  return body;
}
