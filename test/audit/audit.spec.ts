import { audited, CHECKS, type Finding } from '../../src/audit/audit.js';
import { runAuditCommand } from '../../src/audit/audit-command.js';
import { namedRow } from '../../src/audit/report.js';
import { type Snapshot, snapshotOn } from '../../src/audit/snapshot.store.js';
import { idOf } from '../../src/kernel/id.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
import { BONUS_PLANTS } from './bonus-plants.js';
import { COUPON_PLANTS } from './coupon-plants.js';
import { DRAW_PLANTS } from './draw-plants.js';
import { type LooseCopy, looseCopy, writerAt } from './loose-copy.js';
import { ORDER_PLANTS } from './order-plants.js';
import { ENTRY_CHANGES, PLANTS } from './plants.js';
import { SOLD_PLANTS } from './sold-plants.js';
import { type SoundBooks, soundBooks } from './sound-books.js';
import { TRANSFER_PLANTS } from './transfer-plants.js';

const ALL_PLANTS = [
  ...PLANTS,
  ...ORDER_PLANTS,
  ...SOLD_PLANTS,
  ...BONUS_PLANTS,
  ...DRAW_PLANTS,
  ...COUPON_PLANTS,
  ...TRANSFER_PLANTS,
];
const WITHOUT_KEYS = CHECKS.filter((check) => check.id !== 'C4');
const broken = (findings: readonly Finding[]) =>
  findings.filter((one) => one.violations > 0 || one.failure !== null);
const idsOf = (findings: readonly Finding[]) => findings.map((one) => one.check.id);
const textOf = (finding: Finding) => JSON.stringify(finding.rows.map(namedRow));

describe.each(TEST_DATABASES)('npm run audit on $name', (database) => {
  let books: SoundBooks;
  let copy: LooseCopy;
  let env: Record<string, string>;
  beforeAll(async () => {
    books = await soundBooks(database);
    env = { ...books.service.env };
    copy = await looseCopy(database, env);
  });
  afterAll(async () => {
    await copy?.drop();
    await books?.service.close();
  });

  const filled = (text: string) =>
    text.replace(/\{([a-z]+)\}/g, (_, name: string) => `X'${books.facts[name]!.toString('hex')}'`);
  const run = async (...argv: string[]) => {
    const printed: string[] = [];
    const print = (text: string) => printed.push(text);
    const now = books.service.clock.now();
    const around = { print, complain: print, now };
    return { code: await runAuditCommand(argv, testConfiguration(env), around), printed };
  };
  /** What is reported of a copy with these changes. */
  const reported = (changes: readonly string[], more: Partial<Snapshot> = {}) =>
    copy.tried(async (runner) => {
      for (const text of changes) await runner.query(filled(text));
      const snapshot = { ...snapshotOn(runner, books.service.clock.now()), ...more };
      return broken(await audited(snapshot, WITHOUT_KEYS));
    });

  it('finds nothing in the books of a running service', async () => {
    const { code, printed } = await run();
    expect(printed.filter((line) => /BROKEN|not run|=/.test(line))).toEqual([]);
    expect(printed.at(-1)).toContain(`${CHECKS.length} of ${CHECKS.length} invariants hold`);
    expect(code).toBe(0);
    expect(await reported([])).toEqual([]);
  });

  it('says what is not looked at yet', async () => {
    const { printed } = await run();
    expect(printed).toContainEqual(expect.stringMatching(/^A29 .*not applicable yet: .+/));
  });

  it.each(ALL_PLANTS)('reports $breaks and names the $prefix $names', async (plant) => {
    const found = await reported(plant.sql);
    expect(idsOf(found).sort()).toEqual([...plant.breaks].sort());
    const bytes = books.facts[plant.names]!;
    const name = plant.prefix ? idOf(plant.prefix, bytes) : bytes.toString('hex');
    const about = found.find((one) => one.check.id === plant.breaks[0])!;
    expect(about.failure).toBeNull();
    expect(textOf(about)).toContain(name);
  });

  it.each(ENTRY_CHANGES)('notices a change of the %s of any entry', async (column, own, system) => {
    for (const [bucket, value] of [
      [1, own],
      [12, system],
    ] as const) {
      const where = `transaction_id = {dragon} AND bucket = ${bucket}`;
      const found = await reported([`UPDATE entry SET ${column} = ${value} WHERE ${where}`]);
      expect(found).not.toEqual([]);
      const txn = idOf('txn', books.facts.dragon!);
      const player = idOf('player', books.facts.player!);
      expect(found.map(textOf).join()).toMatch(new RegExp(`${txn}|${player}`));
    }
  });

  it('has a plant for every invariant', () => {
    const planted = new Set([...ALL_PLANTS.map((plant) => plant.breaks[0]), 'C1', 'C4']);
    expect(CHECKS.map((check) => check.id).filter((id) => !planted.has(id))).toEqual([]);
    expect(new Set(CHECKS.map((check) => check.id)).size).toBe(CHECKS.length);
  });

  // The settings of a server that others use cannot be changed: the guard itself is tested
  // elsewhere.
  it('reports unsafe settings (C1)', async () => {
    const found = await reported([], { settingsFaults: async () => ['sync_binlog must be 1'] });
    expect(idsOf(found)).toEqual(['C1']);
    expect(textOf(found[0]!)).toContain('sync_binlog');
  });

  it('reports missing keys, and on SQLite tables that are not strict (C4)', async () => {
    const check = CHECKS.filter(({ id }) => id === 'C4');
    const found = await copy.tried((runner) => audited(snapshotOn(runner, 0), check));
    expect(found[0]!.violations).toBeGreaterThanOrEqual(27);
    expect(textOf(found[0]!)).toContain('player_id,seq,line');
  });

  it('exits 1 and names the row after a change by hand, and 0 when it is taken back', async () => {
    const writer = await writerAt(env);
    const change = (amount: string) =>
      writer.query(
        filled(`UPDATE entry SET amount = amount ${amount}
          WHERE player_id = {player} AND transaction_id = {dragon} AND bucket = 12`),
      );
    try {
      await change('+ 1');
      const { code, printed } = await run();
      expect(code).toBe(1);
      expect(printed.join('\n')).toContain(idOf('txn', books.facts.dragon!));
      const json = await run('--json');
      expect(json.code).toBe(1);
      const told = JSON.parse(json.printed.join('')) as {
        sound: boolean;
        invariants: { id: string; violations: number }[];
      };
      const ids = told.invariants.filter((one) => one.violations > 0).map((one) => one.id);
      expect([told.sound, ids]).toEqual([false, ['A01', 'A11']]);
    } finally {
      await change('- 1');
      await writer.destroy();
    }
    expect((await run()).code).toBe(0);
  });

  it('exits 2 with a sentence when it cannot look', async () => {
    const nowhere: Record<string, string> = env.DATABASE_URL
      ? { DATABASE_URL: 'mysql://nobody:secret-word@127.0.0.1:9/none' }
      : { DATA_DIR: '/nonexistent/gemtill' };
    const said: string[] = [];
    const around = { print: () => {}, complain: (text: string) => said.push(text), now: 0 };
    expect(await runAuditCommand([], testConfiguration(nowhere), around)).toBe(2);
    expect(said.join()).toMatch(/^(there is no database|the database cannot be opened)/);
    expect(said.join()).not.toContain('secret-word');
    expect(await runAuditCommand(['--fix'], testConfiguration(env), around)).toBe(2);
  });
});
