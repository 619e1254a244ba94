/** Lets one through at a time, first come, first served. */
export class Turnstile {
  #last: Promise<unknown> = Promise.resolve();

  async through<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#last;
    let leave = () => {};
    this.#last = new Promise<void>((resolve) => {
      leave = resolve;
    });
    await before;
    try {
      return await work();
    } finally {
      leave();
    }
  }
}
