import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { openWindow } from '../shop/browser.js';

export const ROOT = join(__dirname, '../..');

/** Bundles code as a game's bundler would; `@gemtill/sdk` is the source unless `alias` says other. */
export async function bundle(contents: string, folder: string, aliased = true): Promise<string> {
  const source = join(ROOT, 'sdk/src');
  const result = await build({
    stdin: { contents, resolveDir: folder, loader: 'tsx' },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    jsx: 'automatic',
    plugins: aliased
      ? [
          {
            name: 'the SDK of this repository',
            setup: (made) => {
              made.onResolve({ filter: /^@gemtill\/sdk/ }, ({ path }) => ({
                path: join(source, `${path.slice('@gemtill/sdk/'.length) || 'index'}.ts`),
              }));
            },
          },
        ]
      : [],
  });
  return result.outputFiles[0]!.text;
}

/** A page of the service's own origin that consists of these files alone. */
export async function openPage(
  browser: Browser,
  url: string,
  files: Readonly<Record<string, string>>,
): Promise<{ page: Page; complaints: string[] }> {
  const { page, complaints } = await openWindow(browser, `${url}/ready`, {
    // What a test answers itself counts as a page of the internet, and may not ask this machine.
    permissions: ['local-network-access'],
  });
  complaints.length = 0;
  await page.route(`${url}/of-the-test/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').pop()!;
    const body = files[name];
    const contentType = name.endsWith('.js') ? 'text/javascript' : 'text/html';
    await route.fulfill(body === undefined ? { status: 404 } : { body, contentType });
  });
  await page.goto(`${url}/of-the-test/index.html`);
  return { page, complaints };
}
