import { Inject, Module } from '@nestjs/common';
import { AdminModule } from '../admin/admin.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { EventsModule } from '../events/events.module.js';
import { InventoryModule } from '../inventory/inventory.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ShopModule } from '../shop/shop.module.js';
import { Books } from '../till/book.js';
import { TillModule } from '../till/till.module.js';
import { CouponCodeStore } from './coupon-code.store.js';
import { CouponCodesController } from './coupon-codes.controller.js';
import { CouponCodesService } from './coupon-codes.service.js';
import { CouponRedemptionStore } from './coupon-redemption.store.js';
import { CouponUsageStore } from './coupon-usage.store.js';
import { CouponsController } from './coupons.controller.js';
import { CouponsService } from './coupons.service.js';
import { RedeemedCodesStore } from './redeemed-codes.store.js';
import { COUPON_CODES, COUPON_REDEMPTIONS, COUPON_USAGE, REDEEMED_CODES } from './redemption.js';

@Module({
  imports: [
    TillModule,
    LedgerModule,
    EventsModule,
    InventoryModule,
    CatalogModule,
    ShopModule,
    AdminModule,
  ],
  controllers: [CouponsController, CouponCodesController],
  providers: [
    CouponsService,
    CouponCodesService,
    CouponCodeStore,
    CouponUsageStore,
    RedeemedCodesStore,
    CouponRedemptionStore,
  ],
})
export class CouponsModule {
  constructor(
    @Inject(Books) books: Books,
    @Inject(CouponCodeStore) codes: CouponCodeStore,
    @Inject(CouponUsageStore) usage: CouponUsageStore,
    @Inject(RedeemedCodesStore) redeemed: RedeemedCodesStore,
    @Inject(CouponRedemptionStore) redemptions: CouponRedemptionStore,
  ) {
    // All rows that no wallet guards are locked in one order: codes, then usage.
    books.keep(COUPON_CODES, codes);
    books.keep(COUPON_USAGE, usage);
    books.keep(REDEEMED_CODES, redeemed);
    books.keep(COUPON_REDEMPTIONS, redemptions);
  }
}
