import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { idNumbered, OTHER, SCOPE, TITLE } from '../../test/support/desk.js';
import { Problem } from '../kernel/problem.js';
import { codeHash, plainCode, randomCode } from './coupon-code.js';
import { CouponTries } from './coupon-tries.js';

describe('a random code', () => {
  it('has sixteen characters in groups of four, which nobody mistakes for others', () => {
    for (let count = 0; count < 500; count++) {
      expect(randomCode(randomBytes)).toMatch(
        /^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/,
      );
    }
  });

  it('uses every character alike: 80 bits of the random bytes', () => {
    let next = 0;
    const bytes = (size: number) => Buffer.from(Array.from({ length: size }, () => next++ % 256));
    const seen = new Map<string, number>();
    for (let count = 0; count < 16; count++) {
      for (const one of randomCode(bytes).replaceAll('-', '')) {
        seen.set(one, (seen.get(one) ?? 0) + 1);
      }
    }
    expect([seen.size, ...new Set(seen.values())]).toEqual([32, 8]);
  });

  it('is the same however it is typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.nat(), (bytes, at) => {
        const code = randomCode(() => Buffer.from(bytes));
        const plain = plainCode(code);
        expect(plain).toBe(code.replaceAll('-', ''));
        const swapped = code.replaceAll('0', 'o').replaceAll('1', at % 2 ? 'i' : 'L');
        const spaced = `  ${swapped.toLowerCase().replaceAll('-', at % 3 ? ' ' : '–')}\t`;
        expect(plainCode(spaced)).toBe(plain);
      }),
    );
  });
});

describe('what is typed', () => {
  it.each([
    ['Summer 26', 'SUMMER26'],
    ['HELLO', 'HE110'],
    ['a—b-c d', 'ABCD'],
    ['abc', null],
    ['- - - -', null],
    ['', null],
    ['x'.repeat(32), 'X'.repeat(32)],
    ['x'.repeat(33), null],
    ['sommer!', null],
    ['zähler', null],
    ['ПРИВЕТ', null],
    ['٤٤٤٤', null],
    ['A\u0000BCD', null],
  ])('as %j is %j', (typed, plain) => {
    expect(plainCode(typed)).toBe(plain);
  });
});

describe('what is stored of a code', () => {
  it('is another for another key, title, environment and code', () => {
    const key = Buffer.alloc(32, 1);
    const hashes = [
      codeHash(key, SCOPE, 'SUMMER'),
      codeHash(Buffer.alloc(32, 2), SCOPE, 'SUMMER'),
      codeHash(key, { ...SCOPE, titleId: idNumbered('title', 2) }, 'SUMMER'),
      codeHash(key, { ...SCOPE, environment: 'production' }, 'SUMMER'),
      codeHash(key, SCOPE, 'SUMMERS'),
    ].map((hash) => hash.toString('hex'));
    expect(new Set(hashes).size).toBe(5);
    expect(codeHash(key, SCOPE, 'SUMMER').toString('hex')).toBe(hashes[0]);
    expect(TITLE).toBe(SCOPE.titleId);
  });
});

describe('wrong tries', () => {
  const codeOf = (work: () => void): unknown => {
    try {
      work();
      return 'heard';
    } catch (error) {
      if (error instanceof Problem) return [error.code, error.details.retryAfterSeconds];
      throw error;
    }
  };
  const player = { playerId: OTHER, address: '203.0.113.7' };

  it('are ten an hour of a player, and a right one does not count', () => {
    let now = 0;
    const tries = new CouponTries(() => now);
    for (let count = 0; count < 50; count++) {
      tries.begin(player);
      tries.takeBack(player);
    }
    const ten = Array.from({ length: 11 }, () => codeOf(() => tries.begin(player)));
    expect(ten).toEqual([...Array(10).fill('heard'), ['rate_limited', 360]]);
    now = 360_000;
    expect(codeOf(() => tries.begin(player))).toBe('heard');
    expect(codeOf(() => tries.begin(player))).toEqual(['rate_limited', 360]);
  });

  it('are a hundred of an address, which cost its players none of their own', () => {
    const tries = new CouponTries(() => 0);
    const guest = (number: number) => ({ ...player, playerId: idNumbered('player', number) });
    for (let count = 0; count < 100; count++) tries.begin(guest(count));
    expect(codeOf(() => tries.begin(guest(1_000)))).toEqual(['rate_limited', 36]);
    const elsewhere = { ...guest(1_000), address: '203.0.113.8' };
    const ten = Array.from({ length: 10 }, () => codeOf(() => tries.begin(elsewhere)));
    expect(ten).toEqual(Array(10).fill('heard'));
  });
});
