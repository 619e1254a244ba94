/** What the control surface answers, as far as the page looks at it. */
export interface Attempt {
  at: string;
  kind: 'scheduled' | 'copy' | 'resent';
  url: string | null;
  status: number | null;
  answer: string;
  result: string;
  durationMs: number;
  fault: string | null;
}

export interface Notification {
  id: string;
  store: Store;
  title: string;
  environment: string;
  type: string;
  subtype: string | null;
  purchase: string | null;
  createdAt: string;
  state: 'waiting' | 'delivered' | 'failed' | 'unaddressed';
  nextAttemptAt: string | null;
  fault: string | null;
  payload: unknown;
  attempts: Attempt[];
}

export type Store = 'apple' | 'google';

export interface Purchase {
  store: Store;
  id: string;
  orderId?: string | null;
  appTransactionId?: string | null;
  receipt?: string;
  proof: string | null;
  state: 'pending' | 'purchased' | 'cancelled' | 'refunded';
  kind: string;
  offerCode: boolean;
  acknowledged: boolean;
  acknowledgeBy: string | null;
  consumed: boolean;
  finished: boolean;
  productId: string;
  quantity: number;
  lineItems: { productId: string; quantity: number; refundedQuantity: number }[];
  environment: string;
  title: string;
  bundleId: string | null;
  packageName: string | null;
  accountToken: string | null;
  price: { currency: string; micros: number };
  createdAt: string;
  purchasedAt: string | null;
  refund: Refund | null;
  consumptionQuestions: { askedAt: string; reason: string }[];
  consumption: Answer[];
  reviews: { openedAt: string; decideAt: string; outcome: string | null; answers: Answer[] }[];
  events: string[];
  notifications: Notification[];
}

export interface Refund {
  percentage?: number;
  quantity?: number;
  refundedAt: string;
  cause: string;
  reason: number;
  type?: string;
  revoked?: boolean;
}

export type Answer = { receivedAt: string; counted: boolean } & Record<string, unknown>;

export interface App {
  title: string;
  bundleId?: string;
  packageName?: string;
}

export interface Fault {
  id: string;
  endpoint: string;
  kind: string;
  status?: number;
  latencyMs?: number;
  delayMs?: number;
  copies?: number;
  remaining: number | null;
}

export interface Listed<Thing> {
  data: Thing[];
  nextCursor: string | null;
}
