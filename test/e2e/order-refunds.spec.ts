import { idBytes } from '../../src/kernel/id.js';
import { ExpiryWorker } from '../../src/ledger/expiry.worker.js';
import { bought, refundOrder } from '../orders/refunds-in-test.js';
import { TEST_DATABASES } from '../support/databases.js';
import { freshKey, giveFree, orderOf, type RawAnswer, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { publishChanged } from '../support/shop-window.js';
import { expectSoundBooks } from '../support/sound.js';

const AT_ONCE = 32;
const outcome = ({ status, body }: RawAnswer) => `${status} ${body.code ?? body.order.status}`;
const tally = (answers: readonly RawAnswer[]) => {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[outcome(answer)] = (counts[outcome(answer)] ?? 0) + 1;
  return counts;
};

describe.each(TEST_DATABASES)('giving an order back on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterAll(async () => {
    try {
      if (service) await expectSoundBooks(service);
    } finally {
      await service?.close();
    }
  });

  /** A player with these gems, all of them bought. */
  const payer = async (times = 1) => {
    const player = await signIn(service);
    for (let time = 0; time < times; time++) await player.fund(500);
    return player;
  };

  it('brings the gems back, takes the item, opens the limit and tells it once', async () => {
    const player = await payer();
    const id = await bought(player, orderOf('dragon'));
    const { seq } = (await player.send('/wallet')).body;
    const answer = await refundOrder(service, id, { reason: 'Bought by a little brother' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      order: { id, status: 'refunded', refundReason: 'Bought by a little brother' },
      wallet: { seq: seq + 1, balances: { GEM: { total: 500, paid: 500, debt: 0 } } },
      inventory: [{ sku: 'skin.dragon', quantity: 0 }],
    });
    expect(await player.gems()).toMatchObject({ total: 500, paid: 500 });
    expect((await player.held('skin.dragon')).quantity).toBe(0);
    const events = await service.books.rows(
      "SELECT data FROM event WHERE player_id = ? AND type = 'order.refunded'",
      [Buffer.from(player.accountToken.replaceAll('-', ''), 'hex')],
    );
    expect(events.map(({ data }) => JSON.parse(String(data)))).toEqual([answer.body]);
    // One per player: without the limit opened again this would be refused.
    await bought(player, orderOf('dragon'));
  });

  it('shows in the order and in the list what became of it', async () => {
    const player = await payer();
    const kept = await bought(player, orderOf('potion'));
    const gone = await bought(player, orderOf('potion', 2));
    const { body } = await refundOrder(service, gone);
    const shown = (await player.send(`/orders/${gone}`)).body.order;
    expect(shown).toMatchObject({ ...body.order, grants: [{ sku: 'potion', quantity: 2 }] });
    expect(shown.refundedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    const { data } = (await player.send('/orders')).body;
    expect(data).toEqual([
      body.order,
      expect.objectContaining({
        id: kept,
        status: 'completed',
        refundedAt: null,
        refundReason: null,
      }),
    ]);
    const [newest] = (await player.send('/wallet/entries?limit=1')).body.data;
    expect(newest).toMatchObject({ kind: 'order_refund', bucket: 'paid', amount: 100 });
  });

  it('answers a repeat with the same bytes, and another body under the key with 422', async () => {
    const player = await payer();
    const id = await bought(player, orderOf('dragon'));
    const key = freshKey();
    const first = await refundOrder(service, id, { key });
    const again = await refundOrder(service, id, { key });
    expect([first.replayed, again.replayed, again.text]).toEqual([false, true, first.text]);
    const other = await refundOrder(service, id, { key, reason: 'another' });
    expect(outcome(other)).toBe('422 idempotency_key_reused');
    expect((await player.gems()).total).toBe(500);
  });

  it('refuses a second refund under another key, and a repeat of that refusal too', async () => {
    const player = await payer();
    const id = await bought(player, orderOf('dragon'));
    await refundOrder(service, id);
    const key = freshKey();
    const answers = [
      await refundOrder(service, id, { key }),
      await refundOrder(service, id, { key }),
    ];
    expect(answers.map(outcome)).toEqual(['422 not_refundable', '422 not_refundable']);
    expect(answers[1]!.replayed).toBe(true);
    expect((await player.gems()).total).toBe(500);
  });

  it(`gives an order back once that ${AT_ONCE} ask for at once, under as many keys`, async () => {
    const player = await payer();
    const id = await bought(player, orderOf('potion', 3));
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => refundOrder(service, id)),
    );
    expect(tally(answers)).toEqual({ '200 refunded': 1, '422 not_refundable': AT_ONCE - 1 });
    expect((await player.gems()).total).toBe(500);
    expect((await player.held('potion')).quantity).toBe(0);
    const posted =
      "SELECT id FROM ledger_transaction WHERE kind = 'order_refund' AND reverses_id = ?";
    expect(await service.books.count(posted, [idBytes(id)])).toBe(1);
  });

  it(`gives an order back once that ${AT_ONCE} ask for at once under one key`, async () => {
    const player = await payer();
    const id = await bought(player, orderOf('dragon'));
    const key = freshKey();
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => refundOrder(service, id, { key })),
    );
    expect(tally(answers)).toEqual({ '200 refunded': AT_ONCE });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  it('sells and gives back at the same time without losing a gem', async () => {
    const player = await payer();
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push(await bought(player, orderOf('potion')));
    const answers = await Promise.all([
      ...ids.map((id) => refundOrder(service, id)),
      ...ids.map(() => player.send('/orders', orderOf('potion'))),
      player.send('/inventory/potion/consume', { quantity: 2 }),
    ]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const { total } = await player.gems();
    const { data } = (await player.send('/wallet/entries?limit=100')).body;
    const sum = (data as { amount: number }[]).reduce((all, { amount }) => all + amount, 0);
    expect(total).toBe(sum);
  });

  it('refuses what was used up, unless that is accepted', async () => {
    const player = await payer();
    const id = await bought(player, orderOf('potion', 3));
    await player.send('/inventory/potion/consume', { quantity: 2 });
    const refused = await refundOrder(service, id);
    expect(outcome(refused)).toBe('409 items_used');
    expect(refused.body.items).toEqual([{ sku: 'potion', quantity: 2, level: null }]);
    expect(outcome(await refundOrder(service, id, { missingItems: 'refuse' }))).toBe(
      '409 items_used',
    );
    const accepted = await refundOrder(service, id, { missingItems: 'accept' });
    expect(outcome(accepted)).toBe('200 refunded');
    expect((await player.held('potion')).quantity).toBe(0);
    expect((await player.gems()).total).toBe(500);
  });

  it('takes levels from above, one order after another', async () => {
    const player = await payer(2);
    const first = await bought(player, orderOf('sword'));
    const second = await bought(player, orderOf('sword', 2));
    expect(await player.held('sword')).toEqual({ quantity: 1, level: 3 });
    expect(outcome(await refundOrder(service, first))).toBe('409 items_used');
    await refundOrder(service, second);
    expect(await player.held('sword')).toEqual({ quantity: 1, level: 1 });
    await refundOrder(service, first);
    expect(await player.held('sword')).toEqual({ quantity: 0, level: null });
    expect((await player.gems()).total).toBe(1000);
    // From the first level again, and back.
    await refundOrder(service, await bought(player, orderOf('sword')));
    expect(await player.held('sword')).toEqual({ quantity: 0, level: null });
  });

  it('gives back into several lots with their own times, which then run out', async () => {
    const player = await payer();
    await giveFree(service, player, 40, { expiresInSeconds: 3600 });
    await giveFree(service, player, 30);
    const id = await bought(player, orderOf('dragon'));
    expect(await player.gems()).toMatchObject({ paid: 270, free: 0 });
    service.clock.advance(3_600_001);
    const { body } = await refundOrder(service, id);
    expect(body.wallet.balances.GEM).toMatchObject({ paid: 500, free: 70 });
    await service.app.get(ExpiryWorker, { strict: false }).job.runNow();
    expect(await player.gems()).toMatchObject({ paid: 500, free: 30, expiring: [] });
  });

  it('gives back what the order took, whatever the shop sells now', async () => {
    const player = await payer();
    const dragon = await bought(player, orderOf('dragon'));
    await publishChanged(service, (catalog) => {
      catalog.offers.dragon = { ...catalog.offers.dragon, price: { currency: 'GEM', amount: 1 } };
      delete catalog.offers.dragon.limitPerPlayer;
    });
    try {
      const { body } = await refundOrder(service, dragon);
      expect(body.order).toMatchObject({ total: { amount: 300 }, price: { amount: 300 } });
      expect((await player.gems()).total).toBe(500);
      const cheap = { ...orderOf('dragon'), expectedPrice: { currency: 'GEM', amount: 1 } };
      await refundOrder(service, await bought(player, cheap));
      expect((await player.gems()).total).toBe(500);
    } finally {
      await publishChanged(service, () => {});
    }
  });

  it('shows no order of another title or environment, nor one that is not there', async () => {
    const player = await payer();
    const id = await bought(player, orderOf('dragon'));
    const answers = [
      await refundOrder(service, id, { secret: 'sk_demo_sandbox' }),
      await refundOrder(service, `${id.slice(0, -3)}zzz`),
      await refundOrder(service, 'order_1'),
      await refundOrder(service, player.id),
    ];
    expect(answers.map(outcome)).toEqual(answers.map(() => '404 not_found'));
    expect((await player.gems()).total).toBe(200);
  });

  it.each([
    ['no reason', { reason: undefined }, '422 invalid_type'],
    ['an empty reason', { reason: '' }, '422 invalid_format'],
    ['a reason above 200 characters', { reason: 'x'.repeat(201) }, '422 too_long'],
    ['another word for missing items', { missingItems: 'ignore' }, '422 invalid_format'],
    ['a field that nobody knows', { amount: 3 }, '422 unknown_field'],
    ['a key that is too short', { key: 'short' }, '400 idempotency_key_invalid'],
    ['a publishable key', { secret: 'pk_demo' }, '401 key_invalid'],
  ])('refuses %s', async (_, more, wanted) => {
    const player = await payer();
    const id = await bought(player, orderOf('dragon'));
    expect(outcome(await refundOrder(service, id, more))).toBe(wanted);
    expect((await player.gems()).total).toBe(200);
  });

  it('lets no player give an order back', async () => {
    const player = await payer();
    const id = await bought(player, orderOf('dragon'));
    const answer = await player.send(`/server/orders/${id}/refund`, { reason: 'mine' });
    expect(answer.status).toBeGreaterThanOrEqual(401);
    expect(answer.status).toBeLessThanOrEqual(403);
  });
});
