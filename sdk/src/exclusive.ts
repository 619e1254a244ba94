/** Runs work alone under a name: in this client, and across tabs where the browser has locks. */
export type Exclusive = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Joins a run that is under way instead of starting a second one. */
export type Once = <T>(name: string, work: () => Promise<T>) => Promise<T>;

declare const navigator:
  | { locks?: { request<T>(name: string, work: () => Promise<T>): Promise<T> } }
  | undefined;

export function createExclusive(prefix: string): Exclusive {
  const tails = new Map<string, Promise<unknown>>();
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  return (name, work) => {
    if (locks) return locks.request(prefix + name, work);
    const tail = (tails.get(name) || Promise.resolve()).then(work, work) as ReturnType<typeof work>;
    tails.set(name, tail);
    return tail;
  };
}

export function createOnce(): Once {
  const running = new Map<string, Promise<unknown>>();
  return <T>(name: string, work: () => Promise<T>) => {
    let run = running.get(name) as Promise<T> | undefined;
    if (!run) {
      const forget = () => running.delete(name);
      run = work();
      running.set(name, run);
      run.then(forget, forget);
    }
    return run;
  };
}
