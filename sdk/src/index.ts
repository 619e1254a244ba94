export type { CatalogKeeper } from './catalog.js';
export {
  type Client,
  createClient,
  type OrderRequest,
  type PageRequest,
} from './client.js';
export type { Events } from './events.js';
export type { Fetch } from './http.js';
export type { Auth, ClientOptions } from './options.js';
export type { RandomBytes } from './random.js';
export type * from './results.js';
export type * from './shapes.js';
export type * from './source.js';
export type { KeyValueStorage } from './storage.js';
export type { Claim } from './topups.js';
export type { WalletKeeper } from './wallet.js';
