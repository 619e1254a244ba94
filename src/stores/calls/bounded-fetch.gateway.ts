import { StoreUnavailable } from '../store-gateway.js';

/** What a store answered, whole: no stream stays open behind it. */
export interface StoreAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Buffer;
}

export interface StoreRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const BODY_BYTES_MAX = 1_000_000;

/**
 * One request to a store: at most `timeoutMs` to the last byte, at most 1 MB, no redirect followed
 * (a token would travel with it). Throws `StoreUnavailable` when there is no whole answer; any
 * status is an answer.
 */
export async function boundedFetch(request: StoreRequest, timeoutMs: number): Promise<StoreAnswer> {
  const { method, url, headers, body } = request;
  const signal = AbortSignal.timeout(Math.max(0, Math.ceil(timeoutMs)));
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal,
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
    });
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      body: await boundedBody(response),
    };
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    if (signal.aborted) throw new StoreUnavailable('the store did not answer in time');
    // What fetch says names the address, and the address names the purchase: it is not passed on.
    throw new StoreUnavailable('the connection to the store broke');
  }
}

async function boundedBody(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new StoreUnavailable('the answer of the store is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
