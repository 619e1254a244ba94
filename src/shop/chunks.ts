const CHUNK = 65_536;
/** From here on a part is sent as it lies there. */
const LARGE = 8_192;

/**
 * The same bytes in few buffers: small parts are copied together, large ones are shared with every
 * other answer. One buffer of some megabytes would cost more than all the rest, since the system
 * has to find its pages.
 */
export function chunksOf(parts: readonly Buffer[]): Buffer[] {
  const chunks: Buffer[] = [];
  let open: Buffer | null = null;
  let used = 0;
  const close = () => {
    if (open !== null) chunks.push(open.subarray(0, used));
    open = null;
    used = 0;
  };
  for (const part of parts) {
    if (part.length >= LARGE) {
      close();
      chunks.push(part);
      continue;
    }
    if (open === null || used + part.length > CHUNK) {
      close();
      open = Buffer.allocUnsafeSlow(CHUNK);
    }
    used += part.copy(open, used);
  }
  close();
  return chunks;
}
