import { ERROR_CODES, type ErrorCode } from '../kernel/error-codes.js';
import { isId } from '../kernel/id.js';
import { type FieldProblem, Problem } from '../kernel/problem.js';
import type { PublishResult } from './catalog.service.js';
import type { CatalogContent } from './catalog-content.js';

const TIMEOUT_MS = 30_000;

/** Where to publish: the key names the title and the environment. */
export interface RemotePublish {
  readonly url: string;
  readonly key: string;
  readonly content: CatalogContent;
}

/** Publishes on a running server. Throws its `Problem`, or an Error when it gave no such answer. */
export async function publishOverHttp({
  url,
  key,
  content,
}: RemotePublish): Promise<PublishResult> {
  const response = await fetch(`${url.replace(/\/+$/, '')}/v1/server/catalogs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: content.text,
    redirect: 'error', // the key is for this server alone
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new Error(`${new URL(url).origin} does not answer.`);
  });
  const answer = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  if (response.status === 201 && isId('catalog', answer?.version)) {
    const publishedAt = Date.parse(String(answer.publishedAt));
    const changed = answer.changed === true;
    return { version: answer.version, hash: String(answer.hash), publishedAt, changed };
  }
  const code = answer?.code;
  if (typeof code === 'string' && Object.hasOwn(ERROR_CODES, code)) {
    throw new Problem(code as ErrorCode, {
      detail: String(answer?.detail),
      errors: (answer?.errors as FieldProblem[] | undefined) ?? [],
    });
  }
  throw new Error(`The server answered ${response.status}, which is no answer of Gemtill.`);
}
