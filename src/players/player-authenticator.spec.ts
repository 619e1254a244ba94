import { idAs, type SessionId } from '../kernel/id.js';
import type { Database } from '../platform/database/database.js';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { PlayerAuthenticator } from './player-authenticator.js';
import { SessionWatch } from './session-watch.js';
import type { SessionState, SessionsStore } from './sessions.store.js';

const ID = '01m857qdtbehyam38m86mf9m29';
const CALLER = {
  kind: 'player',
  playerId: idAs('player', `player_${ID}`),
  sessionId: idAs('session', `session_${ID}`),
  titleId: idAs('title', `title_${ID}`),
  environment: 'production',
} as const;

describe('The check of a session', () => {
  // The timer that gathers questions never fires: what waits for it would wait for ever.
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'Date'] }));
  afterEach(() => jest.useRealTimers());

  async function signedIn() {
    let now = Date.parse('2026-11-27T12:00:00Z');
    const asked: SessionId[][] = [];
    let answer: SessionState = 'live';
    const states: SessionsStore['states'] = async (_, ids) => {
      asked.push([...ids]);
      return new Map(ids.map((id) => [id, answer]));
    };
    const watch = new SessionWatch({} as Database, { states } as SessionsStore);
    const secret = new ProcessSecret('a secret of at least thirty-two characters');
    const authenticator = new PlayerAuthenticator(watch, { now: () => now }, secret);
    const { token } = await authenticator.tokens.issue(CALLER, now);
    const ask = async () => authenticator.authenticate(token);
    await ask();
    return {
      ask,
      asked,
      pass: (milliseconds: number) => {
        now += milliseconds;
      },
      end: () => {
        answer = 'ended';
      },
    };
  }

  it('reads the row at the first request, and trusts it for two seconds', async () => {
    const { ask, asked, pass } = await signedIn();
    pass(1_999);
    await expect(ask()).resolves.toMatchObject(CALLER);
    expect(asked).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('looks again from then on while nobody waits, for many at once', async () => {
    const { ask, asked, pass } = await signedIn();
    pass(2_000);
    await expect(ask()).resolves.toMatchObject(CALLER);
    expect(asked).toHaveLength(1);
    jest.runAllTimers();
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toHaveLength(2);
  });

  it('hurries when the row is too old, though it was to be read soon with others', async () => {
    const { ask, asked, pass, end } = await signedIn();
    pass(3_900);
    await expect(ask()).resolves.toMatchObject(CALLER);
    pass(100);
    end();
    await expect(ask()).rejects.toMatchObject({ code: 'session_revoked' });
    expect(asked).toHaveLength(2);
  });
});
