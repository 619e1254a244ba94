/** Units by currency. */
export type Basket = ReadonlyMap<string, number>;

export function add(basket: Map<string, number>, currency: string, units: number): void {
  basket.set(currency, (basket.get(currency) ?? 0) + units);
}
