// The little of HTTP/1.1 that the load client reads: the status, and where the answer ends.

const STATUS_AT = 'HTTP/1.1 '.length;
const BODILESS = new Set([204, 304]);
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/**
 * The status and the length in bytes of the answer that `bytes` starts with; null while its head
 * has not arrived whole. Throws for an answer without a length, which our service never gives.
 */
export function responseFrame(bytes) {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = bytes.latin1Slice(0, headEnd);
  const status = Number(head.slice(STATUS_AT, STATUS_AT + 3));
  if (BODILESS.has(status)) return { status, length: headEnd + 4 };
  const match = LENGTH.exec(head);
  if (!match) throw new Error(`an answer without Content-Length: ${head.slice(0, 300)}`);
  return { status, length: headEnd + 4 + Number(match[1]) };
}
