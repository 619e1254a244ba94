import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { ENVIRONMENTS, type Environment } from '../kernel/environment.js';
import { Problem } from '../kernel/problem.js';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { Database } from '../platform/database/database.js';
import type { NamedScope, OperatorAuthentication } from '../platform/http/authenticators.js';
import type { OperatorCaller } from '../platform/http/caller.js';
import { hashOfKey } from '../titles/api-key.js';
import { TitlesService } from '../titles/titles.service.js';
import type { Operator, TitleRoles } from './operator.js';
import { hasTokenForm, isWellKnownToken, newOperatorToken } from './operator-token.js';
import { OperatorsStore } from './operators.store.js';

/** A revocation by another instance is noticed within this time. */
const TRUSTED_MS = 4_000;
const CACHED_TOKENS_MAX = 10_000;

/** An operator with the titles by their slugs. */
interface Admitted {
  readonly operator: Pick<Operator, 'id' | 'name'>;
  readonly titles: ReadonlyMap<string, TitleRoles>;
}

interface Known {
  /** null: there is no such token, or its operator is revoked. */
  readonly admitted: Admitted | null;
  readonly readAt: number;
}

/** Tells who holds a token, and what they may do where the request says. */
@Injectable()
export class OperatorAuthenticator implements OperatorAuthentication {
  readonly #known = new Map<string, Known>();
  readonly #ofThisProcess = new Map<string, OperatorCaller>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(OperatorsStore) private readonly store: OperatorsStore,
    @Inject(TitlesService) private readonly titles: TitlesService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * Throws `token_invalid`; `not_found` for a title in which the operator has no role, as for one
   * that is not there; `invalid_request` when the headers leave open where to act.
   */
  authenticate(token: string, where: NamedScope): OperatorCaller | Promise<OperatorCaller> {
    const own = this.#ofThisProcess.get(token);
    if (own) return own;
    const known = this.#known.get(token);
    if (known && this.clock.now() - known.readAt < TRUSTED_MS) return callerOf(known, where);
    const closed = isWellKnownToken(token) && this.configuration.storeMode !== 'simulator';
    if (closed || !hasTokenForm(token)) throw new Problem('token_invalid');
    return this.#look(token, where);
  }

  /**
   * A token that opens this process alone, for a command that carries the application in itself. It
   * is never stored, and ends with the process.
   */
  admit(who: OperatorCaller): string {
    const token = newOperatorToken(randomBytes);
    this.#ofThisProcess.set(token, who);
    return token;
  }

  async #look(token: string, where: NamedScope): Promise<OperatorCaller> {
    const readAt = this.clock.now();
    const operator = await this.store.byHash(this.database.reader, hashOfKey(token));
    const valid = operator !== null && operator.revokedAt === null;
    const known = { admitted: valid ? await this.#admitted(operator) : null, readAt };
    if (this.#known.size >= CACHED_TOKENS_MAX) this.#known.clear();
    this.#known.set(token, known);
    return callerOf(known, where);
  }

  async #admitted({ id, name, titles }: Operator): Promise<Admitted> {
    const bySlug = new Map<string, TitleRoles>();
    for (const one of titles) bySlug.set((await this.titles.title(one.titleId)).slug, one);
    return { operator: { id, name }, titles: bySlug };
  }
}

function callerOf({ admitted }: Known, where: NamedScope): OperatorCaller {
  if (admitted === null) throw new Problem('token_invalid');
  const environment = environmentOf(where);
  const { operator, titles } = admitted;
  if (where.title === null && titles.size > 1) {
    throw new Problem('invalid_request', { detail: 'Gemtill-Title must name one of your titles.' });
  }
  const title = where.title === null ? [...titles.values()][0] : titles.get(where.title);
  if (title === undefined) throw new Problem('not_found');
  const { titleId, roles } = title;
  return {
    kind: 'operator',
    titleId,
    environment,
    operatorId: operator.id,
    name: operator.name,
    roles,
  };
}

function environmentOf({ environment = null }: NamedScope): Environment {
  if (environment === null) return 'production';
  const known = ENVIRONMENTS.find((name) => name === environment);
  if (known) return known;
  const detail = `Gemtill-Environment must be ${ENVIRONMENTS.join(' or ')}.`;
  throw new Problem('invalid_request', { detail });
}
