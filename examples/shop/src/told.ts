const NAME = 'gemtill-demo:told';
const KEPT = 100;

/**
 * Remembers that the player was told about a payment; true when they already were. The store may
 * report a payment again, and news that is repeated looks like a second credit.
 */
export function rememberTold(transactionId: string): boolean {
  const known = read();
  if (known.includes(transactionId)) return true;
  localStorage.setItem(NAME, JSON.stringify([...known, transactionId].slice(-KEPT)));
  return false;
}

function read(): string[] {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? '[]') as string[];
  } catch {
    return [];
  }
}
