// `npm run bench -- orders`: what the service does per second on this machine, over real HTTP.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, install, ROOT } from '../scripts/tools.mjs';
import { readArguments, WrongArguments } from './arguments.mjs';
import { benchCatalog } from './bench-catalog.mjs';
import { catalogBench } from './catalog.mjs';
import { commitFacts, machineFacts } from './machine.mjs';
import { makePlayers, publish, reconcile } from './players.mjs';
import { hotSpots, profileIn } from './profile.mjs';
import { ordersScenario } from './scenario-orders.mjs';
import { readsScenario } from './scenario-reads.mjs';
import { topUpsScenario } from './scenario-topups.mjs';
import { Servers } from './servers.mjs';
import { streamsBench } from './streams.mjs';
import { comparisonTable, resultTable, table } from './table.mjs';
import { verificationBench } from './verification.mjs';
import { firstWarmUp, measuredWindow, WindowFailed } from './window.mjs';
import { yardstickPart, yardstickTable } from './yardstick.mjs';

const SCENARIO = { orders: ordersScenario, topups: topUpsScenario, reads: readsScenario };
const PROFILED_CONNECTIONS = 64;
const STOPPED = new Error('stopped');

async function main() {
  const wish = readArguments(process.argv.slice(2), process.env);
  const older = wish.compare ? JSON.parse(readFileSync(resolve(wish.compare), 'utf8')) : null;
  const signal = abortOnSignals();
  install();
  if (wish.build) build();
  if (wish.scenario === 'verification') return verificationBench();
  if (wish.scenario === 'catalog') return catalogBench(wish);
  if (wish.scenario === 'streams') return streamsBench({ ...wish, signal });
  const servers = Servers.make();
  try {
    // Now, since others may commit while we measure.
    const facts = { ...commitFacts(), machine: machineFacts(servers.folder) };
    const databaseUrl = process.env.DATABASE_URL;
    await servers.start({ ...wish, databaseUrl, signal });
    const rows = await measure(wish, servers, signal);
    const result = describe(wish, facts, servers.database);
    console.log(`\n${resultTable(rows)}\n`);
    if (wish.yardstick) console.log(`${yardstickTable(rows)}\n`);
    console.log(explanation(result));
    if (wish.profile) await showProfile(servers, rows);
    else save(result, rows);
    if (older) console.log(`\nAgainst ${older.at}:\n\n${comparisonTable(rows, older.rows)}`);
    servers.succeeded = true;
  } catch (error) {
    servers.succeeded = signal.aborted;
    if (!signal.aborted) console.error(`The logs of this run: ${relative(ROOT, servers.folder)}`);
    throw error;
  } finally {
    await servers.stop();
  }
}

function describe({ compare: _, ...args }, facts, database) {
  const at = new Date().toISOString();
  return { scenario: args.scenario, arguments: args, at, ...facts, database };
}

async function measure(wish, servers, signal) {
  const home = `http://127.0.0.1:${servers.port}`;
  const simulator = `http://127.0.0.1:${servers.simulatorPort}`;
  await publish(home, benchCatalog());
  console.log(`Making ${wish.players} players…`);
  const players = await makePlayers({ home, simulator, count: wish.players, signal });
  await reconcile(home);
  const { store, seconds } = wish;
  const make = SCENARIO[wish.scenario];
  const scenario = await make({ players, home, simulator, store, seconds, signal });
  // The last part is the widest: reads are mixed in it.
  const part = (await scenario.parts()).at(-1);
  await firstWarmUp({ part, port: servers.port, signal });
  const { yardstick } = servers;
  const minimal = yardstick && yardstickPart(yardstick.secret, wish.players);
  if (yardstick) await firstWarmUp({ part: minimal, port: yardstick.port, signal });
  const rows = [];
  const window = async (part, count, where) => {
    const row = await measuredWindow({ part, count, seconds, servers: where, signal });
    rows.push(row);
    const early = row.cutShort ? `, cut short after ${row.seconds} s` : '';
    console.log(`${part.name} at ${count}: ${row.perSecond}/s, p99 ${row.p99} ms${early}`);
    return row;
  };
  for (const count of wish.connections) {
    for (const part of await scenario.parts()) {
      if (yardstick) await window(minimal, count, yardstick);
      const row = await window(part, count, servers);
      scenario.measured?.(row);
      if (yardstick) await window(minimal, count, yardstick);
    }
  }
  return rows;
}

function explanation({ machine, database, dirty, commit }) {
  return [
    `${machine.cores} cores (${machine.cpu}) for client, service, simulator and database together.`,
    `${database.kind}; a flush takes ${machine.flushMilliseconds.p50} ms; node ${machine.node}.`,
    `Commit ${commit.slice(0, 12)}${dirty ? ' with changes' : ''}. "us": CPU microseconds per`,
    'operation; "others cores": what foreign programs used of the machine meanwhile.',
  ].join('\n');
}

function save(result, rows) {
  const kept = rows.map(({ span: _, ...row }) => row);
  const name = `${result.at.slice(0, 10)}-${result.scenario}-${result.arguments.database}.json`;
  const path = join(dirname(fileURLToPath(import.meta.url)), 'results', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ ...result, rows: kept }, null, 2)}\n`);
  console.log(`\nSaved as ${relative(ROOT, path)}.`);
}

/** A profiled run is slower, so its numbers are shown and not saved. */
async function showProfile(servers, rows) {
  await servers.stopService();
  const path = profileIn(servers.profileFolder);
  if (path === null) throw new Error('the service left no profile');
  const row = rows.find((one) => one.connections === PROFILED_CONNECTIONS) ?? rows.at(-1);
  const { functions, rooms } = hotSpots(path, row.span);
  const shown = (spots) => spots.map(({ name, percent }) => [name, percent.toFixed(1)]);
  console.log(`\nSelf time of the service, ${row.part} at ${row.connections} connections:\n`);
  console.log(table(['where', '%'], shown(rooms)));
  console.log(`\n${table(['function', '%'], shown(functions))}`);
  console.log(`\nThe profile: ${relative(ROOT, path)}`);
}

/** The first signal ends the run in good order; a second one at once. */
function abortOnSignals() {
  const controller = new AbortController();
  const abort = () => {
    if (controller.signal.aborted) process.exit(130);
    console.error('\nStopping…');
    controller.abort(STOPPED);
  };
  process.on('SIGINT', abort);
  process.on('SIGTERM', abort);
  return controller.signal;
}

main().then(
  () => process.exit(0),
  (error) => {
    const expected = error instanceof WrongArguments || error instanceof WindowFailed;
    if (error !== STOPPED) console.error(expected ? error.message : (error?.stack ?? error));
    process.exit(1);
  },
);
