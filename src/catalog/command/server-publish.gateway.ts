import type { CatalogContent } from '../catalog-content.js';
import { AdminRefusal, type RemoteFinding } from './admin-catalog.js';
import { CannotConnect } from './outcome.js';

const TIMEOUT_MS = 30_000;

/** Where to publish with a game server's key: it names the title and the environment. */
export interface KeyedPublish {
  readonly url: string;
  readonly key: string;
  readonly content: CatalogContent;
}

export interface KeyedAnswer {
  readonly version: string;
  readonly hash: string;
  readonly publishedAt: string;
  readonly changed: boolean;
}

/** Publishes on a running server, as a build machine without an operator does. */
export async function publishWithKey({ url, key, content }: KeyedPublish): Promise<KeyedAnswer> {
  const response = await fetch(`${url.replace(/\/+$/, '')}/v1/server/catalogs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: content.text,
    redirect: 'error', // the key is for this server alone
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new CannotConnect(`${new URL(url).origin} does not answer.`);
  });
  const answer = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  if (response.status === 201 && answer !== null) return answer as unknown as KeyedAnswer;
  const { code = 'unknown', detail = `The server answered ${response.status}.` } = answer ?? {};
  const errors = (answer?.errors as RemoteFinding[] | undefined) ?? [];
  throw new AdminRefusal(response.status, String(code), String(detail), errors);
}
