// A shop in PixiJS 8: gems on top, one button for more of them, one for each skin.
import { type BuyResult, createClient, type TopUpResult } from '@gemtill/sdk';
import { simulatorSource } from '@gemtill/sdk/simulator';
import { Application, Container, Graphics, Text } from 'pixi.js';

type Status = (BuyResult | TopUpResult)['status'];
const WORDS: Partial<Record<Status, string>> = {
  completed: 'Yours!',
  credited: 'Thank you!',
  insufficient_balance: 'Not enough gems',
  price_changed: 'The price has changed: look again',
  pending: 'On its way…', // never "failed": the event `order` or `topup` tells how it ended
  cancelled: 'Another time',
  offline: 'No connection',
};
const till = createClient({
  url: 'http://localhost:3000',
  key: 'pk_demo',
  source: simulatorSource({ url: 'http://localhost:3001' }), // in the store: cdvSource, capgoSource…
});
const app = new Application();

function line(y: number, text: string): Text {
  const made = new Text({ text, style: { fill: 'white', fontSize: 20 } });
  made.position.set(24, y);
  app.stage.addChild(made);
  return made;
}

function button(y: number, text: string, act: () => Promise<BuyResult | TopUpResult>): void {
  const made = new Container({ x: 16, y: y - 6, eventMode: 'static', cursor: 'pointer' });
  const label = new Text({ text, x: 8, y: 6, style: { fill: 'white', fontSize: 20 } });
  made.addChild(new Graphics().roundRect(0, 0, 340, 38, 8).fill('#2d4a7a'), label);
  made.on('pointertap', async () => say(await act()));
  app.stage.addChild(made);
}

const say = ({ status }: { status: Status }) => {
  notice.text = WORDS[status] ?? `Not now: ${status}`;
};

await app.init({ width: 400, height: 400, background: '#101828', preference: 'webgl' });
document.body.append(app.canvas);
const gems = line(24, 'Gems: …');
const notice = line(360, '');
till.on('view', ({ balances }) => {
  gems.text = `Gems: ${balances.GEM ?? 0}`;
});
till.on('order', ({ result }) => say(result));
till.on('topup', ({ result }) => say(result));
await till.start();
await till.wallet.get();
const answer = await till.catalog.get();
if (answer.status === 'ok') {
  button(72, '500 gems', () => till.topUp('gems_500'));
  for (const [row, offer] of answer.catalog.offers.slice(0, 5).entries())
    button(120 + 44 * row, `${offer.name} – ${offer.price.amount}`, () => till.buy(offer));
} else notice.text = WORDS[answer.status] ?? answer.status;
