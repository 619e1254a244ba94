import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { isId } from '../../kernel/id.js';
import type { IdSource } from '../../kernel/id-source.js';
import { ID_SOURCE } from '../../kernel/injection.js';
import { Problem } from '../../kernel/problem.js';
import { Database } from '../../platform/database/database.js';
import { failureOf } from '../../platform/database/failure.js';
import type { Scope, ServerCaller } from '../../platform/http/caller.js';
import { Cursors } from '../../platform/http/cursor.js';
import type { Store } from '../../stores/store-gateway.js';
import { type Difference, type DifferenceState, differenceView, type Found } from './difference.js';
import { DifferenceStore } from './difference.store.js';

/** Which differences to show, and after which. */
export interface DifferenceQuery {
  readonly state: DifferenceState | null;
  readonly limit: number;
  readonly cursor: string | null;
}

/** Keeps each difference once, and shows them to the studio. */
@Injectable()
export class DifferencesService {
  readonly #log = new Logger('payments');

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DifferenceStore) private readonly differences: DifferenceStore,
    @Inject(Cursors) private readonly cursors: Cursors,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
  ) {}

  open(scope: Scope, store: Store): Promise<Difference[]> {
    return this.differences.open(this.database.reader, scope, store);
  }

  /**
   * Keeps what was found. null for what is open already, and for what somebody accepted as long as
   * both sides say the same as then.
   */
  async found(scope: Scope, found: Found): Promise<Difference | null> {
    const { titleId, environment } = scope;
    const about = { ...found, titleId, environment };
    const last = await this.differences.latest(this.database.reader, about);
    const same = last !== null && last.ours === found.ours && last.theirs === found.theirs;
    if (last?.state === 'open') {
      if (found.state === 'open') {
        if (!same) await this.database.write((tx) => this.differences.reword(tx, last, found));
        return null;
      }
      await this.mended(last);
      if (same) return null;
    }
    if (last?.state === 'accepted' && found.state === 'open' && same) return null;
    return this.#insert(scope, found);
  }

  /** Closes a difference; tells it as it is then. */
  async mended(difference: Difference): Promise<Difference> {
    const end = { state: 'mended' as const, reason: null, at: this.clock.now() };
    await this.database.write((tx) => this.differences.close(tx, difference, end));
    return { ...difference, state: 'mended', closedAt: end.at };
  }

  /** null when another instance found it at the same moment. */
  async #insert({ titleId, environment }: Scope, found: Found): Promise<Difference | null> {
    const now = this.clock.now();
    const id = this.ids.next('difference');
    const closedAt = found.state === 'open' ? null : now;
    const difference = { ...found, id, titleId, environment, reason: null, foundAt: now, closedAt };
    try {
      await this.database.write((tx) => this.differences.insert(tx, difference));
    } catch (error) {
      if (failureOf(error) === 'duplicate') return null;
      throw error;
    }
    const { kind, ours, theirs, state } = found;
    this.#log.warn(`${id}: ${found.store} ${kind}: ours ${ours}, theirs ${theirs}: ${state}`);
    return difference;
  }

  async list(server: ServerCaller, { state, limit, cursor }: DifferenceQuery) {
    const list = `differences ${state ?? 'all'} ${server.environment}`;
    const before = cursor ? this.cursors.read(list, server.titleId, cursor) : null;
    const wish = { state, before, limit: limit + 1 };
    const found = await this.differences.list(this.database.reader, server, wish);
    const data = found.slice(0, limit).map(differenceView);
    const last = found.length > limit ? data.at(-1) : undefined;
    return { data, nextCursor: last ? this.cursors.write(list, server.titleId, last.id) : null };
  }

  /** Leaves an open difference as it is, for a reason; throws `not_found` for any other. */
  async accept(server: ServerCaller, id: string, reason: string) {
    const difference = await this.#own(server, id);
    const end = { state: 'accepted' as const, reason, at: this.clock.now() };
    const closed =
      difference !== null &&
      (await this.database.write((tx) => this.differences.close(tx, difference, end)));
    if (!closed) throw new Problem('not_found');
    return { difference: differenceView((await this.#own(server, id))!) };
  }

  async #own({ titleId, environment }: Scope, id: string): Promise<Difference | null> {
    if (!isId('difference', id)) return null;
    const difference = await this.differences.find(this.database.reader, titleId, id);
    return difference?.environment === environment ? difference : null;
  }
}
