import type { Coupon, PublishedCatalog } from '../catalog/model.js';
import { belongsTo } from '../catalog/offer-price.js';
import type { PlayerFacts } from '../catalog/player-facts.js';
import { edgesOf, isWithin } from '../catalog/window.js';
import { tell } from '../events/event.js';
import { type Gifts, giftsOf, skusOf } from '../inventory/give.js';
import { type Given, grantGifts } from '../inventory/grant-gifts.js';
import { HOLDINGS, holdingKey, holdingView } from '../inventory/holding.js';
import { type Amount, isOperationAmount } from '../kernel/amount.js';
import { timestamp } from '../kernel/clock.js';
import { idAs } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { credit, fullLot, type Moved } from '../ledger/movements.js';
import { fits, type Wallet, walletView } from '../ledger/wallet.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { type Claim, change, type Decision, type Desk, type Operation } from '../till/operation.js';
import { JOURNAL, WALLETS, walletAt } from '../till/wallet-book.js';
import {
  COUPON_CODES,
  COUPON_REDEMPTIONS,
  COUPON_USAGE,
  type CouponCode,
  type CouponRedemption,
  couponUsageKey,
  REDEEMED_CODES,
  redeemedKey,
  redemptionView,
} from './redemption.js';

const DAY_MS = 86_400_000;

/** A player and a code that is there; what may change of the code is read when it is decided. */
export interface RedemptionRequest {
  readonly player: PlayerCaller;
  readonly code: Pick<CouponCode, 'hash' | 'coupon'>;
  readonly facts: PlayerFacts;
  readonly catalog: PublishedCatalog;
  readonly claim: Claim;
}

/**
 * Redeems a code. Refusals, in this order: `coupon_unavailable` (unknown, archived, not started,
 * ended, audience), `coupon_used` (by this player, by others, the player's limit, the stock), what
 * `inventory` refuses, `balance_limit_reached`.
 */
export function redemptionOperation(request: RedemptionRequest): Operation {
  const { player, code, catalog, claim } = request;
  const { playerId } = player;
  const coupon = catalog.model.coupons.get(code.coupon);
  const gifts: Gifts = coupon ? giftsOf(coupon, 1, catalog.model.items) : NO_GIFTS;
  return {
    kind: 'coupon',
    players: [playerId],
    claim,
    needs: new Map([
      [HOLDINGS, skusOf(gifts.items).map((sku) => holdingKey(playerId, sku))],
      [REDEEMED_CODES, [redeemedKey(playerId, code.coupon)]],
      [COUPON_CODES, [code.hash]],
      [COUPON_USAGE, [couponUsageKey(player, code.coupon)]],
    ] as [typeof HOLDINGS, string[]][]),
    decide(desk): Decision {
      const wallet = walletAt(desk, playerId);
      assertOffered(coupon, request, desk.now);
      const counted = countedIn(desk, request, coupon);
      const { redemption } = counted;
      const source = { source: 'coupon' as const, sourceId: redemption.id };
      const given = grantGifts(desk, playerId, gifts.items, source);
      assertRoom(wallet, gifts, catalog);
      const moved = brought(desk, wallet, { coupon, redemption, gifts });
      return done(desk, { request, redemption, given, gifts, moved }, counted.changes);
    },
  };
}

const NO_GIFTS: Gifts = { items: [], gives: {} };

function assertOffered(
  coupon: Coupon | undefined,
  { facts, catalog }: RedemptionRequest,
  now: number,
): asserts coupon is Coupon {
  const unavailable = (reason: string, more: object = {}) =>
    new Problem('coupon_unavailable', { members: { reason, ...more } });
  if (!coupon) throw unavailable('unknown');
  if (coupon.archived) throw unavailable('archived');
  if (!isWithin(coupon, facts.timeZone, now)) {
    const { startsAt } = edgesOf(coupon, facts.timeZone);
    if (startsAt === null || now >= startsAt) throw unavailable('ended');
    throw unavailable('not_started', { startsAt: timestamp(startsAt) });
  }
  if (!belongsTo(coupon.audience, catalog, facts)) throw unavailable('audience');
}

/** Counts the redemption wherever it counts; throws `coupon_used`. */
function countedIn(desk: Desk, { player, code, catalog }: RedemptionRequest, coupon: Coupon) {
  const { titleId, environment, playerId } = player;
  const used = (reason: string, more: object = {}) =>
    new Problem('coupon_used', { members: { reason, ...more } });
  const mine = desk.row(REDEEMED_CODES, redeemedKey(playerId, coupon.key)) ?? [];
  if (mine.includes(code.hash)) throw used('player');
  const row = desk.row(COUPON_CODES, code.hash);
  if (!row) throw new Error('a code that was found is gone'); // no code is ever deleted
  if (row.usesMax !== null && row.uses >= row.usesMax) throw used('code');
  const { limitPerPlayer: limit, stock } = coupon;
  if (limit !== null && mine.length >= limit) throw used('limit', { limit });
  const usageKey = couponUsageKey(player, coupon.key);
  const redeemed = (desk.row(COUPON_USAGE, usageKey)?.redeemed ?? 0) + 1;
  if (stock !== null && redeemed > stock) throw used('stock');
  const redemption: CouponRedemption = {
    id: desk.ids.next('redemption'),
    titleId,
    environment,
    playerId,
    coupon: coupon.key,
    codeHash: code.hash,
    number: redeemed,
    playerNumber: mine.length + 1,
    catalogVersionId: catalog.versionId,
    createdAt: desk.now,
  };
  const usage = { titleId, environment, coupon: coupon.key, redeemed };
  const changes = [
    change(REDEEMED_CODES, redeemedKey(playerId, coupon.key), [...mine, code.hash]),
    change(COUPON_CODES, code.hash, { ...row, uses: row.uses + 1 }),
    change(COUPON_USAGE, usageKey, usage),
    change(COUPON_REDEMPTIONS, redemption.id, redemption),
  ];
  return { redemption, changes };
}

function assertRoom(wallet: Wallet, { gives }: Gifts, { model }: PublishedCatalog): void {
  for (const [currency, amount] of Object.entries(gives)) {
    if (!isOperationAmount(amount)) throw new Problem('amount_out_of_range');
    if (!fits(wallet, { currency, amount }, model.currencies.get(currency)?.cap ?? null)) {
      throw new Problem('balance_limit_reached', { members: { currency } });
    }
  }
}

/** The free gems, a lot for each currency. Without any the wallet's seq changes all the same. */
function brought(
  desk: Desk,
  wallet: Wallet,
  { coupon, redemption, gifts }: { coupon: Coupon; redemption: CouponRedemption; gifts: Gifts },
): Moved | { readonly wallet: Wallet; readonly transaction: null } {
  const days = coupon.expiresAfterDays;
  const lots = Object.entries(gifts.gives).map(([currency, original]: [string, Amount]) =>
    fullLot({
      id: desk.ids.next('lot'),
      currency,
      bucket: 'free',
      origin: 'promotion',
      originId: redemption.id,
      original,
      price: null,
      feeMicros: null,
      country: null,
      createdAt: desk.now,
      expiresAt: days === null ? null : desk.now + days * DAY_MS,
    }),
  );
  if (lots.length === 0) return { wallet: { ...wallet, seq: wallet.seq + 1 }, transaction: null };
  const id = idAs('txn', redemption.id);
  return credit(wallet, { id, kind: 'grant', at: desk.now }, lots);
}

interface Results {
  readonly request: RedemptionRequest;
  readonly redemption: CouponRedemption;
  readonly given: Given;
  readonly gifts: Gifts;
  readonly moved: Moved | { readonly wallet: Wallet; readonly transaction: null };
}

function done(
  desk: Desk,
  { request, redemption, given, gifts, moved }: Results,
  counted: Decision['changes'],
): Decision {
  const { playerId } = request.player;
  const { transaction } = moved;
  const body = {
    redemption: redemptionView(redemption),
    granted: gifts.gives,
    wallet: walletView(moved.wallet, request.catalog.model.currencies.keys(), desk.now),
    inventory: given.holdings.map(holdingView),
  };
  const transactionId = transaction?.id ?? null;
  const told = tell(desk, moved.wallet, { type: 'coupon.redeemed', transactionId, data: body });
  return {
    outcome: 'done',
    status: 201,
    body,
    transactionId,
    eventNumber: told.number,
    changes: [
      change(WALLETS, playerId, told.wallet),
      ...(transaction ? [change(JOURNAL, transaction.id, transaction)] : []),
      ...counted,
      ...given.changes,
      told.change,
    ],
  };
}
