import { Problem } from '../../kernel/problem.js';
import { failureOf, failureText } from './failure.js';
import { ATTEMPTS_MAX, repeated } from './retry.js';
import { Turnstile } from './turnstile.js';

const wrapped = (facts: object) => Object.assign(new Error('x'), { driverError: facts });
const DEADLOCK = wrapped({ errno: 1213, code: 'ER_LOCK_DEADLOCK' });
const DUPLICATE = wrapped({ errno: 1062, code: 'ER_DUP_ENTRY' });

describe('a failure of the database', () => {
  it.each<[string, unknown, string]>([
    ['a deadlock', DEADLOCK, 'repeat'],
    ['a lock timeout', wrapped({ errno: 1205 }), 'repeat'],
    ['a snapshot conflict', wrapped({ errno: 1020 }), 'repeat'],
    ['a Galera node that is not ready', wrapped({ errno: 1047 }), 'repeat'],
    ['a server that went away', { errno: 2006 }, 'repeat'],
    ['a connection lost in a query', { errno: 2013 }, 'repeat'],
    ['a killed connection', wrapped({ errno: 1927 }), 'repeat'],
    ['a lost connection', { code: 'PROTOCOL_CONNECTION_LOST' }, 'repeat'],
    ['a refused connection', { errno: -111, code: 'ECONNREFUSED' }, 'repeat'],
    ['a busy SQLite', wrapped({ code: 'SQLITE_BUSY' }), 'repeat'],
    [
      'a closed connection',
      new Error("Can't add new command when connection is in closed state"),
      'repeat',
    ],
    ['a unique key on MySQL', DUPLICATE, 'duplicate'],
    ['a unique key on SQLite', wrapped({ code: 'SQLITE_CONSTRAINT_UNIQUE' }), 'duplicate'],
    ['a primary key on SQLite', wrapped({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }), 'duplicate'],
    ['a broken CHECK on MySQL', wrapped({ errno: 3819 }), 'final'],
    ['a broken CHECK on MariaDB', wrapped({ errno: 4025 }), 'final'],
    ['a broken CHECK on SQLite', wrapped({ code: 'SQLITE_CONSTRAINT_CHECK' }), 'final'],
    ['a value that is too long', wrapped({ errno: 1406 }), 'final'],
    ['wrong SQL', wrapped({ errno: 1064 }), 'final'],
    ['a defect of ours', new TypeError('x'), 'final'],
    ['nothing at all', undefined, 'final'],
    ['a text', 'ECONNRESET', 'final'],
  ])('is told apart: %s', (_, error, kind) => {
    expect(failureOf(error)).toBe(kind);
  });

  it('is logged by number and code, never with its SQL', () => {
    const error = Object.assign(new Error("Duplicate entry 'secret'"), {
      errno: 1062,
      code: 'ER_DUP',
    });
    expect(failureText(error)).toBe('database error 1062 ER_DUP');
    expect(failureText(new TypeError('x is no function'))).toBe('x is no function');
    expect(failureText(null)).toBe('unknown database error');
  });
});

describe('a repeated work', () => {
  async function attempts(error: unknown, until: number, ...rest: [] | [(f: string) => boolean]) {
    let count = 0;
    const work = async () => {
      count += 1;
      if (count < until) throw error;
      return 'done';
    };
    const end = await repeated(work, ...rest).catch((problem) => problem);
    return [count, end instanceof Problem ? end.code : end];
  }

  it('is tried again until it succeeds', async () => {
    expect(await attempts(DEADLOCK, 3)).toEqual([3, 'done']);
  });

  it('is given up after eight tries with a refusal that says when to come back', async () => {
    const never = await attempts(DEADLOCK, Number.POSITIVE_INFINITY);
    expect(never).toEqual([ATTEMPTS_MAX, 'temporarily_unavailable']);
  }, 10_000);

  it('is given up after one try when somebody has waited for it too long', async () => {
    let count = 0;
    const work = async () => {
      count += 1;
      throw DEADLOCK;
    };
    const late = repeated(work, undefined, performance.now() - 7_001);
    await expect(late).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    expect(count).toBe(1);
  });

  it('is never tried again for what will fail again', async () => {
    const defect = new TypeError('x');
    expect(await attempts(defect, 2)).toEqual([1, defect]);
    expect(await attempts(DUPLICATE, 2)).toEqual([1, DUPLICATE]);
    expect(await attempts(new Problem('not_found'), 2)).toEqual([1, 'not_found']);
  });

  it('is tried again for what its caller calls mendable', async () => {
    expect(await attempts(DUPLICATE, 2, (failure) => failure === 'duplicate')).toEqual([2, 'done']);
  });
});

describe('a turnstile', () => {
  it('lets one through at a time, first come, first served, also after a failure', async () => {
    const turnstile = new Turnstile();
    const seen: string[] = [];
    const pass = (name: string) =>
      turnstile.through(async () => {
        seen.push(`${name} in`);
        await new Promise((next) => setTimeout(next, name === 'a' ? 5 : 0));
        seen.push(`${name} out`);
        if (name === 'a') throw new Error('a failed');
        return name;
      });
    const ends = await Promise.allSettled([pass('a'), pass('b'), pass('c')]);
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
    expect(ends.map((end) => end.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });
});
