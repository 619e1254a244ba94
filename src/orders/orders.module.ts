import { Inject, Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { DrawsModule } from '../draws/draws.module.js';
import { EventsModule } from '../events/events.module.js';
import { InventoryModule } from '../inventory/inventory.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ShopModule } from '../shop/shop.module.js';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { OfferPeriodUsageStore } from './offer-period-usage.store.js';
import { OfferStockStore } from './offer-stock.store.js';
import { OFFER_PERIOD_USAGE, OFFER_STOCK, OFFER_USAGE } from './offer-usage.js';
import { OfferUsageStore } from './offer-usage.store.js';
import { ORDERS } from './order.js';
import { OrderStore } from './order.store.js';
import { OrderList } from './order-list.service.js';
import { OrderRefunds } from './order-refunds.service.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';
import { PaymentOrders } from './payment-orders.service.js';
import { PaymentOrderStore } from './payment-orders.store.js';
import { PlacedOrders } from './placed-orders.service.js';
import { ServerOrdersController } from './server-orders.controller.js';
import { ServerPlayerOrdersController } from './server-player-orders.controller.js';

@Module({
  imports: [
    TillModule,
    LedgerModule,
    EventsModule,
    InventoryModule,
    CatalogModule,
    DrawsModule,
    ShopModule,
  ],
  controllers: [OrdersController, ServerOrdersController, ServerPlayerOrdersController],
  providers: [
    OrdersService,
    OrderList,
    OrderStore,
    OfferUsageStore,
    OfferPeriodUsageStore,
    OfferStockStore,
    PlacedOrders,
    OrderRefunds,
    PaymentOrderStore,
    PaymentOrders,
  ],
  exports: [OrderRefunds, PaymentOrders],
})
export class OrdersModule {
  constructor(
    @Inject(Books) books: Books,
    @Inject(OrderStore) orders: OrderStore,
    @Inject(OfferUsageStore) usage: OfferUsageStore,
    @Inject(OfferPeriodUsageStore) periods: OfferPeriodUsageStore,
    @Inject(OfferStockStore) stock: OfferStockStore,
  ) {
    books.keep(ORDERS, orders);
    books.keep(OFFER_USAGE, usage);
    books.keep(OFFER_PERIOD_USAGE, periods);
    books.keep(OFFER_STOCK, stock);
  }
}
