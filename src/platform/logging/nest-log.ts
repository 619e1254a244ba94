import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';
import { redacted } from './redaction.js';

/** Lets the framework write to our log. Its chatter at the start is for debugging only. */
export class NestLog implements LoggerService {
  constructor(private readonly sink: Log) {}

  log(message: unknown, context?: unknown): void {
    this.sink.debug(redacted(String(message)), contextOf(context));
  }

  warn(message: unknown, context?: unknown): void {
    this.sink.warn(String(message), contextOf(context));
  }

  error(message: unknown, ...details: unknown[]): void {
    if (message instanceof Error) this.sink.error('the framework failed', message);
    else this.sink.error(String(message), undefined, contextOf(details.at(-1)));
  }

  debug(message: unknown, context?: unknown): void {
    this.log(message, context);
  }

  verbose(message: unknown, context?: unknown): void {
    this.log(message, context);
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.error(message, ...details);
  }
}

function contextOf(context: unknown): { context?: string } {
  return typeof context === 'string' ? { context: context.slice(0, 100) } : {};
}
