import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { GrantStore } from '../inventory/grant.store.js';
import { isId, type OrderId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { Cursors } from '../platform/http/cursor.js';
import type { ListQuery } from '../platform/http/list-query.js';
import type { Answer } from '../till/operation.js';
import { Till } from '../till/till.js';
import { orderView } from './order.js';
import { OrderStore } from './order.store.js';
import { type OrderRequest, orderOperation } from './place-order.js';

@Injectable()
export class OrdersService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(Till) private readonly till: Till,
    @Inject(OrderStore) private readonly orders: OrderStore,
    @Inject(GrantStore) private readonly grants: GrantStore,
    @Inject(Cursors) private readonly cursors: Cursors,
  ) {}

  /** Buys with gems. Throws a `Problem` for every refusal (`place-order.ts`). */
  async place(request: OrderRequest): Promise<Answer> {
    const catalog = await this.catalog.require(request.player);
    return this.till.run(orderOperation(request, catalog));
  }

  async list({ playerId }: PlayerCaller, { limit, cursor }: ListQuery) {
    const before = cursor ? this.cursors.read('orders', playerId, cursor) : null;
    const { reader } = this.database;
    const orders = await this.orders.list(reader, playerId, before as OrderId | null, limit + 1);
    const data = orders.slice(0, limit).map(orderView);
    const last = orders.length > limit ? data.at(-1) : undefined;
    return { data, nextCursor: last ? this.cursors.write('orders', playerId, last.id) : null };
  }

  /** One order with what it gave and which lots paid for it; throws `not_found`. */
  async find({ playerId }: PlayerCaller, id: string) {
    const { reader } = this.database;
    const order = isId('order', id) ? await this.orders.find(reader, playerId, id) : null;
    if (!order) throw new Problem('not_found');
    const grants = await this.grants.ofSource(reader, playerId, order.id);
    const lots = await this.orders.lotsOf(reader, order);
    return { order: { ...orderView(order), grants, lots } };
  }
}
