import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../admin/audit-log.service.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { TitleId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { OperatorCaller } from '../platform/http/caller.js';
import { hasTwoPersonRule, lockedLife, setTwoPersonRule } from './publishing/life.store.js';

/** What a studio decides about how its catalogs are published. */
@Injectable()
export class CatalogSettingsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async settings(titleId: TitleId) {
    return { twoPersonRule: await hasTwoPersonRule(this.database.reader, titleId) };
  }

  /**
   * For all environments of the title. A publisher may turn the two-person rule on; only an admin
   * may turn it off, since one person could otherwise step around it. Throws `forbidden`.
   */
  async change(operator: OperatorCaller, twoPersonRule: boolean) {
    return this.database.write(async (tx) => {
      await lockedLife(tx, operator);
      const { titleId, operatorId, name, roles } = operator;
      const before = await hasTwoPersonRule(tx, titleId);
      if (before === twoPersonRule) return { twoPersonRule };
      if (before && !roles.includes('admin')) throw new Problem('forbidden');
      await setTwoPersonRule(tx, titleId, { on: twoPersonRule, at: this.clock.now() });
      await this.audit.record(tx, {
        scope: operator,
        actor: { operatorId, name },
        action: 'catalog.settings_changed',
        subject: titleId,
        reason: null,
        details: { twoPersonRule },
      });
      return { twoPersonRule };
    });
  }
}
