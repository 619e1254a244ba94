import { Inject, Injectable } from '@nestjs/common';
import { GrantStore } from '../inventory/grant.store.js';
import { isId, type OrderId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { Cursors } from '../platform/http/cursor.js';
import type { ListQuery } from '../platform/http/list-query.js';
import { orderView } from './order.js';
import { OrderStore } from './order.store.js';

/** Shows a player's own orders. */
@Injectable()
export class OrderList {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(OrderStore) private readonly orders: OrderStore,
    @Inject(GrantStore) private readonly grants: GrantStore,
    @Inject(Cursors) private readonly cursors: Cursors,
  ) {}

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
    const gave = await this.orders.givenLots(reader, order);
    const gives = Object.fromEntries(gave.map(({ currency, amount }) => [currency, amount]));
    const lots = await this.orders.lotsOf(reader, order);
    return { order: { ...orderView(order), grants, gives, lots } };
  }
}
