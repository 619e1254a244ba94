import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));

/** Bundles and minifies one entry as an ES module, in memory. */
export async function minified(entry) {
  const result = await build({
    entryPoints: [join(folder, 'src', `${entry}.ts`)],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2018',
    platform: 'neutral',
  });
  return result.outputFiles[0].text;
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
