import type { RateLimit } from './rate-limit.js';

/** A value of the environment is wrong; the message is a sentence that says what to write. */
export class ConfigurationError extends Error {
  constructor(name: string, advice: string) {
    super(`${name} ${advice}.`);
    this.name = 'ConfigurationError';
  }
}

/** Reads typed values from an environment. It never repeats a value: some are secrets. */
export class ConfigurationReader {
  constructor(private readonly env: NodeJS.ProcessEnv) {}

  refuse(name: string, advice: string): never {
    throw new ConfigurationError(name, advice);
  }

  text(name: string, fallback: string): string {
    return this.env[name] || fallback;
  }

  flag(name: string): boolean {
    const value = this.env[name] || 'false';
    if (value !== 'true' && value !== 'false') this.refuse(name, 'must be true or false');
    return value === 'true';
  }

  integer(name: string, fallback: number, least: number, most: number): number {
    const text = this.env[name];
    if (!text) return fallback;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      this.refuse(name, `must be a whole number from ${least} to ${most}`);
    }
    return value;
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.env[name] || fallback;
    if (!choices.includes(value as Choice)) {
      this.refuse(name, `must be one of ${choices.join(', ')}`);
    }
    return value as Choice;
  }

  url(name: string, fallback: string): string {
    const value = this.env[name] || fallback;
    if (!/^https?:\/\/[^/]/.test(value) || !URL.canParse(value)) {
      this.refuse(name, 'must be an address such as http://127.0.0.1:3001');
    }
    return value.replace(/\/+$/, '');
  }

  databaseUrl(name: string): string | null {
    const value = this.env[name];
    if (!value) return null;
    const parts = URL.canParse(value) ? new URL(value) : null;
    if (parts?.protocol !== 'mysql:' || !parts.hostname || parts.pathname.length < 2) {
      this.refuse(name, 'must look like mysql://user:password@host:3306/database, or be unset');
    }
    for (const [option, given] of parts.searchParams) {
      // A misspelt option would silently do nothing.
      if (option !== 'socketPath') this.refuse(name, 'has only one option: ?socketPath=');
      if (!given.startsWith('/')) this.refuse(name, 'must name its socketPath from the root');
    }
    return value;
  }

  secret(name: string, required: boolean): string | null {
    const value = this.env[name];
    if (!value && required) {
      this.refuse(name, 'must be set in production; make one with: openssl rand -base64 48');
    }
    if (value && value.length < 32) this.refuse(name, 'must have at least 32 characters');
    return value || null;
  }

  /** Written as burst/perSecond, for example 600/10. */
  rate(name: string, fallback: RateLimit): RateLimit {
    const text = this.env[name];
    if (!text) return fallback;
    const match = /^(\d{1,9})\/(\d{1,9}(?:\.\d{1,3})?)$/.exec(text);
    const rate = { burst: Number(match?.[1]), perSecond: Number(match?.[2]) };
    if (!match || rate.burst < 1 || rate.perSecond <= 0) {
      this.refuse(name, 'must be written as burst/perSecond, for example 600/10');
    }
    return rate;
  }
}
