import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page that nobody looked at is not tested, so a missing browser fails instead of skipping. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `The demo shop is tested in a real browser: install Chromium so that ${CHROMIUM} exists ` +
        '(apt-get install chromium), or set SHOP_TEST=off to leave this test out.',
    );
  }
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

/** For what a browser shows sooner or later: a busy machine draws slowly, not wrongly. */
export const PATIENCE_MS = 90_000;

/** A new browser window on a page, and everything that its browser complains about. */
export async function openWindow(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    locale: 'en-US',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}

/** A new phone with a new guest. */
export async function openPhone(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
) {
  const phone = { viewport: { width: 390, height: 844 }, ...options };
  const opened = await openWindow(browser, url, phone);
  await opened.page.getByTestId('offer-dragon').waitFor();
  return opened;
}
