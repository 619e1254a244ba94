import { createClient } from '../../../sdk/src/client.js';
import { mountArt } from '../../page/art/picture.js';
import { bothStores } from '../../page/both-stores.js';
import { part, say } from '../../page/element.js';
import { createFlyingGems } from '../../page/flying-gems.js';
import { locale } from '../../page/format.js';
import { createNotices, type Notices } from '../../page/notices.js';
import { createPaymentSheet } from '../../page/payment-sheet.js';
import { readSettings, type ShopSettings } from '../../page/settings.js';
import { createPurchases } from './purchases.js';
import { createRefresh, type Refresh } from './refresh.js';
import { createSimulatorDesk } from './simulator-desk.js';
import { createStore, type Store } from './state.js';
import { createTopUps } from './top-ups.js';
import { showClosed } from './views/closed-view.js';
import { closesAfterPaying, forgetClosing, showDeveloper } from './views/developer-view.js';
import { showHeader } from './views/header-view.js';
import { showHero } from './views/hero-view.js';
import { showInventory } from './views/inventory-view.js';
import { showLedger } from './views/ledger-view.js';
import { showOffers } from './views/offers-view.js';
import { showPacks } from './views/packs-view.js';
import { showStatus } from './views/status-view.js';
import { language, words } from './words/words.js';

const SOON_MS = 4_000;
const CALM_MS = 15_000;
const SLEPT_MS = 30_000;

/** Lets the app die between the payment and the claim, as phones do. */
async function closeIfWished(): Promise<void> {
  if (!closesAfterPaying()) return;
  forgetClosing();
  location.reload();
  await new Promise(() => {});
}

function writeHeadings(): void {
  document.documentElement.lang = language ?? 'en';
  document.title = `${words.shop} · ${words.game}`;
  for (const place of document.querySelectorAll<HTMLElement>('[data-words]')) {
    const text = words[place.dataset.words as keyof typeof words];
    if (typeof text === 'string') say(place, text);
  }
}

function focusPacks(): void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  part('packs').scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'center' });
  part('pack-list').querySelector('button')?.focus({ preventScroll: true });
}

/** Asks again while something waits, and as soon as the app is in front or online. */
function keepCurrent(store: Store, refresh: Refresh): void {
  let hiddenSince = 0;
  const resume = async () => {
    if (document.hidden) {
      hiddenSince ||= Date.now();
      return;
    }
    // The device may have slept, and its clock may have been set.
    if (hiddenSince && Date.now() - hiddenSince > SLEPT_MS) await readSettings();
    hiddenSince = 0;
    if (store.current.phase !== 'open') await refresh.open();
    else await refresh.resume();
  };
  const later = () => {
    const { queue, awaitedPayments, connected, phase } = store.current;
    const soon = queue.pending > 0 || awaitedPayments > 0 || !connected || phase !== 'open';
    setTimeout(() => resume().finally(later), soon ? SOON_MS : CALM_MS);
  };
  later();
  document.addEventListener('visibilitychange', resume);
  addEventListener('online', resume);
  addEventListener('offline', () => store.change({ connected: false }));
}

function open({ key, simulatorUrl }: ShopSettings, store: Store, notices: Notices): Refresh {
  const sheet = createPaymentSheet(document.body, words);
  const stores = bothStores(simulatorUrl, sheet.confirm, closeIfWished);
  const client = createClient({ url: location.origin, key, source: stores.source, locale });
  const desk = createSimulatorDesk(simulatorUrl, stores.accountToken);
  const refresh = createRefresh(client, store, desk);
  client.on('wallet', (wallet) => store.change({ wallet }));
  client.on('queue', (queue) => store.change({ queue }));
  const balance = part('header').querySelector('.balance') as Element;
  const flyingGems = createFlyingGems(part('flights'), () => balance);
  const topUps = createTopUps({ client, stores, store, refresh, notices, sheet, flyingGems });
  const purchases = createPurchases({ client, store, refresh, notices, showPacks: focusPacks });
  showHero(part('hero'), store, purchases.wear);
  showPacks(part('pack-list'), store, topUps.topUp);
  showOffers(part('offer-list'), store, purchases);
  showInventory(part('inventory-list'), store, purchases);
  showDeveloper(part('developer'), store, {
    player: stores.accountToken,
    async settle() {
      const count = await desk.settleAll().catch(() => 0);
      const text = count > 0 ? words.settled(count) : words.nothingToSettle;
      notices.show({ tone: 'info', text });
      await refresh.resume();
    },
  });
  keepCurrent(store, refresh);
  return refresh;
}

async function main(): Promise<void> {
  writeHeadings();
  mountArt(document.body);
  const store = createStore();
  const notices = createNotices(part('notices'), words);
  let refresh: Refresh | undefined;
  async function start(): Promise<void> {
    store.change({ phase: 'loading' });
    const settings = refresh ? null : await readSettings();
    if (settings) refresh = open(settings, store, notices);
    if (refresh) await refresh.open();
    else store.change({ phase: 'unreachable', connected: false });
  }
  showHeader(part('header'), store);
  showLedger(part('ledger-list'), part('ledger-proof'), store);
  showStatus(part('status'), store);
  showClosed(part('closed'), store, start);
  await start();
}

void main();
