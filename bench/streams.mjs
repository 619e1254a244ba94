// Thousands of idle event streams on one process: what each costs in memory, and how long an event
// takes from the answer of what caused it to the reader.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../scripts/tools.mjs';
import { benchCatalog } from './bench-catalog.mjs';
import { call, concurrently } from './calls.mjs';
import { Latencies } from './latencies.mjs';
import { commitFacts, machineFacts } from './machine.mjs';
import { publish } from './players.mjs';
import { Servers } from './servers.mjs';
import { table } from './table.mjs';

const AT_ONCE = 32;
const SETTLED_MS = 8_000;
const DELIVERIES = 1_000;
const SERVER = { authorization: 'Bearer sk_demo' };

/** Memory of a process as the kernel counts it, in bytes. */
function residentBytes(pid) {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m);
  return Number(line[1]) * 1024;
}

async function signIn(home) {
  const guest = { deviceId: randomUUID(), deviceSecret: randomBytes(24).toString('base64url') };
  const headers = { 'gemtill-key': 'pk_demo' };
  const { body } = await call(`${home}/v1/sessions`, { headers, body: { guest } });
  return { id: body.player.id, accessToken: body.accessToken, heard: null };
}

/** Holds one stream open on a bare socket; `player.heard` is called for each event. */
function openStream(port, player) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.write(
      'GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n' +
        `Authorization: Bearer ${player.accessToken}\r\n\r\n`,
    );
    socket.on('data', (bytes) => {
      if (bytes.includes('retry: 3000')) resolve(socket);
      else if (bytes.includes('data: ') && player.heard) player.heard(performance.now());
      else if (bytes.includes('HTTP/1.1 4')) reject(new Error(bytes.toString()));
    });
  });
}

/** Gives a gem, and returns the milliseconds from the answer to the event (below 0: before it). */
async function delivery(home, player) {
  const heard = new Promise((resolve) => {
    player.heard = resolve;
  });
  await call(`${home}/v1/server/players/${player.id}/grants`, {
    headers: { ...SERVER, 'idempotency-key': randomUUID() },
    body: { currency: 'GEM', amount: 1, reason: 'bench' },
  });
  const answeredAt = performance.now();
  return Math.max(0, (await heard) - answeredAt);
}

/** Prints the table and saves it. */
export async function streamsBench({ streams, database, signal }) {
  const servers = Servers.make();
  try {
    const facts = { ...commitFacts(), machine: machineFacts(servers.folder) };
    await servers.start({ database, databaseUrl: process.env.DATABASE_URL, signal });
    const home = `http://127.0.0.1:${servers.port}`;
    await publish(home, benchCatalog());
    console.log(`Signing in ${streams} players…`);
    const players = await concurrently(streams, AT_ONCE, signal, () => signIn(home));
    await sleep(SETTLED_MS);
    const before = residentBytes(servers.pids.service);
    const sockets = await concurrently(streams, AT_ONCE, signal, (index) =>
      openStream(servers.port, players[index]),
    );
    await sleep(SETTLED_MS);
    const after = residentBytes(servers.pids.service);
    const latencies = new Latencies();
    for (let count = 0; count < DELIVERIES; count++) {
      signal.throwIfAborted();
      latencies.add(await delivery(home, players[Math.floor(Math.random() * streams)]));
    }
    for (const socket of sockets) socket.destroy();
    const row = {
      streams,
      kibPerStream: Number(((after - before) / streams / 1024).toFixed(1)),
      serviceMiB: Math.round(after / 2 ** 20),
      deliveries: DELIVERIES,
      deliveryP50: Number(latencies.quantile(0.5).toFixed(2)),
      deliveryP99: Number(latencies.quantile(0.99).toFixed(2)),
    };
    console.log(`\n${table(Object.keys(row), [Object.values(row).map(String)])}\n`);
    const at = new Date().toISOString();
    save({ scenario: 'streams', at, ...facts, database: servers.database, rows: [row] }, database);
    servers.succeeded = true;
  } finally {
    await servers.stop();
  }
}

function save(result, database) {
  const folder = join(dirname(fileURLToPath(import.meta.url)), 'results');
  const path = join(folder, `${result.at.slice(0, 10)}-streams-${database}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  console.log(`Saved as ${relative(ROOT, path)}.`);
}
