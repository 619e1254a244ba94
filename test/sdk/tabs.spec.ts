import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser, PATIENCE_MS } from '../shop/browser.js';
import { TEST_DATABASES } from '../support/databases.js';
import { giveFree, OFFERS, orderOf } from '../support/player.js';
import { rounds } from '../support/proof.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';
import { ROOT } from './page.js';

const ROUNDS = rounds({ usual: 6, long: 30 });
const EXPIRY_MS = 16 * 60_000;
const GAME = 'http://localhost/game';
const QUEUE = "JSON.parse(localStorage.getItem('gemtill:pk_demo:queue'))";

/** Two pages of one browser, each in a process of its own, that play the same game. */
interface Tabs {
  readonly context: BrowserContext;
  readonly pages: readonly [Page, Page];
  /** What was posted to the service since it was asked last. */
  posted(): string[];
  /** Lets both do the same in the same moment; `tab` is 0 in the one and 1 in the other. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  both(code: string): Promise<any[]>;
}

describe('two tabs of one game', () => {
  let service: ServiceInTest;
  let browser: Browser;
  const open: BrowserContext[] = [];
  const script = readFileSync(join(ROOT, 'sdk/dist/gemtill.iife.js'), 'utf8');

  beforeAll(async () => {
    browser = await openBrowser();
    service = await startService(TEST_DATABASES[0]!);
  });
  afterEach(async () => {
    for (const context of open.splice(0)) await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  async function openTabs(before = ''): Promise<Tabs> {
    // What a test answers itself counts as a page of the internet, and may not ask this machine.
    const context = await browser.newContext({ permissions: ['local-network-access'] });
    open.push(context);
    context.setDefaultTimeout(PATIENCE_MS);
    const body = `<!doctype html><link rel=icon href=data:><script>${before}</script>
      <script>${script}</script><script>
        const till = Gemtill.createClient({ url: '${service.url}', key: 'pk_demo', retries: 0 });
        const settled = [];
        till.on('order', ({ key, result }) => settled.push(key + ' ' + result.status));
        const at = async (time, work) => {
          await new Promise((resolve) => setTimeout(resolve, time - Date.now()));
          return work();
        };
      </script>`;
    await context.route(GAME, (route) => route.fulfill({ contentType: 'text/html', body }));
    const posts: string[] = [];
    context.on('request', (request) => {
      if (request.method() === 'POST') posts.push(new URL(request.url()).pathname);
    });
    const pages = [await context.newPage(), await context.newPage()] as const;
    for (const page of pages) await page.goto(GAME);
    return {
      context,
      pages,
      posted: () => posts.splice(0),
      both: (code) => {
        const soon = Date.now() + 60;
        return Promise.all(
          pages.map((page, tab) =>
            page.evaluate(`at(${soon}, async () => { const tab = ${tab}; return ${code}; })`),
          ),
        );
      },
    };
  }

  /** Lets the access token expire and both tabs need it at once. */
  async function expire({ both, posted }: Tabs) {
    posted();
    service.clock.advance(EXPIRY_MS);
    const answers = await both('till.wallet.get()');
    return { statuses: answers.map(({ status }) => status), sent: posted() };
  }

  it('that start for the first time are one guest', async () => {
    const tabs = await openTabs();
    const [one, other] = await tabs.both('till.start()');
    expect(one).toEqual({ status: 'signed_in', player: { id: expect.any(String) } });
    expect(other).toEqual(one);
    expect(tabs.posted()).toEqual(['/v1/sessions']);
  });

  it(`renew their session by one request, ${ROUNDS} times`, async () => {
    const tabs = await openTabs();
    await tabs.both('till.start()');
    const seen = [];
    for (let round = 0; round < ROUNDS; round++) seen.push(await expire(tabs));
    const once = { statuses: ['ok', 'ok'], sent: ['/v1/sessions/refresh'] };
    expect(seen).toEqual(Array(ROUNDS).fill(once));
  });

  it('keep what both buy offline, and buy each of it once', async () => {
    const tabs = await openTabs();
    const [page] = tabs.pages;
    const [{ player }] = await tabs.both('till.start()');
    const gems = 2 * ROUNDS * OFFERS.potion + 1;
    await giveFree(service, player, gems);
    const order = JSON.stringify(orderOf('potion'));

    await tabs.context.setOffline(true);
    const bought: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const answers = await tabs.both(`till.buy(${order})`);
      expect(answers.map(({ status }) => status)).toEqual(['pending', 'pending']);
      bought.push(...answers.map(({ key }) => key));
    }
    for (const one of tabs.pages) await untilQueue(one, bought.length);
    expect(Object.keys((await page.evaluate(QUEUE)) as object).sort()).toEqual(bought.sort());

    await tabs.context.setOffline(false);
    await tabs.both('till.flush()');
    for (const one of tabs.pages) await untilQueue(one, 0);
    const told = (await tabs.both('settled')).flat().filter((text) => !text.includes('pending'));
    expect([...new Set(told)].sort()).toEqual(bought.map((key) => `${key} completed`));
    const orders = (await page.evaluate('till.orders({ limit: 100 })')) as { data: unknown[] };
    expect(orders.data).toHaveLength(bought.length);
    const { wallet } = (await page.evaluate('till.wallet.get()')) as {
      wallet: { balances: { GEM: { total: number } } };
    };
    expect(wallet.balances.GEM.total).toBe(1);
  });

  it('stay one guest where the browser has no locks, and lose at most a session', async () => {
    const tabs = await openTabs('Object.defineProperty(navigator, "locks", { value: undefined })');
    // One after the other: two that start for the first time at once may be two guests here.
    const [page, other] = tabs.pages;
    const first = await page.evaluate('till.start()');
    await other.waitForFunction("localStorage.getItem('gemtill:pk_demo:guest')");
    expect(await other.evaluate('till.start()')).toEqual(first);
    for (let round = 0; round < ROUNDS; round++) {
      const { statuses } = await expire(tabs);
      for (const status of statuses) expect(['ok', 'unauthenticated']).toContain(status);
      // Who was too late signs in again, at the latest when it asks for the second time.
      for (const page of tabs.pages) {
        await page.evaluate('till.wallet.get()');
        expect(await page.evaluate('till.wallet.get()')).toMatchObject({ status: 'ok' });
      }
    }
    for (const one of tabs.pages) expect(await one.evaluate('till.start()')).toEqual(first);
  });

  it('may be frames that the browser gives neither locks nor a storage', async () => {
    const { context } = await openTabs();
    const page = await context.newPage();
    const frame = `<iframe sandbox="allow-scripts" src="${GAME}"></iframe>`;
    await page.route('http://localhost/portal', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html>${frame}` }),
    );
    await page.goto('http://localhost/portal');
    const game = page.frames()[1]!;
    await game.waitForFunction('typeof till === "object"');
    expect(await game.evaluate('till.start()')).toMatchObject({ status: 'signed_in' });
    expect(await game.evaluate('till.wallet.get()')).toMatchObject({ status: 'ok' });
  });

  it('leave sound books', () => expectSoundBooks(service));

  /** Another tab's writes arrive a moment after they were made. */
  const untilQueue = (page: Page, length: number) =>
    page.waitForFunction(`Object.keys(${QUEUE} || {}).length === ${length}`);
});
