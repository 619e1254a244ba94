import type { StoreAccounts } from './store-accounts.js';
import { StoreUnavailable } from './store-gateway.js';

/** The store does not accept our key: a fault of our configuration, never of the payment. */
export class CredentialsRefused extends StoreUnavailable {
  constructor(what: string) {
    super(what);
    this.name = 'CredentialsRefused';
  }
}

/**
 * Runs a second time when the store did not let our key in and there may be a newer one. `run` must
 * ask for the account by itself.
 */
export async function withNewerKeys<Result>(
  accounts: StoreAccounts,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CredentialsRefused) || !accounts.forget()) throw error;
    return run();
  }
}
