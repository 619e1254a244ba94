import { setTimeout as sleep } from 'node:timers/promises';
import { freshKey, giveFree, orderOf, type Player, type RawAnswer, signIn } from './player.js';
import { seededRandom } from './random.js';
import type { ServiceAddress } from './service.js';

const PLAYERS = 20;
const FREE_GEMS = 300;
const RETRY_MS = 100;
const RETRY_MS_MAX = 25_000;

/** One wish of one player, sent under one key until there is a definite answer. */
export interface StormOperation {
  readonly what: 'topup' | 'order' | 'consume';
  readonly player: Player;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  /** The first definite answer. */
  answer?: RawAnswer;
}

/** Many players who do everything at once, and remember what they were told. */
export interface Storm {
  readonly players: readonly Player[];
  readonly operations: readonly StormOperation[];
  /** Every status that any request was answered with; `connection` stands for a broken one. */
  readonly seen: ReadonlyMap<string, number>;
  /**
   * Acts at the very answer that has this number: what was answered a moment before its commit is
   * then lost, and seen to be.
   */
  at(answers: number, act: () => Promise<void>): Promise<void>;
  /** Sends all, each player in turn and all players at once, until each has its answer. */
  run(): Promise<void>;
  /** Asks for the answer of an operation again, under its key. */
  repeat(operation: StormOperation): Promise<RawAnswer>;
}

/** Prepares players, payments in the stores and wishes; the same for the same seed. */
export async function prepareStorm(
  service: ServiceAddress,
  seed: number,
  count: number,
): Promise<Storm> {
  const random = seededRandom(seed);
  const stores = ['apple', 'google'] as const;
  const players = await Promise.all(
    Array.from({ length: PLAYERS }, (_, i) => signIn(service, { store: stores[i % 2] })),
  );
  await Promise.all(players.map((player) => giveFree(service, player, FREE_GEMS)));
  const operations: StormOperation[] = [];
  for (let i = 0; i < count; i++) {
    const index = Math.floor(random() * PLAYERS);
    operations.push(await wish(players[index]!, stores[index % 2]!, random()));
  }
  const seen = new Map<string, number>();
  const plans = new Map<number, () => void>();
  let answers = 0;

  async function send({ player, path, body, key }: StormOperation): Promise<RawAnswer | null> {
    const answer = await player.send(path, body, key).catch(() => null);
    const name = answer ? String(answer.status) : 'connection';
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return answer && answer.status < 500 && answer.status !== 202 ? answer : null;
  }

  async function settled(operation: StormOperation): Promise<RawAnswer> {
    const end = Date.now() + RETRY_MS_MAX;
    while (Date.now() < end) {
      const answer = await send(operation);
      if (answer) return answer;
      await sleep(RETRY_MS);
    }
    throw new Error(`no definite answer to ${operation.what} ${operation.key}`);
  }

  return {
    players,
    operations,
    seen,
    at: (number, act) =>
      new Promise((resolve, reject) => {
        plans.set(number, () => act().then(resolve, reject));
      }),
    run: async () => {
      await Promise.all(
        players.map(async (player) => {
          for (const one of operations) {
            if (one.player !== player) continue;
            one.answer = await settled(one);
            plans.get(++answers)?.();
          }
        }),
      );
    },
    repeat: settled,
  };
}

async function wish(player: Player, store: string, dice: number): Promise<StormOperation> {
  const key = freshKey();
  if (dice < 0.35) {
    const { proof } = await player.pay(100);
    return { what: 'topup', player, path: '/topups', body: { store, proof }, key };
  }
  if (dice < 0.8) {
    const offer = dice < 0.7 ? 'potion' : 'sword';
    return { what: 'order', player, path: '/orders', body: orderOf(offer), key };
  }
  const path = '/inventory/potion/consume';
  return { what: 'consume', player, path, body: { quantity: 1 }, key };
}

/** What the answers of a storm promised to a player. */
export function promisedTo(storm: Storm, player: Player): { gems: number; potions: number } {
  let gems = FREE_GEMS;
  let potions = 0;
  for (const { player: owner, what, answer } of storm.operations) {
    if (owner !== player || !answer || answer.status >= 400) continue;
    if (what === 'topup') gems += 100;
    if (what === 'order') gems -= answer.body.order.total.amount;
    if (what === 'order' && answer.body.order.offer === 'potion') potions += 1;
    if (what === 'consume') potions -= 1;
  }
  return { gems, potions };
}
