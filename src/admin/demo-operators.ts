import { Inject, Injectable } from '@nestjs/common';
import type { TitleId } from '../kernel/id.js';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { Database } from '../platform/database/database.js';
import type { Role } from '../platform/http/caller.js';
import { hashOfKey } from '../titles/api-key.js';
import { OperatorsService } from './operators.service.js';
import { OperatorsStore } from './operators.store.js';

/** Two people who may check each other, and one who may do all. */
const DEMO_ROLES: readonly Role[] = ['admin', 'liveops', 'publisher'];

/** The operators of the demo title, with tokens that everybody knows. */
@Injectable()
export class DemoOperators {
  constructor(
    @Inject(OperatorsService) private readonly operators: OperatorsService,
    @Inject(OperatorsStore) private readonly store: OperatorsStore,
    @Inject(Database) private readonly database: Database,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Makes those that are missing; throws outside simulator mode. */
  async ensure(titleId: TitleId): Promise<void> {
    if (this.configuration.storeMode !== 'simulator') {
      throw new Error('development operators exist only with the store simulator');
    }
    for (const role of DEMO_ROLES) {
      const token = `ot_demo_${role}`;
      // One who was revoked, or whose token was replaced, stays so.
      const name = `demo ${role}`;
      const known =
        (await this.store.byHash(this.database.reader, hashOfKey(token))) ??
        (await this.store.byName(this.database.reader, name));
      if (known === null) await this.operators.keep(name, { titleId, roles: [role] }, token);
    }
  }
}
