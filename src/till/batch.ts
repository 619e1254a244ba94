import { idBytes } from '../kernel/id.js';
import type { IdSource } from '../kernel/id-source.js';
import { jsonText } from '../kernel/json-text.js';
import { Problem } from '../kernel/problem.js';
import type { SqlRow, SqlStatement, Statement } from '../platform/database/statement.js';
import type { BookStore, Books, RowChange } from './book.js';
import { claimKey, type IdempotencyRecord, IdempotencyStore } from './idempotency.store.js';
import type { Answer, Change, Desk, Operation } from './operation.js';
import { refusalFrom, refusalText } from './refusal.js';
import { answerOf } from './stored-answer.js';
import { WALLETS } from './wallet-book.js';

/** How one operation of a batch ended; valid once the batch is committed. */
export type Outcome = { readonly answer: Answer } | { readonly error: unknown };

interface Loading {
  readonly name: string;
  readonly store: BookStore<unknown>;
  readonly statements: readonly SqlStatement[];
}

interface Surroundings {
  readonly books: Books;
  readonly idempotency: IdempotencyStore;
  readonly ids: IdSource;
  readonly now: number;
}

/**
 * One try at a batch of operations: says what to load, decides every operation on it, says what to
 * write. A new try needs a new `Batch`: nothing of a failed one is left.
 */
export class Batch {
  readonly outcomes: Outcome[] = [];
  readonly #loadings: Loading[];
  readonly #loaded = new Map<string, Map<string, unknown>>();
  readonly #changed = new Map<string, Map<string, unknown>>();
  readonly #newRecords: IdempotencyRecord[] = [];
  #records = new Map<string, IdempotencyRecord>();

  constructor(
    private readonly operations: readonly Operation[],
    private readonly around: Surroundings,
  ) {
    const keys = keysByBook(operations);
    this.#loadings = [];
    for (const [name, store] of around.books.entries()) {
      const wanted = keys.get(name);
      if (wanted) this.#loadings.push({ name, store, statements: store.load([...wanted].sort()) });
    }
  }

  /**
   * The wallets come first, when there are any: their locks guard all that is read after them. A
   * batch of operations without a player has none, and no claims.
   */
  load(): SqlStatement[] {
    const claims = this.operations.flatMap((one) => (one.claim ? [one.claim] : []));
    const of = (wanted: boolean) =>
      this.#loadings.filter(isWallets(wanted)).flatMap((loading) => loading.statements);
    return [...of(true), ...this.around.idempotency.load(claims), ...of(false)];
  }

  /** Decides every operation and returns what to write. */
  decide(results: readonly SqlRow[][]): Statement[] {
    this.#take(results);
    for (const operation of this.operations) this.outcomes.push(this.#decideOne(operation));
    const writes: Statement[] = [];
    for (const [name, store] of this.around.books.entries()) {
      const changes = this.#changesOf(name);
      if (changes.length > 0) writes.push(...store.write(changes));
    }
    writes.push(...this.around.idempotency.write(this.#newRecords));
    return writes;
  }

  #take(results: readonly SqlRow[][]): void {
    let next = 0;
    const read = (loading: Loading) => {
      const end = next + loading.statements.length;
      this.#loaded.set(loading.name, loading.store.read(results.slice(next, end)));
      next = end;
    };
    this.#loadings.filter(isWallets(true)).forEach(read);
    if (this.operations.some((one) => one.claim)) {
      this.#records = this.around.idempotency.read(results[next++] ?? []);
    }
    this.#loadings.filter(isWallets(false)).forEach(read);
  }

  #decideOne(operation: Operation): Outcome {
    const earlier = operation.claim && this.#records.get(claimKey(operation.claim));
    try {
      if (earlier) return { answer: answerOf(earlier, operation.claim!) };
      if (operation.claim?.replayOnly) throw new Problem('intent_expired');
      const decision = operation.decide(this.#desk());
      // Before the changes: a body that cannot be written must not leave its effect behind.
      const body = decision.outcome === 'refused' ? '' : jsonText(decision.body);
      for (const change of decision.changes) this.#apply(change);
      if (decision.outcome === 'refused') {
        const { problem, final } = decision;
        return final ? this.#refuse(operation, problem) : { error: problem };
      }
      if (decision.outcome === 'done') {
        const { status, transactionId } = decision;
        const eventNumber = toldTo(operation) ? (decision.eventNumber ?? null) : null;
        this.#remember(operation, { status, body, eventNumber, transactionId });
      }
      return { answer: { status: decision.status, body, replayed: false } };
    } catch (error) {
      const problem = refusalFrom(error);
      return problem && !earlier ? this.#refuse(operation, problem) : { error };
    }
  }

  #refuse(operation: Operation, problem: Problem): Outcome {
    // A player who does not exist holds no lock that could guard a record.
    const [player] = operation.players;
    const exists = player !== undefined && this.#loaded.get(WALLETS.name)?.has(player);
    if (exists && operation.claim) {
      const body = refusalText(problem, operation.claim.requestId);
      this.#remember(operation, { status: 409, body, eventNumber: null, transactionId: null });
    }
    return { error: problem };
  }

  #remember({ claim }: Operation, answer: Omit<IdempotencyRecord, 'claim' | 'createdAt'>): void {
    if (!claim) return;
    const { status, body, eventNumber, transactionId } = answer;
    const createdAt = this.around.now;
    const record = { claim, status, body, eventNumber, transactionId, createdAt };
    this.#records.set(claimKey(claim), record);
    this.#newRecords.push(record);
  }

  #desk(): Desk {
    return {
      now: this.around.now,
      ids: this.around.ids,
      row: (book, key) => {
        const changed = this.#changed.get(book.name)?.get(key);
        return (changed ?? this.#loaded.get(book.name)?.get(key)) as never;
      },
    };
  }

  #apply(change: Change): void {
    const rows = this.#changed.get(change.book.name) ?? new Map<string, unknown>();
    this.#changed.set(change.book.name, rows.set(change.key, change.row));
  }

  #changesOf(name: string): RowChange<unknown>[] {
    const loaded = this.#loaded.get(name);
    const changes: RowChange<unknown>[] = [];
    for (const [key, after] of this.#changed.get(name) ?? []) {
      changes.push({ key, before: loaded?.get(key), after });
    }
    // Sorted, so that two batches that meet take their row locks in one order.
    return changes.sort((left, right) => (left.key < right.key ? -1 : 1));
  }
}

/** The caller of the claim is the player whose events are told: a server's key has none. */
function toldTo({ claim, players: [player] }: Operation): boolean {
  return player !== undefined && claim?.caller.equals(idBytes(player)) === true;
}

function isWallets(wanted: boolean) {
  return ({ name }: Loading) => (name === WALLETS.name) === wanted;
}

function keysByBook(operations: readonly Operation[]): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  const want = (name: string, key: string) => {
    const known = keys.get(name);
    if (known) known.add(key);
    else keys.set(name, new Set([key]));
  };
  for (const operation of operations) {
    for (const player of operation.players) want(WALLETS.name, player);
    for (const [book, wanted] of operation.needs) for (const key of wanted) want(book.name, key);
  }
  return keys;
}
