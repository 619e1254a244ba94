import type { Window } from '../../model.js';
import { edgesOf } from '../../window.js';

/**
 * When something holds: at the moments from `from` until just before `until`, and for players whose
 * own clock shows a time from `clockFrom` until just before `clockUntil`. All in milliseconds; no
 * bound is infinite. A player has one zone: two things of players' own time hold together only if
 * they do on one clock.
 */
export interface When {
  readonly from: number;
  readonly until: number;
  readonly clockFrom: number;
  readonly clockUntil: number;
}

const HOUR = 3_600_000;
/** Clocks on Earth show from 12 hours less to 14 hours more than UTC. */
export const CLOCK_BEHIND_MAX = 12 * HOUR;
export const CLOCK_AHEAD_MAX = 14 * HOUR;

export const ALWAYS: When = {
  from: -Infinity,
  until: Infinity,
  clockFrom: -Infinity,
  clockUntil: Infinity,
};

export function whenOf(window: Window): When {
  const isClock = window.zone === 'player';
  const { startsAt, endsAt } = isClock ? window : edgesOf(window, null);
  const from = startsAt ?? -Infinity;
  const until = endsAt ?? Infinity;
  return isClock ? { ...ALWAYS, clockFrom: from, clockUntil: until } : { ...ALWAYS, from, until };
}

/** When both hold; null: never together, in no zone. */
export function meeting(left: When, right: When): When | null {
  const both = shared([left, right]);
  return isPossible(both) ? both : null;
}

/** When the first holds and the second does not, as parts that do not overlap. */
export function without(left: When, right: When): When[] {
  const taken = meeting(left, right);
  if (taken === null) return [left];
  return [
    { ...left, until: taken.from },
    { ...left, from: taken.until },
    { ...left, from: taken.from, until: taken.until, clockUntil: taken.clockFrom },
    { ...left, from: taken.from, until: taken.until, clockFrom: taken.clockUntil },
  ].filter(isPossible);
}

/**
 * Null when all hold together at some time. Otherwise two halves of time, in each of which at least
 * one of them never holds.
 */
export function halvesWithout(whens: readonly When[]): readonly [When, When] | null {
  const all = shared(whens);
  if (isPossible(all)) return null;
  if (all.from >= all.until) return halvesAt(all.from);
  if (all.clockFrom >= all.clockUntil) {
    return [
      { ...ALWAYS, clockUntil: all.clockFrom },
      { ...ALWAYS, clockFrom: all.clockFrom },
    ];
  }
  return halvesAt(all.clockFrom - all.until >= CLOCK_AHEAD_MAX ? all.until : all.from);
}

function halvesAt(moment: number): readonly [When, When] {
  return [
    { ...ALWAYS, until: moment },
    { ...ALWAYS, from: moment },
  ];
}

function shared(whens: readonly When[]): When {
  let { from, until, clockFrom, clockUntil } = ALWAYS;
  for (const when of whens) {
    from = Math.max(from, when.from);
    until = Math.min(until, when.until);
    clockFrom = Math.max(clockFrom, when.clockFrom);
    clockUntil = Math.min(clockUntil, when.clockUntil);
  }
  return { from, until, clockFrom, clockUntil };
}

function isPossible({ from, until, clockFrom, clockUntil }: When): boolean {
  if (from >= until || clockFrom >= clockUntil) return false;
  return clockFrom - until < CLOCK_AHEAD_MAX && clockUntil - from > -CLOCK_BEHIND_MAX;
}
