import { Inject, Injectable } from '@nestjs/common';
import type { PublishedCatalog } from '../catalog/model.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { WalletStore } from '../ledger/wallet.store.js';
import { Database } from '../platform/database/database.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import type { Store } from '../stores/store-gateway.js';
import { fittingBonus } from './credited-bonus.js';
import { bonusView } from './payment.js';
import { PromotionFacts } from './promotion-facts.service.js';
import { candidatePromotions } from './promotion-gems.js';
import { PromotionUsageStore } from './promotion-usage.store.js';

/** Tells before a purchase which bonus would come with it. */
@Injectable()
export class BonusForecast {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(WalletStore) private readonly wallets: WalletStore,
    @Inject(PromotionUsageStore) private readonly usage: PromotionUsageStore,
    @Inject(PromotionFacts) private readonly facts: PromotionFacts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * For one unit that was paid for now. A forecast and no promise: the credit decides, such as when
   * the player tops up elsewhere meanwhile.
   */
  async of(
    player: PlayerCaller,
    catalog: PublishedCatalog,
    { store, productId }: { readonly store: Store; readonly productId: string },
  ) {
    const purchase = { store, lines: [{ productId, quantity: 1 }], paid: true };
    const product = catalog.productsByStoreId[store].get(productId);
    if (!product || candidatePromotions(catalog, purchase).length === 0) return [];
    const { reader } = this.database;
    const history = await this.usage.find(reader, player.playerId);
    const wallet = await this.wallets.find(reader, player.playerId);
    if (!history || !wallet) return [];
    const facts = await this.facts.of(player, catalog, [purchase]);
    const of = { catalog, purchase, facts, history, at: this.clock.now() };
    const { gifts } = fittingBonus(of, wallet, product);
    return bonusView(gifts.map((gift) => ({ ...gift, promotion: gift.promotion.key })));
  }
}
