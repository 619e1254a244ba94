import type { ErrorCode } from './generated/error-codes.js';
import type {
  BuyRefusal,
  BuyResult,
  CatalogResult,
  ClaimResult,
  ConsumeResult,
  Failure,
  TopUpResult,
} from './results.js';

/** Compiles only when every status was handled: `npm run types` in sdk/ is the test. */
function impossible(result: never): never {
  throw new Error(`unhandled: ${JSON.stringify(result)}`);
}

function failure(result: Failure): string {
  switch (result.status) {
    case 'offline':
    case 'timeout':
      return 'check the connection';
    case 'unavailable':
    case 'unauthenticated':
      return result.code;
    case 'refused':
      return result.problem.code;
    default:
      return impossible(result);
  }
}

function bought(result: BuyResult): string {
  switch (result.status) {
    case 'completed':
      return result.order.id;
    case 'pending':
      return result.key;
    case 'insufficient_balance':
    case 'price_changed':
    case 'limit_reached':
    case 'offer_unavailable':
    case 'already_owned':
    case 'level_out_of_order':
    case 'requirement_missing':
    case 'stack_full':
    case 'no_catalog':
    case 'intent_expired':
      return result.problem.code;
    default:
      return failure(result);
  }
}

function claimed(result: ClaimResult): string {
  switch (result.status) {
    case 'credited':
    case 'already_credited':
      return result.payment.id;
    case 'rejected':
      return result.code || '';
    case 'pending':
      return result.cause;
    default:
      return impossible(result);
  }
}

function toppedUp(result: TopUpResult): string {
  switch (result.status) {
    case 'cancelled':
    case 'deferred':
      return '';
    case 'store_error':
      return result.message;
    case 'not_allowed':
      return `${result.check.reason}`;
    case 'offline':
    case 'timeout':
    case 'unavailable':
    case 'unauthenticated':
    case 'refused':
      return failure(result);
    default:
      return claimed(result);
  }
}

function consumed(result: ConsumeResult): string {
  switch (result.status) {
    case 'consumed':
      return result.consumed.sku;
    case 'pending':
      return result.key;
    case 'insufficient_items':
    case 'item_not_consumable':
    case 'intent_expired':
      return result.problem.code;
    default:
      return failure(result);
  }
}

const shown = (result: CatalogResult): string =>
  result.status === 'ok' ? result.catalog.version : failure(result);

test('every result can be handled by an exhaustive switch', () => {
  expect(bought({ status: 'pending', key: 'k', cause: 'offline' })).toBe('k');
  expect(toppedUp({ status: 'timeout' })).toBe('check the connection');
  expect(consumed({ status: 'pending', key: 'k', cause: 'timeout' })).toBe('k');
  expect(shown({ status: 'unavailable', code: 'overloaded' })).toBe('overloaded');
});

/** Compiles only while every named refusal is a code that the service knows. */
const codeOf = (
  status: BuyRefusal['status'] | Extract<ConsumeResult, { problem: object; key?: never }>['status'],
): ErrorCode => status as Exclude<typeof status, 'refused'>;

test('every named refusal is a code of the service', () => {
  expect(codeOf('price_changed')).toBe('price_changed');
});
