import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ENVIRONMENTS } from '../kernel/environment.js';
import { idOf, type OperatorId, type TitleId } from '../kernel/id.js';
import type { IdSource } from '../kernel/id-source.js';
import { ID_SOURCE } from '../kernel/injection.js';
import { Database } from '../platform/database/database.js';
import { failureOf } from '../platform/database/failure.js';
import type { Transaction } from '../platform/database/transaction.js';
import { hashOfKey, hintOf } from '../titles/api-key.js';
import { AuditLog } from './audit-log.service.js';
import type { Actor, Operator, TitleRoles } from './operator.js';
import { isOperatorName, OPERATOR_NAME_LENGTH_MAX } from './operator.js';
import { newOperatorToken } from './operator-token.js';
import { OperatorsStore } from './operators.store.js';

/** An operator cannot be made or changed so; the sentence says why. */
export class OperatorRefused extends Error {}

/** Whoever holds the database itself: commands act as this operator. */
export const COMMAND_LINE: Actor & { readonly operatorId: OperatorId } = {
  operatorId: idOf('operator', Buffer.alloc(16)),
  name: 'command line',
};

/** What happened to an operator, in the words of the audit log. */
type OperatorAction = 'added' | 'roles_set' | 'revoked' | 'token_replaced';

/** The studio's people, what they may do, and their tokens. */
@Injectable()
export class OperatorsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(OperatorsStore) private readonly store: OperatorsStore,
    @Inject(AuditLog) private readonly log: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
  ) {}

  list(): Promise<Operator[]> {
    return this.store.all(this.database.reader);
  }

  find(id: OperatorId): Promise<Operator | null> {
    return this.store.byId(this.database.reader, id);
  }

  /** The only time that the token can be seen. Throws `OperatorRefused`: a wrong or taken name. */
  async add(name: string, roles: TitleRoles): Promise<{ operator: Operator; token: string }> {
    const token = newOperatorToken(randomBytes);
    return { operator: await this.keep(name, roles, token), token };
  }

  /** Stores an operator with a given token; only development operators are not made by `add`. */
  async keep(name: string, roles: TitleRoles, token: string): Promise<Operator> {
    if (!isOperatorName(name)) {
      throw new OperatorRefused(
        `a name is one line of 1 to ${OPERATOR_NAME_LENGTH_MAX} characters`,
      );
    }
    const id = this.ids.next('operator');
    const operator = { id, name, createdAt: this.clock.now(), revokedAt: null, titles: [roles] };
    const stored = { hash: hashOfKey(token), hint: hintOf(token) };
    try {
      await this.database.write(async (transaction) => {
        await this.store.insert(transaction, operator, stored);
        await this.store.setRoles(transaction, id, roles);
        await this.#tell(transaction, [roles.titleId], id, 'added', { name, roles: roles.roles });
      });
    } catch (error) {
      if (failureOf(error) !== 'duplicate') throw error;
      throw new OperatorRefused('there is an operator of this name already');
    }
    return { ...operator, hint: stored.hint };
  }

  /** Replaces what an operator may do in one title; no roles at all take the title away. */
  async setRoles({ id, name }: Operator, roles: TitleRoles): Promise<void> {
    await this.database.write(async (transaction) => {
      await this.store.setRoles(transaction, id, roles);
      await this.#tell(transaction, [roles.titleId], id, 'roles_set', { name, roles: roles.roles });
    });
  }

  /** A new token in place of the old one, which opens nothing any more; also after a revocation. */
  async replaceToken({ id, name, titles }: Operator): Promise<string> {
    const token = newOperatorToken(randomBytes);
    const stored = { hash: hashOfKey(token), hint: hintOf(token) };
    await this.database.write(async (transaction) => {
      await this.store.replaceToken(transaction, id, stored);
      await this.#tell(transaction, titlesOf(titles), id, 'token_replaced', { name });
    });
    return token;
  }

  /** Every instance refuses the operator within five seconds. False: that was done before. */
  revoke({ id, name, titles }: Operator): Promise<boolean> {
    const now = this.clock.now();
    return this.database.write(async (transaction) => {
      const revoked = await this.store.revoke(transaction, id, now);
      if (revoked) await this.#tell(transaction, titlesOf(titles), id, 'revoked', { name });
      return revoked;
    });
  }

  /** In the logs of both environments: a role opens both, and each log is complete by itself. */
  async #tell(
    transaction: Transaction,
    titles: readonly TitleId[],
    subject: OperatorId,
    action: OperatorAction,
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const deed = { actor: COMMAND_LINE, action: `operator.${action}`, reason: null };
    for (const titleId of titles) {
      for (const environment of ENVIRONMENTS) {
        const scope = { titleId, environment };
        await this.log.record(transaction, { ...deed, scope, subject, details });
      }
    }
  }
}

const titlesOf = (titles: readonly TitleRoles[]) => titles.map(({ titleId }) => titleId);
