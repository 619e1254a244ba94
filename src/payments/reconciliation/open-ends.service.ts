import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/http/caller.js';
import type { Store } from '../../stores/store-gateway.js';
import { PaymentStore } from '../payment.store.js';
import type { Difference } from './difference.js';
import { DifferencesService } from './differences.service.js';
import { OpenEndsStore } from './open-ends.store.js';

const DAY_MS = 24 * 60 * 60_000;
/**
 * A store that is told nothing for so long is a difference; Google takes money back after three.
 */
const UNTOLD_MS = DAY_MS;
/** A payment that the store could not be asked about for so long. */
const UNDECIDED_MS = DAY_MS;

/** What hangs between us and a store without either being wrong, and whether it still does. */
@Injectable()
export class OpenEnds {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(OpenEndsStore) private readonly ends: OpenEndsStore,
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(DifferencesService) private readonly differences: DifferencesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Keeps what hangs for too long, closes what does not any more; tells the new ones. */
  async compare(scope: Scope, store: Store): Promise<Difference[]> {
    const now = this.clock.now();
    const { reader } = this.database;
    const untold = await this.ends.untold(reader, scope, { store, before: now - UNTOLD_MS });
    const undecided = await this.ends.undecided(reader, scope, {
      store,
      before: now - UNDECIDED_MS,
    });
    for (const difference of await this.differences.open(scope, store)) {
      if (await this.#isOver(difference)) await this.differences.mended(difference);
    }
    const added: Difference[] = [];
    for (const found of [...untold, ...undecided]) {
      const difference = await this.differences.found(scope, found);
      if (difference) added.push(difference);
    }
    return added;
  }

  /** What stores and books differ about is looked at when the store is asked, not here. */
  async #isOver({ kind, paymentId }: Difference): Promise<boolean> {
    const { reader } = this.database;
    if (paymentId === null) return false;
    if (kind === 'task') return this.ends.isTold(reader, paymentId);
    if (kind !== 'waiting') return false;
    return (await this.payments.findById(reader, paymentId))?.status !== 'verifying';
  }
}
