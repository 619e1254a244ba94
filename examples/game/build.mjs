// Builds the demo game into dist/game: one page, its script, the engine beside it, one style sheet.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));
const root = resolve(folder, '../..');
const shared = { bundle: true, minify: true, logLevel: 'warning', legalComments: 'none' };

/** Builds the game and returns the folder to serve at `/game`. */
export async function buildGame(outputFolder = join(root, 'dist/game')) {
  mkdirSync(outputFolder, { recursive: true });
  const define = {
    SDK_BYTES: String(sdkBytes()),
    IN_SHORT: JSON.stringify(readFileSync(join(folder, 'src/script/in-short.ts'), 'utf8')),
  };
  const { metafile } = await build({
    ...shared,
    entryPoints: {
      game: join(folder, 'src/main.ts'),
      stage: join(folder, 'src/stage/stage.ts'),
    },
    outdir: outputFolder,
    format: 'esm',
    target: 'es2022',
    splitting: true,
    metafile: true,
    define,
    // The engine's own small build; the whole one takes longer to read than all else together.
    alias: { phaser: join(root, 'node_modules/phaser/dist/phaser.esm.min.js') },
  });
  // A shared chunk would be a file that nobody serves: the stage takes only types from the page.
  const files = Object.keys(metafile.outputs);
  if (files.length !== 2) throw new Error(`not only game.js and stage.js: ${files.join(', ')}`);
  await build({
    ...shared,
    entryPoints: [join(folder, 'style.css')],
    outfile: join(outputFolder, 'game.css'),
  });
  copyFileSync(join(folder, 'index.html'), join(outputFolder, 'index.html'));
  return outputFolder;
}

/** What a game downloads for the client, as `sdk/size.mjs` weighs it. */
function sdkBytes() {
  const script = readFileSync(join(root, 'sdk/dist/gemtill.iife.js'));
  return gzipSync(script, { level: 9 }).length;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildGame();
}
