import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openWindow } from '../shop/browser.js';

/** A new browser window on the simulator's page, and everything that it complains about. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const desk = { viewport: { width: 1280, height: 800 }, ...options };
  const opened = await openWindow(browser, url, desk);
  await opened.page.locator('#clock-time').filter({ hasText: /\d/ }).waitFor();
  return opened;
}

/** How far the page is wider than its window, in pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
}
