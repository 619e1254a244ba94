// Measures what a browser game downloads, minified and gzipped -9, and fails above the limits.
import { gzipSync } from 'node:zlib';
import { browserScript, minified } from './browser-script.mjs';

const measured = [
  { name: 'core (ESM)', code: await minified('index'), limit: 4_000 },
  { name: 'core (IIFE)', code: await browserScript(), limit: 4_000 },
  { name: 'simulator source', code: await minified('simulator'), limit: 900 },
];

for (const { name, code, limit } of measured) {
  const bytes = gzipSync(code, { level: 9 }).length;
  const verdict = bytes > limit ? 'TOO BIG' : 'ok';
  console.log(`${name}: ${code.length} B min, ${bytes} B gzip, limit ${limit}: ${verdict}`);
  if (bytes > limit) process.exitCode = 1;
}
