import { idBytes } from '../../kernel/id.js';
import type { Scope } from './caller.js';

/**
 * The sixteen bytes within which a game server's idempotency keys are unique: its title and
 * environment, whichever secret key it used.
 */
export function serverKeyScope({ titleId, environment }: Scope): Buffer {
  const bytes = Buffer.from(idBytes(titleId));
  bytes[0] = bytes[0]! ^ (environment === 'sandbox' ? 0xff : 0x00);
  return bytes;
}
