import type { Desk } from './desk.js';
import { isMap } from './document.js';
import { done, Misused, type Outcome } from './outcome.js';
import { shopLines } from './shop-lines.js';

/** The shop as a player would see it. */
export async function preview({ order, connect }: Desk): Promise<Outcome> {
  const { at, zone, facts, player, locale, draft, version } = order.values;
  const wish = {
    ...(at === undefined ? {} : { at: atOf(at, zone) }),
    ...(facts === undefined ? {} : { facts: factsOf(facts) }),
    ...(player === undefined ? {} : { player }),
    ...(locale === undefined ? {} : { locale }),
    ...(draft === undefined ? {} : { draft }),
    ...(version === undefined ? {} : { version }),
  };
  if (zone !== undefined && at === undefined) throw new Misused('--zone belongs to an --at.');
  const shop = await (await connect()).preview(wish);
  return done(shopLines(shop), { ok: true, shop });
}

/** With a zone a wall-clock time, without one a moment with its offset. */
function atOf(at: string, zone: string | undefined): string | { local: string; zone: string } {
  if (zone === undefined) return at;
  const local = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at) ? `${at}:00` : at;
  return { local, zone };
}

function factsOf(text: string): object {
  try {
    const facts: unknown = JSON.parse(text);
    if (isMap(facts)) return facts;
  } catch {
    // The sentence below says it.
  }
  throw new Misused(`--facts is JSON such as '{"country":"DE","level":12}'.`);
}
