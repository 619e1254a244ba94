import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { amount } from '../../src/kernel/amount.js';
import { idBytes } from '../../src/kernel/id.js';
import type { IdSource } from '../../src/kernel/id-source.js';
import { ID_SOURCE } from '../../src/kernel/injection.js';
import { promotionOperation } from '../../src/ledger/promotion.js';
import { Database } from '../../src/platform/database/database.js';
import type { PlayerCaller } from '../../src/platform/http/caller.js';
import { PlayerAuthenticator } from '../../src/players/player-authenticator.js';
import { PlayersStore } from '../../src/players/players.store.js';
import { SessionsStore } from '../../src/players/sessions.store.js';
import { Till } from '../../src/till/till.js';
import { TitlesService } from '../../src/titles/titles.service.js';
import { claimNumbered } from './desk.js';
import { freshKey } from './player.js';
import type { ServiceInTest } from './service.js';

export interface CrowdAnswer {
  readonly status: number;
  /** The body as JSON, of whatever shape. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  readonly body: any;
}

/** A signed-in player of many. */
export interface Member {
  readonly caller: PlayerCaller;
  /** Sends a body under a new key, or asks without one. */
  send(path: string, body?: object, url?: string): Promise<CrowdAnswer>;
}

/** More than a batch of the till, so that batches are full. */
const SOCKETS_MAX = 300;

/**
 * Makes many players of the demo title who are signed in and hold free gems: a thousand of them in
 * one transaction and a few batches, where signing each in would take longer than the test.
 */
export async function crowdOf(
  { app, url, clock }: ServiceInTest,
  count: number,
  gems: number,
): Promise<Member[]> {
  const part = <Part>(token: abstract new (...some: never) => Part): Part =>
    app.get(token, { strict: false });
  const ids = app.get<IdSource>(ID_SOURCE, { strict: false });
  const { id: titleId } = (await part(TitlesService).bySlug('demo'))!;
  const scope = { titleId, environment: 'production' as const };
  const now = clock.now();
  const callers = Array.from({ length: count }, (): PlayerCaller => {
    return {
      kind: 'player',
      ...scope,
      playerId: ids.next('player'),
      sessionId: ids.next('session'),
    };
  });
  await part(Database).write(async (transaction) => {
    for (const { playerId, sessionId } of callers) {
      const player = { ...scope, id: playerId, createdAt: now, blockedAt: null };
      const key = { ...scope, kind: 'identity' as const, subjectHash: randomBytes(32) };
      await part(PlayersStore).insert(transaction, player, key, null);
      const times = { createdAt: now, expiresAt: now + 3_600_000 };
      const session = { id: sessionId, playerId, refreshHash: randomBytes(32), ...times };
      await part(SessionsStore).insert(transaction, session);
    }
  });
  const what = { currency: 'GEM', amount: amount(gems), cap: null, expiresAt: null };
  await Promise.all(
    callers.map(({ playerId }, at) => {
      const claim = claimNumbered(at, { caller: idBytes(playerId) });
      const gift = { ...scope, playerId, ...what, reason: 'test', claim };
      return part(Till).run(promotionOperation(gift));
    }),
  );
  const { tokens } = part(PlayerAuthenticator);
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX, timeout: 15_000 });
  return Promise.all(
    callers.map(async (caller): Promise<Member> => {
      const { token } = await tokens.issue(caller, now);
      const authorization = `Bearer ${token}`;
      return {
        caller,
        send: (path, body, at = url) => asked(`${at}/v1${path}`, { agent, authorization, body }),
      };
    }),
  );
}

/** A third of what `fetch` costs; a thousand of those would be most of a test. */
function asked(
  url: string,
  {
    agent,
    authorization,
    body,
  }: { agent: Agent; authorization: string; body?: object | undefined },
): Promise<CrowdAnswer> {
  const text = body && JSON.stringify(body);
  const json = { 'content-type': 'application/json', 'idempotency-key': freshKey() };
  const headers = { authorization, ...(text && { ...json, 'content-length': text.length }) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers, method: text ? 'POST' : 'GET' }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const body = JSON.parse(Buffer.concat(parts).toString()) as unknown;
        resolve({ status: answer.statusCode ?? 0, body });
      });
    });
    sent.on('error', reject).end(text);
  });
}
