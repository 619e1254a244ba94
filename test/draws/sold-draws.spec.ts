import { createHash } from 'node:crypto';
import { withSnapshot } from '../../src/audit/snapshot.store.js';
import { exportLines } from '../../src/draws/draw-export.store.js';
import { runDrawsCommand } from '../../src/draws/draws-command.js';
import { idBytes, isId } from '../../src/kernel/id.js';
import { writerAt } from '../audit/loose-copy.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
import { operatorOf } from '../support/operator.js';
import { ask, giveFree, type Player, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { chestOrder, sellChests, wheelOrder } from './chest-shop.js';

interface Fault {
  readonly line: number;
  readonly kind: string;
}
const { DrawVerifier } = require('../../verifier/verify-draws.mjs') as {
  DrawVerifier: new (
    report: (fault: Fault) => void,
  ) => { counts: Record<string, number>; read(text: string): void; end(): void };
};

describe.each(TEST_DATABASES)('draws that are sold on $name', (database) => {
  let service: ServiceInTest;
  let player: Player;
  beforeAll(async () => {
    service = await startService(database);
    await sellChests(service);
    player = await signIn(service);
    await giveFree(service, player, 3_000);
  });
  afterAll(() => service?.close());

  const get = (path: string, who = player) =>
    ask(service.url, path, { headers: { authorization: `Bearer ${who.session().accessToken}` } });
  const exported = async (...words: string[]): Promise<string[]> => {
    const lines: string[] = [];
    const code = await runDrawsCommand(['export', ...words, '--out', 'draws.ndjson'], {
      atOneMoment: (work) =>
        withSnapshot(testConfiguration({ ...service.env }), Date.now(), (snapshot) =>
          work((id) => exportLines(snapshot, id)),
        ),
      write: async (_, some) => {
        for await (const line of some) lines.push(line);
      },
      print: () => {},
      complain: () => {},
    });
    expect(code).toBe(0);
    return lines;
  };
  const verified = (lines: readonly string[]) => {
    const faults: Fault[] = [];
    const verifier = new DrawVerifier(({ line, kind }) => faults.push({ line, kind }));
    for (const line of lines) verifier.read(line);
    verifier.end();
    return { faults, counts: verifier.counts };
  };

  it('give what they draw, and tell it with the order', async () => {
    const { status, body } = await player.send('/orders', chestOrder(20));
    expect([status, body.draws.length]).toEqual([201, 20]);
    const count = (entry: string) =>
      body.draws.filter((one: { entry: string }) => one.entry === entry).length;
    const potions = count('common') + 3 * count('epic');
    expect(body.inventory).toEqual([
      { sku: 'potion', kind: 'consumable', quantity: potions, level: null },
    ]);
    expect(body.wallet.balances.GEM.total).toBe(3_000 - 200 + 40 * count('gems'));
    const listed = (await get('/draws')).body.data;
    expect(listed.map(({ revealed, ...draw }: { revealed: null }) => draw).reverse()).toEqual(
      body.draws,
    );
    const events = await service.books.rows(
      "SELECT data FROM event WHERE player_id = ? AND type = 'order.completed'",
      [idBytes(player.id)],
    );
    expect(JSON.parse(String(events[0]!.data)).draws).toEqual(body.draws);
  });

  it('may give nothing at all, and the order is done', async () => {
    const { status, body } = await player.send('/orders', wheelOrder(9));
    expect([status, body.draws.length]).toEqual([201, 9]);
  });

  it('show the table that they were drawn from, also when it is no longer sold', async () => {
    const [{ catalogVersion, tableHash }] = (await get('/draws?limit=1')).body.data;
    await sellChests(service, ({ chest }) => {
      chest.entries.epic.weight = 30;
    });
    await player.send('/orders', chestOrder(10));
    const [newer] = (await get('/draws?limit=1')).body.data;
    expect(newer.catalogVersion).not.toBe(catalogVersion);
    const tables = [];
    for (const version of [catalogVersion, newer.catalogVersion]) {
      const answer = await get(`/draws/tables/${version}/chest`);
      expect(answer.headers.get('cache-control')).toContain('immutable');
      const { table, hash, odds } = answer.body;
      expect(createHash('sha256').update(table).digest('hex')).toBe(hash);
      tables.push({ hash, odds });
    }
    expect([tables[1]!.hash, tableHash]).toEqual([newer.tableHash, expect.any(String)]);
    expect(tables[0]!.odds).toEqual([
      { entry: 'common', weight: 80, total: 100, percent: '80.000000', percentWithPity: null },
      { entry: 'epic', weight: 15, total: 100, percent: '15.000000', percentWithPity: '75.000000' },
      { entry: 'gems', weight: 5, total: 100, percent: '5.000000', percentWithPity: '25.000000' },
    ]);
    expect(tables[1]!.odds[1]).toMatchObject({ percent: '26.086957', total: 115 });
    const game = { headers: { 'gemtill-key': 'pk_demo_sandbox' } };
    const elsewhere = await ask(service.url, `/draws/tables/${catalogVersion}/chest`, game);
    expect(elsewhere.status).toBe(404);
  });

  it('show no table of a version that is only planned', async () => {
    const operator = operatorOf(service, 'admin');
    const draft = await operator.post('/catalog/drafts', { name: 'soon' });
    const content = `/catalog/drafts/${draft.id}/content`;
    const heavier = { draws: { chest: { entries: { common: { weight: 99 } } } } };
    await operator.patch(content, heavier, `"${draft.revision}"`);
    const at = new Date(service.clock.now() + 600_000).toISOString();
    const wish = { at, reason: 'rarer' };
    const { version } = await operator.post(`/catalog/drafts/${draft.id}/publish`, wish);
    expect((await get(`/draws/tables/${version}/chest`)).status).toBe(404);
    await operator.post(`/catalog/drafts/${draft.id}/cancel`, { reason: 'too rare' });
    service.clock.advance(700_000);
    expect((await get(`/draws/tables/${version}/chest`)).status).toBe(404);
  });

  it('are made again from what is exported, once their seeds are revealed', async () => {
    const before = verified(await exported('--player', player.id));
    expect(before).toMatchObject({ faults: [], counts: { draws: 39, unrevealed: 39 } });
    await player.send('/draws/seed', { clientSeed: 'mine' });
    await player.send('/orders', chestOrder(5));
    await player.send('/draws/seed', {});
    const lines = await exported('--all');
    const after = verified(lines);
    expect(after).toMatchObject({ faults: [], counts: { draws: 44, rederived: 44, tables: 3 } });
  });

  it('cannot be changed in the database without being named', async () => {
    const writer = await writerAt(service.env);
    const change = async (text: string) => {
      await writer.query(text);
      return verified(await exported('--all')).faults.map(({ kind }) => kind);
    };
    const of = "draw = 'chest' AND nonce = 7 AND seed_number = 1";
    const [{ entry, roll }] = await writer.query(`SELECT entry, roll FROM draw_result WHERE ${of}`);
    const other = entry === 'epic' ? 'gems' : 'epic';
    try {
      expect(await change(`UPDATE draw_result SET entry = '${other}' WHERE ${of}`)).toEqual([
        'entry_wrong',
      ]);
      expect(await change(`UPDATE draw_result SET entry = '${entry}' WHERE ${of}`)).toEqual([]);
      expect(await change(`UPDATE draw_result SET roll = roll + 1 WHERE ${of}`)).toEqual([
        'roll_wrong',
      ]);
    } finally {
      await writer.query(`UPDATE draw_result SET roll = ${roll} WHERE ${of}`);
      await writer.destroy();
    }
  });

  it.each([
    [['export'], 2],
    [['export', '--all'], 2],
    [['export', '--player', 'nobody', '--out', 'x'], 2],
    [['export', '--all', '--out', 'x', 'y'], 2],
    [['verify'], 2],
  ])('are not exported by %j', async (argv, code) => {
    const said: string[] = [];
    const nothing = async () => {
      throw new Error('it must not come so far');
    };
    const around = { atOneMoment: nothing, write: nothing, print: () => {} };
    const complain = (text: string) => said.push(text);
    expect(await runDrawsCommand(argv, { ...around, complain })).toBe(code);
    expect(said.join()).toContain('usage: npm run draws');
  });

  it('are refused by what might come, not by what comes, and no number is used', async () => {
    await sellChests(service, ({ chest }) => {
      Object.assign(chest.entries.epic, { grants: [{ sku: 'skin.frost', quantity: 1 }] });
    });
    const seed = (await get('/draws/seed')).body.seed;
    const gems = (await player.gems()).total;
    const { status, body } = await player.send('/orders', chestOrder(2));
    expect([status, body.code, body.sku]).toEqual([409, 'already_owned', 'skin.frost']);
    expect((await get('/draws/seed')).body.seed).toEqual(seed);
    expect((await player.gems()).total).toBe(gems);
  });

  it('buy out nobody: many orders at once draw each its own number', async () => {
    await sellChests(service);
    const crowd = await signIn(service);
    await giveFree(service, crowd, 300);
    const orders = Array.from({ length: 40 }, () => crowd.send('/orders', chestOrder()));
    const answers = await Promise.all(orders);
    const drawn = answers.filter(({ status }) => status === 201);
    expect(drawn.length).toBeGreaterThanOrEqual(30);
    const { body } = await get('/draws?limit=200', crowd);
    expect(body.data.map(({ nonce }: { nonce: number }) => nonce)).toEqual(
      drawn.map((_, at) => drawn.length - at),
    );
    expect(isId('order', body.data[0].order)).toBe(true);
    await expectSoundBooks(service);
  });
});
