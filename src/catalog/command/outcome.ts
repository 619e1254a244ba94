/** What the exit code says; scripts rely on it. */
export const EXIT = {
  ok: 0,
  /** The catalog has faults, or a check found an error. */
  faults: 1,
  /** The command was misused, or nobody answered. */
  couldNotRun: 2,
  /** Something changed in between, or waits for somebody: look again and repeat. */
  drift: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a command did: for people line by line, for scripts as one JSON object. */
export interface Outcome {
  readonly code: ExitCode;
  readonly lines: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
}

export function done(lines: readonly string[], json: Outcome['json'] = {}): Outcome {
  return { code: EXIT.ok, lines, json };
}

/** The command cannot do what it was asked for; the sentence says what to write. */
export class Misused extends Error {}

/** The way to a title's catalog is closed: nobody there, or not for this token. */
export class CannotConnect extends Error {}
