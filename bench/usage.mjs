// What the window cost: CPU from /proc (ticks of 10 ms), batches from the service's own metrics.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

const TICK_MS = 10;
const BATCH_SIZE = 'gemtill_till_batch_operations';
const BATCH_SECONDS = 'gemtill_till_batch_seconds';

/** CPU milliseconds of a process so far; null where the system does not tell. */
function cpuOf(pid) {
  if (pid === null) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return null;
  }
}

/** CPU milliseconds of the whole machine so far, without idling. */
function cpuOfMachine() {
  try {
    const [line] = readFileSync('/proc/stat', 'latin1').split('\n', 1);
    const [user, nice, system, , , irq, softirq, steal] = line
      .trim()
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return (user + nice + system + irq + softirq + steal) * TICK_MS;
  } catch {
    return null;
  }
}

async function metricsOf(port) {
  const reply = await fetch(`http://127.0.0.1:${port}/metrics`, {
    signal: AbortSignal.timeout(10_000),
  });
  const text = await reply.text();
  const value = (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  return {
    batches: value(`${BATCH_SIZE}_count`),
    operations: value(`${BATCH_SIZE}_sum`),
    batchSeconds: value(`${BATCH_SECONDS}_sum`),
  };
}

/** One look at all counters. `pids` names the processes; a null one is not ours to look at. */
export async function look({ pids, port }) {
  // The metrics are asked for first, so that answering them stays outside the window's start.
  const metrics = await metricsOf(port);
  const client = process.cpuUsage();
  return {
    at: performance.now(),
    metrics,
    machine: cpuOfMachine(),
    client: (client.user + client.system) / 1000,
    ...Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuOf(pid)])),
  };
}

/** The difference of two looks over a number of operations. */
export function usage({ before, after, operations, names }) {
  const milliseconds = after.at - before.at;
  const spent = (name) =>
    before[name] === null || after[name] === null ? null : after[name] - before[name];
  const ours = [...names, 'client'];
  const cpu = Object.fromEntries(
    ours.map((name) => [name, rounded(spent(name), 1000 / Math.max(1, operations), 1)]),
  );
  const cores = Object.fromEntries(
    ours.map((name) => [name, rounded(spent(name), 1 / milliseconds, 2)]),
  );
  const known = ours.reduce((sum, name) => sum + (spent(name) ?? 0), 0);
  const all = spent('machine');
  cores.others = all === null ? null : rounded(Math.max(0, all - known), 1 / milliseconds, 2);
  const batches = after.metrics.batches - before.metrics.batches;
  const batched = after.metrics.operations - before.metrics.operations;
  const busy = after.metrics.batchSeconds - before.metrics.batchSeconds;
  return {
    cpuMicrosPerOperation: cpu,
    cores,
    batch: {
      operations: batches > 0 ? rounded(batched, 1 / batches, 1) : null,
      perSecond: rounded(batches, 1000 / milliseconds, 0),
      milliseconds: batches > 0 ? rounded(busy, 1000 / batches, 2) : null,
    },
    loadAverage: rounded(loadavg()[0], 1, 2),
  };
}

function rounded(value, factor, digits) {
  return value === null ? null : Number((value * factor).toFixed(digits));
}
