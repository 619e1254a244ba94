import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { versionOf } from '../catalog/catalog.store.js';
import type { CatalogModel } from '../catalog/model.js';
import { storedCatalog } from '../catalog/published-catalog.js';
import { giftsOf } from '../inventory/give.js';
import { GrantStore } from '../inventory/grant.store.js';
import type { OrderId, PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { Scope } from '../platform/http/caller.js';
import type { Order } from './order.js';
import { OrderStore } from './order.store.js';
import type { PlacedOrder } from './placed-order.js';

/** Which order; `playerId` null: whoever bought it. */
export interface OrderName {
  readonly scope: Scope;
  readonly orderId: OrderId;
  readonly playerId: PlayerId | null;
}

/** Reads what never changes of an order, for operations that undo it. */
@Injectable()
export class PlacedOrders {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(OrderStore) private readonly orders: OrderStore,
    @Inject(GrantStore) private readonly grants: GrantStore,
  ) {}

  /** Throws `not_found`, also for an order of another title, environment or player. */
  async read({ scope, orderId, playerId }: OrderName): Promise<PlacedOrder> {
    const { reader } = this.database;
    const order = await this.orders.findOfAnybody(reader, orderId);
    const within =
      order?.titleId === scope.titleId &&
      order.environment === scope.environment &&
      (playerId === null || order.playerId === playerId);
    if (!within) throw new Problem('not_found');
    const given = await this.grants.ofSource(reader, order.playerId, order.id);
    const lots = await this.orders.lotsOf(reader, order);
    const gave = await this.orders.givenLots(reader, order);
    const { items, offers } = await this.#modelOf(scope, order);
    const offer = offers.get(order.offer);
    if (!offer) throw new Error(`the catalog of ${order.id} does not have its offer`);
    const { limitPerPlayer, limitPerPeriod, stock } = offer;
    const grants = given.map(({ sku, quantity, level }) => ({ sku, quantity, level }));
    const drawn = { grants, gives: {} };
    return {
      order,
      given: grants,
      gave,
      lots: lots.map(({ id, amount }) => ({ lotId: id, amount })),
      limits: { limitPerPlayer, limitPerPeriod, stock },
      gifts: offer.draw
        ? giftsOf(drawn, 1, items).items
        : giftsOf(offer, order.quantity, items).items,
    };
  }

  /** What a wallet shows besides what its player ever held, and how much it may hold. */
  async currencies(scope: Scope): Promise<CatalogModel['currencies']> {
    await this.catalog.load(scope);
    return this.catalog.current(scope)?.model.currencies ?? new Map();
  }

  /** The version that the order was bought from, whatever is sold today. */
  async #modelOf(scope: Scope, { catalogVersionId }: Order): Promise<CatalogModel> {
    await this.catalog.load(scope);
    const current = this.catalog.current(scope);
    if (current?.versionId === catalogVersionId) return current.model;
    return storedCatalog(await versionOf(this.database.reader, catalogVersionId)).model;
  }
}
