import type { Browser, Page } from 'playwright-core';
import { TitlesService } from '../../src/titles/titles.service.js';
import { openBrowser, openWindow } from '../shop/browser.js';
import { TEST_DATABASES } from '../support/databases.js';
import { ask, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

// As in the shop's test: a browser does not notice which database is behind the service.
const database = TEST_DATABASES[0]!;
/** The script takes ten seconds, and minutes where a whole suite runs beside it. */
const SCRIPT_MS_MAX = 240_000;
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };
/** A script of this speed shows news for less than a look: what one page showed is kept. */
const keepNotices = `
  window.notices = [];
  new MutationObserver(() => {
    for (const note of document.querySelectorAll('[data-testid=notice] p'))
      if (!notices.includes(note.textContent)) notices.push(note.textContent);
  }).observe(document, { childList: true, subtree: true });
`;
/** Refusals that the script plays on purpose, and what a software renderer says of itself. */
const EXPECTED = /status of 409|GL Driver|WebGL/;

describe('the demo game', () => {
  let service: ServiceInTest;
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
    service = await startService(database);
    await service.hearStores();
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  let silence = async () => {};
  afterEach(() => silence());

  const open = (path: string, viewport = PHONE) =>
    openWindow(browser, service.url + path, { viewport });
  const has = (page: Page, testId: string, text: string) =>
    page.getByTestId(testId).getByText(text, { exact: true }).first().waitFor();
  const surprising = (complaints: readonly string[]) =>
    complaints.filter((text) => !EXPECTED.test(text));

  /** The same for a script of any speed: the stores tell, and the service acts. */
  function letStoresTell(): void {
    let over = false;
    const told = (async () => {
      while (!over) {
        await service.heed();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    silence = () => {
      over = true;
      return told;
    };
  }

  it.each([
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ] as const)(
    'plays its script by itself on a %s: nothing lost, nothing twice',
    async (_, size) => {
      letStoresTell();
      const loads: string[] = [];
      const { page, complaints } = await open('/readyz', size);
      page.on('domcontentloaded', () => loads.push(page.url()));
      await page.addInitScript(keepNotices);
      await page.goto(`${service.url}/game?autoplay=1&speed=20`);
      const failed = page.locator('[data-testid="step"][data-state="failed"]');
      const card = page.getByTestId('end-card');
      await card.or(failed).first().waitFor({ timeout: SCRIPT_MS_MAX });
      expect(await failed.allInnerTexts()).toEqual([]);
      // Between the payment and the claim the page was really loaded anew, and the new one says it.
      expect(loads).toHaveLength(2);
      expect(await page.evaluate('notices')).toContain('Recovered purchase: +500 gems');
      const facts = await page.getByTestId('end-facts').locator('li').allInnerTexts();
      expect(facts.map((text) => text.replace(/\s+/g, ' '))).toEqual([
        '2 / 2 paid / credited',
        '0 / 0 lost / double',
        expect.stringMatching(/^[1-9]\d* \/ [1-9]\d* answers lost \/ given again$/),
        expect.stringMatching(/^\d+ entries, sum 0$/),
        expect.stringMatching(/^\d+ s in all$/),
      ]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(size.width);
      expect(surprising(complaints)).toEqual([]);
      await page.context().close();
    },
    SCRIPT_MS_MAX + 60_000,
  );

  it('sells by keyboard alone, and shows both sides of what was booked', async () => {
    const { page, complaints } = await open('/game');
    await page.getByTestId('run').waitFor();
    await page.getByTestId('pack-gems_500').press('Enter');
    await page.getByTestId('sheet-pay').press('Enter');
    await page.getByTestId('sheet').waitFor({ state: 'hidden' });
    await has(page, 'balance', '500');
    await page.getByTestId('offer-dragon').press('Enter');
    await has(page, 'balance', '200');
    const written = page.getByTestId('txn');
    await written.nth(1).waitFor();
    const texts = (await written.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    expect(texts[0]).toMatch(/^Purchase .*player: paid -300 system: sales \+300$/);
    expect(texts[1]).toMatch(/^Top-up .*player: paid \+500 system: store clearing -500$/);
    await has(page, 'tally', 'Lost 0 / double 0');
    expect(surprising(complaints)).toEqual([]);
    await page.context().close();
  });

  it('can be played: the hero runs, stops when asked, and goes on', async () => {
    const { page, complaints } = await open('/game', DESKTOP);
    const metres = async () =>
      Number.parseInt((await page.getByTestId('metres').textContent()) ?? '', 10);
    await page.getByTestId('run').click();
    const beyond = async (least: number) => {
      while ((await metres()) <= least) await page.waitForTimeout(50);
    };
    await beyond(2);
    await page.keyboard.press('p');
    const before = await metres();
    await page.waitForTimeout(300);
    expect(await metres()).toBe(before);
    await page.keyboard.press('p');
    await beyond(before);
    expect(surprising(complaints)).toEqual([]);
    await page.context().close();
  });

  describe('its desk', () => {
    const authorization = async () =>
      `Bearer ${(await (await signIn(service)).client.link.session()).accessToken}`;
    const sale = (headers: Record<string, string>, body: object) =>
      ask(service.url, '/demo/sale', { headers, body });

    it('shows a player both sides of their own transactions, and nobody else’s', async () => {
      const player = await signIn(service);
      await player.client.topUp('gems_500');
      const [mine, other] = await Promise.all(
        [`Bearer ${(await player.client.link.session()).accessToken}`, await authorization()].map(
          (bearer) => ask(service.url, '/demo/ledger', { headers: { authorization: bearer } }),
        ),
      );
      expect(mine!.body.sums).toEqual({ GEM: 0 });
      expect(mine!.body.data).toHaveLength(1);
      expect(other!.body).toEqual({ data: [], sums: {} });
    });

    it.each([
      [{ offer: 'nothing', percent: 40, seconds: 30 }, 404, 'not_found'],
      [{ offer: 'frost', percent: 91, seconds: 30 }, 422, 'invalid_quantity'],
      [{ offer: 'frost', percent: 40, seconds: 0 }, 422, 'invalid_quantity'],
      [{ offer: 'frost', percent: 40 }, 422, 'invalid_quantity'],
    ])('refuses a sale like %j', async (body, status, code) => {
      const answer = await sale({ authorization: await authorization() }, body);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    });

    it('is there for the demo title alone', async () => {
      const titles = service.app.get(TitlesService);
      const { id } = await titles.create('another', 'Another game');
      const scope = { titleId: id, environment: 'production', kind: 'publishable' } as const;
      const { key } = await titles.createKey(scope);
      const stranger = await signIn(service, { key });
      const { accessToken } = await stranger.client.link.session();
      const headers = { authorization: `Bearer ${accessToken}` };
      const wanted = { offer: 'frost', percent: 40, seconds: 30 };
      expect((await sale(headers, wanted)).body.code).toBe('not_found');
      const seen = await ask(service.url, '/demo/ledger', { headers });
      expect(seen.body.code).toBe('not_found');
    });
  });

  it('leaves sound books', () => expectSoundBooks(service));
});
