import type { ServerResponse } from 'node:http';
import type { PlayerCaller } from '../platform/http/caller.js';
import { eventFrame, HEARTBEAT } from './event-frame.js';
import type { StoredEvent } from './player-events.store.js';

/** A reader that lets more than this wait is cut off: it asks again for what it missed. */
const UNREAD_BYTES_MAX = 256 * 1024;

/** Reads the events after a number, in order, a bounded number of them; none: there are no more. */
export type ReadAfter = (after: number) => Promise<readonly StoredEvent[]>;

/** One open answer. Knows the last event that it wrote, and writes the next ones in order. */
export class EventStream {
  #sending = false;
  #again = false;

  constructor(
    readonly caller: PlayerCaller,
    /** The access token that it was opened with. */
    readonly token: string,
    private readonly response: ServerResponse,
    /** The number of the last event that the reader has. */
    public last: number,
    private readonly readAfter: ReadAfter,
  ) {}

  get open(): boolean {
    return !this.response.writableEnded && !this.response.destroyed;
  }

  /** Sends what is new. While it sends, another call makes it look once more. */
  async send(): Promise<void> {
    this.#again = true;
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#again && this.open) {
        this.#again = false;
        await this.#sendAll();
      }
    } finally {
      this.#sending = false;
    }
  }

  write(text: string): void {
    if (!this.open) return;
    this.response.write(text);
    if (this.response.writableLength > UNREAD_BYTES_MAX) this.response.destroy();
  }

  /** Nothing is written after something that waits to be read: a heartbeat would only add to it. */
  beat(): void {
    if (this.response.writableLength === 0) this.write(HEARTBEAT);
  }

  end(): void {
    if (this.open) this.response.end();
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const events = await this.readAfter(this.last);
      if (events.length === 0) return;
      for (const event of events) {
        if (!this.open) return;
        this.write(eventFrame(this.caller.playerId, event));
        this.last = event.number;
      }
      await this.#read();
    }
  }

  /** Waits until the reader has taken what was written, or is gone. */
  #read(): Promise<void> {
    const { response } = this;
    if (!response.writableNeedDrain || !this.open) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        response.off('drain', done).off('close', done);
        resolve();
      };
      response.once('drain', done).once('close', done);
    });
  }
}
