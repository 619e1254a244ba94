import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/http/caller.js';
import type { Store } from '../../stores/store-gateway.js';
import { InboxService } from '../inbox/inbox.service.js';
import { PaymentStore } from '../payment.store.js';
import { type Difference, isUncredited } from './difference.js';
import { DifferencesService } from './differences.service.js';
import { OpenEndsStore } from './open-ends.store.js';

const DAY_MS = 24 * 60 * 60_000;
/**
 * A store that is told nothing for so long is a difference; Google takes money back after three.
 */
const UNTOLD_MS = DAY_MS;
/** A payment that the store could not be asked about for so long. */
const UNDECIDED_MS = DAY_MS;
/** Money that nobody got gems for: soon enough to mend it before Google takes it back. */
const UNCREDITED_MS = DAY_MS;

/** What hangs between us and a store without either being wrong, and whether it still does. */
@Injectable()
export class OpenEnds {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(OpenEndsStore) private readonly ends: OpenEndsStore,
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(DifferencesService) private readonly differences: DifferencesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Keeps what hangs for too long, closes what does not any more; tells the new ones. */
  async compare(scope: Scope, store: Store): Promise<Difference[]> {
    const now = this.clock.now();
    const { reader } = this.database;
    await this.closeMended(await this.differences.open(scope, store));
    const untold = await this.ends.untold(reader, scope, { store, before: now - UNTOLD_MS });
    const undecided = await this.ends.undecided(reader, scope, {
      store,
      before: now - UNDECIDED_MS,
    });
    const uncredited = await this.ends.uncredited(reader, scope, {
      store,
      before: now - UNCREDITED_MS,
    });
    const added: Difference[] = [];
    for (const found of [...untold, ...undecided, ...uncredited]) {
      const difference = await this.differences.found(scope, found);
      if (difference) added.push(difference);
    }
    return added;
  }

  /** Closes those of some open differences that are over; tells all of them as they are then. */
  async closeMended(differences: readonly Difference[]): Promise<Difference[]> {
    const now: Difference[] = [];
    for (const difference of differences) {
      const over = difference.state === 'open' && (await this.#isOver(difference));
      now.push(over ? await this.differences.mended(difference) : difference);
    }
    return now;
  }

  /** What stores and books differ about is looked at when the store is asked, not here. */
  async #isOver(difference: Difference): Promise<boolean> {
    const { kind, paymentId, titleId, store, subject } = difference;
    const { reader } = this.database;
    if (kind === 'notification') {
      return this.inbox.isDone({ titleId, store, notificationId: subject });
    }
    if (kind === 'payment' || paymentId === null) return false;
    if (kind === 'task') return this.ends.isTold(reader, paymentId);
    const payment = await this.payments.findById(reader, paymentId);
    if (!payment) return true;
    return kind === 'waiting' ? payment.status !== 'verifying' : !isUncredited(payment);
  }
}
