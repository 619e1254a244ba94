// A shop in Phaser 4: gems on top, one button for more of them, one for each skin.
import { type BuyResult, type Catalog, createClient, type TopUpResult } from '@gemtill/sdk';
import { simulatorSource } from '@gemtill/sdk/simulator';
import * as Phaser from 'phaser';

const till = createClient({
  url: 'http://localhost:3000',
  key: 'pk_demo',
  source: simulatorSource({ url: 'http://localhost:3001' }), // in the store: cdvSource, capgoSource…
});
const WORDS: Partial<Record<(BuyResult | TopUpResult)['status'], string>> = {
  completed: 'Yours!',
  credited: 'Thank you!',
  insufficient_balance: 'Not enough gems',
  price_changed: 'The price has changed: look again',
  pending: 'On its way…', // never "failed": the event `order` or `topup` tells how it ended
  cancelled: 'Another time',
  offline: 'No connection',
};

class Shop extends Phaser.Scene {
  private gems!: Phaser.GameObjects.Text;
  private notice!: Phaser.GameObjects.Text;

  async create() {
    this.gems = this.line(24, 'Gems: …');
    this.notice = this.line(360, '');
    till.on('view', ({ balances }) => this.gems.setText(`Gems: ${balances.GEM ?? 0}`));
    till.on('order', ({ result }) => this.say(result));
    till.on('topup', ({ result }) => this.say(result));
    await till.start();
    await till.wallet.get();
    const answer = await till.catalog.get();
    if (answer.status === 'ok') this.show(answer.catalog);
    else this.say(answer);
  }

  private show({ offers }: Catalog) {
    this.button(72, '500 gems', () => till.topUp('gems_500'));
    for (const [row, offer] of offers.slice(0, 5).entries()) {
      const text = `${offer.name} – ${offer.price.amount}`;
      this.button(120 + 44 * row, text, () => till.buy(offer));
    }
  }

  private button(y: number, text: string, act: () => Promise<BuyResult | TopUpResult>) {
    const made = this.line(y, text).setPadding(8).setBackgroundColor('#2d4a7a').setInteractive();
    made.on('pointerdown', async () => this.say(await act()));
  }

  private line(y: number, text: string) {
    return this.add.text(24, y, text, { fontSize: '20px', color: '#ffffff' });
  }

  private say({ status }: { status: (BuyResult | TopUpResult)['status'] }) {
    this.notice.setText(WORDS[status] ?? `Not now: ${status}`);
  }
}

new Phaser.Game({ type: Phaser.AUTO, width: 400, height: 400, scene: Shop });
