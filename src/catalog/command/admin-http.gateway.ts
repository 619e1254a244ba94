import type { AdminAnswer, AdminRequest, Transport } from './admin-catalog.js';
import type { CatalogPlace } from './arguments.js';
import { CannotConnect } from './outcome.js';

const TIMEOUT_MS = 60_000;

/** The admin routes of a running server. */
export class HttpTransport implements Transport {
  constructor(private readonly place: CatalogPlace & { url: string; token: string }) {}

  async send({ method, path, body, ifMatch }: AdminRequest): Promise<AdminAnswer> {
    const { url, token, title, environment } = this.place;
    const response = await fetch(`${url.replace(/\/+$/, '')}/v1/admin/catalog/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'gemtill-title': title,
        'gemtill-environment': environment,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error', // the token is for this server alone
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => {
      throw new CannotConnect(`${new URL(url).origin} does not answer.`);
    });
    const answer: unknown = await response.json().catch(() => null);
    return { status: response.status, body: answer, etag: response.headers.get('etag') };
  }

  async close(): Promise<void> {}
}
