// Builds dist/: ES modules, CommonJS, one browser script (global `Gemtill`), and types for each.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { browserScript, minified } from './browser-script.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const dist = join(folder, 'dist');
rmSync(dist, { recursive: true, force: true });

mkdirSync(dist);
for (const entry of ['index', 'simulator']) {
  const code = await minified(entry);
  const commonjs = await transform(code, { format: 'cjs', target: 'es2018' });
  writeFileSync(join(dist, `${entry}.js`), `${code}\n`);
  writeFileSync(join(dist, `${entry}.cjs`), commonjs.code);
}
writeFileSync(join(dist, 'gemtill.iife.js'), await browserScript());

const tsc = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
);
execFileSync(
  process.execPath,
  [tsc, '-p', join(folder, 'tsconfig.json'), '--emitDeclarationOnly', '--outDir', dist],
  { stdio: 'inherit' },
);
// A CommonJS reader resolves types as CommonJS only from .d.cts files that refer to each other.
for (const name of readdirSync(dist).filter((file) => file.endsWith('.d.ts'))) {
  const text = readFileSync(join(dist, name), 'utf8');
  const commonjs = text.replace(/(from '\.\/[\w-]+)\.js'/g, "$1.cjs'");
  writeFileSync(join(dist, name.replace(/\.d\.ts$/, '.d.cts')), commonjs);
}
