import type { PublishedCatalog } from '../catalog/model.js';
import { type Wallet, walletView } from '../ledger/wallet.js';
import { bonusView, type Payment, paymentView } from './payment.js';
import { isCredited } from './payment-status.js';

export type TopUpStatus = 'credited' | 'already_credited' | 'pending' | 'verifying' | 'rejected';

/** What a client is told of a top-up. `finish`: the device may finish the store transaction now. */
export function answerBody(
  { catalog, now }: { readonly catalog: PublishedCatalog | null; readonly now: number },
  wallet: Wallet,
  payment: Payment,
  status: TopUpStatus,
) {
  const currencies = catalog?.model.currencies.keys() ?? [];
  return {
    payment: paymentView(payment),
    status,
    granted: payment.grants,
    bonus: bonusView(payment.bonus),
    wallet: walletView(wallet, currencies, now),
    finish: isCredited(payment.status),
  };
}
