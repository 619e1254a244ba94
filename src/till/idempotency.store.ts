import { Inject, Injectable } from '@nestjs/common';
import { idBytes } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import { sql } from '../platform/database/sql.js';
import {
  type SqlRow,
  type SqlStatement,
  type Statement,
  statement,
} from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';
import type { Claim } from './operation.js';

/** A decided request: its answer, or the refusal that it met (status 400 and above). */
export interface IdempotencyRecord {
  readonly claim: Claim;
  readonly status: number;
  readonly body: string;
  /** The caller's event whose data is the body, word for word; null: none is. */
  readonly eventNumber: number | null;
  readonly transactionId: string | null;
  readonly createdAt: number;
}

/** One text for a claim's caller and key. */
export function claimKey(claim: Pick<Claim, 'caller' | 'keyHash'>): string {
  return claim.caller.toString('latin1') + claim.keyHash.toString('latin1');
}

/**
 * Keeps answers. One that is the data of an event of its caller, as most are, is stored there alone
 * and read from there.
 */
@Injectable()
export class IdempotencyStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Reads after the wallets were locked, so that a request in another lane or process is either
   * committed and seen, or has not begun.
   */
  load(claims: readonly Claim[]): SqlStatement[] {
    if (claims.length === 0) return [];
    return [
      statement(
        `SELECT i.caller, i.key_hash, i.fingerprint, i.status, i.event_number, i.created_at,
                CASE WHEN i.event_number IS NULL THEN i.body ELSE v.data END AS body
         FROM idempotency i
         LEFT JOIN event v ON v.player_id = i.caller AND v.number = i.event_number
         WHERE ${this.database.dialect.tupleIn(['i.caller', 'i.key_hash'], claims.length)}`,
        claims.flatMap((claim) => [claim.caller, claim.keyHash]),
      ),
    ];
  }

  read(rows: readonly SqlRow[]): Map<string, IdempotencyRecord> {
    const records = new Map<string, IdempotencyRecord>();
    for (const row of rows) {
      const claim: Claim = {
        caller: row.caller as Buffer,
        keyHash: row.key_hash as Buffer,
        fingerprint: row.fingerprint as Buffer,
        requestId: '',
      };
      records.set(claimKey(claim), {
        claim,
        status: Number(row.status),
        body: String(row.body),
        eventNumber: row.event_number === null ? null : Number(row.event_number),
        transactionId: null,
        createdAt: Number(row.created_at),
      });
    }
    return records;
  }

  /** What was committed under each of some claims; one that is missing is not decided. */
  async find(reader: Reader, claims: readonly Claim[]): Promise<Map<Claim, IdempotencyRecord>> {
    const records = this.read(await sql(reader).rows(this.load(claims)[0]!));
    const found = new Map<Claim, IdempotencyRecord>();
    for (const claim of claims) {
      const record = records.get(claimKey(claim));
      if (record) found.set(claim, record);
    }
    return found;
  }

  write(records: readonly IdempotencyRecord[]): Statement[] {
    if (records.length === 0) return [];
    return this.database.dialect.insert({
      table: 'idempotency',
      columns: [
        'caller',
        'key_hash',
        'fingerprint',
        'status',
        'body',
        'event_number',
        'transaction_id',
        'created_at',
      ],
      rows: records.map((record) => [
        record.claim.caller,
        record.claim.keyHash,
        record.claim.fingerprint,
        record.status,
        record.eventNumber === null ? record.body : '',
        record.eventNumber,
        record.transactionId === null ? null : idBytes(record.transactionId),
        record.createdAt,
      ]),
    });
  }
}
