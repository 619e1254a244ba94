// What the other scripts share: run a tool, install what is missing, build what is stale.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a program to its end and throws when it fails. */
export function run(program, args, options = {}) {
  const done = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${done.status}`);
}

export function runNode(args, options = {}) {
  run(process.execPath, args, options);
}

/** A program of a dependency, by its script: the same on every system, and no shell. */
export function tool(name, script) {
  return join(ROOT, 'node_modules', name, script);
}

/** Installs the dependencies when they are missing or older than the lock file. */
export function install() {
  const marker = join(ROOT, 'node_modules', '.package-lock.json');
  const lock = join(ROOT, 'package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs - 1000) return;
  console.log('Installing the dependencies (once; some minutes)…');
  // `npm ci` refuses a lock file whose optional packages of other systems are missing.
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
  });
}

/**
 * Installs what only the checks of examples and adapters need: engines and purchase plug-ins, for
 * their types. Without their scripts, since nothing native is ever built, and without their own
 * wishes for companions (React Native alone brings hundreds of packages).
 */
export function installIntegrations() {
  const folder = join(ROOT, 'examples', 'integrations');
  const marker = join(folder, 'node_modules', '.package-lock.json');
  const lock = join(folder, 'package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs - 1000) return;
  console.log('Installing the engines and plug-ins that the examples are checked against (once)…');
  const options = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
  run('npm', ['install', ...options, '--loglevel=error'], {
    cwd: folder,
    shell: process.platform === 'win32',
  });
}

const SOURCES = [
  'src',
  'simulator',
  'sdk/src',
  'examples/game',
  'examples/page',
  'examples/shop',
  'package.json',
  'tsconfig.build.json',
];

/** Builds when a source is newer than the last build. */
export function build({ force = false } = {}) {
  const stamp = join(ROOT, 'dist', 'built.json');
  const sources = newest(SOURCES.map((path) => join(ROOT, path)));
  if (!force && existsSync(stamp) && JSON.parse(readFileSync(stamp, 'utf8')).sources === sources) {
    return;
  }
  console.log('Building…');
  runNode([tool('@nestjs/cli', 'bin/nest.js'), 'build']);
  runNode([join(ROOT, 'sdk', 'build.mjs')]);
  runNode([join(ROOT, 'examples', 'shop', 'build.mjs')]);
  runNode([join(ROOT, 'examples', 'game', 'build.mjs')]);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, JSON.stringify({ sources }));
}

/** The newest change below some paths, and how many files there are: a removed file counts too. */
function newest(paths) {
  let latest = 0;
  let files = 0;
  const look = (path) => {
    const facts = statSync(path);
    if (!facts.isDirectory()) {
      files += 1;
      latest = Math.max(latest, facts.mtimeMs);
      return;
    }
    for (const name of readdirSync(path)) {
      if (name !== 'node_modules' && name !== 'dist') look(join(path, name));
    }
  };
  for (const path of paths) look(path);
  return `${latest} ${files}`;
}

/** Starts a program that stays; its output is ours. */
export function start(args, env = {}) {
  return spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
}

/** Waits until an address answers with 2xx. */
export async function answers(url, milliseconds) {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    try {
      const reply = await fetch(url, { signal: AbortSignal.timeout(1000) });
      await reply.arrayBuffer();
      if (reply.ok) return true;
    } catch {
      // Not yet.
    }
    await new Promise((next) => setTimeout(next, 100));
  }
  return false;
}
