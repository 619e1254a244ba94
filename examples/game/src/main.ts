import { runners } from '../../page/art/hero.js';
import { mountArt, picture } from '../../page/art/picture.js';
import { part } from '../../page/element.js';
import { createFlyingGems, prefersStill } from '../../page/flying-gems.js';
import { createNotices } from '../../page/notices.js';
import { createPaymentSheet } from '../../page/payment-sheet.js';
import { readSettings, type ShopSettings } from '../../page/settings.js';
import { type Memory, recallRun, storageOf, writeMemory } from './script/memory.js';
import { playScript } from './script/play.js';
import type { Stage } from './stage/contract.js';
import { thingsArt } from './stage/things-art.js';
import { createActions } from './till/actions.js';
import { createSession, type Session } from './till/session.js';
import { createStore, held, type Store, wornSkin } from './till/state.js';
import { createSky } from './till/weather.js';
import { showBadges } from './views/badges.js';
import { showEndCard } from './views/end-card.js';
import { showLedger } from './views/ledger-view.js';
import { type PlayView, showPlay } from './views/play-view.js';
import { showScript } from './views/script-view.js';
import { showShop } from './views/shop-view.js';
import { showWeather } from './views/weather-view.js';
import { noticeWords, sheetWords } from './words.js';

const CALM_MS = 15_000;
const SOON_MS = 2_500;
const EQUIPPED = 'gemtill-demo:equipped';

function beginScript(): void {
  writeMemory(null);
  const query = new URLSearchParams(location.search);
  query.set('autoplay', '1');
  location.search = `${query}`;
}

/** Loads the engine after everything else: the shop works without it. */
async function openGame(
  view: PlayView,
  store: Store,
  { automatic, calm }: { automatic: boolean; calm: boolean },
): Promise<Stage> {
  const { openStage } = await import('./stage/stage.js');
  const hud = view.show;
  const options = { parent: part('canvas'), still: prefersStill(), calm, hud };
  const stage = await openStage(options);
  store.watch((state) => {
    stage.dress({ skin: wornSkin(state), sword: held(state, 'sword')?.level ?? 0 });
  });
  view.open(stage);
  if (automatic) {
    stage.autopilot(true);
    stage.run();
  }
  return stage;
}

/** Asks again while something waits, and as soon as the page is in front or online. */
function keepCurrent(store: Store, session: Session): void {
  const look = async () => {
    if (document.hidden) return;
    if (store.current.phase === 'unreachable') await session.open();
    else await session.resume();
  };
  const later = () => {
    const { queue, live, phase } = store.current;
    const soon = queue.pending > 0 || live !== 'streaming' || phase !== 'open';
    setTimeout(() => look().finally(later), soon ? SOON_MS : CALM_MS);
  };
  later();
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
}

function rememberSkin(store: Store, memory: Memory | null): void {
  if (memory) return;
  store.change({ equipped: localStorage.getItem(EQUIPPED) });
  store.watch(({ equipped }) => {
    if (equipped) localStorage.setItem(EQUIPPED, equipped);
  });
}

function open(settings: ShopSettings, store: Store, memory: Memory | null): void {
  const sky = createSky();
  const notices = createNotices(part('notices'), noticeWords);
  const sheet = createPaymentSheet(document.body, sheetWords);
  const flyingGems = createFlyingGems(part('flights'), () => part('balance'));
  const storage = storageOf(memory);
  const { confirm } = sheet;
  const session = createSession({ settings, store, sky, storage, confirm });
  let stage: Stage | undefined;
  const actions = createActions({
    session,
    store,
    sky,
    notices,
    sheet,
    flyingGems,
    simulatorUrl: settings.simulatorUrl,
    cheer: () => stage?.cheer(),
    heal: () => stage?.heal(),
  });
  const playView = showPlay({
    stage: part('stage'),
    hud: part('hud'),
    curtain: part('curtain'),
    store,
    drink: () => void actions.drink(),
  });
  const { now } = session.client;
  showShop({ packs: part('packs'), offers: part('offers'), store, actions, now });
  showWeather({ box: part('weather'), sky, actions, resume: () => void session.resume() });
  const script = showScript(part('script'), part('script-clock'), beginScript);
  const automatic = memory !== null;
  const calm = (memory?.speed ?? 1) > 4;
  void openGame(playView, store, { automatic, calm }).then((opened) => {
    stage = opened;
  });
  keepCurrent(store, session);
  void session.open();
  if (!memory) return;
  const parts = { memory, session, store, sky, actions, show: script.show };
  void playScript(parts).then(({ over, seconds }) => {
    if (!over) return;
    const dropped = memory.dropped + sky.report.dropped;
    const replayed = memory.replayed + sky.report.replayed;
    stage?.autopilot(false);
    stage?.pause();
    showEndCard({ state: store.current, seconds, dropped, replayed, again: beginScript });
  });
}

async function main(): Promise<void> {
  mountArt(document.body, runners + thingsArt);
  part('brand').append(picture('hero-plain'));
  const store = createStore();
  const memory = recallRun(new URLSearchParams(location.search));
  rememberSkin(store, memory);
  showBadges(part('badges'), part('balance'), store);
  showLedger(part('ledger'), part('sum'), store);
  for (;;) {
    const settings = await readSettings();
    if (settings) {
      open(settings, store, memory);
      return;
    }
    store.change({ phase: 'unreachable' });
    await new Promise((resolve) => setTimeout(resolve, SOON_MS));
  }
}

void main();
