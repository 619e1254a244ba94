import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from '@swc/core';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));

// Names of members that never leave the bundle: not in the public types, not stored, not sent.
const internal =
  /^(vault|exclusive|once|hex|emit|http|spend|deliver|deliverAll|keep|collect|fate|accept|change|arrived|open|call|all|read|write)$/;

/**
 * Bundles one entry as an ES module and minifies it, in memory. esbuild bundles; swc, which looks
 * across functions, leaves 5 % less for the player to download.
 */
export async function minified(entry) {
  const result = await build({
    entryPoints: [join(folder, 'src', `${entry}.ts`)],
    bundle: true,
    write: false,
    mangleProps: internal,
    format: 'esm',
    target: 'es2018',
    platform: 'neutral',
  });
  const { code } = await minify(result.outputFiles[0].text, {
    module: true,
    compress: { ecma: 2018, passes: 3, toplevel: true, unsafe_arrows: true },
    mangle: { toplevel: true },
  });
  return code;
}

/**
 * The SDK as one classic script with the global `Gemtill`. esbuild's own wrapper brings 200 bytes
 * of module machinery that one export does not need.
 */
export async function browserScript() {
  const code = await minified('index');
  const script = code.replace(/export\{(\w+) as createClient\};\s*$/, 'return{createClient:$1}');
  if (script === code) throw new Error('the bundle no longer ends in its only export');
  return `var Gemtill=(()=>{${script}})();\n`;
}
