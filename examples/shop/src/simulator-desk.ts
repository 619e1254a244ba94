/** The simulator's control surface, as far as the demo plays the person who approves payments. */
export interface SimulatorDesk {
  /** Payments of this player that somebody must still approve; 0 when nobody can be asked. */
  awaited(): Promise<number>;
  /** Approves all of them; returns how many. */
  settleAll(): Promise<number>;
}

interface Listed {
  readonly data: readonly { readonly id: string; readonly state: string }[];
}

export function createSimulatorDesk(
  url: string,
  accountToken: () => string | undefined,
): SimulatorDesk {
  async function waiting(): Promise<string[]> {
    const token = accountToken();
    if (!token) return [];
    const query = `limit=500&accountToken=${encodeURIComponent(token)}`;
    const answer = await fetch(`${url}/control/purchases?${query}`);
    const { data } = (await answer.json()) as Listed;
    return data.filter(({ state }) => state === 'pending').map(({ id }) => id);
  }

  return {
    awaited: () =>
      waiting().then(
        (ids) => ids.length,
        () => 0,
      ),
    async settleAll() {
      const ids = await waiting();
      for (const id of ids) {
        const path = `/control/purchases/${encodeURIComponent(id)}/settle`;
        await fetch(url + path, { method: 'POST' });
      }
      return ids.length;
    },
  };
}
