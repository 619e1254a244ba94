import type { Change } from './sdk-source.js';

/** A mistake that somebody could make in the SDK, and what a world is to call it. */
export interface SeededBug extends Change {
  readonly name: string;
}

/**
 * Each makes the SDK lose, double or lie. When the SDK is rewritten and a text is not there any
 * more, the same mistake is to be planted in the new text.
 */
export const SEEDED_BUGS: readonly SeededBug[] = [
  {
    name: 'finishes a payment before it is granted',
    file: 'delivery.ts',
    from: "fate === 'finish' && transaction &&",
    to: 'transaction &&',
  },
  {
    name: 'asks again under a new key',
    file: 'delivery.ts',
    from: 'player ? id : secret(16)',
    to: 'secret(16)',
  },
  {
    name: 'sends while the intent is still being written',
    file: 'delivery.ts',
    from: "await vault.write('queue', queue)",
    to: "void vault.write('queue', queue)",
  },
  {
    name: 'does not write an intent down at all',
    file: 'delivery.ts',
    from: "await vault.write('queue', queue)",
    to: 'await 0',
  },
  {
    name: 'does not read the queue again before it writes it',
    file: 'delivery.ts',
    from: 'const queue = await all();',
    to: 'const queue = account.seen;',
  },
  {
    name: 'takes any wallet for the newest',
    file: 'wallet.ts',
    from: 'wallet.seq > current.seq',
    to: 'wallet.seq !== current.seq',
  },
  {
    name: 'renews a session that another tab has renewed',
    file: 'account.ts',
    from: '(stale && session.accessToken === stale.accessToken)) {\n          session = await signIn(device, session);',
    to: 'stale) {\n          session = await signIn(device, stale || session);',
  },
  {
    name: 'lets two tabs into the queue at once',
    file: 'exclusive.ts',
    from: 'navigator.locks.request(prefix + name, hold)',
    to: 'hold()',
  },
  {
    name: 'lets two calls into the queue at once',
    file: 'exclusive.ts',
    from: '.then(work, work)',
    to: ' && work()',
  },
  {
    name: 'lets a lock go before its write has arrived',
    file: 'exclusive.ts',
    from: 'await sleep(ARRIVAL_MS);',
    to: '',
  },
  {
    name: 'drops what got no answer',
    file: 'verdict.ts',
    from: "fate: 'keep',",
    to: "fate: 'drop',",
  },
  {
    name: 'finishes a payment that is still being verified',
    file: 'verdict.ts',
    from: 'return pending(id, status);\n  const fate',
    to: "return { ...pending(id, status), fate: 'finish' };\n  const fate",
  },
  {
    name: 'takes a busy server for a refusal',
    file: 'http.ts',
    from: '!code || status > 499 || retryable',
    to: '!code',
  },
  {
    name: 'takes an expired token for a refusal',
    file: 'http.ts',
    from: 'status === 401',
    to: 'status === 1',
  },
  {
    name: 'takes the page of a captive portal for an answer',
    file: 'http.ts',
    from: '(status < 300 && body === parsed)',
    to: 'status < 300',
  },
  {
    name: 'forgets what the storage refused',
    file: 'storage.ts',
    from: 'memory.set(name, value);',
    to: '',
  },
  {
    name: 'reads what is still being written',
    file: 'storage.ts',
    from: 'async write(name, value) {',
    to: 'async write(name, value) {\n      memory.set(name, value);',
  },
  {
    name: 'charges a purchase that is too late',
    file: 'delivery.ts',
    from: "headers['Idempotency-Replay-Only'] = 'true';",
    to: ';',
  },
  {
    name: 'believes a clock that was set back',
    file: 'delivery.ts',
    from: 'Math.abs(now() - at!)',
    to: 'now() - at!',
  },
  {
    name: 'sends what another player wants to buy',
    file: 'delivery.ts',
    from: 'if (player && player !== account.player())',
    to: 'if (player === null)',
  },
  {
    name: 'pays for the player who was signed in before',
    file: 'topups.ts',
    from: 'connected !== accountToken',
    to: '!connected',
  },
  {
    name: 'forgets the secret of the guest',
    file: 'sign-in.ts',
    from: "await vault.write('device', guest);",
    to: '',
  },
  {
    name: 'does not ask the store what is unfinished',
    file: 'topups.ts',
    from: 'await guard(() => source.pending())',
    to: '[]',
  },
  {
    name: 'drops a payment that the player of the moment may not have',
    file: 'verdict.ts',
    from: "fate: transaction || 'keep'",
    to: "fate: transaction || 'finish'",
  },
  {
    name: 'keeps the session that was signed out',
    file: 'account.ts',
    from: 'return vault.write(name, null);',
    to: 'return Promise.resolve();',
  },
  {
    name: 'calls an order done that was only sent',
    file: 'verdict.ts',
    from: "{ status: 'pending', key, cause }",
    to: "{ status: cause === 'timeout' ? 'completed' : 'pending', key, cause }",
  },
];
