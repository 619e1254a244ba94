/**
 * Runs over all items, so many at a time, and begins no further one after the first that failed;
 * its error is thrown.
 */
export async function fewAtATime<Item>(
  items: readonly Item[],
  atATime: number,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  let failed = false;
  const work = async () => {
    for (const item of left) {
      if (failed) return;
      try {
        await run(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
}
