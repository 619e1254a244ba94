const GAP_MS = 1_000;
const DOUBLINGS_MAX = 5;
/** Longer timers overflow and fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export interface Flip {
  /** Says when the shop changes next; null: that is not known. */
  expect(changeAt: string | null): void;
  /** Looks at the clock: a tab that slept has missed its timer. */
  look(): void;
}

/**
 * Asks for the shop anew once what was announced is due by the server's clock: never twice within
 * a second, more and more seldom while nothing comes of it, and a little later for each device, so
 * that a crowd does not come in one moment.
 */
export function createFlip(ask: () => Promise<unknown>, serverNow: () => number): Flip {
  let dueAt = Number.POSITIVE_INFINITY;
  let timer = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let tries = 0;

  const restedAt = () => askedAt + GAP_MS * 2 ** Math.min(Math.max(tries - 1, 0), DOUBLINGS_MAX);

  function later(): void {
    clearTimeout(timer);
    if (dueAt === Number.POSITIVE_INFINITY) return;
    const wait = dueAt - serverNow();
    if (wait > TIMER_MS_MAX) return; // the page looks again long before that
    const gap = restedAt() - performance.now();
    timer = window.setTimeout(look, Math.max(wait, gap, 0) + Math.random() * 400);
  }

  function look(): void {
    if (serverNow() < dueAt || performance.now() < restedAt()) {
      later();
      return;
    }
    askedAt = performance.now();
    tries += 1;
    void ask().then(later, later);
  }

  return {
    expect(changeAt) {
      const next = changeAt === null ? Number.POSITIVE_INFINITY : Date.parse(changeAt);
      if (next !== dueAt) tries = 0;
      dueAt = next;
      later();
    },
    look,
  };
}
