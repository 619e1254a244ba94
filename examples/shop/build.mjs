// Builds the demo shop into dist/shop: one page, one script, one style sheet, nothing inline.
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));
const root = resolve(folder, '../..');

/** Builds the shop and returns the folder to serve at `/`. */
export async function buildShop(outputFolder = join(root, 'dist/shop')) {
  mkdirSync(outputFolder, { recursive: true });
  const shared = { bundle: true, minify: true, logLevel: 'warning', legalComments: 'none' };
  await Promise.all([
    build({
      ...shared,
      entryPoints: [join(folder, 'src/main.ts')],
      outfile: join(outputFolder, 'shop.js'),
      format: 'iife',
      target: 'es2022',
    }),
    build({
      ...shared,
      entryPoints: [join(folder, 'style.css')],
      outfile: join(outputFolder, 'shop.css'),
    }),
  ]);
  copyFileSync(join(folder, 'index.html'), join(outputFolder, 'index.html'));
  return outputFolder;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildShop();
}
