import type { Socket } from 'node:net';
import type { DataSource } from 'typeorm';

const LOOK_MS = 1_000;
const LOOKS_MAX = 5;
/** A single read may be long while its server answers others. */
const LONG_LOOKS_MAX = 60;

/** What the connections to one server know together. */
export interface Server {
  /** How often it spoke on any of them. */
  heard: number;
  /** Whether a statement may take long. */
  readonly longReads: boolean;
}

/**
 * A connection that ends when something has waited for its server for five looks, a second apart,
 * and nothing came: the server is frozen, or gone without a word, and TCP alone would find out
 * after a quarter of an hour. Where reads may be long it takes sixty looks, unless the server is
 * silent on all connections. What waits fails with ETIMEDOUT. Looks are counted, not time, so that
 * a process that was itself stopped blames nobody.
 */
export class WatchedConnection {
  /** Bytes that were sent when the server last spoke: it is asked when there are more. */
  #heardAt: number;
  #lookedAt: number;
  #looks = 0;
  #heardOfServer = 0;

  /** Calls `ended` when it ends for silence. */
  constructor(
    private readonly stream: Socket,
    private readonly server: Server,
    private readonly ended: () => void = () => {},
  ) {
    this.#heardAt = stream.bytesWritten;
    this.#lookedAt = this.#heardAt;
    stream.on('data', () => {
      this.#heardAt = stream.bytesWritten;
      server.heard += 1;
    });
    const timer = setInterval(() => this.#look(), LOOK_MS).unref();
    stream.once('close', () => clearInterval(timer));
  }

  /** Whether something waits for an answer. */
  get waits(): boolean {
    return this.stream.bytesWritten > this.#heardAt;
  }

  end(): void {
    const silence = new Error('the database server says nothing');
    this.stream.destroy(Object.assign(silence, { code: 'ETIMEDOUT' }));
  }

  #look(): void {
    const longer = this.waits && this.#heardAt === this.#lookedAt;
    this.#looks = longer ? this.#looks + 1 : Number(this.waits);
    this.#lookedAt = this.#heardAt;
    if (this.#looks <= 1) this.#heardOfServer = this.server.heard;
    const speaks = this.server.heard > this.#heardOfServer;
    if (this.#looks <= (this.server.longReads && speaks ? LONG_LOOKS_MAX : LOOKS_MAX)) return;
    this.end();
    this.ended();
  }
}

/**
 * From now on no connection of a pool is waited for without end. When one ends, those that nobody
 * uses end with it: a second try must not wait as long for the next of them. SQLite has none.
 */
export function endSilentConnections(
  source: DataSource,
  { longReads }: Pick<Server, 'longReads'>,
): void {
  const { pool } = source.driver as unknown as { pool?: ConnectionPool };
  const server: Server = { heard: 0, longReads };
  const watched = new Map<Socket, WatchedConnection>();
  const endIdle = () => {
    for (const one of watched.values()) if (!one.waits) one.end();
  };
  pool?.on('acquire', ({ stream }) => {
    if (watched.has(stream)) return;
    watched.set(stream, new WatchedConnection(stream, server, endIdle));
    stream.once('close', () => watched.delete(stream));
  });
}

interface ConnectionPool {
  on(event: 'acquire', listener: (connection: { readonly stream: Socket }) => void): void;
}
