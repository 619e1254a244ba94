// One row of the table: warm up, measure, stop.
import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from './load.mjs';
import { look, usage } from './usage.mjs';

const WARM_UP_MS = 2_000;
const COMPILING_MS = 25_000;
const COMPILING_CONNECTIONS = 64;
const STEP_MS = 100;

export class WindowFailed extends Error {}

/**
 * Drives `part` (`name`, `kinds`, `fill`) over a number of connections and returns its row. Throws
 * `WindowFailed` with samples when any request was answered in another way than expected.
 */
export async function measuredWindow({ part, count, seconds, servers, signal }) {
  const { port, pids } = servers;
  const load = new Load({ port, count, kinds: part.kinds, fill: part.fill });
  try {
    await load.start();
    await flow(load, WARM_UP_MS, signal);
    refuseFailures(part, count, load);
    const before = await look({ pids, port });
    load.measure();
    await flow(load, seconds * 1000, signal);
    load.pause();
    refuseFailures(part, count, load);
    const after = await look({ pids, port });
    await load.stop();
    refuseFailures(part, count, load);
    return row({ part, count, load, before, after, names: Object.keys(pids) });
  } finally {
    await load.stop();
  }
}

/**
 * Serves a while without measuring: a fresh service has not compiled its code yet. An operation cost
 * a quarter less after twenty seconds at full speed than after five, on a slow machine.
 */
export async function firstWarmUp({ part, port, signal }) {
  const { kinds, fill } = part;
  const load = new Load({ port, count: COMPILING_CONNECTIONS, kinds, fill });
  try {
    await load.start();
    await flow(load, COMPILING_MS, signal);
  } finally {
    await load.stop();
  }
  refuseFailures(part, COMPILING_CONNECTIONS, load);
}

/** Waits while the requests flow, and no longer: a failure or an empty stock ends the wait. */
async function flow(load, milliseconds, signal) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end && load.running) {
    signal.throwIfAborted();
    if (load.failures > 0) return;
    await sleep(Math.min(STEP_MS, Math.max(1, end - performance.now())));
  }
}

function row({ part, count, load, before, after, names }) {
  const operations = load.latencies.reduce((sum, one) => sum + one.count, 0);
  const seconds = (after.at - before.at) / 1000;
  const kinds = load.kinds.map(({ name }, index) => ({
    name,
    ...summary(load.latencies[index], seconds),
  }));
  return {
    part: part.name,
    connections: count,
    seconds: Number(seconds.toFixed(2)),
    operations,
    cutShort: load.exhausted,
    ...(kinds.length === 1 ? summary(load.latencies[0], seconds) : mixed(operations, seconds)),
    ...(kinds.length === 1 ? {} : { kinds }),
    ...usage({ before, after, operations, names }),
    span: { from: before.at, to: after.at },
  };
}

function summary(latencies, seconds) {
  const digits = (value) => (value === null ? null : Number(value.toFixed(2)));
  return {
    perSecond: Math.round(latencies.count / seconds),
    p50: digits(latencies.quantile(0.5)),
    p90: digits(latencies.quantile(0.9)),
    p99: digits(latencies.quantile(0.99)),
    most: digits(latencies.quantile(1)),
  };
}

function mixed(operations, seconds) {
  return {
    perSecond: Math.round(operations / seconds),
    p50: null,
    p90: null,
    p99: null,
    most: null,
  };
}

/** One wrong answer makes all numbers worthless: refusals are cheaper than orders. */
function refuseFailures(part, count, load) {
  if (load.failures === 0) return;
  const what = `${load.failures} requests of ${part.name} at ${count} connections`;
  throw new WindowFailed([`${what} were not answered as expected:`, ...load.samples].join('\n\n'));
}
