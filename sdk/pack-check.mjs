// Packs what dist/ holds, and looks at the tarball as its readers will: publint asks whether the
// files are what package.json says, attw whether every reader finds the right types.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENTRIES } from './entries.mjs';

const folder = dirname(fileURLToPath(import.meta.url));

/** Packs the built SDK into `target`; returns the tarball's path and the files within. */
export function pack(target) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', target];
  const said = execFileSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [packed] = Object.values(JSON.parse(said));
  return { tarball: join(target, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** What is wrong with package.json, in sentences; none when it fits `entries.mjs`. */
export function complaints(manifest, files) {
  const found = [];
  for (const kind of ['dependencies', 'optionalDependencies', 'bundleDependencies']) {
    if (manifest[kind]) found.push(`it has ${kind}`);
  }
  const { peerDependencies = {}, peerDependenciesMeta: meta = {} } = manifest;
  for (const name of Object.keys(peerDependencies)) {
    if (!meta[name]?.optional) found.push(`${name} is no optional peer`);
  }
  const wanted = ENTRIES.map(({ name }) => (name === 'index' ? '.' : `./${name}`));
  const given = Object.keys(manifest.exports).filter((path) => path !== './package.json');
  if ([...wanted].sort().join() !== [...given].sort().join()) {
    found.push(`it exports ${given} and should export ${wanted}`);
  }
  for (const { name } of ENTRIES) {
    for (const end of ['js', 'cjs', 'd.ts', 'd.cts']) {
      if (!files.includes(`dist/${name}.${end}`)) found.push(`dist/${name}.${end} is missing`);
    }
  }
  for (const file of files) {
    if (/\.(spec|tsbuildinfo)|testing\//.test(file)) found.push(`${file} does not belong in it`);
  }
  return found;
}

function check() {
  const target = mkdtempSync(join(tmpdir(), 'gemtill-pack-'));
  try {
    const { tarball, files } = pack(target);
    const found = complaints(JSON.parse(readFileSync(join(folder, 'package.json'))), files);
    if (found.length > 0) throw new Error(`package.json: ${found.join('; ')}`);
    for (const [name, script, ...args] of [
      ['publint', 'publint/src/cli.js', 'run', tarball, '--strict'],
      ['attw', '@arethetypeswrong/cli/dist/index.js', tarball, '--format', 'ascii'],
    ]) {
      console.log(`\n${name}`);
      const path = join(folder, '..', 'node_modules', script);
      execFileSync(process.execPath, [path, ...args], { stdio: 'inherit' });
    }
    console.log(`${files.length} files, no dependency, ${ENTRIES.length} entries: ok`);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) check();
