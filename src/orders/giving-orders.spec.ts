import { PlayerInShop } from '../../test/orders/order-desk.js';
import { debtOf, lotWith, NOW, rowsOf, walletOf } from '../../test/support/desk.js';
import { HOLDINGS } from '../inventory/holding.js';
import { amount } from '../kernel/amount.js';
import type { OrderId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { Lot } from '../ledger/lot.js';
import { JOURNAL, WALLETS } from '../till/wallet-book.js';

const GEMS = lotWith(1, { bucket: 'paid', remaining: amount(200) });
const rich = (...more: Lot[]) => new PlayerInShop(walletOf([GEMS, ...more]));
const refused = (attempt: () => unknown) => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof Problem) return [error.code, error.details.members];
    throw error;
  }
  throw new Error('it was not refused');
};
/** What a transaction moved, shortly. */
const linesOf = (player: PlayerInShop) =>
  player.transactions
    .at(-1)!
    .entries.map(({ currency, bucket, amount: gems }) => `${currency} ${bucket} ${gems}`);

describe('an order that gives a currency', () => {
  it('brings it as free gems from promotion, in the transaction that pays, in a lot of its own', () => {
    const player = rich();
    const id = player.buy('coins', 2);
    expect(linesOf(player)).toEqual([
      'GEM paid -40',
      'GEM sales 40',
      'GOLD free 200',
      'GOLD promotion -200',
    ]);
    expect(player.wallet.lots.find(({ currency }) => currency === 'GOLD')).toMatchObject({
      origin: 'order',
      originId: id,
      bucket: 'free',
      original: 200,
      remaining: 200,
      createdAt: NOW,
      expiresAt: null,
    });
    const body = player.events.at(-1)!.data as { gives: object };
    expect(body.gives).toEqual({ GOLD: 200 });
  });

  it('may give the very currency that it costs, beside items', () => {
    const player = rich();
    player.buy('cheer');
    expect(linesOf(player)).toEqual([
      'GEM paid -35',
      'GEM sales 35',
      'GEM free 5',
      'GEM promotion -5',
      'GOLD free 1',
      'GOLD promotion -1',
    ]);
    expect(player.state()).toMatchObject({ balances: { paid: 165, free: 5 }, gold: 1 });
  });

  it('opens the purse in a bundle', () => {
    const player = rich();
    player.buy('purse', 2);
    expect(player.state()).toMatchObject({ gold: 100, held: { potion: [2, null] } });
  });

  it('pays with it what is owed of that currency, as every gem that comes in does', () => {
    const debt = walletOf([GEMS], { accounts: [debtOf(30, 'GOLD')] });
    const player = new PlayerInShop(debt);
    player.buy('coins');
    expect(linesOf(player).slice(2)).toEqual([
      'GOLD debt 30',
      'GOLD free 70',
      'GOLD promotion -100',
    ]);
  });

  it('is refused when the player could not hold it, after the price was seen to be there', () => {
    const player = rich(lotWith(2, { currency: 'GOLD', remaining: amount(351) }));
    expect(refused(() => player.buy('coins'))).toEqual([
      'balance_limit_reached',
      { currency: 'GOLD' },
    ]);
    expect(refused(() => player.buy('coins', 11))[0]).toBe('insufficient_balance');
    expect(player.buy('cheer')).toBeDefined();
  });
});

describe('an order that gave a currency and is given back', () => {
  it('takes it out of its lot, in the transaction that gives the gems back', () => {
    const player = rich();
    const id = player.buy('cheer');
    const decision = player.refund(id);
    expect(rowsOf(decision, JOURNAL)[0]).toMatchObject({ kind: 'order_refund' });
    expect(linesOf(player)).toEqual([
      'GEM paid 35',
      'GEM sales -35',
      'GEM free -5',
      'GEM promotion 5',
      'GOLD free -1',
      'GOLD promotion 1',
    ]);
    expect(player.state()).toMatchObject({ balances: { paid: 200, free: 0 }, gold: 0, held: {} });
  });

  it('is refused as soon as one of the gems is spent, and says how many', () => {
    const player = rich();
    const id = player.buy('cheer');
    player.buy('potion'); // ten gems: the five free ones first
    const missing = { items: [], gems: [{ currency: 'GEM', amount: 5 }] };
    expect(refused(() => player.refund(id))).toEqual(['items_used', missing]);
  });

  it('takes what is left when the caller accepts that some is spent', () => {
    const player = rich();
    const id = player.buy('cheer');
    player.buy('potion');
    const decision = player.refund(id, { missingItems: 'accept' });
    expect(linesOf(player)).toEqual([
      'GEM paid 35',
      'GEM sales -35',
      'GOLD free -1',
      'GOLD promotion 1',
    ]);
    expect(rowsOf(decision, HOLDINGS)).toMatchObject([{ sku: 'potion', quantity: 1 }]);
    expect(player.state().balances).toMatchObject({ paid: 195, free: 0 });
  });

  it('counts what paid a debt as spent', () => {
    const player = new PlayerInShop(walletOf([GEMS], { accounts: [debtOf(30, 'GOLD')] }));
    const id = player.buy('coins');
    const missing = { items: [], gems: [{ currency: 'GOLD', amount: 30 }] };
    expect(refused(() => player.refund(id))).toEqual(['items_used', missing]);
  });

  it('opens the limit of its own period and the stock again, and no other period', () => {
    const player = rich(lotWith(2, { remaining: amount(300) }));
    const id = player.buy('purse', 2);
    player.now = NOW + 86_400_000;
    player.buy('purse');
    expect(refused(() => player.buy('purse'))[0]).toBe('sold_out');
    player.refund(id);
    expect(player.state()).toMatchObject({
      periods: { 'purse 2026-11-28': 1 },
      sold: { purse: 1 },
    });
    player.buy('purse');
    expect(refused(() => player.buy('purse'))[0]).toBe('limit_reached');
  });
});

describe('an order that gave a currency and whose refund is undone', () => {
  const again = (id: OrderId, player: PlayerInShop) => {
    player.reinstate(id);
    return player.order(id).status;
  };

  it('gives it once more into the same lot, and counts again', () => {
    const player = rich();
    const id = player.buy('purse', 2);
    const bought = player.state();
    player.refund(id);
    expect(again(id, player)).toBe('completed');
    expect(player.state()).toEqual(bought);
    expect(linesOf(player)).toEqual([
      'GEM paid -90',
      'GEM sales 90',
      'GOLD free 100',
      'GOLD promotion -100',
    ]);
    expect(rowsOf(player.refund(id), WALLETS)).toHaveLength(1);
  });

  it.each<[string, (player: PlayerInShop) => void]>([
    ['the stock is sold to others', (player) => player.buy('purse', 2)],
    ['the player holds too much of the currency', (player) => player.buy('coins', 4)],
  ])('stays given back when %s', (_, meanwhile) => {
    const player = rich();
    const id = player.buy('purse', 2);
    player.refund(id);
    meanwhile(player);
    expect(again(id, player)).toBe('refunded');
    expect(player.order(id).refundReason).toBe('kept');
  });

  it('pays what is owed of the currency meanwhile', () => {
    const player = rich();
    const id = player.buy('coins');
    player.refund(id);
    player.wallet = { ...player.wallet, accounts: [...withoutGold(player), debtOf(30, 'GOLD')] };
    expect(again(id, player)).toBe('completed');
    expect(linesOf(player).slice(2)).toEqual([
      'GOLD debt 30',
      'GOLD free 70',
      'GOLD promotion -100',
    ]);
  });

  const withoutGold = ({ wallet }: PlayerInShop) =>
    wallet.accounts.filter(({ currency, bucket }) => currency !== 'GOLD' || bucket !== 'debt');
});
