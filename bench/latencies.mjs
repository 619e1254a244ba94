// Every latency of a window, exactly: eight bytes for each, sorted once at the end.

export class Latencies {
  #values = new Float64Array(1 << 16);
  #count = 0;
  #sorted = null;

  get count() {
    return this.#count;
  }

  add(milliseconds) {
    if (this.#count === this.#values.length) {
      const wider = new Float64Array(this.#values.length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#count++] = milliseconds;
    this.#sorted = null;
  }

  /** The latency that this share (0 to 1) of the requests did not exceed; null without any. */
  quantile(share) {
    if (this.#count === 0) return null;
    this.#sorted ??= this.#values.slice(0, this.#count).sort();
    return this.#sorted[Math.min(this.#count - 1, Math.ceil(share * this.#count) - 1)];
  }
}
