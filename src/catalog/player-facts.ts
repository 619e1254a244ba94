/** What a catalog may know of a player to decide what the player sees. */
export interface PlayerFacts {
  /** ISO 3166-1 alpha-2, such as `DE`; null: not known. */
  readonly country: string | null;
  /** Such as `ios`, `android`, `web`; null: not known. */
  readonly platform: string | null;
  /** The player's level in the game. */
  readonly level: number | null;
  /** What the player spent so far, in a unit of the studio's choice. */
  readonly spent: number | null;
  /** Milliseconds since 1970 UTC. */
  readonly firstSeenAt: number | null;
  /** IANA; null: UTC. */
  readonly timeZone: string | null;
  /** What else the game server tells. */
  readonly custom: Readonly<Record<string, string | number | boolean>>;
  /** The level that the player holds of each upgrade; one that is not here is not held. */
  readonly heldLevels: ReadonlyMap<string, number>;
}

/** Somebody of whom nothing is known: what the public catalog shows. */
export const NOBODY: PlayerFacts = {
  country: null,
  platform: null,
  level: null,
  spent: null,
  firstSeenAt: null,
  timeZone: null,
  custom: {},
  heldLevels: new Map(),
};
