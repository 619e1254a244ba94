import { AppStoreServerAPIClient, Environment } from '@apple/app-store-server-library';
import type { Credentials } from '../control-client.js';

/** Apple's own client, sent to another address by the one method that all its calls go through. */
export class ClientInTest extends AppStoreServerAPIClient {
  /** Sent instead of the client's own query: for what it would never ask. */
  query: string | undefined;

  constructor(
    private readonly baseUrl: string,
    { issuerId, keyId, privateKey, bundleId }: Credentials['apple'],
  ) {
    super(privateKey, keyId, issuerId, bundleId, Environment.PRODUCTION);
  }

  protected override async makeFetchRequest(
    path: string,
    query: URLSearchParams,
    method: string,
    body: string | Buffer | undefined,
    headers: Record<string, string>,
  ) {
    const sent = typeof body === 'string' ? { body } : {};
    const asked = this.query ?? query;
    const response = await fetch(`${this.baseUrl}${path}?${asked}`, { method, headers, ...sent });
    return response as unknown as ReturnType<AppStoreServerAPIClient['makeFetchRequest']>;
  }
}
