/** How far the server's clock is ahead of the device's, which players and airplanes set. */
let aheadMs = 0;
const HALF_A_SECOND = 500;

/** Hears the time of an answer's `Date`, which has whole seconds and so is half a second off. */
export function hearTime(answer: Response, askedAt: number): void {
  const told = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(told)) return;
  aheadMs = told + HALF_A_SECOND - (askedAt + Date.now()) / 2;
}

/** Milliseconds since 1970 UTC by the server's clock. */
export const serverNow = (): number => Date.now() + aheadMs;
