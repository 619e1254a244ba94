import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { TEST_DATABASES } from '../support/databases.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { publishChanged } from '../support/shop-window.js';
import { openBrowser, openPhone } from './browser.js';

// The page only speaks HTTP; which database is behind it makes no difference to a browser.
const database = TEST_DATABASES[0]!;

describe('the demo shop in a browser', () => {
  let service: ServiceInTest;
  let browser: Browser;
  beforeAll(async () => {
    execFileSync(process.execPath, [join(__dirname, '../../examples/shop/build.mjs')]);
    browser = await openBrowser();
    service = await startService(database);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  const balanceIs = (page: Page, text: string) =>
    page.getByTestId('balance').getByText(text, { exact: true }).waitFor();
  const told = (page: Page, text: string) =>
    page.getByTestId('notice').filter({ hasText: text }).first().waitFor();
  const entries = (page: Page) => page.getByTestId('entry').allInnerTexts();

  async function pay(page: Page, store: 'apple' | 'google', button = 'sheet-pay') {
    await page.getByTestId('pack-gems_500').click();
    await page.getByTestId(`store-${store}`).check();
    const productId = store === 'apple' ? 'com.example.demo.gems500' : 'gems_500';
    await page.getByTestId('sheet').getByText(productId, { exact: true }).waitFor();
    await page.getByTestId(button).click();
    await page.getByTestId('sheet').waitFor({ state: 'hidden' });
  }

  it.each([
    ['apple', 'light'],
    ['google', 'dark'],
  ] as const)(
    'sells gems by %s and a dragon for them, and all is there after a reload (%s)',
    async (store, colorScheme) => {
      const { page, complaints } = await openPhone(browser, service.url, { colorScheme });
      await balanceIs(page, '0');
      await pay(page, store);
      await balanceIs(page, '500');
      await page.getByTestId('offer-dragon').click();
      await balanceIs(page, '200');
      await page.getByRole('button', { name: 'Wear: Dragon skin' }).click();
      await page.getByText('Wears: Dragon skin').waitFor();
      const written = await entries(page);
      expect(written).toHaveLength(2);
      expect(written[0]).toMatch(/Purchase\s+-300\s+paid\s+→\s+sales\s+balance after 200\s+order…/);
      expect(written[1]).toMatch(/Top-up\s+\+500\s+store clearing\s+→\s+paid\s+balance after 500/);
      await page.getByText('Entries add up to your balance').waitFor();

      await page.reload();
      await balanceIs(page, '200');
      await page.getByText('Wears: Dragon skin').waitFor();
      await page.getByTestId('offer-dragon').getByText('Wearing').waitFor();
      expect(await entries(page)).toEqual(written);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it.each(['apple', 'google'] as const)(
    'credits a pending %s payment once somebody approved it',
    async (store) => {
      const { page } = await openPhone(browser, service.url);
      await pay(page, store, 'sheet-later');
      await told(page, 'waits for approval');
      await page.getByTestId('awaited').getByText('1 payment to approve').waitFor();
      await balanceIs(page, '0');
      await page.getByRole('button', { name: 'Close this notice' }).click();
      await page.getByText('Developer drawer').click();
      await page.getByTestId('settle').click();
      await balanceIs(page, '500');
      await told(page, 'Recovered purchase: +500 gems');
      expect(await entries(page)).toHaveLength(1);
      await page.context().close();
    },
  );

  it('finds a payment again when the app died between paying and claiming', async () => {
    const { page } = await openPhone(browser, service.url);
    await page.getByText('Developer drawer').click();
    await page.getByTestId('close-after-paying').check();
    await page.getByTestId('pack-gems_500').click();
    await page.getByTestId('sheet').getByText('com.example.demo.gems500').waitFor();
    await Promise.all([page.waitForEvent('load'), page.getByTestId('sheet-pay').click()]);
    await told(page, 'Recovered purchase: +500 gems');
    await balanceIs(page, '500');
    await page.reload();
    await balanceIs(page, '500');
    await page.getByTestId('entry').first().waitFor();
    expect(await entries(page)).toHaveLength(1);
    await page.context().close();
  });

  it('is bought from by keyboard alone, and gives the focus back', async () => {
    const { page } = await openPhone(browser, service.url);
    const focused = () =>
      page.evaluate<string | undefined>('document.activeElement?.dataset.testid');
    async function tabTo(testId: string) {
      for (let count = 0; count < 40 && (await focused()) !== testId; count++)
        await page.keyboard.press('Tab');
      expect(await focused()).toBe(testId);
    }
    await tabTo('pack-gems_500');
    await page.keyboard.press('Enter');
    await page.getByTestId('sheet').getByText('com.example.demo.gems500').waitFor();
    await page.keyboard.press('Escape');
    await told(page, 'Cancelled. Nothing was paid.');
    expect(await focused()).toBe('pack-gems_500');
    await page.locator('.pack.busy').waitFor({ state: 'detached' });

    await page.keyboard.press('Enter');
    await page.getByTestId('sheet').getByText('com.example.demo.gems500').waitFor();
    expect(await focused()).toBe('sheet-pay');
    await page.keyboard.press('Enter');
    await balanceIs(page, '500');
    await page.getByTestId('sheet').waitFor({ state: 'hidden' });
    expect(await focused()).toBe('pack-gems_500');
    await tabTo('offer-dragon');
    await page.keyboard.press('Enter');
    await balanceIs(page, '200');
    await page.getByTestId('offer-dragon').getByText('Wear', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Wears: Dragon skin').waitFor();
    await page.context().close();
  });

  it('says what is missing, and leads to the packs', async () => {
    const { page } = await openPhone(browser, service.url);
    await page.getByTestId('offer-potion').click();
    await told(page, 'You need 50 more gems.');
    await page.getByRole('button', { name: 'See gem packs' }).click();
    const focused = page.locator(':focus');
    expect(await focused.getAttribute('data-testid')).toBe('pack-gems_100');
    await page.context().close();
  });

  it('buys nothing at a price that changed, and shows the new one', async () => {
    const { page } = await openPhone(browser, service.url);
    await pay(page, 'apple');
    await balanceIs(page, '500');
    await publishChanged(service, ({ offers }) => {
      offers.frost!.price = { currency: 'GEM', amount: 275 };
    });
    await page.getByTestId('offer-frost').click();
    await told(page, 'The price of Frost skin is now 275 gems. Nothing was bought.');
    await page.getByTestId('offer-frost').getByText('275').waitFor();
    await balanceIs(page, '500');
    await page.context().close();
  });

  it('says that the shop cannot be reached, and opens when it can', async () => {
    const { page } = await openPhone(browser, service.url);
    await page.route('**/v1/**', (route) => route.abort());
    await page.evaluate('localStorage.clear()');
    await page.reload();
    await page.getByText('The shop cannot be reached').waitFor();
    await page.unroute('**/v1/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByTestId('offer-dragon').waitFor();
    await page.context().close();
  });

  it('does not scroll sideways on a small phone, and every control is large enough', async () => {
    const viewport = { width: 360, height: 740 };
    const { page } = await openPhone(browser, service.url, { viewport, locale: 'de-DE' });
    await page.getByRole('heading', { name: 'Edelstein-Pakete' }).waitFor();
    await page.getByText('Für Entwickler').click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    for (const control of await page.locator('button, summary, .choice, .skin').all()) {
      const box = await control.boundingBox();
      // Nothing has a box while it is hidden.
      if (!box) continue;
      const name = (await control.textContent()) ?? '';
      const large = box.height >= 44 && box.width >= 44;
      expect({ name, large }).toEqual({ name, large: true });
    }
    await page.context().close();
  });
});
