// A shop in Cocos Creator 3.8: put it on a node with a Layout; it makes the labels itself.
import { type BuyResult, createClient, type TopUpResult } from '@gemtill/sdk';
import { simulatorSource } from '@gemtill/sdk/simulator';
import { _decorator, Component, Game, game, Label, Node, sys } from 'cc';

type Result = BuyResult | TopUpResult;
const WORDS: Partial<Record<Result['status'], string>> = {
  completed: 'Yours!',
  credited: 'Thank you!',
  insufficient_balance: 'Not enough gems',
  price_changed: 'The price has changed: look again',
  pending: 'On its way…', // never "failed": the event `order` or `topup` tells how it ended
  offline: 'No connection',
};

@_decorator.ccclass('Shop')
export class Shop extends Component {
  private readonly till = createClient({
    url: 'http://localhost:3000',
    key: 'pk_demo',
    storage: sys.localStorage, // native builds have no global one
    // Native builds have no `crypto`: bring bytes of the system's generator by `random`.
    source: simulatorSource({ url: 'http://localhost:3001' }), // in the store: your own source
  });

  async start(): Promise<void> {
    const { till } = this;
    const gems = this.line('Gems: …');
    const notice = this.line('');
    const say = ({ status }: Result) => {
      notice.string = WORDS[status] ?? `Not now: ${status}`;
    };
    till.on('view', ({ balances }) => {
      gems.string = `Gems: ${balances.GEM ?? 0}`;
    });
    till.on('order', ({ result }) => say(result));
    till.on('topup', ({ result }) => say(result));
    game.on(Game.EVENT_SHOW, () => till.flush());
    await till.start();
    await till.wallet.get();
    const answer = await till.catalog.get();
    if (answer.status !== 'ok') return say(answer);
    this.line('500 gems').node.on(Node.EventType.TOUCH_END, () => till.topUp('gems_500'));
    for (const offer of answer.catalog.offers) {
      const button = this.line(`${offer.name} – ${offer.price.amount}`).node;
      button.on(Node.EventType.TOUCH_END, async () => say(await till.buy(offer)));
    }
  }

  private line(text: string): Label {
    const node = new Node();
    this.node.addChild(node);
    const label = node.addComponent(Label);
    label.string = text;
    return label;
  }
}
