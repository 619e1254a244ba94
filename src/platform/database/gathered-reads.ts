import DataLoader from 'dataloader';

/** Longer lists turn into slower plans (measured). */
const AT_ONCE_MAX = 200;
/** More at a time would only be smaller: each costs a round trip, whatever it asks for. */
const RUNNING_MAX = 2;

/**
 * Reads many keys by one statement: those that were asked for in one turn of the event loop, or
 * while earlier statements ran. Each read begins after it was asked for, and nothing is remembered.
 * Resolves with null where `ask` found nothing; rejects as `ask` does.
 */
export function gathered<Key, Value>(
  ask: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): (key: Key) => Promise<Value | null> {
  let running = 0;
  const held: (() => void)[] = [];
  const loader = new DataLoader<Key, Value | null>(
    async (keys) => {
      running += 1;
      try {
        const found = await ask([...new Set(keys)]);
        return keys.map((key) => found.get(key) ?? null);
      } finally {
        running -= 1;
        held.shift()?.();
      }
    },
    {
      cache: false,
      maxBatchSize: AT_ONCE_MAX,
      batchScheduleFn: (start) => {
        if (running < RUNNING_MAX) setImmediate(start);
        else held.push(start);
      },
    },
  );
  return (key) => loader.load(key);
}
