import { type DynamicModule, Module } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import type { Configuration } from '../config/configuration.js';
import { Log, type LogDestination, logOf } from '../logging/log.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { AccessGuard } from './access.guard.js';
import { Cursors } from './cursor.js';
import { DocsController } from './docs.controller.js';
import { Documents } from './documents.js';
import { ProcessSecret, processSecretOf } from './process-secret.js';
import { Readiness } from './readiness.js';
import { ReadinessStore } from './readiness.store.js';
import { RequestLimits } from './request-limits.js';
import { SystemController } from './system.controller.js';

/**
 * The HTTP layer and what every room may ask it for: `ProcessSecret`, `Cursors`, `RequestLimits`,
 * `Log`. Needs the `CLOCK` and the `Database` from global modules.
 */
@Module({})
export class HttpModule {
  static of(configuration: Configuration, logDestination?: LogDestination): DynamicModule {
    const secret = processSecretOf(configuration);
    const shared = [
      { provide: ProcessSecret, useValue: secret },
      { provide: Cursors, useValue: new Cursors(secret) },
      { provide: Log, useValue: logOf(configuration, logDestination) },
      {
        provide: RequestLimits,
        inject: [CLOCK],
        useFactory: (clock: Clock) =>
          new RequestLimits(configuration.rateLimits, () => clock.now()),
      },
    ];
    return {
      module: HttpModule,
      global: true,
      imports: [MetricsModule],
      controllers: [SystemController, DocsController],
      providers: [...shared, AccessGuard, Documents, Readiness, ReadinessStore],
      exports: shared.map((one) => one.provide),
    };
  }
}
