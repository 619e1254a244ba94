import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { NOBODY, type PlayerFacts } from '../catalog/player-facts.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { PlayerId } from '../kernel/id.js';
import { Database } from '../platform/database/database.js';
import type { PlayerInScope, Scope } from '../platform/http/caller.js';
import { AttributesService } from '../players/attributes.service.js';
import { type FactsNeeded, factsNeeded } from './facts-needed.js';
import { HeldUpgradesStore } from './held-upgrades.store.js';

/** Another instance may have written meanwhile: what was read is believed for so long. */
const BELIEVED_MS = 1_000;
const PLAYERS_MAX = 10_000;

interface Remembered {
  readonly facts: PlayerFacts;
  readonly scope: Scope;
  readonly read: FactsNeeded;
  readonly at: number;
}

/**
 * What the catalog may know of players, at most a second old. Only what the title's current catalog
 * asks for is read: most catalogs ask for nothing, and then no database is asked either.
 */
@Injectable()
export class PlayerFactsService {
  /** In the order in which they were read. */
  readonly #remembered = new Map<PlayerId, Remembered>();
  readonly #reading = new Map<PlayerId, Promise<Remembered>>();

  constructor(
    private readonly database: Database,
    private readonly catalogs: CatalogService,
    private readonly attributes: AttributesService,
    private readonly upgrades: HeldUpgradesStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    attributes.onChange((playerId) => this.forget(playerId));
  }

  /** Throws `not_found` when a player must be read who is not there. */
  async of(player: PlayerInScope): Promise<PlayerFacts> {
    const known = this.known(player);
    if (known) return known;
    const catalog = this.catalogs.current(player) ?? (await this.catalogs.require(player));
    const needed = factsNeeded(catalog);
    const reading = this.#reading.get(player.playerId);
    if (reading) {
      const read = await reading;
      if (isOf(read, player) && covers(read.read, needed)) return read.facts;
    }
    return (await this.#read(player, needed)).facts;
  }

  /** All that can be known, whatever the current catalog asks for: for the preview of another. */
  async inFull({ playerId }: PlayerInScope): Promise<PlayerFacts> {
    return this.#facts(playerId, { attributes: true, levels: true });
  }

  /** From memory alone; null when it was not read within the last second. */
  known(player: PlayerInScope): PlayerFacts | null {
    const found = this.#remembered.get(player.playerId);
    if (!found || !isOf(found, player)) return null;
    const age = this.clock.now() - found.at;
    const catalog = this.catalogs.current(found.scope);
    const fits = catalog !== null && covers(found.read, factsNeeded(catalog));
    return fits && age >= 0 && age < BELIEVED_MS ? found.facts : null;
  }

  /** After every write of this process that changes what is known of the player. */
  forget(playerId: PlayerId): void {
    this.#remembered.delete(playerId);
    this.#reading.delete(playerId); // what is being read may be older than the write
  }

  /** Several requests of one player ask the database once. */
  async #read(player: PlayerInScope, read: FactsNeeded): Promise<Remembered> {
    const { playerId, titleId, environment } = player;
    const at = this.clock.now(); // before it is read: a write meanwhile makes it older
    const scope = { titleId, environment };
    const reading = this.#facts(playerId, read).then((facts) => ({ facts, scope, read, at }));
    this.#reading.set(playerId, reading);
    try {
      const made = await reading;
      if (this.#reading.get(playerId) === reading) this.#remember(playerId, made);
      return made;
    } finally {
      if (this.#reading.get(playerId) === reading) this.#reading.delete(playerId);
    }
  }

  async #facts(playerId: PlayerId, needed: FactsNeeded): Promise<PlayerFacts> {
    const [told, heldLevels] = await Promise.all([
      needed.attributes ? this.attributes.of(playerId) : null,
      needed.levels ? this.upgrades.levels(this.database.reader, playerId) : NOBODY.heldLevels,
    ]);
    if (told === null) return needed.levels ? { ...NOBODY, heldLevels } : NOBODY;
    const firstSeenAt = told.attributes.firstSeenAt ?? told.playerCreatedAt;
    return { ...told.attributes, firstSeenAt, heldLevels };
  }

  #remember(playerId: PlayerId, made: Remembered): void {
    this.#remembered.delete(playerId);
    if (this.#remembered.size >= PLAYERS_MAX) {
      for (const oldest of [...this.#remembered.keys()].slice(0, PLAYERS_MAX / 10)) {
        this.#remembered.delete(oldest);
      }
    }
    this.#remembered.set(playerId, made);
  }
}

/** A game server may name another title's player: what its catalog asked for says little here. */
function isOf({ scope }: Remembered, { titleId, environment }: Scope): boolean {
  return scope.titleId === titleId && scope.environment === environment;
}

function covers(read: FactsNeeded, needed: FactsNeeded): boolean {
  return (read.attributes || !needed.attributes) && (read.levels || !needed.levels);
}
