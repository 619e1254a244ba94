import type { PlayerId } from '../kernel/id.js';
import { type Change, type Claim, change, type Desk, type Operation } from '../till/operation.js';
import { walletAt } from '../till/wallet-book.js';
import {
  firstSeeds,
  type PlayerSeeds,
  REVEALED_SEEDS,
  type RevealedSeed,
  revealedKey,
  revealedView,
  SEEDS,
  type SeedCandidate,
  seedsView,
} from './draw-seed.js';

/** Gives a player who has no seeds the first ones; changes nothing for another. */
export function firstSeedsOperation(playerId: PlayerId, candidate: SeedCandidate): Operation {
  return {
    kind: 'draw-seed',
    players: [playerId],
    claim: null,
    needs: new Map([[SEEDS, [playerId]]]),
    decide(desk) {
      walletAt(desk, playerId);
      const known = desk.row(SEEDS, playerId);
      const seeds = known ?? firstSeeds(playerId, candidate, desk.now);
      const changes = known ? [] : [change(SEEDS, playerId, seeds)];
      return done({ seed: seedsView(seeds) }, changes, 200);
    },
  };
}

/** A player lays the seed aside and goes on with the next one. */
export interface RotationRequest {
  readonly playerId: PlayerId;
  /** The player's word for the next seed; null: random. */
  readonly clientSeed: string | null;
  readonly candidate: SeedCandidate;
  readonly claim: Claim;
}

/**
 * Reveals the seed of a player, goes on with the next one, which was committed to before, and
 * commits to another one after it.
 */
export function rotationOperation(request: RotationRequest): Operation {
  const { playerId, candidate, claim } = request;
  return {
    kind: 'draw-seed',
    players: [playerId],
    claim,
    needs: new Map([[SEEDS, [playerId]]]),
    decide(desk) {
      walletAt(desk, playerId);
      const before = desk.row(SEEDS, playerId) ?? firstSeeds(playerId, candidate, desk.now);
      const revealed = revealedFrom(before, desk);
      const seeds: PlayerSeeds = {
        playerId,
        number: before.number + 1,
        serverSeed: before.nextServerSeed,
        clientSeed: request.clientSeed ?? candidate.clientSeed,
        draws: 0,
        startedAt: desk.now,
        // Not `nextServerSeed` of the candidate: a player without seeds has just used that one.
        nextServerSeed: candidate.laterServerSeed,
      };
      const changes = [
        change(SEEDS, playerId, seeds),
        change(REVEALED_SEEDS, revealedKey(revealed), revealed),
      ];
      return done({ revealed: revealedView(revealed), seed: seedsView(seeds) }, changes, 201);
    },
  };
}

function revealedFrom(seeds: PlayerSeeds, { now }: Desk): RevealedSeed {
  const { playerId, number, serverSeed, clientSeed, draws, startedAt } = seeds;
  return { playerId, number, serverSeed, clientSeed, draws, startedAt, revealedAt: now };
}

function done(body: object, changes: readonly Change[], status: 200 | 201) {
  return { outcome: 'done' as const, status, body, changes, transactionId: null };
}
