/** What the script remembers over a reload, which is part of it. Only of this tab. */
export interface Memory {
  readonly run: string;
  readonly startedAt: number;
  readonly speed: number;
  /** What each step that is done proved. */
  readonly proofs: readonly string[];
  /** Set by a step that reloads the page: it goes on in its second half. */
  readonly reloaded: boolean;
  readonly dropped: number;
  readonly replayed: number;
}

const NAME = 'gemtill-demo:script';

export function readMemory(): Memory | null {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as Memory | null;
  } catch {
    return null;
  }
}

export function writeMemory(memory: Memory | null): void {
  if (memory) sessionStorage.setItem(NAME, JSON.stringify(memory));
  else sessionStorage.removeItem(NAME);
}

/** Goes on with the run of before the reload, or begins one. Null: nobody asked for the script. */
export function recallRun(query: URLSearchParams): Memory | null {
  if (!query.has('autoplay')) {
    writeMemory(null);
    return null;
  }
  const known = readMemory();
  if (known) return known;
  const speed = Math.min(Math.max(Number(query.get('speed') ?? 1) || 1, 0.25), 100);
  const run = crypto.randomUUID();
  const memory: Memory = {
    run,
    startedAt: Date.now(),
    speed,
    proofs: [],
    reloaded: false,
    dropped: 0,
    replayed: 0,
  };
  writeMemory(memory);
  return memory;
}

/** Each run is a guest of its own, who begins with nothing. */
export function storageOf(memory: Memory | null): Storage | ReturnType<typeof prefixed> {
  return memory ? prefixed(localStorage, `script-${memory.run}:`) : localStorage;
}

function prefixed(storage: Storage, prefix: string) {
  return {
    getItem: (key: string) => storage.getItem(prefix + key),
    setItem: (key: string, value: string) => storage.setItem(prefix + key, value),
    removeItem: (key: string) => storage.removeItem(prefix + key),
  };
}
