import type { PublishedCatalog } from '../catalog/model.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { AMOUNT_MAX_PER_BALANCE, type Amount, amount, ZERO } from '../kernel/amount.js';
import type { Lot } from '../ledger/lot.js';
import { fullLot } from '../ledger/movements.js';
import { balanceOf, type Wallet } from '../ledger/wallet.js';
import type { Purchase } from '../stores/store-gateway.js';
import type { Draft } from '../till/draft.js';
import type { Desk } from '../till/operation.js';
import type { CreditedGems } from './credited-gems.js';
import type { BonusLot, Payment } from './payment.js';
import {
  type FittedGems,
  fittedGems,
  operationRoom,
  type PromotionCase,
  promisedGems,
} from './promotion-gems.js';
import { countPayment, PROMOTION_USAGE } from './promotion-usage.js';

const DAY_MS = 24 * 60 * 60_000;

/** What promotions add to a payment that is being credited. */
export interface CreditedBonus {
  readonly lots: readonly Lot[];
  readonly bonus: readonly BonusLot[];
  /** The payment's lines with what was given for each. */
  readonly lines: Payment['lines'];
}

/** What is credited, and to whom. */
interface Credited {
  readonly payment: Payment;
  readonly purchase: Purchase;
  readonly wallet: Wallet;
  readonly gems: CreditedGems;
}

/**
 * Decides on the locked rows what promotions add to a payment, and counts it: of two payments at
 * once only one is the player's first. Nothing is added where the player's history is not loaded,
 * which is where no promotion of the catalog is about the purchase.
 */
export function creditedBonus(
  draft: Draft,
  { catalog, facts }: { readonly catalog: PublishedCatalog; readonly facts: PlayerFacts },
  { payment, purchase, wallet, gems }: Credited,
): CreditedBonus {
  const { playerId } = wallet;
  const history = draft.row(PROMOTION_USAGE, playerId);
  const at = promotedAt(purchase, draft.now);
  const fitted = history
    ? fittingBonus({ catalog, purchase, facts, history, at }, wallet, gems)
    : NOTHING;
  const given = new Set(fitted.gifts.map(({ promotion }) => promotion.key));
  if (payment.paid) draft.put(...countPayment(draft, playerId, given));
  const lots = fitted.gifts.map((gift) => lotOf(draft, payment, gift));
  const bonus = fitted.gifts.map(({ promotion, currency, amount: value }, index) => {
    return { promotion: promotion.key, currency, amount: value, lotId: lots[index]!.id };
  });
  const lines = gems.lines.map((line, index) => {
    const more = fitted.lines[index] ?? {};
    return Object.keys(more).length === 0 ? line : { ...line, bonus: more };
  });
  return { lots, bonus, lines };
}

const NOTHING: FittedGems = { gifts: [], lines: [] };

/**
 * Free gems that name their payment. They expire counted from the credit, since the player has them
 * from then. They have neither a price nor a fee: nothing was paid for them.
 */
function lotOf(
  desk: Desk,
  { id: originId, country }: Payment,
  { promotion, currency, amount: original }: FittedGems['gifts'][number],
): Lot {
  const days = promotion.expiresAfterDays;
  return fullLot({
    id: desk.ids.next('lot'),
    currency,
    bucket: 'free',
    origin: 'bonus',
    originId,
    original,
    price: null,
    feeMicros: null,
    country,
    createdAt: desk.now,
    expiresAt: days === null ? null : desk.now + days * DAY_MS,
  });
}

/** What of a purchase's promotions a wallet has room for, beside the gems that were paid for. */
export function fittingBonus(
  of: PromotionCase,
  wallet: Wallet,
  { grants }: Pick<CreditedGems, 'grants'>,
): FittedGems {
  const { currencies } = of.catalog.model;
  return fittedGems(promisedGems(of), (currency) => {
    const paid = grants[currency] ?? ZERO;
    const cap = currencies.get(currency)?.cap ?? AMOUNT_MAX_PER_BALANCE;
    const left = cap - heldOf(wallet, currency) - paid;
    return amount(Math.max(0, Math.min(left, operationRoom(paid))));
  });
}

/**
 * When a purchase counts as made: when the store says that it was paid, so that a late credit costs
 * nobody a promotion; now where the store does not tell, or tells a time that is yet to come.
 */
export function promotedAt({ purchasedAt }: { purchasedAt: number | null }, now: number): number {
  return purchasedAt !== null && purchasedAt <= now ? purchasedAt : now;
}

/** Debt counts against it: what pays debt is not held afterwards. */
function heldOf(wallet: Wallet, currency: string): Amount {
  const of = (bucket: 'paid' | 'free' | 'debt') => balanceOf(wallet, currency, bucket);
  return amount(of('paid') + of('free') + of('debt'));
}
