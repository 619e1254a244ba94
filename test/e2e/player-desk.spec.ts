import { TitlesService } from '../../src/titles/titles.service.js';
import { sampledDatabases } from '../support/databases.js';
import { ask, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const STRANGER = 'player_01h455vb4pex5vsknk084sn02q';
const PRODUCT = 'com.example.demo.gems100';

describe.each(sampledDatabases('last'))(
  'what the studio knows of a player, on $name',
  (database) => {
    let service: ServiceInTest;
    beforeAll(async () => {
      service = await startService(database);
      await service.hearStores();
    });
    afterAll(async () => {
      await expectSoundBooks(service);
      await service.close();
    });

    const put = (path: string, credential: string, body: unknown) =>
      ask(service.url, path, {
        method: 'PUT',
        body,
        headers: { authorization: `Bearer ${credential}` },
      });
    const serverAsk = (path: string, body?: object, key = 'sk_demo') =>
      ask(service.url, `/server${path}`, {
        ...(body && { body }),
        headers: { authorization: `Bearer ${key}` },
      });
    const consents = async (player: Player) => (await player.send('/me')).body.consents;

    it('a player allows and forbids what needs consent, and nothing is allowed unasked', async () => {
      const player = await signIn(service);
      expect(await consents(player)).toEqual({ consumption: false });
      const { accessToken } = player.session();
      const given = await put('/me/consents', accessToken, { consumption: true });
      expect([given.status, given.body]).toEqual([200, { consents: { consumption: true } }]);
      expect(await consents(player)).toEqual({ consumption: true });
      await put('/me/consents', accessToken, { consumption: false });
      expect(await consents(player)).toEqual({ consumption: false });
    });

    it('the game’s server records it too, for players of its own title and environment', async () => {
      const player = await signIn(service);
      const path = `/server/players/${player.id}/consents`;
      const given = await put(path, 'sk_demo', { consumption: true });
      expect([given.status, given.body]).toEqual([200, { consents: { consumption: true } }]);
      expect(await consents(player)).toEqual({ consumption: true });
      for (const [credential, name] of [
        ['sk_demo_sandbox', player.id],
        ['sk_demo', STRANGER],
        ['sk_demo', 'nobody'],
      ] as const) {
        const answer = await put(`/server/players/${name}/consents`, credential, {
          consumption: false,
        });
        expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
      }
      expect(await consents(player)).toEqual({ consumption: true });
    });

    it.each([
      [{}, 'invalid_type', '/consumption'],
      [{ consumption: 'yes' }, 'invalid_type', '/consumption'],
      [{ consumption: true, all: true }, 'unknown_field', '/all'],
    ])('the consent %j is refused', async (body, code, pointer) => {
      const player = await signIn(service);
      const answer = await put('/me/consents', player.session().accessToken, body);
      expect([answer.status, answer.body.code]).toEqual([422, code]);
      expect(answer.body.errors[0].pointer).toBe(pointer);
    });

    it('the store takes a consent back: nothing is told any more', async () => {
      const player = await signIn(service);
      await put('/me/consents', player.session().accessToken, { consumption: true });
      const { transactionId, proof } = await player.pay(100);
      await player.send('/topups', { store: 'apple', proof });
      await service.control.rescindConsent(transactionId!);
      await service.heed();
      expect(await consents(player)).toEqual({ consumption: false });
      await service.control.askForConsumption(transactionId!);
      await service.heed();
      expect((await service.control.purchase(transactionId!)).consumption).toEqual([]);

      const mayBuy = async () =>
        (await player.send('/topups/checks', { store: 'apple', productId: PRODUCT }, null)).body;
      expect(await mayBuy()).toEqual({ allowed: false, reason: 'consent_withdrawn', bonus: [] });
      const { accessToken } = player.session();
      const own = await put('/me/consents', accessToken, { consumption: true });
      expect([own.status, own.body.code]).toEqual([403, 'forbidden']);
      expect((await put('/me/consents', accessToken, { consumption: false })).status).toBe(200);
      expect(await mayBuy()).toMatchObject({ allowed: false });
      // What was paid is never lost over it.
      const late = await player.pay(100);
      const claimed = await player.send('/topups', { store: 'apple', proof: late.proof });
      expect(claimed.body.status).toBe('credited');

      await put(`/server/players/${player.id}/consents`, 'sk_demo', { consumption: true });
      expect(await mayBuy()).toEqual({ allowed: true, reason: null, bonus: [] });
      expect(await consents(player)).toEqual({ consumption: true });
    });

    it('who gives back too often is flagged once, limited where the title says so, and forgiven', async () => {
      const titles = service.app.get(TitlesService, { strict: false });
      const demo = (await titles.bySlug('demo'))!;
      const player = await signIn(service);
      const risk = async () => (await serverAsk(`/players/${player.id}/risk`)).body.risk;
      const mayBuy = async () =>
        (await player.send('/topups/checks', { store: 'apple', productId: PRODUCT }, null)).body;
      expect(await risk()).toMatchObject({ flagged: false, refunds: 0, flaggedAt: null });
      for (let count = 1; count <= 3; count++) {
        const { transactionId, proof } = await player.pay(100);
        await player.send('/topups', { store: 'apple', proof });
        await service.control.refund(transactionId!);
        await service.heed();
        expect((await risk()).flagged).toBe(count === 3);
      }
      expect(await risk()).toMatchObject({ flagged: true, refunds: 3, liftedAt: null });
      const bytes = Buffer.from(player.accountToken.replaceAll('-', ''), 'hex');
      const flags = "SELECT id FROM event WHERE type = 'risk.flagged' AND player_id = ?";
      expect(await service.books.count(flags, [bytes])).toBe(1);

      expect(await mayBuy()).toEqual({ allowed: true, reason: null, bonus: [] });
      await titles.setSettings(demo.id, {
        ...JSON.parse(JSON.stringify(demo.settings)),
        refunds: { flagged: 'no_topups' },
      });
      expect(await mayBuy()).toEqual({ allowed: false, reason: 'player_limited', bonus: [] });
      const nameless = await serverAsk(`/players/${player.id}/risk/lift`, { reason: '' });
      expect([nameless.status, nameless.body.code]).toEqual([422, 'invalid_format']);
      const lifted = await serverAsk(`/players/${player.id}/risk/lift`, { reason: 'a gift card' });
      expect(lifted.status).toBe(200);
      expect(lifted.body.risk).toMatchObject({ flagged: false, liftedReason: 'a gift card' });
      expect(await mayBuy()).toEqual({ allowed: true, reason: null, bonus: [] });
      await titles.setSettings(demo.id, JSON.parse(JSON.stringify(demo.settings)));
    });

    it.each(['risk', 'risk/lift'])('somebody else’s player has no %s here', async (what) => {
      const player = await signIn(service);
      const body = what === 'risk' ? undefined : { reason: 'x' };
      for (const [key, name] of [
        ['sk_demo_sandbox', player.id],
        ['sk_demo', STRANGER],
      ] as const) {
        const { status, body: answer } = await serverAsk(`/players/${name}/${what}`, body, key);
        expect([status, answer.code]).toEqual([404, 'not_found']);
      }
    });
  },
);
