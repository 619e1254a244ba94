/** The numbers under which the database knows the kinds of account. Never reused. */
export const BUCKETS = {
  paid: 1,
  free: 2,
  debt: 3,
  store_clearing: 11,
  sales: 12,
  promotion: 13,
  breakage: 14,
} as const;

export type Bucket = keyof typeof BUCKETS;
export type PlayerBucket = 'paid' | 'free' | 'debt';
/** The buckets whose gems lie in lots. */
export type LotBucket = 'paid' | 'free';

const NAMES = new Map(Object.entries(BUCKETS).map(([name, code]) => [code, name as Bucket]));

export function bucketOf(code: number): Bucket {
  const name = NAMES.get(code as never);
  if (name === undefined) throw new Error(`no bucket has the number ${code}`);
  return name;
}

export function isPlayerBucket(bucket: Bucket): bucket is PlayerBucket {
  return BUCKETS[bucket] <= BUCKETS.debt;
}
