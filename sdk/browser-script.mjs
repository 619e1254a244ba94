import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as swc from '@swc/core';
import { build } from 'esbuild';
import { renamed } from './names.mjs';

const folder = dirname(fileURLToPath(import.meta.url));

// Names of members that never leave the bundle: not in the public types, not stored, not sent. They
// begin with a mark until `renamed` gives them a letter.
const INTERNAL = (
  'vault exclusive once secret emit http spend deliver deliverAll keep collect fate accept change ' +
  'arrived open call all read write seen load close'
).split(' ');
const mangleProps = new RegExp(`^(${INTERNAL.join('|')})$`);
const mangleCache = Object.fromEntries(INTERNAL.map((name) => [name, `$${name}`]));

/** Each with the best seed of a dozen; another may be better when its code has changed. */
const CROWDED = { index: 10, react: 8, realtime: 8 };
const done = new Map();

/** One entry as a minified ES module; made once. */
export function minified(entry) {
  if (!done.has(entry)) done.set(entry, minify(entry));
  return done.get(entry);
}

/**
 * Bundles one entry and minifies it, in memory. esbuild bundles; swc, which looks across functions,
 * leaves 5 % less for the player to download, and so do better names again. Their search takes some
 * seconds, so only the entries that need the room get them.
 */
async function minify(entry) {
  const result = await build({
    entryPoints: [join(folder, 'src', `${entry}.ts`)],
    bundle: true,
    write: false,
    // The other entries know nothing of the core's own members, and `read` is the platform's there.
    ...(entry === 'index' && { mangleProps, mangleCache }),
    format: 'esm',
    target: 'es2018',
    platform: 'neutral',
    external: ['react'],
  });
  const { code } = await swc.minify(result.outputFiles[0].text, {
    module: true,
    compress: { ecma: 2018, passes: 3, toplevel: true, unsafe_arrows: true },
    mangle: { toplevel: true },
  });
  return CROWDED[entry] ? renamed(code, CROWDED[entry]) : code;
}

/**
 * The SDK as one classic script with the global `Gemtill`. esbuild's own wrapper brings 200 bytes
 * of module machinery that one export does not need.
 */
export async function browserScript() {
  const code = await minified('index');
  const script = code.replace(/export\{(\w+) as createClient\};\s*$/, 'return{createClient:$1}');
  if (script === code) throw new Error('the bundle no longer ends in its only export');
  return `var Gemtill=(()=>{${script}})()`;
}
