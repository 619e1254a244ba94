import { timestamp } from '../kernel/clock.js';
import type { PlayerId } from '../kernel/id.js';
import { type Book, book } from '../till/book.js';
import { commitmentOf } from './roll.js';

/**
 * The seeds of a player: the one that draws are made with, and the one that comes after it. The
 * next one is fixed before the player chooses a word for it: a house that chose its seed last could
 * choose the draws.
 */
export interface PlayerSeeds {
  readonly playerId: PlayerId;
  /** 1 for a player's first seed. */
  readonly number: number;
  /** 32 secret bytes, until the seed is revealed. */
  readonly serverSeed: Buffer;
  /** The player's word, or random hexadecimal digits. */
  readonly clientSeed: string;
  /** How many draws were made with this seed; the nonce of the last one. */
  readonly draws: number;
  readonly startedAt: number;
  readonly nextServerSeed: Buffer;
}

/** A seed that is over and known to all. */
export interface RevealedSeed {
  readonly playerId: PlayerId;
  readonly number: number;
  readonly serverSeed: Buffer;
  readonly clientSeed: string;
  readonly draws: number;
  readonly startedAt: number;
  readonly revealedAt: number;
}

/** Random bytes that an operation carries, so that deciding it again decides the same. */
export interface SeedCandidate {
  readonly serverSeed: Buffer;
  readonly nextServerSeed: Buffer;
  /** What a player who rotates commits to after the next one. */
  readonly laterServerSeed: Buffer;
  readonly clientSeed: string;
}

/** By player. */
export const SEEDS: Book<PlayerSeeds> = book('draw seeds');
/** By player and number. Append only. */
export const REVEALED_SEEDS: Book<RevealedSeed> = book('revealed draw seeds');

export function seedCandidate(random: (size: number) => Buffer): SeedCandidate {
  return {
    serverSeed: random(32),
    nextServerSeed: random(32),
    laterServerSeed: random(32),
    clientSeed: random(16).toString('hex'),
  };
}

/** The first seeds of a player. */
export function firstSeeds(
  playerId: PlayerId,
  { serverSeed, nextServerSeed, clientSeed }: SeedCandidate,
  now: number,
): PlayerSeeds {
  return { playerId, number: 1, serverSeed, nextServerSeed, clientSeed, draws: 0, startedAt: now };
}

export function revealedKey({ playerId, number }: RevealedSeed): string {
  return `${playerId} ${String(number).padStart(10, '0')}`;
}

/** What a player may know of the seeds in use: never a server seed. */
export function seedsView(seeds: PlayerSeeds) {
  return {
    number: seeds.number,
    commitment: commitmentOf(seeds.serverSeed).toString('hex'),
    clientSeed: seeds.clientSeed,
    draws: seeds.draws,
    startedAt: timestamp(seeds.startedAt),
    next: {
      number: seeds.number + 1,
      commitment: commitmentOf(seeds.nextServerSeed).toString('hex'),
    },
  };
}

export function revealedView(seed: RevealedSeed) {
  return {
    number: seed.number,
    serverSeed: seed.serverSeed.toString('hex'),
    commitment: commitmentOf(seed.serverSeed).toString('hex'),
    clientSeed: seed.clientSeed,
    draws: seed.draws,
    startedAt: timestamp(seed.startedAt),
    revealedAt: timestamp(seed.revealedAt),
  };
}
