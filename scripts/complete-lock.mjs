// `node scripts/complete-lock.mjs` after an `npm install` that changed the lock file: adds the
// optional packages of other systems, which npm leaves out when it cannot see them. With them the
// lock file serves every system, and `npm ci` accepts it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './tools.mjs';

const SYSTEMS = [
  'darwin',
  'linux',
  'win32',
  'freebsd',
  'android',
  'openbsd',
  'netbsd',
  'sunos',
  'aix',
  'openharmony',
];
const PROCESSORS = [
  'arm64',
  'x64',
  'ia32',
  'arm',
  'ppc64',
  's390x',
  'riscv64',
  'loong64',
  'mips64el',
  'wasm32',
];

const file = join(ROOT, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
let added = 0;
for (const [path, facts] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(facts.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    if (lock.packages[nested] || lock.packages[`node_modules/${name}`] || !/^\d/.test(version))
      continue;
    const words = name.split(/[/-]/);
    const system = SYSTEMS.find((one) => words.includes(one));
    const processor = PROCESSORS.find((one) => words.includes(one));
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(facts.dev ? { dev: true } : {}),
      ...(processor ? { cpu: [processor] } : {}),
      ...(system ? { os: [system] } : {}),
      optional: true,
    };
    added += 1;
  }
}
const { '': own, ...others } = lock.packages;
lock.packages = {
  '': own,
  // In the order of npm, which would write the file anew at every install otherwise.
  ...Object.fromEntries(Object.entries(others).sort(([a], [b]) => a.localeCompare(b, 'en'))),
};
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other systems added`);
