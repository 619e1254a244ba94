import { sleep } from './http.js';

/** Runs work alone under a name: in this client, and across tabs where the browser has locks. */
export type Exclusive = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Joins a run that is under way instead of starting a second one. */
export type Once = <T>(name: string, work: () => Promise<T>) => Promise<T>;

declare const navigator: {
  locks: { request(name: string, work: () => Promise<void>): Promise<void> };
};

/**
 * What one tab writes reaches the `localStorage` of another a moment later than a lock does. So a
 * lock is kept this long after the work, which itself waits for nothing: the next tab must not read
 * what was, or it would renew a session again and write over what this one had kept.
 */
const ARRIVAL_MS = 99;

export function createExclusive(prefix: string): Exclusive {
  /** The last work of each name, while this client holds its lock and may go on with it. */
  const tails: Record<string, Promise<unknown>> = {};
  return <T>(name: string, work: () => Promise<T>) => {
    tails[name] = tails[name]
      ? tails[name].then(work, work)
      : new Promise<T>((resolve) => {
          const hold = async () => {
            resolve(work());
            let last: unknown;
            do {
              last = tails[name];
              try {
                await last;
              } catch {}
              await sleep(ARRIVAL_MS);
            } while (last !== tails[name]);
            delete tails[name];
          };
          // Throws where there are no locks, or none for this page: alone in this client, then.
          const request = async () => navigator.locks.request(prefix + name, hold);
          request().catch(hold);
        });
    return tails[name] as Promise<T>;
  };
}

export function createOnce(): Once {
  const running: Record<string, Promise<unknown>> = {};
  return <T>(name: string, work: () => Promise<T>) => {
    running[name] =
      running[name] ||
      work().finally(() => {
        delete running[name];
      });
    return running[name] as Promise<T>;
  };
}
