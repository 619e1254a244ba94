// Builds dist/: ES modules, CommonJS, one browser script (global `Gemtill`), and types for each.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { browserScript, minified } from './browser-script.mjs';
import { ENTRIES } from './entries.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const dist = join(folder, 'dist');
rmSync(dist, { recursive: true, force: true });

mkdirSync(dist);
for (const { name: entry } of ENTRIES) {
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
for (const name of readdirSync(dist, { recursive: true }).filter((file) => /\.d\.ts$/.test(file))) {
  const text = readFileSync(join(dist, name), 'utf8');
  const commonjs = text.replace(/((?:from |import\()'\.{1,2}\/[\w/-]+)\.js'/g, "$1.cjs'");
  writeFileSync(join(dist, name.replace(/\.d\.ts$/, '.d.cts')), commonjs);
}

// Readers of before `exports` (TypeScript's node10, Metro before 0.79, webpack 4) look for a folder.
for (const { name } of ENTRIES.filter((entry) => entry.name !== 'index')) {
  mkdirSync(join(folder, name), { recursive: true });
  const files = { main: 'cjs', module: 'js', types: 'd.cts' };
  const paths = Object.entries(files).map(([key, end]) => [key, `../dist/${name}.${end}`]);
  const fallback = { ...Object.fromEntries(paths), sideEffects: false };
  writeFileSync(join(folder, name, 'package.json'), `${JSON.stringify(fallback, null, 2)}\n`);
}
copyFileSync(join(folder, '..', 'LICENSE'), join(folder, 'LICENSE'));
