import type { KeyValueStorage } from '../storage.js';

/** What a device keeps across lives; may be told to fail. */
export class MemoryStorage implements KeyValueStorage {
  readonly values = new Map<string, string>();
  full = false;
  unreadable = false;

  getItem(key: string): string | null {
    if (this.unreadable) throw new Error('blocked');
    return this.values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.full) throw new Error('quota exceeded');
    this.values.set(key, value);
  }

  removeItem(key: string): void {
    this.values.delete(key);
  }
}
