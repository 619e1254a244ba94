import type { PlayerId, TransactionId } from '../kernel/id.js';
import type { IdSource } from '../kernel/id-source.js';
import type { Problem } from '../kernel/problem.js';
import type { Book } from './book.js';

/** Who asks under which key for what, so that a repeat gets the first answer. */
export interface Claim {
  /** Sixteen bytes that scope the key: the player, or the title and environment of a server key. */
  readonly caller: Buffer;
  /** The first sixteen bytes of the SHA-256 of the key. */
  readonly keyHash: Buffer;
  /** The first sixteen bytes of the SHA-256 of method, path and body. */
  readonly fingerprint: Buffer;
  /** The id of the request, which a stored refusal keeps. */
  readonly requestId: string;
  /** Carries nothing out: answered as before, or refused for good with `intent_expired`. */
  readonly replayOnly?: boolean;
}

/** The rows that an operation names, by book. */
export type Needs = ReadonlyMap<Book<unknown>, readonly string[]>;

/** One changed or new row. */
export interface Change {
  readonly book: Book<unknown>;
  readonly key: string;
  readonly row: unknown;
}

export function change<Row>(book: Book<Row>, key: string, row: Row): Change {
  return { book, key, row };
}

/** What `decide` may look at. */
export interface Desk {
  /** The row as the batch has left it so far; undefined: there is none. */
  row<Row>(book: Book<Row>, key: string): Row | undefined;
  /** The one time of this batch, in milliseconds. */
  readonly now: number;
  readonly ids: IdSource;
}

export type Decision =
  | {
      readonly outcome: 'done';
      /** The status and body of the answer; stored under the claim. */
      readonly status: 200 | 201;
      readonly body: object;
      readonly changes: readonly Change[];
      readonly transactionId: TransactionId | null;
      /**
       * The number of the first player's event whose data is this very body, so that it need not be
       * stored twice; absent: there is none.
       */
      readonly eventNumber?: number;
    }
  | {
      /** Durable, but nothing is decided yet: a later repeat is decided anew. */
      readonly outcome: 'undecided';
      readonly status: 202;
      readonly body: object;
      readonly changes: readonly Change[];
    }
  | {
      /**
       * The state says no. A thrown `Problem` is final: it is stored under the claim, so that a
       * retry cannot flip. A refusal that is returned may leave changes behind, and one that is not
       * final is decided anew when it is repeated.
       */
      readonly outcome: 'refused';
      readonly problem: Problem;
      readonly changes: readonly Change[];
      readonly final: boolean;
    };

/** A wish to move value: data, and a pure rule that decides it on loaded rows. */
export interface Operation {
  /** For metrics and logs, such as `order`. */
  readonly kind: string;
  /**
   * Whose wallets are locked and loaded. None: the operation changes nothing of any player, carries
   * no claim, and the rows that it needs are locked by their own stores.
   */
  readonly players: readonly PlayerId[];
  readonly claim: Claim | null;
  readonly needs: Needs;
  /** Pure: the same desk gives the same decision. A thrown `Problem` counts as a refusal. */
  decide(desk: Desk): Decision;
}

/** What the caller gets: an answer ready to be sent. A refusal is thrown as `Problem` instead. */
export interface Answer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  /** True when an earlier request with the same key was answered with this. */
  readonly replayed: boolean;
}
