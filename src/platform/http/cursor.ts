import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../kernel/problem.js';
import type { ProcessSecret } from './process-secret.js';

const MAC_LENGTH = 16;
const CURSOR_LENGTH_MAX = 512;

/**
 * Positions in lists, handed out as opaque text. A cursor names the last row that was shown; it is
 * bound to its list and owner by a MAC, so that nobody can make one or use another's.
 */
export class Cursors {
  readonly #key: Buffer;

  constructor(secret: ProcessSecret) {
    this.#key = secret.derive('list cursors');
  }

  /** `list` names the list with its filters, `owner` is whose list it is: an id. */
  write(list: string, owner: string, position: string): string {
    const text = Buffer.from(position, 'utf8');
    return Buffer.concat([this.#mac(list, owner, text), text]).toString('base64url');
  }

  /** The position that `write` was given; throws `invalid_cursor` for anything else. */
  read(list: string, owner: string, cursor: string): string {
    if (cursor.length > CURSOR_LENGTH_MAX) throw new Problem('invalid_cursor');
    const bytes = Buffer.from(cursor, 'base64url');
    const position = bytes.subarray(MAC_LENGTH);
    const canonical = bytes.toString('base64url') === cursor;
    if (!canonical || bytes.length < MAC_LENGTH) throw new Problem('invalid_cursor');
    if (!timingSafeEqual(bytes.subarray(0, MAC_LENGTH), this.#mac(list, owner, position))) {
      throw new Problem('invalid_cursor');
    }
    return position.toString('utf8');
  }

  #mac(list: string, owner: string, position: Buffer): Buffer {
    const mac = createHmac('sha256', this.#key);
    // Lengths first: two texts that join to the same bytes must not share a MAC.
    mac.update(`${list.length}.${owner.length}.${list}${owner}`).update(position);
    return mac.digest().subarray(0, MAC_LENGTH);
  }
}
