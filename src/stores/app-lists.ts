import { CredentialsRefused, withNewerKeys } from './credentials-refused.js';
import type { StoreAccounts } from './store-accounts.js';

/** Reads what a store lists of one app. */
export type AppList<Item> = () => AsyncIterable<Item>;

/** What could be read of all apps, and why one of them could not. */
interface Read<Item> {
  readonly items: Item[];
  readonly forbidden: CredentialsRefused | null;
}

/**
 * Reads the lists of a title's apps. A key may be allowed to read one app and not another: then the
 * others are read, and the refusal is given beside what they have. Throws it where all of them say
 * so: then it is the key that is wrong, and the store is asked no further. `appsNow` must ask for
 * the account by itself.
 */
export function readApps<Item>(
  accounts: StoreAccounts,
  appsNow: () => Promise<readonly AppList<Item>[]>,
): Promise<Read<Item>> {
  return withNewerKeys(accounts, async () => {
    const first = await readOnce(await appsNow());
    return first.forbidden !== null && accounts.forget() ? readOnce(await appsNow()) : first;
  });
}

async function readOnce<Item>(apps: readonly AppList<Item>[]): Promise<Read<Item>> {
  const items: Item[] = [];
  let forbidden: CredentialsRefused | null = null;
  let allowed = 0;
  for (const app of apps) {
    try {
      for await (const item of app()) items.push(item);
      allowed += 1;
    } catch (error) {
      if (!(error instanceof CredentialsRefused)) throw error;
      forbidden ??= error;
    }
  }
  if (forbidden !== null && allowed === 0) throw forbidden;
  return { items, forbidden };
}
