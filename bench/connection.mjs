// One keep-alive connection that asks again as soon as it was answered. It speaks on a raw socket:
// a real HTTP client would eat more of the shared cores than the service.
import { connect } from 'node:net';
import { responseFrame } from './response.mjs';

const REQUEST_BYTES_MAX = 64 * 1024;
const READ_BYTES = 64 * 1024;

export class Connection {
  #socket = null;
  #out = Buffer.allocUnsafe(REQUEST_BYTES_MAX);
  #rest = null;
  #sentAt = 0;
  #kind = 0;
  #waiting = false;

  /**
   * `fill(buffer)` writes the next request and returns its length and kind, or null when there is
   * nothing more to ask; `answered(kind, status, milliseconds, bytes)` hears each answer.
   */
  constructor({ port, fill, answered, ended }) {
    this.port = port;
    this.fill = fill;
    this.answered = answered;
    this.ended = ended;
  }

  /** Connects; the first request goes out with `next`. */
  open() {
    return new Promise((resolve, reject) => {
      this.#socket = connect({
        port: this.port,
        host: '127.0.0.1',
        noDelay: true,
        onread: {
          buffer: Buffer.alloc(READ_BYTES),
          callback: (size, chunk) => this.#take(size, chunk),
        },
      });
      this.#socket.once('connect', resolve);
      this.#socket.once('error', (error) => {
        reject(error);
        this.#end(error.message);
      });
      this.#socket.once('close', () => this.#end('the service closed the connection'));
    });
  }

  next() {
    const request = this.fill(this.#out);
    if (request === null) return this.close();
    this.#kind = request.kind;
    this.#waiting = true;
    this.#sentAt = performance.now();
    // The buffer is ours again before the answer comes: one request at a time.
    this.#socket.write(this.#out.subarray(0, request.length));
  }

  close() {
    this.#waiting = false;
    this.#socket?.destroy();
  }

  #take(size, chunk) {
    const fresh = chunk.subarray(0, size);
    const bytes = this.#rest ? Buffer.concat([this.#rest, fresh]) : fresh;
    const frame = responseFrame(bytes);
    if (!frame || bytes.length < frame.length) {
      this.#rest = this.#rest ? bytes : Buffer.from(bytes);
      return true;
    }
    this.#rest = null;
    this.#waiting = false;
    this.answered(this.#kind, frame.status, performance.now() - this.#sentAt, bytes);
    this.next();
    return true;
  }

  #end(why) {
    const lost = this.#waiting;
    this.#waiting = false;
    this.ended(lost ? why : null);
  }
}
