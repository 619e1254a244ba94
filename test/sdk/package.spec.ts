import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../shop/browser.js';
import { TEST_DATABASES } from '../support/databases.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { bundle, openPage, ROOT } from './page.js';

const run = promisify(execFile);

interface Manifest {
  readonly exports: Record<string, unknown>;
  readonly dependencies?: unknown;
}

/** What a game does first; it says who signed in. */
const signIn = (url: string, createClient = 'createClient') =>
  `${createClient}({ url: '${url}', key: 'pk_demo' }).start().then((started) => {
    if (started.status !== 'signed_in') throw new Error(JSON.stringify(started));
    return started.player.id;
  })`;

const PLAYER = /^player_[0-9a-z]{26}$/;

describe('the package of the SDK', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gemtill-package-'));
  const installed = join(folder, 'node_modules/@gemtill/sdk');
  let service: ServiceInTest;
  let browser: Browser;
  let manifest: Manifest;

  beforeAll(async () => {
    // Unpacked as npm would; nothing is downloaded, since it depends on nothing.
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const shell = process.platform === 'win32';
    const said = execFileSync('npm', args, { cwd: join(ROOT, 'sdk'), encoding: 'utf8', shell });
    const [{ filename }] = Object.values(JSON.parse(said)) as [{ filename: string }];
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', filename, '--strip-components=1', '-C', installed], {
      cwd: folder,
    });
    symlinkSync(join(ROOT, 'node_modules/react'), join(folder, 'node_modules/react'), 'junction');
    manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    browser = await openBrowser();
    service = await startService(TEST_DATABASES[0]!);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function inNode(file: string, code: string): Promise<string> {
    writeFileSync(join(folder, file), code);
    const { stdout } = await run(process.execPath, [file], { cwd: folder, timeout: 20_000 });
    return stdout.trim();
  }

  it('has no dependency', () => {
    expect(manifest.dependencies).toBeUndefined();
  });

  it('signs in from an ES module of Node', async () => {
    const code = `import { createClient } from '@gemtill/sdk';
      console.log(await ${signIn(service.url)});`;
    expect(await inNode('game.mjs', code)).toMatch(PLAYER);
  });

  it('signs in from CommonJS', async () => {
    const code = `const { createClient } = require('@gemtill/sdk');
      ${signIn(service.url)}.then(console.log);`;
    expect(await inNode('game.cjs', code)).toMatch(PLAYER);
  });

  it('gives the same names to both at every subpath, without a side effect', async () => {
    const paths = Object.keys(manifest.exports).filter((path) => path !== './package.json');
    expect(paths.length).toBeGreaterThan(4);
    const code = `import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      const before = Object.keys(globalThis).join();
      for (const path of ${JSON.stringify(paths)}) {
        const name = '@gemtill/sdk' + path.slice(1);
        const names = [await import(name), require(name)].map((one) =>
          Object.keys(one).filter((key) => !/^(default|module.exports)$/.test(key)).sort().join());
        if (!names[0] || names[0] !== names[1]) throw new Error(name + ': ' + names.join(' / '));
      }
      if (Object.keys(globalThis).join() !== before) throw new Error('a new global');
      console.log('same');`;
    expect(await inNode('names.mjs', code)).toBe('same');
  });

  it.each(['a bundler', 'a script tag'])('signs in from %s in a browser', async (how) => {
    const bundled = `import { createClient } from '@gemtill/sdk';
      window.who = ${signIn(service.url)};`;
    const files: Record<string, string> =
      how === 'a bundler'
        ? { 'game.js': await bundle(bundled, folder, false) }
        : {
            'gemtill.js': readFileSync(join(installed, 'dist/gemtill.iife.js'), 'utf8'),
            'game.js': `window.who = ${signIn(service.url, 'Gemtill.createClient')};`,
          };
    const tags = Object.keys(files).map((name) => `<script src="${name}"></script>`);
    const html = `<!doctype html><meta charset=utf-8><link rel=icon href=data:>${tags.join('')}`;
    const { page, complaints } = await openPage(browser, service.url, {
      ...files,
      'index.html': html,
    });
    expect(await page.evaluate('window.who')).toMatch(PLAYER);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
