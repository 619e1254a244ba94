import { startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import { audited } from '../../src/audit/audit.js';
import { withSnapshot } from '../../src/audit/snapshot.store.js';
import { brokenRules, readerOf } from '../support/book-reader.js';
import { sampledDatabases, type TestDatabase, testConfiguration } from '../support/databases.js';
import { seededRandom, seedFromEnvironment } from '../support/random.js';
import { startServiceProcess } from '../support/service-process.js';
import { playRealWorld, type RealPlace, type RealReport } from './real-world.js';
import { loadSdk } from './sdk-source.js';

/** All databases together play so many worlds; `npm run prove:worlds -- --count 500`. */
const COUNT = Number(process.env.REAL_WORLDS ?? 4);
const AT_ONCE = Math.min(COUNT, 10);
/** How long the service lives before it is killed, when many worlds are played. */
const SERVICE_LIFE_MS = 12_000;
const MORE_MAX = 10;
const SEED = seedFromEnvironment();
const DATABASES = sampledDatabases('first');

jest.setTimeout(900_000);

interface Closers {
  add<Part>(part: Part, close: (part: Part) => Promise<unknown>): Part;
}

async function openPlace(database: TestDatabase, closers: Closers) {
  const simulator = closers.add(await startSimulatorInTest(), (one) => one.close());
  const home = closers.add(await database.create(), (one) => one.drop());
  const env = { ...home.env, SIMULATOR_URL: simulator.url };
  const service = closers.add(await startServiceProcess(env), (one) => one.close());
  const books = closers.add(await readerOf(home.env), (one) => one.close());
  const at = (store: string) => `${service.url}/v1/notifications/${store}/demo`;
  await simulator.control.tellAt({ apple: at('apple'), google: at('google') });
  const rows = (purchase: string) =>
    books.rows(
      'SELECT status, credited_at, player_id FROM payment WHERE store_transaction_id = ?',
      [purchase],
    );
  const place: RealPlace = {
    url: service.url,
    simulatorUrl: simulator.url,
    control: simulator.control,
    settled: async (purchase) => {
      const [row] = await rows(purchase);
      return row !== undefined && (row.credited_at !== null || row.status === 'rejected');
    },
    creditedTo: async (purchase) => {
      const [row] = await rows(purchase);
      if (!row || row.credited_at === null) return undefined;
      const hex = (row.player_id as Buffer).toString('hex');
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
  };
  return { place, service, books, env };
}

type Place = Awaited<ReturnType<typeof openPlace>>;

/** Kills the service from time to time until the worlds are done; returns how often. */
async function killService({ service }: Place, done: Promise<unknown>): Promise<number> {
  let [kills, open] = [0, true];
  const ended = done.then(() => {
    open = false;
  });
  const random = seededRandom(SEED);
  const firstMs = COUNT > 10 ? SERVICE_LIFE_MS : 1_500;
  while (open) {
    let timer: NodeJS.Timeout | undefined;
    const alive = new Promise((resolve) => {
      timer = setTimeout(resolve, firstMs * (0.5 + random()));
    });
    await Promise.race([ended, alive]);
    clearTimeout(timer);
    if (!open) break;
    await service.kill();
    await service.start();
    kills++;
    if (COUNT <= 10) break;
  }
  return kills;
}

async function playAll({ place }: Place, seeds: number[]): Promise<RealReport[]> {
  const sdk = loadSdk();
  const reports: RealReport[] = [];
  const one = async () => {
    for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop())
      reports.push(await playRealWorld(sdk, place, seed));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return reports;
}

function sum(reports: RealReport[], key: 'kills' | 'payments' | 'orders'): number {
  return reports.reduce((total, report) => total + report[key], 0);
}

function told(name: string, reports: RealReport[], serviceKills: number): string {
  const all = reports.flatMap(({ faults }) => faults);
  const found = (kind: string) => all.filter((fault) => fault.startsWith(`${kind}:`)).length;
  const kinds = ['lost', 'doubled', 'early', 'stuck'].map((kind) => `${kind} ${found(kind)}`);
  const counts = `kills of the client ${sum(reports, 'kills')}, of the service ${serviceKills}`;
  const money = `payments ${sum(reports, 'payments')}, orders ${sum(reports, 'orders')}`;
  const other = all.length - kinds.reduce((total, kind) => total + Number(kind.split(' ')[1]), 0);
  return `${reports.length} worlds on ${name}: ${counts}, ${money}; ${kinds.join(', ')}, other ${other}`;
}

describe.each(DATABASES)('real worlds on $name', (database) => {
  const closing: (() => Promise<unknown>)[] = [];
  const closers: Closers = {
    add(part, close) {
      closing.push(() => close(part));
      return part;
    },
  };
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  it(`loses nothing and doubles nothing, whoever dies (SEED=${SEED})`, async () => {
    const place = await openPlace(database, closers);
    const share = Math.ceil(COUNT / DATABASES.length);
    const seeds = Array.from({ length: share }, (_, number) => SEED + number);
    const playing = playAll(place, seeds);
    const [reports, kills] = await Promise.all([playing, killService(place, playing)]);
    // Two or three worlds of chance may all pay nothing, which would prove nothing.
    for (let more = share; sum(reports, 'payments') === 0 && more < share + MORE_MAX; more++)
      reports.push(...(await playAll(place, [SEED + more])));
    if (process.env.REAL_WORLDS) process.stdout.write(`${told(database.name, reports, kills)}\n`);
    const wrong = reports
      .filter(({ faults }) => faults.length)
      .map(({ seed, faults }) => `SEED=${seed}: ${faults.slice(0, 3).join('; ')}`);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(await brokenRules(place.books)).toEqual([]);
    const configuration = testConfiguration(place.env);
    const findings = await withSnapshot(configuration, Date.now(), (snapshot) => audited(snapshot));
    const bad = findings.filter(({ violations, failure }) => violations > 0 || failure !== null);
    expect(bad).toEqual([]);
    expect(sum(reports, 'payments')).toBeGreaterThan(0);
  });
});
