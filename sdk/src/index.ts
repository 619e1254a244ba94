export type { CatalogKeeper } from './catalog.js';
export {
  type Client,
  createClient,
  type OrderRequest,
  type PageRequest,
  type Spending,
} from './client.js';
export type { Events } from './events.js';
export type { ErrorCode } from './generated/error-codes.js';
export type { Answer, Fetch } from './http.js';
export type { Link } from './link.js';
export type { Auth, ClientOptions } from './options.js';
export type { RandomBytes } from './random.js';
export type * from './results.js';
export type * from './shapes.js';
export type { Session } from './sign-in.js';
export type * from './source.js';
export type { KeyValueStorage } from './storage.js';
export type { Claim } from './topups.js';
export type { WalletKeeper } from './wallet.js';
