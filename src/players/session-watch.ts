import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { SessionId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { type SessionState, SessionsStore } from './sessions.store.js';

const AT_ONCE_MAX = 500;

interface Question {
  readonly id: SessionId;
  readonly answer: (state: SessionState) => void;
  readonly fail: (error: unknown) => void;
}

/** How long a question that is not urgent waits for company. */
const GATHERED_MS = 500;

/**
 * Asks the database for the states of sessions, many in one statement: a read for each player would
 * cost ten times as much (measured).
 */
@Injectable()
export class SessionWatch implements BeforeApplicationShutdown {
  #waiting: Question[] = [];
  #urgent = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly store: SessionsStore,
  ) {}

  /** Asked at the end of this turn of the event loop. A session that is not there has ended. */
  state(id: SessionId): Promise<SessionState> {
    this.hurry();
    return this.#question(id);
  }

  /** Asked within half a second, together with all others that can wait so long. */
  stateSoon(id: SessionId): Promise<SessionState> {
    this.#timer ??= setTimeout(() => this.#ask(), GATHERED_MS).unref();
    return this.#question(id);
  }

  /** Somebody waits for one that was to be asked soon: all are asked at the end of this turn. */
  hurry(): void {
    if (this.#urgent) return;
    this.#urgent = true;
    setImmediate(() => this.#ask());
  }

  beforeApplicationShutdown(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #question(id: SessionId): Promise<SessionState> {
    return new Promise((answer, fail) => this.#waiting.push({ id, answer, fail }));
  }

  #ask(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#urgent = false;
    const all = this.#waiting;
    this.#waiting = [];
    for (let start = 0; start < all.length; start += AT_ONCE_MAX) {
      void this.#askFor(all.slice(start, start + AT_ONCE_MAX));
    }
  }

  async #askFor(questions: readonly Question[]): Promise<void> {
    try {
      const ids = [...new Set(questions.map((question) => question.id))];
      const states = await this.store.states(this.database.reader, ids);
      for (const { id, answer } of questions) answer(states.get(id) ?? 'ended');
    } catch (error) {
      for (const { fail } of questions) fail(error);
    }
  }
}
