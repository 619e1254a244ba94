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
  readonly transactionId: string | null;
  readonly createdAt: number;
}

/** One text for a claim's caller and key. */
export function claimKey(claim: Pick<Claim, 'caller' | 'keyHash'>): string {
  return claim.caller.toString('latin1') + claim.keyHash.toString('latin1');
}

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
        `SELECT caller, key_hash, fingerprint, status, body, created_at FROM idempotency
         WHERE ${this.database.dialect.tupleIn(['caller', 'key_hash'], claims.length)}`,
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
        transactionId: null,
        createdAt: Number(row.created_at),
      });
    }
    return records;
  }

  /** What was committed under a claim, or null. */
  async find(reader: Reader, claim: Claim): Promise<IdempotencyRecord | null> {
    const rows = await sql(reader).rows(this.load([claim])[0]!);
    return this.read(rows).get(claimKey(claim)) ?? null;
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
        'transaction_id',
        'created_at',
      ],
      rows: records.map((record) => [
        record.claim.caller,
        record.claim.keyHash,
        record.claim.fingerprint,
        record.status,
        record.body,
        record.transactionId === null ? null : idBytes(record.transactionId),
        record.createdAt,
      ]),
    });
  }
}
