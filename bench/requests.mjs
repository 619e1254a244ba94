// Requests as bytes, made once: only the idempotency key is written for each of them.

const KEY_DIGITS = 14;
const PLACE = '0'.repeat(KEY_DIGITS);
const ZERO = '0'.charCodeAt(0);

/** A POST with a place for its key. */
export function keyedPost(path, accessToken, body) {
  const json = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${accessToken}`,
    `Idempotency-Key: bench-${PLACE}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(json)}`,
  ].join('\r\n');
  const bytes = Buffer.from(`${head}\r\n\r\n${json}`);
  return { bytes, keyAt: head.indexOf(`bench-${PLACE}`) + 'bench-'.length };
}

export function get(path, accessToken, headers = []) {
  const head = [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${accessToken}`,
    ...headers,
  ].join('\r\n');
  return Buffer.from(`${head}\r\n\r\n`);
}

let keys = 0;

/** Writes a keyed request with a key that was never used before; returns its length. */
export function writeKeyed(request, out) {
  request.bytes.copy(out);
  let rest = ++keys;
  for (let digit = request.keyAt + KEY_DIGITS - 1; rest > 0; digit--) {
    out[digit] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return request.bytes.length;
}

export function any(list) {
  return list[Math.floor(Math.random() * list.length)];
}
