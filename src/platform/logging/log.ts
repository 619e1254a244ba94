import { type Logger as Pino, pino } from 'pino';
import type { Configuration } from '../config/configuration.js';
import { loggedError, redacted } from './redaction.js';

/** Named values of a log line. Never a token, a body, a query string or a statement's values. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The process's log: one line of JSON for each entry, so that nobody's text can forge a line. */
export class Log {
  constructor(private readonly pino: Pino) {}

  debug(message: string, facts: LogFacts = {}): void {
    this.pino.debug(facts, message);
  }

  info(message: string, facts: LogFacts = {}): void {
    this.pino.info(facts, message);
  }

  warn(message: string, facts: LogFacts = {}): void {
    this.pino.warn(facts, redacted(message));
  }

  /** An error that somebody should look at. Its text is redacted. */
  error(message: string, error?: unknown, facts: LogFacts = {}): void {
    const about = error === undefined ? facts : { ...facts, error: loggedError(error) };
    this.pino.error(about, redacted(message));
    this.pino.flush();
  }

  flush(): void {
    this.pino.flush();
  }
}

/** Where lines go; a test hands in its own. */
export interface LogDestination {
  write(line: string): void;
}

/** Makes the log. Lines are written in blocks, at the latest after half a second. */
export function logOf(
  configuration: Pick<Configuration, 'logLevel'>,
  destination?: LogDestination,
): Log {
  const level = configuration.logLevel;
  const target =
    destination ?? pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 500 });
  return new Log(pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, target));
}
