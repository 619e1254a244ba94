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

export function openVault(prefix: string, given: KeyValueStorage | undefined): Vault {
  const memory = new Map<string, unknown>();
  // Asked for each time and not before: a page may be forbidden to even look at it. Null, which
  // throws like a storage that refuses, as soon as it could not be read: what cannot be read is not
  // overwritten, since it may hold work of an earlier life.
  let storage: (() => KeyValueStorage) | null = () => given || localStorage;
  return {
    async read<T>(name: string) {
      let text: string | null | undefined;
      try {
        if (!memory.has(name)) text = await storage!().getItem(prefix + name);
      } catch {
        storage = null;
      }
      try {
        return (text ? JSON.parse(text) : memory.get(name)) as T | undefined;
      } catch {}
    },
    async write(name, value) {
      try {
        await storage!().setItem(prefix + name, JSON.stringify(value));
        memory.delete(name);
      } catch {
        // Not before: what is still being written must not be read, and sent, as if it were kept.
        memory.set(name, value);
      }
    },
    durable: () => !!storage && !memory.size,
  };
}
