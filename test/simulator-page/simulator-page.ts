import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ReceiverInTest, until } from '../../simulator/receiver-in-test.js';
import { type SimulatorInTest, startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import { openBrowser } from '../shop/browser.js';
import { openPage } from './open-page.js';

/** What a test of the page has: its own simulator, who is told, and a browser for its windows. */
export interface SimulatorPage {
  simulator: SimulatorInTest;
  receiver: ReceiverInTest;
  open(
    options?: BrowserContextOptions,
    path?: string,
  ): Promise<{ page: Page; complaints: string[] }>;
}

/** Opens a browser for a suite, and another simulator for each of its tests. */
export function simulatorPage(): SimulatorPage {
  let browser: Browser;
  const here = {
    open: (options = {}, path = '/') => openPage(browser, here.simulator.url + path, options),
  } as SimulatorPage;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    here.receiver = await new ReceiverInTest().open();
    const notifyUrl = `http://127.0.0.1:${here.receiver.port}`;
    here.simulator = await startSimulatorInTest(undefined, { notifyUrl });
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await here.simulator.close();
    await here.receiver.close();
  });
  return here;
}

export const phone = { viewport: { width: 390, height: 844 } };
export const at = (id: string) => `/#/purchases/${encodeURIComponent(id)}`;
export const said = (page: Page, text: string) => page.locator('#said').getByText(text).waitFor();
export const type = (page: Page, text: string) => page.locator('.type', { hasText: text });
export const state = (page: Page) => page.locator('#detail-head .state');
export const focused = (page: Page): Promise<string> =>
  page.evaluate(`(document.activeElement.id || document.activeElement.textContent).trim()`);
export const focuses = (page: Page, wanted: string) =>
  until(async () => (await focused(page)) === wanted);
