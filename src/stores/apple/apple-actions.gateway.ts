import type { Environment } from '../../kernel/environment.js';
import { storeDeadline } from '../calls/deadline.js';
import { withNewerKeys } from '../credentials-refused.js';
import type { StoreAccounts } from '../store-accounts.js';
import {
  type StorePayment,
  StoreRefused,
  type StoreScope,
  StoreUnavailable,
  type UsageReport,
} from '../store-gateway.js';
import type { AppleClient, ApplePlace, AppleReply } from './apple-client.gateway.js';
import { consumptionRequest } from './apple-consumption.js';
import { isTransactionId } from './apple-proof.js';
import { assertDone, isUnknownTransaction } from './apple-reply.js';

type Act = (place: ApplePlace, id: string) => Promise<AppleReply>;

/** What Apple is told. Without an API key nothing can be told. */
export class AppleActions {
  constructor(
    private readonly accounts: StoreAccounts,
    private readonly client: AppleClient,
  ) {}

  /** Without a key the device finishes its own transaction once it hears of the credit. */
  async finish(scope: StoreScope, payment: StorePayment): Promise<void> {
    await this.#act(scope, payment, (place, id) => this.client.finish(place, id));
  }

  async assign(scope: StoreScope, payment: StorePayment, accountToken: string): Promise<void> {
    const original = payment.storeOrderId ?? payment.storeTransactionId;
    const asked = { ...payment, storeTransactionId: original };
    await this.#act(scope, asked, (place, id) =>
      this.client.setAccountToken(place, id, accountToken),
    );
  }

  async reportUsage(scope: StoreScope, payment: StorePayment, report: UsageReport): Promise<void> {
    const content = consumptionRequest(report);
    const told = await this.#act(scope, payment, (place, id) =>
      this.client.sendConsumption(place, id, content),
    );
    // A key may still come before Apple's twelve hours are over.
    if (!told) throw new StoreUnavailable('the title has no API key of Apple');
  }

  /** False: there is no key to act with. */
  #act(scope: StoreScope, payment: StorePayment, act: Act): Promise<boolean> {
    return withNewerKeys(this.accounts, async () => {
      const id = payment.storeTransactionId;
      if (!isTransactionId(id)) throw new StoreRefused('the payment has no transaction of Apple');
      const account = await this.accounts.apple(scope.titleId);
      if (account === null) throw new StoreUnavailable('the title has no Apple settings any more');
      const key = account.apiKey();
      if (key === null) return false;
      const environment: Environment = payment.environment;
      const deadline = storeDeadline();
      const apps = payment.app === null ? account.apps.map((app) => app.bundleId) : [payment.app];
      for (const bundleId of apps) {
        const reply = await act({ account, key, bundleId, environment, deadline }, id);
        if (isUnknownTransaction(reply)) continue;
        assertDone(reply);
        return true;
      }
      throw new StoreRefused('Apple does not know the transaction');
    });
  }
}
