import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Gauge } from 'prom-client';
import { CatalogService } from '../catalog/catalog.service.js';
import type { PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { RepeatingJob } from '../platform/jobs/repeating-job.js';
import { Log } from '../platform/logging/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { PlayerAuthenticator } from '../players/player-authenticator.js';
import { titleFrame } from './event-frame.js';
import type { EventStream } from './event-stream.js';
import { PlayerEvents } from './player-events.service.js';

/** What another instance committed is seen within this time. */
const LOOK_MS = 1_000;
/** Proxies close what is silent for a minute, some after thirty seconds. */
const BEATS = 15;
/** A revoked session or an expired token ends its streams within this many looks. */
const SESSION_LOOKS = 5;

/** All open streams of this process: one timer for all, and one statement for many players. */
@Injectable()
export class LiveStreams implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #streams = new Map<PlayerId, Set<EventStream>>();
  readonly #versions = new Map<string, string | null>();
  readonly #looking: RepeatingJob;
  readonly #open: Gauge;
  #count = 0;
  #looks = 0;
  #closing = false;

  constructor(
    @Inject(PlayerEvents) private readonly events: PlayerEvents,
    @Inject(PlayerAuthenticator) private readonly players: PlayerAuthenticator,
    @Inject(CatalogService) private readonly catalogs: CatalogService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(Metrics) metrics: Metrics,
    @Inject(Log) log: Log,
  ) {
    this.#looking = new RepeatingJob(
      LOOK_MS,
      () => this.#look(),
      (text) => log.warn(`live updates: ${text}`, {}),
    );
    this.#open = new Gauge({
      name: 'gemtill_live_streams',
      help: 'Open event streams of this process',
      registers: [metrics.registry],
    });
  }

  onApplicationBootstrap(): void {
    this.#looking.start();
  }

  /** Before the server waits for open answers to end. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#closing = true;
    for (const stream of this.#all()) stream.end();
    await this.#looking.stop();
  }

  /** Throws `too_many_streams` or `overloaded` when no more can be opened. */
  admit(playerId: PlayerId): void {
    const { perPlayer, most } = this.configuration.liveStreams;
    if (this.#closing || this.#count >= most) {
      throw new Problem('overloaded', { retryAfterSeconds: 5 });
    }
    if ((this.#streams.get(playerId)?.size ?? 0) >= perPlayer) {
      throw new Problem('too_many_streams', { retryAfterSeconds: 30 });
    }
  }

  /** Keeps a stream until it is closed, and sends it what is missing. */
  add(stream: EventStream, closed: Promise<void>): void {
    const { playerId } = stream.caller;
    const mine = this.#streams.get(playerId) ?? new Set();
    this.#streams.set(playerId, mine.add(stream));
    this.#open.set(++this.#count);
    void closed.then(() => {
      mine.delete(stream);
      if (mine.size === 0) this.#streams.delete(playerId);
      this.#open.set(--this.#count);
    });
    this.#send(stream);
  }

  /** Sends what is new to these players; others cost nothing. */
  wake(players: Iterable<PlayerId>): void {
    if (this.#count === 0) return;
    for (const player of players) {
      for (const stream of this.#streams.get(player) ?? []) this.#send(stream);
    }
  }

  #all(): EventStream[] {
    return [...this.#streams.values()].flatMap((mine) => [...mine]);
  }

  /** A stream whose reading fails ends; its reader comes again with the number that it has. */
  #send(stream: EventStream): void {
    stream.send().catch(() => stream.end());
  }

  async #look(): Promise<boolean> {
    this.#looks += 1;
    if (this.#looks % SESSION_LOOKS === 0) await this.#endStale();
    if (this.#looks % BEATS === 0) for (const stream of this.#all()) stream.beat();
    this.#tellCatalogs();
    for (const [player, newest] of await this.events.newestOf([...this.#streams.keys()])) {
      for (const stream of this.#streams.get(player) ?? []) {
        if (stream.last < newest) this.#send(stream);
      }
    }
    return false;
  }

  /** Who could not open a stream now has none. */
  async #endStale(): Promise<void> {
    await Promise.all(
      this.#all().map(async (stream) => {
        try {
          await this.players.authenticate(stream.token);
        } catch (error) {
          if (error instanceof Problem) stream.end();
        }
      }),
    );
  }

  /** A catalog that took effect, by whichever instance's clock or command. */
  #tellCatalogs(): void {
    const told = new Map<string, string>();
    for (const stream of this.#all()) {
      const { titleId, environment } = stream.caller;
      const scope = `${titleId} ${environment}`;
      if (!told.has(scope)) {
        const version = this.catalogs.current(stream.caller)?.versionId ?? null;
        const before = this.#versions.get(scope);
        this.#versions.set(scope, version);
        const news = before !== undefined && before !== version && version !== null;
        told.set(scope, news ? titleFrame('catalog.published', { version }) : '');
      }
      stream.write(told.get(scope)!);
    }
  }
}
