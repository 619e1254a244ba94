interface Held {
  readonly sku: string;
  readonly quantity: number;
  readonly level: null;
}

/** What the fake till keeps of one player: gems, debt and items; each change counts `seq` up. */
export class Purse {
  seq = 0;
  gems = 0;
  debt = 0;
  readonly #items = new Map<string, number>();

  give(amount: number): void {
    const paid = Math.min(this.debt, amount);
    this.debt -= paid;
    this.gems += amount - paid;
    this.seq++;
  }

  takeBack(amount: number): void {
    const taken = Math.min(this.gems, amount);
    this.gems -= taken;
    this.debt += amount - taken;
    this.seq++;
  }

  spend(amount: number): boolean {
    if (amount > this.gems) return false;
    this.gems -= amount;
    return true;
  }

  receive(sku: string, quantity: number): void {
    this.#items.set(sku, (this.#items.get(sku) ?? 0) + quantity);
    this.seq++;
  }

  holds(sku: string): boolean {
    return (this.#items.get(sku) ?? 0) > 0;
  }

  use(sku: string, quantity: number): boolean {
    const held = this.#items.get(sku) ?? 0;
    if (held < quantity) return false;
    this.#items.set(sku, held - quantity);
    this.seq++;
    return true;
  }

  items(): Held[] {
    return [...this.#items].map(([sku, quantity]) => ({ sku, quantity, level: null }));
  }

  wallet() {
    const { gems, debt, seq } = this;
    const GEM = { total: gems, paid: gems, free: 0, debt, expiring: [] };
    return { seq, balances: { GEM } };
  }
}
