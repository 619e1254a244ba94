import { createClient } from '../../../../sdk/src/client.js';
import { connect } from '../../../../sdk/src/realtime.js';
import { simulatorSource } from '../../../../sdk/src/simulator.js';

export async function play(url: string, storeUrl: string, hero: { wear(sku: string): void }) {
  const source = simulatorSource({ url: storeUrl }); // on a phone: cdvSource, openIapSource, …
  const till = createClient({ url, key: 'pk_demo', source });

  till.on('view', ({ balances }) => showGems(balances.GEM)); // at once, and back if it is refused
  till.on('topup', ({ result }) => say(result.status)); // also what an earlier life left open
  await till.start(); // signs in as a guest, finds payments that a crash interrupted
  connect(till); // refunds, gifts and sales arrive by themselves

  await till.topUp('gems_500'); // pays, credits, and only then tells the store: once
  const shop = await till.catalog.get();
  const dragon = shop.status === 'ok' && shop.catalog.offers.find(({ key }) => key === 'dragon');
  if (!dragon) return;

  const bought = await till.buy(dragon); // once, however often the answer is lost
  if (bought.status === 'completed') hero.wear('skin.dragon');
  if (bought.status === 'price_changed') say('It has another price now.');
  await till.consume('potion');
}

const say = (text: string) => console.info(text);
const showGems = (gems = 0) => say(`${gems} gems`);
