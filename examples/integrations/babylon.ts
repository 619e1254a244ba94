// A shop in Babylon.js 9: a board in the scene; each line of it can be picked.
import * as babylon from '@babylonjs/core';
import { type BuyResult, createClient, type TopUpResult } from '@gemtill/sdk';
import { simulatorSource } from '@gemtill/sdk/simulator';

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
const engine = new babylon.Engine(canvas, true);
const scene = new babylon.Scene(engine);
scene.clearColor = new babylon.Color4(0.06, 0.09, 0.16, 1);
new babylon.FreeCamera('eye', new babylon.Vector3(0, 0, -10), scene).setTarget(
  babylon.Vector3.Zero(),
);
new babylon.HemisphericLight('sun', new babylon.Vector3(0, 1, -1), scene);

/** A line of the board: row 0 is on top. */
function line(row: number, act?: () => Promise<Result>): (text: string) => void {
  const plane = babylon.MeshBuilder.CreatePlane(`line ${row}`, { width: 7, height: 0.8 }, scene);
  plane.position.y = 3.4 - 0.95 * row;
  const texture = new babylon.DynamicTexture(`text ${row}`, { width: 700, height: 80 }, scene);
  const material = new babylon.StandardMaterial(`board ${row}`, scene);
  material.emissiveTexture = texture;
  material.disableLighting = true;
  plane.material = material;
  plane.metadata = act;
  return (text) => texture.drawText(text, 20, 56, '44px sans-serif', 'white', '#2d4a7a');
}

scene.onPointerPick = async (_, { pickedMesh }) => {
  if (pickedMesh?.metadata) say(await pickedMesh.metadata());
};
const say = ({ status }: Result) => notice(WORDS[status] ?? `Not now: ${status}`);
const gems = line(0);
const notice = line(7);
till.on('view', ({ balances }) => gems(`Gems: ${balances.GEM ?? 0}`));
till.on('order', ({ result }) => say(result));
engine.runRenderLoop(() => scene.render());
await till.start();
await till.wallet.get();
const answer = await till.catalog.get();
line(1, () => till.topUp('gems_500'))('500 gems');
const offers = answer.status === 'ok' ? answer.catalog.offers.slice(0, 5) : [];
for (const [row, offer] of offers.entries())
  line(2 + row, () => till.buy(offer))(`${offer.name} – ${offer.price.amount}`);
