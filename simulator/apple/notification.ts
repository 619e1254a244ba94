import type { App } from '../apps.js';
import type { Nested } from '../notifications/notification.js';
import type { PurchaseEvent } from '../purchases/event.js';
import type { Environment, Purchase } from '../purchases/purchase.js';
import { appTransactionPayload } from './app-transaction.js';
import { environmentNames, transactionPayload } from './transaction.js';

/** What the App Store says, and what it says it about. */
export interface AppleNotice {
  type: string;
  subtype?: string;
  about: 'transaction' | 'app' | 'nothing';
  /** Further fields of `data`. */
  data?: object;
  /** Replaces fields of the payload: for what no store would send. */
  content?: Record<string, unknown>;
}

/** The App Store's words for what happened, or nothing when it keeps silent. */
export function appleNotice(event: PurchaseEvent): AppleNotice | undefined {
  switch (event.kind) {
    case 'purchased':
      return { type: 'ONE_TIME_CHARGE', about: 'transaction' };
    case 'refunded':
      return { type: 'REFUND', about: 'transaction' };
    case 'refund_reversed':
      return { type: 'REFUND_REVERSED', about: 'transaction' };
    case 'refund_declined':
      return { type: 'REFUND_DECLINED', about: 'transaction' };
    case 'revoked':
      return { type: 'REVOKE', about: 'transaction' };
    case 'consent_rescinded':
      return { type: 'RESCIND_CONSENT', about: 'app' };
    case 'consumption_asked':
      return {
        type: 'CONSUMPTION_REQUEST',
        about: 'transaction',
        data: { consumptionRequestReason: event.reason },
      };
    default:
      return undefined;
  }
}

interface Circumstances {
  id: string;
  app: App;
  environment: Environment;
  purchase: Purchase | null;
  /** Gives dates that rise: the inner signature is older than the outer one. */
  signedDate: () => number;
}

/** The payload of a notification (responseBodyV2DecodedPayload), with what it will carry signed. */
export function applePayload(
  notice: AppleNotice,
  circumstances: Circumstances,
): { claims: Record<string, unknown>; nested: Nested | null } {
  const { id, app, environment, purchase, signedDate } = circumstances;
  const nested = nestedOf(notice, circumstances);
  const where = {
    // The sandbox does not know the app's number in the store.
    ...(environment === 'production' && { appAppleId: app.appAppleId }),
    bundleId: app.bundleId,
    environment: environmentNames[environment],
  };
  const claims = {
    notificationType: notice.type,
    ...(notice.subtype !== undefined && { subtype: notice.subtype }),
    notificationUUID: id,
    ...(notice.about === 'app' && purchase !== null
      ? { appData: where }
      : { data: { ...where, bundleVersion: '1', ...notice.data } }),
    version: '2.0',
    signedDate: signedDate(),
    ...notice.content,
  };
  return { claims, nested };
}

function nestedOf(notice: AppleNotice, given: Circumstances): Nested | null {
  const { app, purchase, signedDate } = given;
  if (purchase === null || notice.about === 'nothing') return null;
  if (notice.about === 'app') {
    const claims = appTransactionPayload(purchase, app, signedDate());
    return { member: 'appData', field: 'signedAppTransactionInfo', claims };
  }
  const claims = transactionPayload(purchase, app, signedDate());
  return { member: 'data', field: 'signedTransactionInfo', claims };
}
