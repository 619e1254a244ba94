import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { SessionId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { gathered } from '../platform/database/gathered-reads.js';
import { type SessionState, SessionsStore } from './sessions.store.js';

/** How long a question that is not urgent waits for company. */
const GATHERED_MS = 500;

/** Questions that wait for others. */
interface Company {
  readonly over: Promise<void>;
  readonly end: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Asks the database for the states of sessions, many in one statement: a read for each player would
 * cost ten times as much (measured). A session that is not there has ended.
 */
@Injectable()
export class SessionWatch implements BeforeApplicationShutdown {
  readonly #stored = gathered((ids: readonly SessionId[]) =>
    this.store.states(this.database.reader, ids),
  );
  #company: Company | null = null;

  constructor(
    private readonly database: Database,
    private readonly store: SessionsStore,
  ) {}

  /** Asked at the end of this turn of the event loop, and with it all that was to be asked soon. */
  async state(id: SessionId): Promise<SessionState> {
    this.hurry();
    return (await this.#stored(id)) ?? 'ended';
  }

  /** Asked within half a second, together with all others that can wait so long. */
  async stateSoon(id: SessionId): Promise<SessionState> {
    this.#company ??= this.#gather();
    await this.#company.over;
    return (await this.#stored(id)) ?? 'ended';
  }

  /** Somebody waits for one that was to be asked soon: all are asked at the end of this turn. */
  hurry(): void {
    if (this.#company) clearTimeout(this.#company.timer);
    this.#company?.end();
    this.#company = null;
  }

  beforeApplicationShutdown(): void {
    if (this.#company) clearTimeout(this.#company.timer);
  }

  #gather(): Company {
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    return { over, end, timer: setTimeout(() => this.hurry(), GATHERED_MS).unref() };
  }
}
