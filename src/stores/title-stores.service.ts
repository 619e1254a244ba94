import { Injectable } from '@nestjs/common';
import type { TitleId } from '../kernel/id.js';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { APPLE_API_KEY_PURPOSE, APPLE_SHARED_SECRET_PURPOSE } from '../titles/apple-settings.js';
import { type GoogleVerifier, SERVICE_ACCOUNT_PURPOSE } from '../titles/google-settings.js';
import { TitlesService } from '../titles/titles.service.js';
import { readServiceAccount } from './google/service-account.js';
import { StoreUnavailable } from './store-gateway.js';
import type { TitleAtApple, TitleAtGoogle, TitleStores } from './title-stores.js';

/** Reads what titles say about their stores, and opens their sealed keys for each use. */
@Injectable()
export class TitleStoresService implements TitleStores {
  constructor(
    private readonly titles: TitlesService,
    private readonly secret: ProcessSecret,
  ) {}

  async slugOf(titleId: TitleId): Promise<string> {
    return (await this.titles.title(titleId)).slug;
  }

  async verifierOf(titleId: TitleId): Promise<GoogleVerifier> {
    return (await this.titles.settings(titleId)).google?.verifier ?? 'productsv2';
  }

  async appleOf(titleId: TitleId): Promise<TitleAtApple | null> {
    const { apple } = await this.titles.settings(titleId);
    if (!apple) return null;
    const { apps, apiKey, sharedSecret } = apple;
    return {
      apps,
      apiKey: () =>
        apiKey
          ? { ...apiKey, privateKey: this.#opened(APPLE_API_KEY_PURPOSE, apiKey.privateKey) }
          : null,
      sharedSecret: () =>
        sharedSecret === undefined ? null : this.#opened(APPLE_SHARED_SECRET_PURPOSE, sharedSecret),
    };
  }

  async googleOf(titleId: TitleId): Promise<TitleAtGoogle | null> {
    const { google } = await this.titles.settings(titleId);
    if (google?.serviceAccount === undefined) return null;
    const text = this.#opened(SERVICE_ACCOUNT_PURPOSE, google.serviceAccount);
    const serviceAccount = readServiceAccount(text);
    if (serviceAccount === null) {
      throw new StoreUnavailable('the service account of the title is no key file of Google');
    }
    const packageNames = google.apps.map((app) => app.packageName);
    return { packageNames, serviceAccount, push: google.push ?? null };
  }

  #opened(purpose: string, sealed: string): string {
    try {
      return this.secret.open(purpose, sealed);
    } catch {
      throw new StoreUnavailable(`the ${purpose} was sealed with another SECRET_KEY`);
    }
  }
}
