// On what a result was measured. No host name and no path: results are published.
import { spawnSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../scripts/tools.mjs';
import { Latencies } from './latencies.mjs';

const FLUSHES = 200;

export function machineFacts(folder) {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGiB: Number((totalmem() / 2 ** 30).toFixed(1)),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    flushMilliseconds: flushFacts(folder),
    loadAverageAtStart: loadavg().map((one) => Number(one.toFixed(2))),
  };
}

export function commitFacts() {
  const git = (...args) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout?.trim();
  const ours = ['--', 'src', 'simulator', 'migrations', 'package-lock.json'];
  return {
    commit: git('rev-parse', 'HEAD') || 'unknown',
    dirty: git('status', '--porcelain', ...ours) !== '',
  };
}

/** How long the disk takes to make 4 KiB durable: what every commit waits for at least. */
function flushFacts(folder) {
  const path = join(folder, 'flush');
  const file = openSync(path, 'w');
  const latencies = new Latencies();
  const page = Buffer.alloc(4096, 1);
  for (let count = 0; count < FLUSHES; count++) {
    const startedAt = performance.now();
    writeSync(file, page, 0, page.length, count * page.length);
    fdatasyncSync(file);
    latencies.add(performance.now() - startedAt);
  }
  closeSync(file);
  rmSync(path);
  const digits = (share) => Number(latencies.quantile(share).toFixed(3));
  return { p50: digits(0.5), p99: digits(0.99) };
}
