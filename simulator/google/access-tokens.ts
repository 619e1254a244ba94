import { randomBytes } from 'node:crypto';

/** What Google says; it is a second less than the hour that the assertion asked for. */
export const accessTokenSeconds = 3599;

/** Tokens that were given out. In memory only: after a restart a client has to ask again. */
export class AccessTokens {
  private readonly expiry = new Map<string, number>();

  issue(): string {
    this.dropExpired();
    const token = `ya29.simulated-${randomBytes(24).toString('base64url')}`;
    this.expiry.set(token, Date.now() + accessTokenSeconds * 1000);
    return token;
  }

  isValid(token: string): boolean {
    return (this.expiry.get(token) ?? 0) > Date.now();
  }

  private dropExpired(): void {
    for (const [token, expiresAt] of this.expiry) {
      if (expiresAt <= Date.now()) this.expiry.delete(token);
    }
  }
}
