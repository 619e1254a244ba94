import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ReceiverInTest, until } from '../../simulator/receiver-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import { openBrowser } from '../shop/browser.js';
import { openPage, overflow } from './open-page.js';

jest.setTimeout(30_000);

const root = join(__dirname, '../..');
const folder = join(root, 'simulator/page/browser');
const player = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
const phone = { viewport: { width: 390, height: 844 } };
const day = 24 * 3_600_000;
const hostile = '<img src=x onerror="document.title=1">';

describe('the page of the simulator', () => {
  let simulator: SimulatorInTest;
  let receiver: ReceiverInTest;
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    receiver = await new ReceiverInTest().open();
    const notifyUrl = `http://127.0.0.1:${receiver.port}`;
    simulator = await startSimulatorInTest(undefined, { notifyUrl });
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await simulator.close();
    await receiver.close();
  });

  const open = (options = {}, path = '/') => openPage(browser, simulator.url + path, options);
  const at = (id: string) => `/#/purchases/${encodeURIComponent(id)}`;
  const said = (page: Page, text: string) => page.locator('#said').getByText(text).waitFor();
  const type = (page: Page, text: string) => page.locator('.type', { hasText: text });
  const focused = (page: Page): Promise<string> =>
    page.evaluate(`(document.activeElement.id || document.activeElement.textContent).trim()`);
  const focuses = (page: Page, wanted: string) =>
    until(async () => (await focused(page)) === wanted);
  const state = (page: Page) => page.locator('#detail-head .state');

  it('buys, refunds, and shows what the server answered to being told', async () => {
    receiver.answerWith(503, `{"detail":"${hostile.replaceAll('"', "'")}"}`);
    const { page, complaints } = await open({ colorScheme: 'dark' });
    await page.getByRole('link', { name: 'New purchase' }).click();
    await page.getByLabel('Player').fill(player);
    await page.getByRole('button', { name: 'Buy' }).click();
    await said(page, 'Bought.');
    await state(page).getByText('Paid').waitFor();
    const charge = page.locator('.notification', { hasText: 'ONE_TIME_CHARGE' });
    await charge.getByText('503 UNSUCCESSFUL_HTTP_RESPONSE_CODE').waitFor();
    // The answer of a stranger is shown letter by letter.
    await charge.getByText("<img src=x onerror='document.title=1'>").waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    await charge.getByText(/Next attempt in (1 h|59 min)/).waitFor();

    receiver.answerWith(200, '{"status":"noted"}');
    await page.getByLabel('Percent').fill('40');
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    await said(page, 'Refunded.');
    await state(page).getByText('Partly refunded').waitFor();
    const refund = page.locator('.notification', {
      has: page.getByText('REFUND', { exact: true }),
    });
    await refund.getByText('200 SUCCESS').waitFor();
    await refund.getByText('{"status":"noted"}').waitFor();
    await refund.getByText('What it says').click();
    await refund.getByText('"revocationPercentage": 40000').waitFor();

    await charge.getByRole('button', { name: 'Resend' }).click();
    await charge.getByText('Taken').waitFor();
    const [bought] = (await simulator.control.notifications()).data;
    expect(await simulator.control.purchase(bought!.purchase!)).toMatchObject({
      accountToken: player,
      refund: { percentage: 40 },
    });
    expect(complaints).toEqual([]);
  });

  it('sells at Google Play on a phone: a waiting payment is paid and consumed', async () => {
    const { page, complaints } = await open(phone);
    await page.getByRole('link', { name: 'New purchase' }).click();
    await page.getByRole('radio', { name: 'Google Play' }).check();
    expect(await page.getByLabel('Product').inputValue()).toBe('gems_500');
    await page.getByLabel('Payment').selectOption('pending');
    await page.getByLabel('Quantity').fill('3');
    await page.getByRole('button', { name: 'Buy' }).click();
    await state(page).getByText('Waiting').waitFor();
    await page.getByText('Nothing so far.').waitFor();
    await page.getByRole('button', { name: 'Pay' }).click();
    await state(page).getByText('Paid').waitFor();
    await type(page, 'oneTimeProductNotification · PURCHASED').waitFor();
    await page.getByText(/not acknowledged; Google Play gives it back in (3 d|2 d 23 h)/).waitFor();
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.locator('.facts').getByText('consumed', { exact: true }).waitFor();
    await page.getByLabel('Units').fill('1');
    await page.getByRole('button', { name: 'Refund' }).click();
    await page.getByText('1 of 3: refund').waitFor();
    await type(page, 'voidedPurchaseNotification · QUANTITY_BASED_PARTIAL').waitFor();
    await page.getByRole('link', { name: 'All purchases' }).first().click();
    await page.locator('#purchase-list').getByText('gems_500 × 3').waitFor();
    expect(complaints).toEqual([]);
  });

  it('asks about a chargeback, shows the answer, and lets the bank win', async () => {
    const { id, orderId } = await simulator.control.buy({ store: 'google', productId: 'gems' });
    await simulator.control.finish(id);
    const { page, complaints } = await open({}, at(id));
    await page.getByRole('button', { name: 'Chargeback' }).click();
    await said(page, 'The review is open.');
    await type(page, 'pendingRefundReviewNotification').waitFor();
    const { reviews } = await simulator.control.purchase(id);
    const { google } = await simulator.control.credentials();
    const { publisherInTest } = await import('../../simulator/google/client-in-test.js');
    await publisherInTest(google).orders.reviewrefund({
      packageName: google.packageName,
      orderId: orderId!,
      requestBody: {
        pendingRefundToken: reviews[0]!.token,
        sampleContentProvided: false,
        refundPreference: 'DECLINE',
      },
    });
    await page.getByText('"refundPreference": "DECLINE"').waitFor();
    await page.getByRole('button', { name: 'Bank wins' }).click();
    await state(page).getByText('Refunded').waitFor();
    await page.getByText('Nothing more: this purchase is over.').waitFor();
    await page.getByText('The bank won', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('tells the server nothing when that is wished', async () => {
    const { id } = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    const { page } = await open({}, at(id));
    await page.getByLabel('Tell the server what happens').uncheck();
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    await state(page).getByText('Refunded').waitFor();
    const { notifications } = await simulator.control.purchase(id);
    expect(notifications.map(({ type }) => type)).toEqual(['ONE_TIME_CHARGE']);
  });

  it.each([
    ['apple', 'pending', []],
    ['apple', 'purchased', []],
    ['apple', 'purchased', ['refund']],
    ['google', 'pending', ['cancel']],
    ['google', 'purchased', []],
    ['google', 'purchased', ['chargeback']],
  ] as const)('offers what can happen at %s to what is %s after %j', async (store, paid, steps) => {
    const { id } = await simulator.control.buy({ store, productId: 'gems', state: paid });
    for (const step of steps) await simulator.control.call('POST', `/purchases/${id}/${step}`, {});
    const { events } = await simulator.control.purchase(id);
    const { page } = await open({}, at(id));
    await page.getByText('What can happen').waitFor();
    const ids = await page
      .locator('#detail-events form')
      .evaluateAll((forms) => forms.map((form) => (form as { id: string }).id));
    const wanted = events.flatMap((event) =>
      steps.some((step) => step === 'chargeback') && event === 'chargeback'
        ? ['chargeback-upheld', 'chargeback-dismissed']
        : event,
    );
    expect(ids).toEqual(wanted.map((event) => `event-${event}`));
    // Each has a name of its own, and says what it does.
    for (const event of wanted) {
      const button = page.locator(`#do-${event}`);
      expect(await button.textContent()).not.toBe(event);
      expect(await page.locator(`#hint-${event}`).textContent()).not.toBe('');
    }
  });

  it('filters the purchases by store and state, and by title when there are several', async () => {
    await simulator.control.buy({ store: 'apple', productId: 'apple_paid' });
    await simulator.control.buy({ store: 'google', productId: 'google_paid' });
    await simulator.control.buy({ store: 'google', productId: 'google_waits', state: 'pending' });
    const first = await open();
    expect(await first.page.locator('#filter-title').isVisible()).toBe(false);
    const app = { title: 'second', packageName: 'com.example.second' };
    await simulator.control.register(app);
    await simulator.control.buy({ store: 'google', productId: 'second_paid', title: 'second' });
    const { page } = await open();
    const names = () => page.locator('.purchases strong').allTextContents();
    const shows = async (wanted: string[]) => {
      await until(async () => (await names()).join() === wanted.join());
    };
    await shows(['second_paid', 'google_waits', 'google_paid', 'apple_paid']);
    await page.locator('#filter-store').selectOption('google');
    await shows(['second_paid', 'google_waits', 'google_paid']);
    await page.locator('#filter-state').selectOption('pending');
    await shows(['google_waits']);
    await page.locator('#filter-state').selectOption('refunded');
    await page.getByText('No purchase is like that.').waitFor();
    await page.locator('#filter-state').selectOption('');
    await page.locator('#filter-title').selectOption('second');
    await shows(['second_paid']);
  });

  it('moves the clock, and shows what happened meanwhile', async () => {
    const { id } = await simulator.control.buy({ store: 'google', productId: 'gems' });
    const { page, complaints } = await open({}, at(id));
    await page.locator('#clock-offset').getByText('real time').waitFor();
    await page.getByRole('button', { name: 'Move the clock' }).click();
    await page.getByRole('button', { name: '+ 3 days' }).click();
    await page.locator('#clock-offset').getByText('3 d ahead').waitFor();
    await page.getByRole('button', { name: 'Move the clock' }).click();
    await page.getByRole('button', { name: '+ 1 hour' }).click();
    await state(page).getByText('Refunded').waitFor();
    await type(page, 'voidedPurchaseNotification · FULL').waitFor();
    await page.getByRole('button', { name: 'Move the clock' }).click();
    await page.getByLabel('Or to a moment').fill('2055-01-01T00:00:00');
    await page.getByRole('button', { name: 'Go there' }).click();
    await page.getByRole('dialog').getByText('between 2020 and 2049').waitFor();
    await page.getByRole('button', { name: 'Back to real time' }).click();
    await page.locator('#clock-offset').getByText('real time').waitFor();
    const { offsetMs } = await simulator.control.call<{ offsetMs: number }>('GET', '/clock');
    expect(Math.abs(offsetMs)).toBeLessThan(day / 24);
    expect(complaints).toEqual([expect.stringContaining('422')]);
  });

  it('breaks the stores and heals them', async () => {
    const { page, complaints } = await open({}, '/#/faults');
    await page.getByText('Both stores are well.').waitFor();
    await page.getByLabel('Where').selectOption('google.notification');
    await page.locator('#fault-kind').selectOption('drop');
    await page.getByLabel('How often').fill('2');
    await page.getByRole('button', { name: 'Break it' }).click();
    await page.getByText('2 times more.').waitFor();
    await page.getByLabel('Where').selectOption('apple.*');
    await page.locator('#fault-kind').selectOption('status');
    await page.getByLabel('Status').fill('429');
    await page.getByLabel('How often').fill('');
    await page.getByRole('button', { name: 'Break it' }).click();
    await page.getByText('Status 429. Until it is healed.').waitFor();
    await page.getByRole('link', { name: 'Faults 2' }).waitFor();
    const broken = await fetch(`${simulator.url}/production/inApps/v1/lookup/M1`);
    expect(broken.status).toBe(429);
    await page.getByRole('button', { name: 'Heal', exact: true }).first().click();
    await page.getByRole('link', { name: 'Faults 1' }).waitFor();
    await page.getByRole('button', { name: 'Heal everything' }).click();
    await page.getByText('Both stores are well.').last().waitFor();
    expect(await simulator.control.call('GET', '/faults')).toEqual({ data: [] });
    expect(complaints).toEqual([]);
  });

  it('says of every fault what it does', async () => {
    const { page } = await open({}, '/#/faults');
    const values = (label: string) =>
      page
        .getByLabel(label)
        .locator('option')
        .evaluateAll((options) => options.map((option) => (option as { value?: string }).value!));
    const { data } = await simulator.control.call<{ data: Record<string, string[]> }>(
      'GET',
      '/faults/kinds',
    );
    expect((await values('Where')).sort()).toEqual(Object.keys(data).sort());
    for (const where of ['*', 'apple.notification', 'google.notification']) {
      await page.getByLabel('Where').selectOption(where);
      expect(await values('What')).toEqual(data[where]);
      for (const kind of data[where]!) {
        await page.locator('#fault-kind').selectOption(kind);
        expect([kind, await page.locator('#fault-hint').textContent()]).not.toEqual([kind, '']);
      }
    }
  });

  it('tells something by hand, and lists what was told with every answer', async () => {
    receiver.answerWith(418, 'teapot');
    const { page, complaints } = await open({}, '/#/notifications');
    await page.getByText('The stores have not told anything yet.').waitFor();
    await page.getByText('Tell something by hand').click();
    await page.getByLabel('Type').fill('WEATHER_CHANGED');
    await page.getByRole('button', { name: 'Tell the server' }).click();
    const card = page.locator('.notification', { hasText: 'WEATHER_CHANGED' });
    await card.getByText('418 UNSUCCESSFUL_HTTP_RESPONSE_CODE').waitFor();
    await card.getByText('teapot').waitFor();
    const { id } = await simulator.control.buy({ store: 'google', productId: 'gems' });
    const google = type(page, 'oneTimeProductNotification');
    await google.waitFor();
    await page.locator('#told-store').selectOption('apple');
    await google.waitFor({ state: 'detached' });
    await page.locator('#told-store').selectOption('google');
    await page.locator('.notification a').click();
    await page.waitForURL((url) => url.hash === at(id).slice(1));
    expect(complaints).toEqual([]);
  });

  it('changes and shows the certificate that signs', async () => {
    const { page } = await open({}, '/#/faults');
    const serial = await page.locator('#leaf code').textContent();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.locator('#leaf').getByText('Revoked').waitFor();
    await page.getByRole('button', { name: 'Renew' }).click();
    await page.locator('#leaf').getByText('Revoked').waitFor({ state: 'detached' });
    expect(await page.locator('#leaf code').textContent()).not.toBe(serial);
  });

  it('shows what is wrong where it is wrong, and forgets it when it is right', async () => {
    const { page } = await open({}, '/#/new');
    await page.getByLabel('Player').fill('nobody');
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByRole('alert').getByText('accountToken must match format "uuid"').waitFor();
    expect(await page.getByLabel('Player').getAttribute('aria-invalid')).toBe('true');
    expect(await focused(page)).toBe('buy-accountToken');
    await page.getByLabel('Player').fill('');
    await page.getByRole('button', { name: 'Buy' }).click();
    await state(page).getByText('Paid').waitFor();
    expect(await page.locator('form .problem').count()).toBe(0);
    await page.goto(`${simulator.url}${at('unknown')}`);
    await page.getByRole('heading', { name: 'The store knows no such purchase.' }).waitFor();
  });

  it('says when the simulator is away, and goes on when it is back', async () => {
    const { port } = simulator;
    const { page } = await open();
    await page.getByText('Nobody has bought anything yet.').waitFor();
    simulator = await restartSlowly(async () => {
      await page.getByRole('alert').getByText('The simulator does not answer.').waitFor();
    });
    expect(simulator.port).toBe(port);
    await page.getByRole('alert').waitFor({ state: 'hidden' });
    await simulator.control.buy({ store: 'apple', productId: 'gems' });
    await page.locator('.purchases').getByText('gems').waitFor();
  });

  /** Started again on the same port, after `meanwhile`. */
  async function restartSlowly(meanwhile: () => Promise<void>): Promise<SimulatorInTest> {
    const { port, folder: kept } = simulator;
    await simulator.stop();
    await meanwhile();
    return startSimulatorInTest(kept, { port });
  }

  it('does not disturb who types while something else happens', async () => {
    const { id } = await simulator.control.buy({ store: 'apple', productId: 'gems' });
    const { page } = await open({}, at(id));
    await page.getByLabel('Percent').fill('12');
    await simulator.control.declineRefund(id);
    await type(page, 'REFUND_DECLINED').waitFor();
    await simulator.control.refund(id, { percentage: 5 });
    await state(page).getByText('Partly refunded').waitFor();
    expect(await page.getByLabel('Percent').inputValue()).toBe('12');
    expect(await focused(page)).toBe('refund-percentage');
  });

  it('can be used with nothing but a keyboard', async () => {
    const { page } = await open();
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
    const { control } = simulator;
    const long = `${'very_long_product_name.'.repeat(6)}gems`;
    const { id } = await control.buy({ store: 'apple', productId: long, legacyReceipt: true });
    await control.askForConsumption(id);
    await control.breakStore({ endpoint: 'google.reviewrefund', kind: 'latency', latencyMs: 1 });
    await control.deliver();
    for (const viewport of [phone.viewport, { width: 1280, height: 800 }]) {
      const { page } = await open({ viewport, colorScheme: scheme });
      for (const path of ['/', '/#/new', at(id), '/#/notifications', '/#/faults']) {
        await page.goto(simulator.url + path);
        await page.locator('h2:visible').first().waitFor();
        for (const summary of await page.locator('summary:visible').all()) await summary.click();
        expect([path, await overflow(page)]).toEqual([path, 0]);
      }
      await page.context().close();
    }
  });

  it('allows nothing that it did not bring', async () => {
    const page = await fetch(`${simulator.url}/`);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const unserved = ['page.html', 'shapes.d.ts', 'tsconfig.json'];
    for (const file of readdirSync(folder)) {
      const { status } = await fetch(`${simulator.url}/page/${file}`);
      expect([file, status]).toEqual([file, unserved.includes(file) ? 404 : 200]);
    }
    expect((await fetch(`${simulator.url}/page/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  it('is written in checked types', () => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '-p', join(folder, 'tsconfig.json')]);
  });
});
