import {
  AMOUNT_MAX_PER_BALANCE,
  type Amount,
  add,
  negate,
  smaller,
  subtract,
  ZERO,
} from '../kernel/amount.js';
import { timestamp } from '../kernel/clock.js';
import type { Environment } from '../kernel/environment.js';
import type { PlayerId, TitleId } from '../kernel/id.js';
import type { PlayerBucket } from './bucket.js';
import { isHeld, isSpendable, type OpenLot } from './lot.js';

/** One account of a player: the balance is what its entries add up to. */
export interface Account {
  readonly currency: string;
  readonly bucket: PlayerBucket;
  readonly balance: Amount;
  /** How many entries the account has. */
  readonly number: number;
}

/** All that the ledger knows of a player while the player is locked. Immutable. */
export interface Wallet {
  readonly playerId: PlayerId;
  readonly titleId: TitleId;
  readonly environment: Environment;
  /** Rises by one with each transaction. */
  readonly seq: number;
  /** How many events the player has. */
  readonly eventNumber: number;
  readonly accounts: readonly Account[];
  /** The lots that still hold gems. */
  readonly lots: readonly OpenLot[];
}

export function balanceOf(wallet: Wallet, currency: string, bucket: PlayerBucket): Amount {
  for (const account of wallet.accounts) {
    if (account.bucket === bucket && account.currency === currency) return account.balance;
  }
  return ZERO;
}

/** Whether a bucket can hold so much more, within the limits of a balance and of the given cap. */
export function fits(
  wallet: Wallet,
  more: { readonly currency: string; readonly amount: Amount },
  cap: Amount | null,
): boolean {
  const { currency } = more;
  const held = balanceOf(wallet, currency, 'paid') + balanceOf(wallet, currency, 'free');
  return held + more.amount <= (cap ?? AMOUNT_MAX_PER_BALANCE);
}

/** The wallet as the API shows it (api.md). `debt` is what is owed, as a positive amount. */
export interface WalletView {
  readonly seq: number;
  readonly balances: Readonly<Record<string, BalanceView>>;
}

export interface BalanceView {
  readonly total: Amount;
  readonly paid: Amount;
  readonly free: Amount;
  readonly debt: Amount;
  readonly expiring: readonly { readonly amount: Amount; readonly expiresAt: string }[];
  /** Gems that others gave and that cannot be spent yet; absent: there are none. */
  readonly held?: readonly { readonly amount: Amount; readonly heldUntil: string }[];
}

const LOTS_SHOWN_MAX = 20;

/** Shows the currencies that the player has ever held and those that the catalog names. */
export function walletView(wallet: Wallet, currencies: Iterable<string>, now: number): WalletView {
  const codes = new Set([...currencies, ...wallet.accounts.map((account) => account.currency)]);
  const balances: Record<string, BalanceView> = {};
  for (const code of [...codes].sort()) {
    const paid = balanceOf(wallet, code, 'paid');
    const free = balanceOf(wallet, code, 'free');
    const debt = negate(balanceOf(wallet, code, 'debt'));
    const held = heldNow(wallet, code, now);
    balances[code] = {
      total: add(paid, free),
      paid,
      free,
      debt,
      expiring: expiring(wallet, code),
      ...(held.length > 0 && { held }),
    };
  }
  return { seq: wallet.seq, balances };
}

function expiring(wallet: Wallet, currency: string): BalanceView['expiring'] {
  const lots = wallet.lots.filter((lot) => lot.currency === currency && lot.expiresAt !== null);
  if (lots.length === 0) return [];
  return lots
    .sort((left, right) => left.expiresAt! - right.expiresAt!)
    .slice(0, LOTS_SHOWN_MAX)
    .map((lot) => ({ amount: lot.remaining, expiresAt: timestamp(lot.expiresAt!) }));
}

function heldNow(wallet: Wallet, currency: string, now: number): NonNullable<BalanceView['held']> {
  return wallet.lots
    .filter((lot) => lot.currency === currency && lot.remaining > 0 && isHeld(lot, now))
    .sort((left, right) => left.received!.heldUntil - right.received!.heldUntil)
    .slice(0, LOTS_SHOWN_MAX)
    .map((lot) => ({ amount: lot.remaining, heldUntil: timestamp(lot.received!.heldUntil) }));
}

/**
 * How many gems are missing for a price; zero when there are enough. Expired gems that still lie in
 * their lots do not count, nor do held ones: they cannot be spent, so the player must be told of
 * them as missing.
 */
export function missing(
  wallet: Wallet,
  price: { currency: string; amount: Amount },
  now: number,
): Amount {
  let left = price.amount;
  for (const lot of wallet.lots) {
    if (lot.currency !== price.currency || !isSpendable(lot, now)) continue;
    left = subtract(left, smaller(left, lot.remaining));
  }
  return left;
}
