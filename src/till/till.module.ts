import { Module } from '@nestjs/common';
import { Books } from './book.js';
import { IdempotencyStore } from './idempotency.store.js';
import { Till } from './till.js';
import { TillMetrics } from './till-metrics.js';

@Module({
  providers: [Till, Books, IdempotencyStore, TillMetrics],
  exports: [Till, Books, TillMetrics],
})
export class TillModule {}
