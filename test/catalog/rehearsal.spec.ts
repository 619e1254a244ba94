import { RehearsalService } from '../../src/catalog/rehearsal/rehearsal.service.js';
import { idOf } from '../../src/kernel/id.js';
import { bought, refundOrder } from '../orders/refunds-in-test.js';
import { TEST_DATABASES } from '../support/databases.js';
import { type Operator, operatorOf } from '../support/operator.js';
import { orderOf, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';

const DRAFTS = '/catalog/drafts';

describe.each(TEST_DATABASES)('a draft tried on history on $name', (database) => {
  let service: ServiceInTest;
  let liveops: Operator;
  let player: Player;
  let until = '';

  /**
   * Somebody buys 500 gems, a dragon for 300, two potions for 50 each, and a dragon's worth of
   * nothing: a potion that is given back. Another has 100 gems and buys one potion.
   */
  beforeAll(async () => {
    service = await startService(database);
    liveops = operatorOf(service, 'liveops');
    player = await payer(500);
    await bought(player, orderOf('dragon'));
    await bought(player, orderOf('potion'));
    await bought(player, orderOf('potion'));
    const returned = await bought(player, orderOf('potion'));
    await refundOrder(service, returned, { reason: 'a test' });
    await bought(await payer(100), orderOf('potion'));
    service.clock.advance(10_000);
    until = new Date(service.clock.now()).toISOString();
  });
  afterAll(() => service?.close());

  async function payer(gems: 100 | 500): Promise<Player> {
    const one = await signIn(service);
    await one.fund(gems);
    return one;
  }

  async function draftOf(changes: object): Promise<string> {
    const { id } = await liveops.post(DRAFTS, { name: 'a try' });
    await liveops.patch(`${DRAFTS}/${id}/content`, changes, '"1"');
    return id;
  }
  const rehearse = (id: string, body: object = { days: 1, until }) =>
    liveops.request('POST', `${DRAFTS}/${id}/rehearsal`, { body });

  it('tells what would have been sunk and sold, and who could not have paid', async () => {
    const id = await draftOf({
      offers: { potion: { price: { amount: 120 } } },
      products: { gems_500: { grants: { GEM: 550 } } },
    });
    const { status, body } = await rehearse(id);
    expect(status).toBe(200);
    expect(body).toMatchObject({ draft: id, revision: 2, days: 1, until, complete: true });
    expect(body.offers).toEqual([
      {
        offer: 'dragon',
        orders: { past: 1, draft: 1 },
        units: { past: 1, draft: 1 },
        sunk: { GEM: { past: 300, draft: 300 } },
        gave: {},
        notForSale: 0,
        notAffordable: 0,
        players: 1,
        playersWithout: 0,
      },
      {
        // 550 - 300 = 250 is enough for two at 120; the other player's 100 is not for one.
        offer: 'potion',
        orders: { past: 3, draft: 2 },
        units: { past: 3, draft: 2 },
        sunk: { GEM: { past: 150, draft: 240 } },
        gave: {},
        notForSale: 0,
        notAffordable: 1,
        players: 2,
        playersWithout: 1,
      },
    ]);
    const product = { inDraft: true, payments: 1, units: 1 };
    expect(body.products).toEqual([
      { product: 'gems_100', ...product, sold: { GEM: { past: 100, draft: 100 } } },
      { product: 'gems_500', ...product, sold: { GEM: { past: 500, draft: 550 } } },
    ]);
    expect(body.totals).toEqual({
      sold: { GEM: { past: 600, draft: 650 } },
      sunk: { GEM: { past: 450, draft: 540 } },
      gave: {},
      players: 2,
      playersWithout: 1,
    });
  });

  it('tells the same of what sells now, in the same bytes, and whatever happens later', async () => {
    const id = await draftOf({});
    const first = await rehearse(id);
    const sides: { past: number; draft: number }[] = Object.values(first.body.totals.sunk);
    expect(sides).toEqual([{ past: 450, draft: 450 }]);
    await bought(player, orderOf('potion'));
    expect((await rehearse(id)).text).toBe(first.text);
    const now = await rehearse(id, { days: 1 });
    expect(now.body.totals.sunk).toEqual({ GEM: { past: 500, draft: 500 } });
  });

  it('asks what is known of the players', async () => {
    const playerId = idOf('player', Buffer.from(player.accountToken.replaceAll('-', ''), 'hex'));
    const told = await fetch(`${service.url}/v1/server/players/${playerId}/attributes`, {
      method: 'PUT',
      headers: { authorization: 'Bearer sk_demo', 'content-type': 'application/json' },
      body: JSON.stringify({ country: 'DE' }),
    });
    expect(told.status).toBe(200);
    const id = await draftOf({
      audiences: { german: { name: { en: 'German' }, expression: 'country == "DE"' } },
      offers: { potion: { audience: 'german' } },
    });
    const { body } = await rehearse(id);
    const potion = body.offers.find(({ offer }: { offer: string }) => offer === 'potion');
    expect(potion).toMatchObject({ orders: { past: 3, draft: 2 }, notForSale: 1 });
  });

  it('takes the newest orders of more than it replays, and gives up in time', async () => {
    const { limits } = service.app.get(RehearsalService, { strict: false });
    const usual = { ...limits };
    const id = await draftOf({});
    try {
      limits.ordersMax = 1;
      const { body } = await rehearse(id);
      expect(body.complete).toBe(false);
      expect(body.totals.sunk).toEqual({ GEM: { past: 50, draft: 50 } });
      limits.timeMaxMs = -1;
      const late = await rehearse(id);
      expect([late.status, late.body.code]).toEqual([409, 'rehearsal_too_long']);
    } finally {
      Object.assign(limits, usual);
    }
  });

  it('refuses what it cannot read, the future, and who may not', async () => {
    const faulty = await draftOf({ offers: { potion: { price: { amount: -1 } } } });
    expect((await rehearse(faulty)).body).toMatchObject({ status: 422, code: 'catalog_invalid' });
    const id = await draftOf({});
    const ahead = new Date(service.clock.now() + 60_000).toISOString();
    for (const until of [ahead, 'tomorrow', '2026-02-30T00:00:00Z']) {
      const { body } = await rehearse(id, { days: 1, until });
      expect(body.errors).toEqual([expect.objectContaining({ pointer: '/until' })]);
    }
    for (const days of [0, 91, 1.5]) {
      expect((await rehearse(id, { days })).body.errors[0]).toMatchObject({ pointer: '/days' });
    }
    const sandbox = operatorOf(service, 'liveops', 'sandbox');
    const body = { days: 1 };
    const elsewhere = await sandbox.request('POST', `${DRAFTS}/${id}/rehearsal`, { body });
    expect(elsewhere.status).toBe(404);
  });
});
