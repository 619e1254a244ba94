import type { KeyValueStorage } from '../../sdk/src/storage.js';
import { Arrival } from './arrival.js';
import { Locks, type Process } from './process.js';
import { never, type Time } from './virtual-time.js';
import type { Watch } from './watch.js';

export interface DeviceKind {
  readonly name: string;
  /** `localStorage` with the browser's locks, else a promised storage and one process. */
  readonly browser: boolean;
}

/** What stays of a device when its processes die: its storage, its clock, its place. */
export class Device {
  readonly values = new Map<string, string>();
  readonly locks: Locks | null;
  readonly #arrival: Arrival | null;
  readonly name: string;
  readonly browser: boolean;
  /** Its storage takes no write. */
  full = false;
  /** Its storage cannot even be read. */
  blocked = false;
  /** Something was refused: what lived in memory only may be lost with its process. */
  refused = false;
  offline = false;
  clockAheadMs = 0;

  constructor(
    { name, browser }: DeviceKind,
    private readonly watch: Watch,
    time: Time,
  ) {
    this.name = name;
    this.browser = browser;
    this.locks = browser ? new Locks() : null;
    this.#arrival = browser ? new Arrival(time) : null;
  }

  storage(process: Process): KeyValueStorage {
    return this.browser ? this.#plain(process) : this.#promised(process);
  }

  #get(process: Process, key: string): string | null {
    process.blind ||= this.blocked;
    if (this.blocked) this.#refuse(`get ${key}`);
    return this.#arrival ? this.#arrival.read(process, key) : (this.values.get(key) ?? null);
  }

  #set(process: Process, key: string, value: string): void {
    if (this.full || this.blocked) this.#refuse(`set ${key}`);
    this.watch.tell(() => `${this.name} keeps ${key} ${value}`);
    if (key.endsWith(':queue')) this.watch.queueWritten(this, this.values.get(key), value);
    this.values.set(key, value);
    this.#arrival?.write(process, key, value);
  }

  #refuse(what: string): never {
    this.refused = true;
    this.watch.tell(() => `${this.name} refuses ${what}`);
    throw new Error('the storage refuses');
  }

  /** The dead write nothing; who dies here dies before or after the write. */
  #plain(process: Process): KeyValueStorage {
    return {
      getItem: (key) => (process.dead ? null : this.#get(process, key)),
      setItem: (key, value) => {
        if (!process.lost()) this.#set(process, key, value);
        // A plain call cannot wait for ever: the next door is where the dead stop.
        process.lost();
      },
      removeItem: (key) => {
        if (process.lost()) return;
        this.values.delete(key);
        this.#arrival?.write(process, key, null);
      },
    };
  }

  #promised(process: Process): KeyValueStorage {
    // Mostly at once, at times slow enough for others to come between.
    const moment = () => Math.floor(process.random() ** 8 * 300);
    return {
      getItem: async (key) => {
        await process.door(moment());
        return this.#get(process, key);
      },
      setItem: async (key, value) => {
        await process.door(moment());
        if (process.dead) return never();
        this.#set(process, key, value);
        await process.door(moment());
      },
      removeItem: async (key) => {
        await process.door();
        this.values.delete(key);
      },
    };
  }
}
