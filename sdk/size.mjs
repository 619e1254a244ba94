// Measures what a browser game downloads, minified and gzipped -9, and fails above the limits.
import { gzipSync } from 'node:zlib';
import { browserScript, minified } from './browser-script.mjs';
import { ENTRIES } from './entries.mjs';

const measured = [{ name: 'core as a script', code: await browserScript(), limit: 4_000 }];
for (const { name, limit } of ENTRIES) measured.push({ name, code: await minified(name), limit });

for (const { name, code, limit } of measured) {
  const bytes = gzipSync(code, { level: 9 }).length;
  const verdict = limit !== null && bytes > limit ? 'TOO BIG' : 'ok';
  const bar = limit === null ? 'no limit' : `limit ${limit}`;
  console.log(`${name}: ${code.length} B min, ${bytes} B gzip, ${bar}: ${verdict}`);
  if (verdict !== 'ok') process.exitCode = 1;
}
