import { PlayerInShop } from '../../test/orders/order-desk.js';
import { DAY_MS, debtOf, lotWith, NOW, rowsOf, walletOf } from '../../test/support/desk.js';
import { amount } from '../kernel/amount.js';
import type { Lot } from '../ledger/lot.js';
import { JOURNAL } from '../till/wallet-book.js';

const FREE = lotWith(1, { remaining: amount(30) });
const PAID = lotWith(2, { bucket: 'paid', remaining: amount(970) });
const rich = (...lots: Lot[]) => new PlayerInShop(walletOf(lots));

describe('the gems of an order that is given back', () => {
  const lotsOf = (player: PlayerInShop) => Object.values(player.state().lots);

  it('go back to the lots that they came from, though a lot was emptied', () => {
    const player = rich(FREE, lotWith(3, { remaining: amount(20) }), PAID);
    const id = player.buy('skin');
    expect(lotsOf(player)).toEqual([0, 920, 0]);
    const [transaction] = rowsOf(player.refund(id), JOURNAL);
    expect(transaction!.movements).toHaveLength(3);
    expect(transaction!.entries).toMatchObject([
      { bucket: 'paid', amount: 50, lotId: PAID.id },
      { bucket: 'free', amount: 50, lotId: null },
      { bucket: 'sales', amount: -100 },
    ]);
    expect(lotsOf(player)).toEqual([30, 970, 20]);
  });

  it('go back to a lot that has expired since, and the sweep takes them', () => {
    const player = rich(lotWith(1, { remaining: amount(100), expiresAt: NOW + DAY_MS }), PAID);
    const id = player.buy('skin');
    player.now = NOW + 2 * DAY_MS;
    player.refund(id);
    expect(lotsOf(player)).toEqual([100, 970]);
    expect(player.sweep()).toBe(true);
    expect(lotsOf(player)).toEqual([0, 970]);
  });

  it.each([
    ['a part of them', 40, { debt: 0, free: 0, paid: 60 }, [0, 60]],
    ['as many as there are', 100, { debt: 0, free: 0, paid: 0 }, [0, 0]],
    ['more than there are', 150, { debt: -50, free: 0, paid: 0 }, [0, 0]],
  ])('pay what is owed first: %s', (_, owed, balances, lots) => {
    const player = rich(FREE, lotWith(2, { bucket: 'paid', remaining: amount(70) }));
    const id = player.buy('skin');
    const { accounts } = player.wallet;
    player.wallet = { ...player.wallet, accounts: [...accounts, debtOf(owed)] };
    player.refund(id);
    expect(player.state().balances).toEqual(balances);
    // The free gems, which are spent first, pay first.
    expect(lotsOf(player)).toEqual(lots);
  });

  it('pay what is owed from a lot that has expired before any other', () => {
    const late = lotWith(3, { bucket: 'paid', remaining: amount(60), expiresAt: NOW + DAY_MS });
    const player = rich(FREE, late, lotWith(2, { bucket: 'paid', remaining: amount(10) }));
    const id = player.buy('skin');
    player.wallet = { ...player.wallet, accounts: [...player.wallet.accounts, debtOf(60)] };
    player.now = NOW + DAY_MS;
    player.refund(id);
    expect(player.state()).toMatchObject({ balances: { debt: 0, free: 30, paid: 10 } });
  });
});
