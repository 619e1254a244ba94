type MaybePromise<T> = T | Promise<T>;

/** Web Storage's own three calls, plain or promised: `localStorage` and AsyncStorage both fit. */
export interface KeyValueStorage {
  getItem(key: string): MaybePromise<string | null | undefined>;
  setItem(key: string, value: string): MaybePromise<unknown>;
  removeItem(key: string): MaybePromise<unknown>;
}

/** Named values behind one prefix; never throws, and says whether it can be relied on. */
export interface Vault {
  read<T>(name: string): Promise<T | undefined>;
  /** A write that the storage refuses is kept in memory. */
  write(name: string, value: unknown): Promise<void>;
  durable(): boolean;
}

declare const localStorage: KeyValueStorage;

/** The browser's storage when it really takes a write (private modes may refuse), else nothing. */
export function defaultStorage(prefix: string): KeyValueStorage | undefined {
  try {
    localStorage.setItem(prefix, '');
    localStorage.removeItem(prefix);
    return localStorage;
  } catch {}
}

export function openVault(prefix: string, backing: KeyValueStorage | undefined): Vault {
  let storage = backing;
  const memory = new Map<string, unknown>();
  return {
    async read<T>(name: string) {
      let text: string | null | undefined;
      if (storage && !memory.has(name)) {
        try {
          text = await storage.getItem(prefix + name);
        } catch {
          // What cannot be read is not overwritten: it may hold work of an earlier life.
          storage = undefined;
        }
      }
      try {
        return (text ? JSON.parse(text) : memory.get(name)) as T | undefined;
      } catch {}
    },
    async write(name, value) {
      memory.set(name, value);
      try {
        if (storage) {
          await storage.setItem(prefix + name, JSON.stringify(value));
          memory.delete(name);
        }
      } catch {}
    },
    durable: () => !!storage && !memory.size,
  };
}
