import { Log, logOf } from './log.js';
import { loggedError, redacted } from './redaction.js';

describe('the log', () => {
  it.each([
    'key sk_abcDEF123 here',
    'key pk_demo here',
    'token eyJhbGciOi.eyJzdWIi.c2ln here',
    'refresh rt_AbC-_9 here',
    'operator ot_abcDEF123 here',
    'operator ot_demo_admin here',
    'header Bearer abc.def here',
    'at mysql://user:password@host/db here',
  ])('takes the credential out of: %s', (text) => {
    expect(redacted(text)).toMatch(/\[redacted\].*here|\[redacted\]host\/db here/);
    expect(redacted(text)).not.toMatch(/abcDEF|demo|eyJ|AbC-|abc\.def|password/);
  });

  it('never holds the SQL or the values of a failed statement', () => {
    const error = Object.assign(new Error("INSERT 'secret' SELECT"), {
      driverError: { errno: 1062, code: 'ER_DUP_ENTRY' },
    });
    expect(JSON.stringify(loggedError(error))).not.toMatch(/INSERT|secret/);
    expect(loggedError(error).message).toBe('database error 1062 ER_DUP_ENTRY');
  });

  it('stays one line of JSON, whatever the text (H26)', () => {
    const lines: string[] = [];
    const log: Log = logOf({ logLevel: 'info' }, { write: (line) => lines.push(line) });
    log.warn('a\n{"level":60,"msg":"forged"}\r\u2028', { name: '"}\n{' });
    expect(lines).toHaveLength(1);
    expect(lines[0]!.trimEnd()).not.toContain('\n');
    expect(JSON.parse(lines[0]!).level).toBe(40);
  });
});
