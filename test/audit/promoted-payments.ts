import { CatalogService } from '../../src/catalog/catalog.service.js';
import { contentOf } from '../../src/catalog/catalog-content.js';
import { amount } from '../../src/kernel/amount.js';
import { idBytes } from '../../src/kernel/id.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { promotionWith } from '../support/catalog-things.js';
import { signIn } from '../support/player.js';
import type { ServiceInTest } from '../support/service.js';

/** Players who paid while promotions ran, and what the plants break of that. */
export async function promotedPayments(service: ServiceInTest): Promise<Record<string, Buffer>> {
  await publishPromotions(service);
  const player = await signIn(service, { store: 'apple' });
  const bought: { id: string; payment: string }[] = [];
  for (let count = 0; count < 3; count++) {
    const { transactionId, proof } = await player.pay(500);
    const { status, body } = await player.send('/topups', { store: 'apple', proof });
    if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
    bought.push({ id: transactionId!, payment: body.payment.id });
  }
  const [welcomed, later, halved] = bought;
  await service.control.refund(halved!.id, { percentage: 50 });
  await service.heed();
  const text = "SELECT id FROM lot WHERE origin = 'bonus' AND origin_id = ?";
  const lots = await service.books.rows(text, [idBytes(welcomed!.payment)]);
  return {
    welcomed: idBytes(welcomed!.payment),
    later: idBytes(later!.payment),
    halved: idBytes(halved!.payment),
    present: lots[0]!.id as Buffer,
    promoted: idBytes(player.id),
  };
}

/** What the demo title sells, with promotions from now on. */
async function publishPromotions({ app }: ServiceInTest): Promise<void> {
  const catalogs = app.get(CatalogService, { strict: false });
  const title = await app.get(TitlesService, { strict: false }).bySlug('demo');
  const scope = { titleId: title!.id, environment: 'production' as const };
  const { model } = await catalogs.require(scope);
  const first = promotionWith('welcome', {
    kind: 'first_top_up',
    gives: { GEM: amount(100) },
    limitPerPlayer: 1,
  });
  const extra = promotionWith('extra', { percent: 10 });
  const promotions = new Map([first, extra].map((one) => [one.key, one]));
  await catalogs.publish(scope, contentOf({ ...model, promotions }), 'test');
}
