import fc from 'fast-check';
import { Problem } from '../../kernel/problem.js';
import { readJsonObject } from './json-reader.js';

const LIMITS = { bytesMax: 65_536 };
const codeOf = (input: string | Buffer): string => {
  try {
    readJsonObject(Buffer.from(input as string), LIMITS);
    return 'read';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
};

describe('the JSON reader', () => {
  it.each([
    ['{"a":', 'malformed_json'],
    ['', 'malformed_json'],
    [' ', 'malformed_json'],
    ['123', 'malformed_json'],
    ['null', 'malformed_json'],
    ['"x"', 'malformed_json'],
    ['[]', 'malformed_json'],
    ['{"a":1}x', 'malformed_json'],
    ['{"a', 'malformed_json'],
    ['{"a":"\\"}', 'malformed_json'],
    ['\ufeff{"a":1}', 'malformed_json'],
    ['{"qty":1,"qty":-1}', 'duplicate_json_key'],
    ['{"qty":1,"\\u0071ty":-1}', 'duplicate_json_key'],
    ['{"a":{"b":1,"b":1}}', 'duplicate_json_key'],
    ['{"a":[{"b":1},{"b":1}]}', 'read'],
    ['{"a":"b:c:\\"d:{["}', 'read'],
    ['{"a\\\\":":"}', 'read'],
    ['{"__proto__":{"admin":true}}', 'unknown_field'],
    ['{"a":{"constructor":1}}', 'unknown_field'],
    ['{"a":[{"prototype":1}]}', 'unknown_field'],
    [`{"a":${'['.repeat(15)}${']'.repeat(15)}}`, 'read'],
    [`{"a":${'['.repeat(16)}${']'.repeat(16)}}`, 'json_too_deep'],
    ['['.repeat(60_000), 'json_too_deep'],
    [`{"a":"${'x'.repeat(65_536)}"}`, 'body_too_large'],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'invalid_encoding'],
    [Buffer.from('{"a":1}', 'utf16le'), 'malformed_json'],
    [`{${Array.from({ length: 201 }, (_, index) => `"k${index}":1`).join(',')}}`, 'too_long'],
  ])('answers %.40s with %s', (input, code) => {
    expect(codeOf(input)).toBe(code);
  });

  it('leaves the prototype of objects alone', () => {
    codeOf('{"__proto__":{"admin":true}}');
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it('reads every ordinary object as JSON.parse does', () => {
    const key = fc.string().filter((name) => !/^(__proto__|constructor|prototype)$/.test(name));
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value))), (body) => {
        const text = JSON.stringify(body);
        expect(readJsonObject(Buffer.from(text), LIMITS)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('throws nothing but problems, whatever the bytes', () => {
    let read = 0;
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      fc.string({ unit: fc.constantFrom(...'{}[]":,\\ae1'), maxLength: 40 }).map(Buffer.from),
      fc.json().map((text) => Buffer.from(`{"a":${text}}`)),
    );
    fc.assert(
      fc.property(bytes, (input) => {
        if (codeOf(input) === 'read') read++;
      }),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(400); // otherwise the inputs would only test refusals
  });
});
