import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { TEST_DATABASES } from '../support/databases.js';
import { signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { bundle, openPage, ROOT } from './page.js';

const FOLDER = join(ROOT, 'examples/integrations');
const files = readdirSync(FOLDER).filter((name) => /\.(tsx?|html)$/.test(name));
const text = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

describe('the examples', () => {
  let service: ServiceInTest;
  let browser: Browser;
  let server: ChildProcess | undefined;
  beforeAll(async () => {
    // Not as the other tests start it: engines draw by WebGL, here without a graphics card.
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    });
    service = await startService(TEST_DATABASES[0]!);
  });
  afterAll(async () => {
    server?.kill();
    await browser?.close();
    await service?.close();
  });

  const here = (code: string) =>
    code
      .replaceAll('http://localhost:3000', service.url)
      .replaceAll('http://localhost:3001', service.simulatorUrl);

  it('are nine, of at most 60 lines each', () => {
    expect(files).toHaveLength(9);
    expect(files.filter((name) => text(name).trimEnd().split('\n').length > 60)).toEqual([]);
  });

  /** Where the button for gems and the first offer are drawn. */
  it.each([
    ['phaser.ts', [60, 84], [60, 132]],
    ['pixi.ts', [60, 84], [60, 132]],
    ['playcanvas.ts', [60, 80], [60, 130]],
    ['babylon.ts', [200, 82], [200, 128]],
  ] as const)('sells gems and a skin in %s', async (name, [topUpX, topUpY], [offerX, offerY]) => {
    const wrapped = `(async () => {${'\n'}`;
    const [imports, rest] = split(here(text(name)));
    const script = await bundle(`${imports}${wrapped}${rest}})();`, FOLDER);
    const html = '<!doctype html><link rel=icon href=data:><style>body{margin:0}</style><body>';
    const { page, complaints } = await openPage(browser, service.url, {
      'index.html': `${html}<script src=game.js></script>`,
      'game.js': script,
    });
    await page.locator('canvas').waitFor();
    const click = async (x: number, y: number, path: string) => {
      const answered = page.waitForResponse(
        (answer) => answer.url().endsWith(path) && answer.request().method() === 'POST',
        { timeout: 1_500 },
      );
      await page.mouse.click(x, y);
      return (await answered).status();
    };
    // The engine draws its buttons when the catalog has come; nobody else can see when.
    const until = async (x: number, y: number, path: string): Promise<number> => {
      for (let attempt = 0; attempt < 60; attempt++) {
        const status = await click(x, y, path).catch(() => 0);
        if (status) return status;
      }
      throw new Error(`nothing was sent to ${path}: ${complaints.join('; ')}`);
    };
    expect(await until(topUpX, topUpY, '/v1/topups')).toBe(200);
    expect(await until(offerX, offerY, '/v1/orders')).toBeLessThan(300);
    expect(complaints.filter((one) => !/GPU|GL Driver|WebGL/.test(one))).toEqual([]);
    await page.context().close();
  });

  it('sells a skin in a page of plain HTML', async () => {
    const { page, complaints } = await openPage(browser, service.url, {
      'index.html': here(text('browser.html')),
      'gemtill.iife.js': readFileSync(join(ROOT, 'sdk/dist/gemtill.iife.js'), 'utf8'),
    });
    await page.locator('#dragon').click();
    await page.getByText('Not enough gems').waitFor();
    expect(complaints.filter((one) => !/status of 4/.test(one))).toEqual([]);
    await page.context().close();
  });

  it('gives gems for a quest once, from a game server on Node', async () => {
    const player = await signIn(service);
    const built = join(tmpdir(), `gemtill-game-server-${process.pid}.mjs`);
    await build({
      entryPoints: [join(FOLDER, 'game-server.ts')],
      outfile: built,
      bundle: true,
      platform: 'node',
      format: 'esm',
      alias: { '@gemtill/sdk': join(ROOT, 'sdk/src') },
    });
    const env = { ...process.env, TILL_URL: service.url, TILL_KEY: 'sk_demo', PORT: '0' };
    server = spawn(process.execPath, [built], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = await once(server.stdout!, 'data');
    rmSync(built);
    const ask = async (method: string) => {
      const path = `http://localhost:${`${port}`.trim()}/${player.id}/first-dragon`;
      return (await fetch(path, { method })).json();
    };
    expect(await ask('GET')).toEqual({ gems: 0 });
    expect(await ask('POST')).toEqual({ gems: 50 });
    expect(await ask('POST')).toEqual({ gems: 50 });
  });
});

/** The imports of a module, and the rest, which may wait at its top and is wrapped for that. */
function split(code: string): [imports: string, rest: string] {
  const end = /^(?:(?:\/\/|import).*\n|\n)+/.exec(code)![0].length;
  return [code.slice(0, end), code.slice(end)];
}
