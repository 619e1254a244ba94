import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { Problem } from '../kernel/problem.js';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { Database } from '../platform/database/database.js';
import type { Authenticator } from '../platform/http/authenticators.js';
import type { GameCaller, Scope, ServerCaller } from '../platform/http/caller.js';
import { hashOfKey, hasKeyForm, isWellKnownKey } from './api-key.js';
import type { ApiKeyKind } from './title.js';
import { TitlesStore } from './titles.store.js';

/** A revocation by another instance is noticed within this time. */
const TRUSTED_MS = 4_000;
const CACHED_KEYS_MAX = 10_000;

interface Known<Who> {
  /** null: there is no such key, or it is revoked. */
  readonly who: Who | null;
  readonly readAt: number;
}

/** Tells who holds a key. The cache is bounded and forgets all when it is full. */
abstract class KeyAuthenticator<Who extends Scope> implements Authenticator<Who> {
  readonly #known = new Map<string, Known<Who>>();

  constructor(
    private readonly kind: ApiKeyKind,
    private readonly database: Database,
    private readonly store: TitlesStore,
    private readonly clock: Clock,
    private readonly configuration: Configuration,
  ) {}

  protected abstract caller(scope: Scope): Who;

  /** Throws `key_invalid`. At once for a key that was seen a moment ago. */
  authenticate(key: string): Who | Promise<Who> {
    const known = this.#known.get(key);
    if (known && this.clock.now() - known.readAt < TRUSTED_MS) return admitted(known);
    if (!hasKeyForm(this.kind, key)) throw new Problem('key_invalid');
    if (isWellKnownKey(key) && this.configuration.storeMode !== 'simulator') {
      throw new Problem('key_invalid');
    }
    return this.#look(key);
  }

  async #look(key: string): Promise<Who> {
    const readAt = this.clock.now();
    const record = await this.store.keyByHash(this.database.reader, hashOfKey(key));
    const valid = record && record.kind === this.kind && record.revokedAt === null;
    const who = valid
      ? this.caller({ titleId: record.titleId, environment: record.environment })
      : null;
    if (this.#known.size >= CACHED_KEYS_MAX) this.#known.clear();
    const known = { who, readAt };
    this.#known.set(key, known);
    return admitted(known);
  }
}

function admitted<Who>({ who }: Known<Who>): Who {
  if (who === null) throw new Problem('key_invalid');
  return who;
}

/** Game servers, by their secret key. */
@Injectable()
export class ServerAuthenticator extends KeyAuthenticator<ServerCaller> {
  constructor(
    database: Database,
    store: TitlesStore,
    @Inject(CLOCK) clock: Clock,
    @Inject(CONFIGURATION) configuration: Configuration,
  ) {
    super('secret', database, store, clock, configuration);
  }

  protected caller(scope: Scope): ServerCaller {
    return { kind: 'server', ...scope };
  }
}

/** Games, by their publishable key. */
@Injectable()
export class GameAuthenticator extends KeyAuthenticator<GameCaller> {
  constructor(
    database: Database,
    store: TitlesStore,
    @Inject(CLOCK) clock: Clock,
    @Inject(CONFIGURATION) configuration: Configuration,
  ) {
    super('publishable', database, store, clock, configuration);
  }

  protected caller(scope: Scope): GameCaller {
    return { kind: 'game', ...scope };
  }
}
