import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlayerId } from '../kernel/id.js';
import type { IdSource } from '../kernel/id-source.js';
import { ID_SOURCE } from '../kernel/injection.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import { failureOf } from '../platform/database/failure.js';
import type { Scope } from '../platform/http/caller.js';
import { RequestLimits } from '../platform/http/request-limits.js';
import { TitlesService } from '../titles/titles.service.js';
import { deviceSecretHash, sameHash, subjectHash } from './credential.js';
import { IdentityTokens } from './identity-tokens.js';
import { type CredentialKey, PlayersStore } from './players.store.js';

/** What a player shows to be let in: exactly one of the two. */
export interface Proof {
  readonly guest?: { readonly deviceId: string; readonly deviceSecret: string };
  readonly identityToken?: string;
}

/** Finds the player that a proof belongs to, or makes one when it is the first. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly players: PlayersStore,
    private readonly titles: TitlesService,
    private readonly identityTokens: IdentityTokens,
    private readonly limits: RequestLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
  ) {}

  /**
   * The player of this proof in this title and environment. Throws `validation_failed`,
   * `device_secret_wrong`, `identity_token_invalid`, and `rate_limited` when the address made too
   * many new players.
   */
  async player(scope: Scope, proof: Proof, address: string): Promise<PlayerId> {
    const { guest, identityToken } = proof;
    if ((guest === undefined) === (identityToken === undefined)) throw notExactlyOne();
    const { titleId, environment } = scope;
    if (guest) {
      const { deviceId, deviceSecret } = guest;
      const hash = subjectHash('device', deviceId);
      const key: CredentialKey = { titleId, environment, kind: 'device', subjectHash: hash };
      return this.#admit(key, deviceSecretHash(deviceId, deviceSecret), address);
    }
    const provider = (await this.titles.settings(titleId)).identity;
    if (!provider) throw new Problem('identity_token_invalid');
    const subject = await this.identityTokens.subject(identityToken!, provider, this.clock.now());
    const hash = subjectHash('identity', provider.issuer, subject);
    const key: CredentialKey = { titleId, environment, kind: 'identity', subjectHash: hash };
    return this.#admit(key, null, address);
  }

  async #admit(key: CredentialKey, secret: Buffer | null, address: string): Promise<PlayerId> {
    const known = await this.#known(key, secret);
    if (known) return known;
    this.limits.countSignUp(address);
    const id = this.ids.next('player');
    const { titleId, environment } = key;
    const now = this.clock.now();
    const player = { id, titleId, environment, createdAt: now, blockedAt: null };
    try {
      await this.database.write((transaction) =>
        this.players.insert(transaction, player, key, secret),
      );
      return id;
    } catch (error) {
      // Another request of the same device was first, or the first try of ours was committed.
      const winner = failureOf(error) === 'duplicate' ? await this.#known(key, secret) : null;
      if (!winner) throw error;
      return winner;
    }
  }

  async #known(key: CredentialKey, secret: Buffer | null): Promise<PlayerId | null> {
    const credential = await this.players.credential(this.database.reader, key);
    if (!credential) return null;
    const { secretHash, playerId } = credential;
    if (secret && !(secretHash && sameHash(secretHash, secret))) {
      throw new Problem('device_secret_wrong');
    }
    return playerId;
  }
}

function notExactlyOne(): Problem {
  const detail = 'must have exactly one of guest and identityToken';
  return new Problem('validation_failed', {
    errors: [{ pointer: '', code: 'validation_failed', detail }],
  });
}
