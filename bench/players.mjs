// The guests of a run: signed in, with free gems and a paid lot, as real players come to them.
import { randomBytes, randomUUID } from 'node:crypto';
import { PRODUCT } from './bench-catalog.mjs';
import { call, concurrently } from './calls.mjs';

const AT_ONCE = 32;
const FREE_GEMS_MANY = 10_000_000;
/** Not a multiple of the price: one order of each such player takes from two lots. */
const FREE_GEMS_FEW = 25;
const SERVER = { authorization: 'Bearer sk_demo' };

/** One that can be bought with and topped up: `id`, `accessToken`, `accountToken`. */
async function signIn(home) {
  const guest = { deviceId: randomUUID(), deviceSecret: randomBytes(24).toString('base64url') };
  const headers = { 'gemtill-key': 'pk_demo' };
  const { body } = await call(`${home}/v1/sessions`, { headers, body: { guest } });
  return { id: body.player.id, accessToken: body.accessToken, accountToken: body.accountToken };
}

function grant(home, player, amount) {
  return call(`${home}/v1/server/players/${player.id}/grants`, {
    headers: { ...SERVER, 'idempotency-key': randomUUID() },
    body: { currency: 'GEM', amount, reason: 'bench' },
  });
}

async function topUp(home, player, proof) {
  const { body } = await call(`${home}/v1/topups`, {
    headers: { authorization: `Bearer ${player.accessToken}`, 'idempotency-key': randomUUID() },
    body: { store: 'apple', proof },
  });
  if (body.status !== 'credited') throw new Error(`a top-up ended as ${body.status}`);
}

/** The first use of a token costs its signature's check; games use theirs many times. */
async function lookAtWallet(home, player) {
  const headers = { authorization: `Bearer ${player.accessToken}` };
  await call(`${home}/v1/wallet`, { method: 'GET', headers });
}

/** A purchase as the device would hold it: what the simulator's store signed. */
export async function purchase(simulator, store, player) {
  const { body } = await call(`${simulator}/control/purchases`, {
    // In silence: a notification would credit it before the claim that is to be measured.
    body: {
      store,
      productId: PRODUCT[store],
      accountToken: player.accountToken,
      notify: false,
    },
  });
  return body.proof;
}

export async function publish(home, catalog) {
  await call(`${home}/v1/server/catalogs`, { headers: SERVER, body: catalog });
}

/**
 * Asks the store about all of its customers now. The service does it by itself once an hour, the
 * first time a minute after its start, and the simulator answers at once: it would take a whole
 * core in the middle of a window.
 */
export async function reconcile(home) {
  await call(`${home}/v1/server/reconciliations`, { headers: SERVER, body: {} });
}

/**
 * Signs in `count` guests. Every second one pays from a free lot (free gems are spent first), the
 * others soon from the paid lot of a real top-up, and some hold plenty of both kinds.
 */
export async function makePlayers({ home, simulator, count, signal }) {
  return concurrently(count, AT_ONCE, signal, async (index) => {
    const player = await signIn(home);
    const paying = index % 2 === 0;
    await grant(home, player, paying ? FREE_GEMS_FEW : FREE_GEMS_MANY);
    if (paying || index % 8 === 1)
      await topUp(home, player, await purchase(simulator, 'apple', player));
    await lookAtWallet(home, player);
    return player;
  });
}
