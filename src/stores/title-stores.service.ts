import { Injectable } from '@nestjs/common';
import type { TitleId } from '../kernel/id.js';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { SERVICE_ACCOUNT_PURPOSE } from '../titles/title-settings.js';
import { TitlesService } from '../titles/titles.service.js';
import { readServiceAccount } from './service-account.js';
import { StoreUnavailable } from './store-gateway.js';
import type { ServiceAccount, TitleStoreSettings, TitleStores } from './title-stores.js';

/** Reads what titles say about their stores, and opens the sealed service account for each use. */
@Injectable()
export class TitleStoresService implements TitleStores {
  constructor(
    private readonly titles: TitlesService,
    private readonly secret: ProcessSecret,
  ) {}

  async slugOf(titleId: TitleId): Promise<string> {
    return (await this.titles.title(titleId)).slug;
  }

  async settingsOf(titleId: TitleId): Promise<TitleStoreSettings> {
    const { apple, google } = await this.titles.settings(titleId);
    const sealed = google?.serviceAccount;
    return {
      ...(apple && { apple: { bundleId: apple.bundleId } }),
      ...(sealed && {
        google: { packageName: google.packageName, serviceAccount: this.#opened(sealed) },
      }),
    };
  }

  #opened(sealed: string): ServiceAccount {
    let text: string;
    try {
      text = this.secret.open(SERVICE_ACCOUNT_PURPOSE, sealed);
    } catch {
      throw new StoreUnavailable('the service account was sealed with another SECRET_KEY');
    }
    const account = readServiceAccount(text);
    if (account === null) {
      throw new StoreUnavailable('the service account of the title is no key file of Google');
    }
    return account;
  }
}
