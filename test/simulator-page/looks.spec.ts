import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { overflow } from './open-page.js';
import { at, focused, focuses, phone, simulatorPage, state } from './simulator-page.js';

const root = join(__dirname, '../..');
const folder = join(root, 'simulator/page/browser');

describe('how the page of the simulator looks', () => {
  const here = simulatorPage();

  it('can be used with nothing but a keyboard', async () => {
    const { page } = await here.open();
    const press = async (key: string, wanted: string) => {
      for (let count = 0; count < 40; count += 1) {
        await page.keyboard.press(key);
        if ((await focused(page)) === wanted) return;
      }
      throw new Error(`${wanted} is not reached by ${key}`);
    };
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('main');
    await press('Tab', 'New purchase');
    await page.keyboard.press('Enter');
    await focuses(page, 'new-title');
    await press('Tab', 'buy-productId');
    await page.keyboard.press('Enter');
    await focuses(page, 'detail-title');
    await press('Tab', 'do-refund');
    await page.keyboard.press('Enter');
    await state(page).getByText('Refunded').waitFor();
    // The button is gone: who pressed it is where it was.
    await focuses(page, 'What can happen');
    await press('Shift+Tab', 'clock-open');
    await page.keyboard.press('Enter');
    await press('Tab', 'clock-day');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('clock-open');
  });

  it.each(['light', 'dark'] as const)('fits a phone and a desk everywhere, %s', async (scheme) => {
    const { control } = here.simulator;
    const long = `${'very_long_product_name.'.repeat(6)}gems`;
    const { id } = await control.buy({ store: 'apple', productId: long, legacyReceipt: true });
    await control.askForConsumption(id);
    await control.breakStore({ endpoint: 'google.reviewrefund', kind: 'latency', latencyMs: 1 });
    await control.deliver();
    for (const viewport of [phone.viewport, { width: 1280, height: 800 }]) {
      const { page } = await here.open({ viewport, colorScheme: scheme });
      for (const path of ['/', '/#/new', at(id), '/#/notifications', '/#/faults']) {
        await page.goto(here.simulator.url + path);
        await page.locator('h2:visible').first().waitFor();
        for (const summary of await page.locator('summary:visible').all()) await summary.click();
        expect([path, await overflow(page)]).toEqual([path, 0]);
      }
      await page.context().close();
    }
  });

  it('allows nothing that it did not bring', async () => {
    const page = await fetch(`${here.simulator.url}/`);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const unserved = ['page.html', 'shapes.d.ts', 'tsconfig.json'];
    for (const file of readdirSync(folder)) {
      const { status } = await fetch(`${here.simulator.url}/page/${file}`);
      expect([file, status]).toEqual([file, unserved.includes(file) ? 404 : 200]);
    }
    expect((await fetch(`${here.simulator.url}/page/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  it('is written in checked types', () => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '-p', join(folder, 'tsconfig.json')]);
  });
});
