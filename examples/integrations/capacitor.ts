// A shop in Capacitor 8: capacitor-plugin-cdv-purchase sells the gems on both stores.
/// <reference path="./node_modules/cordova-plugin-purchase/www/store.d.ts" />
import { Capacitor } from '@capacitor/core';
import { type BuyResult, createClient, type TopUpResult } from '@gemtill/sdk';
import { cdvSource } from '@gemtill/sdk/cdv';
import { simulatorSource } from '@gemtill/sdk/simulator';
import 'capacitor-plugin-cdv-purchase'; // makes the global CdvPurchase

const till = createClient({
  url: 'https://till.example.com',
  key: 'pk_demo',
  // In the browser of a developer there is no store: the simulator plays it.
  source: Capacitor.isNativePlatform()
    ? cdvSource({ CdvPurchase })
    : simulatorSource({ url: 'http://localhost:3001' }),
});
const WORDS: Partial<Record<(BuyResult | TopUpResult)['status'], string>> = {
  completed: 'Yours!',
  credited: 'Thank you!',
  insufficient_balance: 'Not enough gems',
  price_changed: 'The price has changed: look again',
  pending: 'On its way…', // never "failed": the event `order` or `topup` tells how it ended
  deferred: 'Waiting for approval',
  cancelled: 'Another time',
  offline: 'No connection',
};

function line<Tag extends 'p' | 'button'>(tag: Tag, text: string): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.textContent = text;
  document.body.append(made);
  return made;
}

const gems = line('p', 'Gems: …');
const notice = line('p', '');
const say = ({ status }: BuyResult | TopUpResult) => {
  notice.textContent = WORDS[status] ?? `Not now: ${status}`;
};
till.on('view', ({ balances }) => {
  gems.textContent = `Gems: ${balances.GEM ?? 0}`;
});
till.on('order', ({ result }) => say(result));
till.on('topup', ({ result }) => say(result));
document.addEventListener('resume', () => till.flush());
window.addEventListener('online', () => till.flush());

await till.start();
await till.wallet.get();
const answer = await till.catalog.get();
if (answer.status === 'ok') {
  for (const { key, grants } of answer.catalog.products)
    line('button', `${grants.GEM} gems`).onclick = () => till.topUp(key);
  for (const offer of answer.catalog.offers)
    line('button', `${offer.name} – ${offer.price.amount}`).onclick = () => till.buy(offer);
} else notice.textContent = WORDS[answer.status] ?? answer.status;
