import type { Environment } from '../../kernel/environment.js';
import { asObject, type JsonObject } from '../calls/json-object.js';
import { StoreUnavailable } from '../store-gateway.js';
import { environmentOf, timeOf } from './apple-transaction.js';

/** What `verifyReceipt` says of a genuine receipt, beside what the package takes out of it. */
export interface ReceiptAnswer {
  /** The bundle id. */
  readonly app: string;
  /** undefined: Apple does not say it in a word that we know. */
  readonly environment: Environment | undefined;
  readonly requestedAt: number | null;
  /** Transactions that were given back, with when as far as it can be read. */
  readonly cancelled: ReadonlyMap<string, number | null>;
  /** Transactions that a relative shares. */
  readonly shared: ReadonlySet<string>;
}

/** An entry of a receipt that names what it is of. */
type Entry = JsonObject & { readonly transaction_id: string };

/**
 * Looks at an answer with status 0 before anybody reads it. Apple calls no receipt genuine without
 * telling all of it, so what lacks the app, the list or the ids in it is half an answer: throws
 * `StoreUnavailable`, since a payment is never refused by half of one, nor credited without its
 * other half. Who gave back and who shares is read here, as Apple wrote it: the package sees a date
 * only when it is a text, and hands on no owner.
 */
export function receiptAnswerOf(body: JsonObject): ReceiptAnswer {
  const receipt = asObject(body.receipt);
  const app = receipt?.bundle_id ?? receipt?.bid;
  if (receipt === null || typeof app !== 'string') throw halfAnAnswer();
  const entries = entriesOf(receipt, body.latest_receipt_info);
  const cancelled = entries.filter(isCancelled);
  const shared = entries.filter((each) => (each.in_app_ownership_type ?? OWN) !== OWN);
  return {
    app,
    environment: environmentOf(body.environment),
    requestedAt: millisOf(receipt.request_date_ms),
    cancelled: new Map(
      cancelled.map((each) => [each.transaction_id, millisOf(each.cancellation_date_ms)]),
    ),
    shared: new Set(shared.map((each) => each.transaction_id)),
  };
}

const OWN = 'PURCHASED';
/** Apple gives the date three times. */
const CANCELLATION = ['cancellation_date', 'cancellation_date_ms', 'cancellation_date_pst'];

/** A receipt of today has a list, which may be empty; one of iOS 5 is the one purchase itself. */
function entriesOf(receipt: JsonObject, latest: unknown): readonly Entry[] {
  const { in_app: inApp, transaction_id: id } = receipt;
  const alone = (inApp === undefined || inApp === null) && typeof id === 'string';
  if (!alone && !Array.isArray(inApp)) throw halfAnAnswer();
  const list: readonly unknown[] = alone ? [receipt] : (inApp as unknown[]);
  return [...list, ...(Array.isArray(latest) ? latest : [])].map((each) => {
    const entry = asObject(each);
    if (!isText(entry?.transaction_id) || !isText(entry.product_id)) throw halfAnAnswer();
    return entry as Entry;
  });
}

function isCancelled(entry: Entry): boolean {
  return CANCELLATION.some((name) => ![undefined, null, ''].includes(entry[name] as never));
}

/** Apple writes milliseconds as a text, and may write a number one day. */
function millisOf(value: unknown): number | null {
  return timeOf(typeof value === 'string' && value !== '' ? Number(value) : value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function halfAnAnswer(): StoreUnavailable {
  return new StoreUnavailable('the answer of Apple to a receipt is not whole');
}
