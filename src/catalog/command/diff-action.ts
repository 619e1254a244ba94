import { changeLines, countWords, thingCounts } from './change-lines.js';
import type { Desk } from './desk.js';
import { done, type Outcome } from './outcome.js';

/** What is different between two versions or drafts. */
export async function diff({ order, connect }: Desk): Promise<Outcome> {
  const [from = '', to = ''] = order.operands;
  const { changes } = await (await connect()).diff(from, to);
  const counts = thingCounts(changes);
  const lines = [...changeLines(changes), `From ${from} to ${to}: ${countWords(counts)}.`];
  return done(lines, { ok: true, from, to, counts, changes });
}
