import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { TEST_DATABASES } from '../support/databases.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { type CatalogDocument, publishChanged } from '../support/shop-window.js';
import { openBrowser, openPhone } from './browser.js';

const HOUR = 3_600_000;
const iso = (moment: number) => new Date(moment).toISOString();

/** Everything that a shop can show, around a sale of the dragon. */
function festival(catalog: CatalogDocument, sale: { startsAt: string; endsAt: string }): void {
  catalog.sales = {
    embers: { name: { en: 'Ember days' }, offers: ['dragon'], percent: 20, ...sale },
  };
  catalog.offers.sword!.price = { currency: 'GEM', levels: [150, 300, 900] };
  catalog.offers.purse = {
    name: { en: 'Purse of gold' },
    price: { currency: 'GEM', amount: 40 },
    gives: { GOLD: 1_000 },
  };
  catalog.draws = {
    ...catalog.draws,
    sea: {
      name: { en: 'Chest of the sea' },
      entries: {
        rare: { weight: 1, gives: { GOLD: 5_000 } },
        usual: { weight: 199, gives: { GOLD: 10 } },
      },
      pity: { after: 50, entries: ['rare'] },
    },
  };
  catalog.offers.sea = {
    name: { en: 'Chest of the sea' },
    price: { currency: 'GEM', amount: 25 },
    draw: 'sea',
    limitPerPeriod: { period: 'day', count: 5 },
  };
  catalog.promotions = {
    ...catalog.promotions,
    first: { name: { en: 'Welcome' }, kind: 'first_top_up', percent: 50, products: ['gems_500'] },
  };
}

describe('the demo shop of a living catalog', () => {
  let service: ServiceInTest;
  let browser: Browser;

  beforeAll(async () => {
    execFileSync(process.execPath, [join(__dirname, '../../examples/shop/build.mjs')]);
    browser = await openBrowser();
    service = await startService(TEST_DATABASES[0]!);
  });

  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  const publish = (startsAt: number, endsAt: number) =>
    publishChanged(service, (catalog) => {
      festival(catalog, { startsAt: iso(startsAt), endsAt: iso(endsAt) });
    });
  const running = () => publish(Date.now() - HOUR, Date.now() + 26 * HOUR);
  const button = (page: Page, key: string) => page.getByTestId(`offer-${key}`);
  it('shows a sale, a bonus and the odds of a draw on a small phone, by keyboard as well', async () => {
    await running();
    const viewport = { width: 360, height: 740 };
    const { page, complaints } = await openPhone(browser, service.url, { viewport });
    const dragon = page.locator('.offer').filter({ has: button(page, 'dragon') });
    await dragon.getByTestId('sale').waitFor();
    const said = await dragon.getByTestId('sale').locator('> *').allTextContents();
    expect(said).toEqual(['−20 %', 'Ember days', expect.stringMatching(/^1 day (1|2) hrs? left$/)]);
    expect(await button(page, 'dragon').locator('s').textContent()).toBe('300');
    expect(await button(page, 'dragon').getAttribute('aria-label')).toBe(
      'Buy Dragon skin for 240 gems, instead of 300 gems',
    );
    await page.getByText('First time: + 250 gems').waitFor();
    await page.getByTestId('odds-sea').focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByTestId('odds');
    await sheet.getByText('Odds of Chest of the sea').waitFor();
    expect(await sheet.locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/^5,000 Gold\s+0\.5%\s*1 \/ 200$/),
      expect.stringMatching(/^10 Gold\s+99\.5%\s*199 \/ 200$/),
    ]);
    await sheet
      .getByText('After 50 draws without it, the next one is certain to bring 5,000 Gold.')
      .waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    expect(await page.locator(':focus').getAttribute('data-testid')).toBe('odds-sea');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    for (const control of await page.locator('header summary, .window button').all()) {
      const box = await control.boundingBox();
      if (!box) continue;
      const name = (await control.textContent()) ?? '';
      const large = box.height >= 44 && box.width >= 44;
      expect({ name, large }).toEqual({ name, large: true });
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('flips by itself at both ends of a sale, though the device’s clock is hours off', async () => {
    const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.addInitScript('{ const now = Date.now; Date.now = () => now() - 5 * 3600000; }');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/catalog')) asked.push(request.url());
    });
    const dragon = button(page, 'dragon');
    const fullPrice = dragon.getByText('300', { exact: true }).and(page.locator('span'));
    let startsAt = 0;
    // The page has to be there before the sale begins, however slow the machine is.
    for (let lead = 2_500; startsAt < Date.now(); lead *= 2) {
      startsAt = Date.now() + lead;
      await publish(startsAt, startsAt + 2_000);
      asked.length = 0;
      await page.goto(service.url);
      await fullPrice.waitFor();
    }
    await dragon.getByText('240', { exact: true }).waitFor();
    expect(Date.now()).toBeGreaterThanOrEqual(startsAt);
    await fullPrice.waitFor();
    expect(Date.now()).toBeGreaterThanOrEqual(startsAt + 2_000);
    // At the start, once at each edge, a few times more on a slow machine: but it does not ask on.
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked.length).toBeLessThanOrEqual(10);
    await context.close();
  });

  it('shows the price of each level, sells gold for gems, and says what was drawn', async () => {
    await running();
    const { page } = await openPhone(browser, service.url);
    await page.getByTestId('pack-gems_500').click();
    await page.getByTestId('sheet-pay').click();
    await page.getByTestId('balance').getByText('750', { exact: true }).waitFor();
    const sword = page.locator('.offer').filter({ has: button(page, 'sword') });
    const prices = sword.getByRole('list', { name: 'Price of each level' });
    expect(await prices.locator('li').allInnerTexts()).toEqual(['150', '300', '900']);
    expect(await prices.locator('.next').textContent()).toBe('150');
    await page.getByTestId('coins').getByText('Gold: 0').waitFor();
    await button(page, 'purse').click();
    await page.getByTestId('coins').getByText('Gold: 1,000').waitFor();
    await page.getByTestId('balance').getByText('710', { exact: true }).waitFor();
    await button(page, 'sea').click();
    const drawn = page.getByTestId('notice').filter({ hasText: /^You drew [\d,]+ Gold/ });
    await drawn.first().waitFor();
    await page.context().close();
  });
});
