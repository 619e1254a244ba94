import { Injectable } from '@nestjs/common';
import type { SessionId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { type SessionState, SessionsStore } from './sessions.store.js';

const AT_ONCE_MAX = 500;

interface Question {
  readonly id: SessionId;
  readonly answer: (state: SessionState) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Asks the database for the states of sessions, all of one turn of the event loop in one statement:
 * a read for each player would cost ten times as much (measured).
 */
@Injectable()
export class SessionWatch {
  #waiting: Question[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: SessionsStore,
  ) {}

  /** A session that is not there has ended. */
  state(id: SessionId): Promise<SessionState> {
    return new Promise((answer, fail) => {
      this.#waiting.push({ id, answer, fail });
      if (this.#waiting.length === 1) setImmediate(() => this.#ask());
    });
  }

  #ask(): void {
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
