import { hearTime } from './server-clock.js';

/** What the server tells its demo page. */
export interface ShopSettings {
  readonly key: string;
  readonly simulatorUrl: string;
}

/** Null when the server does not answer; the page then offers to try again. */
export async function readSettings(): Promise<ShopSettings | null> {
  try {
    const askedAt = Date.now();
    const answer = await fetch('/shop-settings.json', { cache: 'no-store' });
    hearTime(answer, askedAt);
    return answer.ok ? ((await answer.json()) as ShopSettings) : null;
  } catch {
    return null;
  }
}
