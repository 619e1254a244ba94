import { createHash, createHmac } from 'node:crypto';
import { tableOf } from '../../src/draws/draw-table.js';
import { idOf, type PlayerId } from '../../src/kernel/id.js';
import { Till } from '../../src/till/till.js';
import { writerAt } from '../audit/loose-copy.js';
import { TEST_DATABASES } from '../support/databases.js';
import { ask, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { CHEST, type DrawView, drawing } from './drawn-chest.js';

const playerId = ({ accountToken }: Player): PlayerId =>
  idOf('player', Buffer.from(accountToken.replaceAll('-', ''), 'hex'));

describe.each(TEST_DATABASES)('draws on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterAll(() => service?.close());

  const get = (player: Player, path: string) =>
    ask(service.url, path, {
      headers: { authorization: `Bearer ${player.session().accessToken}` },
    });
  const seedOf = async (player: Player) => (await get(player, '/draws/seed')).body.seed;
  const draw = async (player: Player, times: number): Promise<DrawView[]> => {
    const till = service.app.get(Till, { strict: false });
    const { body } = await till.run(drawing(playerId(player), times));
    return JSON.parse(body).results;
  };

  it('commit to a seed, count its draws and reveal it, with the next one fixed before', async () => {
    const player = await signIn(service);
    const first = await seedOf(player);
    expect(first).toEqual({
      number: 1,
      commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
      clientSeed: expect.stringMatching(/^[0-9a-f]{32}$/),
      draws: 0,
      startedAt: expect.any(String),
      next: { number: 2, commitment: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await seedOf(player)).toEqual(first);
    const drawn = [...(await draw(player, 2)), ...(await draw(player, 1))];
    expect(drawn.map(({ seed, nonce }) => [seed, nonce])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
    const { status, body } = await player.send('/draws/seed', { clientSeed: 'my:lucky~word' });
    expect([status, body.revealed.draws]).toEqual([201, 3]);
    const { serverSeed, clientSeed } = body.revealed;
    const bytes = Buffer.from(serverSeed, 'hex');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(first.commitment);
    for (const { nonce, roll } of drawn) {
      const mac = createHmac('sha256', bytes).update(`${clientSeed}:${nonce}:0`).digest();
      expect(Number(mac.readBigUInt64BE() % 100n)).toBe(roll);
    }
    expect(body.seed).toMatchObject({
      number: 2,
      clientSeed: 'my:lucky~word',
      draws: 0,
      commitment: first.next.commitment,
    });
    expect(await seedOf(player)).toEqual(body.seed);
  });

  it('rotate once for one key, and each time anew for another', async () => {
    const player = await signIn(service);
    const ask = (key: string) => player.send('/draws/seed', {}, key);
    const once = await ask('rotation-1');
    const again = await ask('rotation-1');
    expect([again.text, again.replayed]).toEqual([once.text, true]);
    const other = await ask('rotation-2');
    expect(other.body.revealed).toMatchObject({
      number: 2,
      commitment: once.body.seed.commitment,
    });
    const commitments = [once.body.seed, other.body.seed, other.body.seed.next];
    expect(new Set(commitments.map(({ commitment }) => commitment)).size).toBe(3);
    const many = await Promise.all([3, 4, 5, 6].map((at) => ask(`rotation-${at}`)));
    const numbers = many.map(({ body }) => body.revealed.number).sort();
    expect(numbers).toEqual([3, 4, 5, 6]);
  });

  it.each([
    ['', 'invalid_format'],
    ['x'.repeat(65), 'too_long'],
    ['a word', 'invalid_format'],
    ['é', 'invalid_format'],
    [7, 'invalid_type'],
  ])('take no client seed like %p', async (clientSeed, code) => {
    const player = await signIn(service);
    const { status, body } = await player.send('/draws/seed', { clientSeed });
    expect([status, body.errors[0].code]).toEqual([422, code]);
  });

  it('are listed newest first in pages, each with its seed once that is revealed', async () => {
    const player = await signIn(service);
    const drawn = await draw(player, 3);
    await player.send('/draws/seed', {});
    drawn.push(...(await draw(player, 2)));
    const pages = [];
    for (let cursor: string | null = null; ; ) {
      const path: string = `/draws?limit=2${cursor ? `&cursor=${cursor}` : ''}`;
      const { body } = await get(player, path);
      pages.push(...body.data);
      cursor = body.nextCursor;
      if (cursor === null) break;
    }
    const shown = pages.map(({ revealed, ...result }) => result);
    expect(shown).toEqual(drawn.reverse());
    expect(pages.map(({ revealed }) => revealed?.number ?? null)).toEqual([null, null, 1, 1, 1]);
    expect(shown[0]).toMatchObject({ tableHash: tableOf(CHEST).hash.toString('hex') });
    const stranger = await signIn(service);
    expect((await get(stranger, '/draws')).body).toEqual({ data: [], nextCursor: null });
    const { body } = await get(player, '/draws?limit=2');
    expect((await get(stranger, `/draws?cursor=${body.nextCursor}`)).body.code).toBe(
      'invalid_cursor',
    );
  });

  it('are numbered without a gap when many are made at once', async () => {
    const player = await signIn(service);
    const results = (await Promise.all(Array.from({ length: 40 }, () => draw(player, 3)))).flat();
    const nonces = results.map(({ nonce }) => nonce).sort((left, right) => left - right);
    expect(nonces).toEqual(Array.from({ length: 120 }, (_, at) => at + 1));
    let misses = 0;
    for (const one of results.sort((left, right) => left.nonce - right.nonce)) {
      expect(one.misses).toBe(misses);
      misses = one.entry === 'rare' ? 0 : misses + 1;
    }
  });

  it('keep their secrets sealed, for one player alone', async () => {
    const [one, two] = [await signIn(service), await signIn(service)];
    await draw(one, 1);
    await draw(two, 1);
    const row = async (player: Player) =>
      (
        await service.books.rows('SELECT * FROM draw_seed WHERE player_id = ?', [
          Buffer.from(player.accountToken.replaceAll('-', ''), 'hex'),
        ])
      )[0]!;
    const { sealed_seeds: sealed } = await row(one);
    const { body } = await one.send('/draws/seed', {});
    expect(String(sealed)).not.toContain(body.revealed.serverSeed);
    const writer = await writerAt(service.env);
    const { player_id: other } = await row(two);
    await writer.query('UPDATE draw_seed SET sealed_seeds = ? WHERE player_id = ?', [
      sealed,
      other,
    ]);
    await writer.destroy();
    await expect(draw(two, 1)).rejects.toThrow();
    expect((await draw(one, 1))[0]).toMatchObject({ seed: 2, nonce: 1 });
  });

  it('show no table of a version that is not there or of no such draw', async () => {
    const player = await signIn(service);
    const current = (await get(player, '/catalog')).body.version;
    const absent = `${current.slice(0, -3)}zzz`;
    for (const path of [
      `${absent}/chest`,
      `${current}/nothing`,
      'catalog_x/chest',
      `${current}/@`,
    ]) {
      const { status, body } = await get(player, `/draws/tables/${path}`);
      expect([path, status, body.code]).toEqual([path, 404, 'not_found']);
    }
  });
});
