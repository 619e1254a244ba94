import { TEST_DATABASES } from '../support/databases.js';
import { operatorOf } from '../support/operator.js';
import { ask, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { publishChanged } from '../support/shop-window.js';

const SERVER = { authorization: 'Bearer sk_demo' };
const HOUR = 3_600_000;
/** What the clocks of a zone show at a moment, as a catalog writes it. */
const local = (moment: number, zone: string) =>
  new Date(moment).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T');

describe.each(TEST_DATABASES)('the shop of a player on $name', (database) => {
  let service: ServiceInTest;
  let player: Player;

  beforeAll(async () => {
    service = await startService(database);
    player = await signIn(service);
    const now = service.clock.now();
    await publishChanged(service, (catalog) => {
      catalog.audiences = {
        ...catalog.audiences,
        germans: { name: { en: 'x' }, expression: 'country == "DE"' },
        vips: { name: { en: 'x' }, expression: 'custom.vip == true' },
      };
      catalog.sales = {
        frosty: {
          name: { en: 'Frosty hours' },
          offers: ['frost'],
          percent: 20,
          startsAt: local(now - HOUR, 'Asia/Tokyo'),
          endsAt: local(now + 10 * HOUR, 'Asia/Tokyo'),
          zone: 'player',
          audience: 'germans',
        },
      };
      catalog.offers.moss!.audience = 'vips';
      catalog.offers.sword!.price = { currency: 'GEM', levels: [150, 300, 900] };
    });
  });

  afterAll(() => service?.close());

  const attributesOf = (id: string) => `/server/players/${id}/attributes`;
  const tell = (body: unknown, id = player.id) =>
    ask(service.url, attributesOf(id), { method: 'PUT', body, headers: SERVER });
  const see = (who: Player = player) => who.send('/catalog');
  const offer = async (key: string, who?: Player) => {
    const { body } = await see(who);
    return body.offers.find((one: { key: string }) => one.key === key);
  };

  describe('attributes that the game server sets', () => {
    it('are whole, come back as they were told, and are replaced by the next', async () => {
      const told = {
        country: 'DE',
        platform: 'ios',
        level: 12,
        spent: 9_007_199_254_740_991,
        firstSeenAt: '2026-01-02T03:04:05+09:00',
        timeZone: 'Asia/Tokyo',
        custom: { vip: true, guild: 'Drachen 🐉', score: -5 },
      };
      const shown = { ...told, firstSeenAt: '2026-01-01T18:04:05.000Z' };
      const answer = await tell(told);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ attributes: shown, changedAt: expect.any(String) });
      const read = await ask(service.url, attributesOf(player.id), { headers: SERVER });
      expect(read.body).toEqual(answer.body);
      const { status, body } = await tell({ country: null });
      expect(status).toBe(200);
      const nothing = { country: null, platform: null, level: null, spent: null };
      expect(body.attributes).toEqual({
        ...nothing,
        firstSeenAt: null,
        timeZone: null,
        custom: {},
      });
    });

    it.each([
      ['country', 'UK', 'invalid_format'],
      ['country', 'de', 'invalid_format'],
      ['country', 49, 'invalid_type'],
      ['platform', 'my phone', 'invalid_format'],
      ['level', 1.5, 'invalid_format'],
      ['level', -1, 'invalid_format'],
      ['level', '7', 'invalid_type'],
      ['spent', 9_007_199_254_740_992, 'invalid_format'],
      ['firstSeenAt', '2026-02-30T00:00:00Z', 'invalid_format'],
      ['firstSeenAt', '2026-02-20T00:00:00', 'invalid_format'],
      ['timeZone', 'Europe/Nowhere', 'invalid_format'],
      ['timeZone', '+02:00', 'invalid_format'],
      ['custom', [], 'invalid_format'],
      ['custom', { a: null }, 'invalid_format'],
      ['custom', { a: 0.5 }, 'invalid_format'],
      ['custom', { a: {} }, 'invalid_format'],
      ['custom', { 'a b': 1 }, 'invalid_format'],
      ['custom', { a: 'x'.repeat(201) }, 'invalid_format'],
      ['custom', { a: '\ud800' }, 'invalid_format'],
      [
        'custom',
        Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`k${at}`, 1])),
        'invalid_format',
      ],
      ['vip', true, 'unknown_field'],
    ])('are refused when %s is %j', async (name, value, code) => {
      const { status, body } = await tell({ [name]: value });
      expect([status, body.errors[0].pointer, body.errors[0].code]).toEqual([
        422,
        `/${name}`,
        code,
      ]);
    });

    it('are of no player of another title, nor of nobody', async () => {
      for (const id of ['player_01h455vb4pex5vsknk084sn02q', 'player_x', 'nobody']) {
        expect((await tell({}, id)).status).toBe(404);
        const read = await ask(service.url, attributesOf(id), { headers: SERVER });
        expect(read.body).toMatchObject({ code: 'not_found' });
      }
    });
  });

  describe('what is seen', () => {
    it('is another as soon as the game server told something', async () => {
      await tell({});
      expect(await offer('frost')).toMatchObject({ price: { amount: 250 }, sale: null });
      expect(await offer('moss')).toBeUndefined();
      await tell({ country: 'DE', timeZone: 'Asia/Tokyo', custom: { vip: true } });
      expect(await offer('frost')).toMatchObject({
        price: { amount: 200 },
        listPrice: { amount: 250 },
        sale: { key: 'frosty', name: 'Frosty hours' },
      });
      expect(await offer('moss')).toBeDefined();
      await tell({ country: 'DE', timeZone: 'Pacific/Honolulu' });
      expect(await offer('frost')).toMatchObject({ sale: null });
    });

    it('is one body for players who see the same, and nothing of theirs for the public', async () => {
      const other = await signIn(service);
      await tell({ country: 'FR', custom: { vip: true } });
      await tell({ country: 'FR', level: 9, custom: { vip: true } }, other.id);
      const [mine, theirs] = [await see(), await see(other)];
      expect(mine.headers.get('etag')).toBe(theirs.headers.get('etag'));
      const { body } = await ask(service.url, '/catalog', {
        headers: { 'gemtill-key': 'pk_demo' },
      });
      expect(body.offers.map(({ key }: { key: string }) => key)).not.toContain('moss');
    });

    it('has the price of the next level', async () => {
      const { body } = await see();
      const sword = body.offers.find(({ key }: { key: string }) => key === 'sword');
      expect(sword).toMatchObject({ price: { amount: 150 }, levelPrices: [150, 300, 900] });
    });
  });

  describe('a quote', () => {
    const quote = (body: unknown) => player.send('/quotes', body, null);

    it('keeps the price of a sale for a minute', async () => {
      await tell({ country: 'DE', timeZone: 'Asia/Tokyo' });
      const { status, body } = await quote({ offer: 'frost', quantity: 2 });
      expect(status).toBe(201);
      expect(body).toEqual({
        quote: expect.stringMatching(/^q1\.[\w-]+$/),
        offer: 'frost',
        quantity: 2,
        price: { currency: 'GEM', amount: 200 },
        total: { currency: 'GEM', amount: 400 },
        sale: 'frosty',
        catalogVersion: expect.stringMatching(/^catalog_/),
        expiresAt: expect.any(String),
      });
      const life = Date.parse(body.expiresAt) - service.clock.now();
      expect(Math.abs(life - 60_000)).toBeLessThan(5_000);
    });

    it.each([
      [{ offer: 'nothing', quantity: 1 }, 409, 'offer_unavailable'],
      [{ offer: 'moss', quantity: 1 }, 409, 'offer_unavailable'],
      [{ offer: 'sword', quantity: 2 }, 422, 'invalid_quantity'],
      [{ offer: 'frost', quantity: 0 }, 422, 'invalid_quantity'],
      [{ offer: 'frost', quantity: 1, price: 1 }, 422, 'unknown_field'],
    ])('is not given for %j', async (body, status, code) => {
      await tell({});
      const answer = await quote(body);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    });
  });

  describe('a preview', () => {
    const liveops = () => operatorOf(service, 'liveops');
    const preview = (body: object = {}) => liveops().request('POST', '/catalog/preview', { body });
    const keysOf = ({ body }: Awaited<ReturnType<typeof preview>>) =>
      body.offers.map(({ key }: { key: string }) => key);

    it('shows what a player sees now, byte for byte', async () => {
      await tell({ country: 'DE', timeZone: 'Asia/Tokyo' });
      const seen = await see();
      const { status, body } = await preview({ player: player.id });
      expect(status).toBe(200);
      const { at, ...shop } = body;
      expect(JSON.stringify(shop)).toBe(seen.text);
      expect(Math.abs(Date.parse(at) - service.clock.now())).toBeLessThan(5_000);
    });

    it('shows Friday six o’clock in two zones, to anybody, before it is published', async () => {
      const { id } = await liveops().post('/catalog/drafts', { name: 'Friday' });
      const friday = { name: { en: 'Friday' }, offers: ['dragon'], percent: 50, zone: 'player' };
      const sales = { friday: { ...friday, startsAt: '2030-11-29T18:00:00' } };
      await liveops().patch(`/catalog/drafts/${id}/content`, { sales }, '"1"');
      const at = { local: '2030-11-29T18:00', zone: 'Europe/Berlin' };
      const dragon = async (facts: object) => {
        const { body } = await preview({ draft: id, at, facts, locale: 'de' });
        const found = body.offers.find(({ key }: { key: string }) => key === 'dragon');
        expect(body).toMatchObject({ at: '2030-11-29T17:00:00.000Z', version: id });
        return found;
      };
      expect(await dragon({ timeZone: 'Europe/Berlin' })).toMatchObject({
        name: 'Drachenhaut',
        price: { amount: 150 },
        sale: { name: 'Friday' },
      });
      expect(await dragon({ timeZone: 'America/New_York' })).toMatchObject({ sale: null });
      expect(await dragon({})).toMatchObject({ price: { amount: 300 } });
    });

    it('shows it to one of an audience, and to who holds a level', async () => {
      expect(keysOf(await preview())).not.toContain('moss');
      expect(keysOf(await preview({ audiences: ['vips'] }))).toContain('moss');
      const facts = { heldLevels: { sword: 2 } };
      const { body } = await preview({ facts });
      const sword = body.offers.find(({ key }: { key: string }) => key === 'sword');
      expect(sword.price.amount).toBe(900);
    });

    it.each([
      [{ version: 'catalog_01h455vb4pex5vsknk084sn02q' }, 404],
      [{ draft: 'draft_01h455vb4pex5vsknk084sn02q' }, 404],
      [{ player: 'player_01h455vb4pex5vsknk084sn02q' }, 404],
      [{ at: '2030-11-29T18:00' }, 422],
      [{ at: { local: '2030-11-29T18:00' } }, 422],
      [{ at: { local: '2030-02-30T18:00', zone: 'UTC' } }, 422],
      [{ at: { local: '2030-11-29T18:00', zone: 'Berlin' } }, 422],
      [{ facts: { country: 'UK' } }, 422],
      [{ locale: '-' }, 422],
      [{ audiences: 'vips' }, 422],
    ])('is refused for %j', async (body, status) => {
      expect((await preview(body)).status).toBe(status);
    });
  });
});
