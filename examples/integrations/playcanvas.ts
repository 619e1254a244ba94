// A shop in PlayCanvas 2: a screen of elements, each with its text drawn on a texture.
import { type BuyResult, createClient, type TopUpResult } from '@gemtill/sdk';
import { simulatorSource } from '@gemtill/sdk/simulator';
import * as pc from 'playcanvas';

type Result = BuyResult | TopUpResult;
const WORDS: Partial<Record<Result['status'], string>> = {
  completed: 'Yours!',
  credited: 'Thank you!',
  insufficient_balance: 'Not enough gems',
  price_changed: 'The price has changed: look again',
  pending: 'On its way…', // never "failed": the event `order` or `topup` tells how it ended
  offline: 'No connection',
};
const till = createClient({
  url: 'http://localhost:3000',
  key: 'pk_demo',
  source: simulatorSource({ url: 'http://localhost:3001' }), // in the store: cdvSource, capgoSource…
});
const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 400 });
document.body.append(canvas);
const [mouse, elementInput] = [new pc.Mouse(canvas), new pc.ElementInput(canvas)];
const app = new pc.Application(canvas, { mouse, elementInput });
const screen = new pc.Entity('shop');
screen.addComponent('screen', { screenSpace: true });
app.root.addChild(screen);
const eye = new pc.Entity('eye');
eye.addComponent('camera', { clearColor: new pc.Color(0.06, 0.09, 0.16) });
app.root.addChild(eye);

/** A line at so many pixels from the top. */
function line(y: number, act?: () => Promise<Result>): (text: string) => void {
  const paper = Object.assign(document.createElement('canvas'), { width: 360, height: 36 });
  const pen = paper.getContext('2d') as CanvasRenderingContext2D;
  const texture = new pc.Texture(app.graphicsDevice, { width: 360, height: 36, mipmaps: false });
  const entity = new pc.Entity();
  const anchor = [0, 1, 0, 1];
  const size = { anchor, pivot: [0, 1], width: 360, height: 36, useInput: true };
  entity.addComponent('element', { type: 'image', texture, ...size });
  screen.addChild(entity);
  entity.setLocalPosition(20, -y, 0);
  entity.element?.on('click', async () => act && say(await act()));
  return (text) => {
    Object.assign(pen, { fillStyle: '#2d4a7a', font: '20px sans-serif' }).fillRect(0, 0, 360, 36);
    Object.assign(pen, { fillStyle: 'white' }).fillText(text, 10, 25);
    texture.setSource(paper);
  };
}
const say = ({ status }: Result) => notice(WORDS[status] ?? `Not now: ${status}`);
const [gems, notice] = [line(16), line(350)];
till.on('view', ({ balances }) => gems(`Gems: ${balances.GEM ?? 0}`));
app.start();
await till.start();
await till.wallet.get();
const answer = await till.catalog.get();
line(64, () => till.topUp('gems_500'))('500 gems');
for (const [row, offer] of answer.status === 'ok'
  ? answer.catalog.offers.slice(0, 5).entries()
  : [])
  line(112 + 44 * row, () => till.buy(offer))(`${offer.name} – ${offer.price.amount}`);
