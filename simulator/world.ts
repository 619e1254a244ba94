import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type App, AppRegistry } from './apps.js';
import { VirtualClock } from './clock.js';
import { type DeveloperAccount, openDeveloperAccount } from './developer-account.js';
import { FaultBoard } from './faults.js';
import { AccessTokens } from './google/access-tokens.js';
import { Journal } from './journal.js';
import type { CertificateChain } from './pki/certificate-chain.js';
import { openChain } from './pki/chain-file.js';
import type { Purchase } from './purchases/purchase.js';
import { PurchaseBook } from './purchases/purchase-book.js';

type JournalEntry =
  | { kind: 'app'; app: App }
  | { kind: 'purchase'; purchase: Purchase }
  | { kind: 'clock'; offsetMs: number };

/**
 * Everything that the two simulated stores know. What must survive a restart is in the journal
 * before it is in memory; access tokens and faults are only in memory.
 */
export class World {
  readonly apps = new AppRegistry();
  readonly purchases = new PurchaseBook();
  readonly clock = new VirtualClock();
  readonly faults = new FaultBoard();
  readonly accessTokens = new AccessTokens();
  private journal: Journal<JournalEntry>;

  private constructor(
    path: string,
    readonly chain: CertificateChain,
    readonly developerAccount: DeveloperAccount,
  ) {
    for (const entry of Journal.read<JournalEntry>(path)) this.apply(entry);
    this.journal = Journal.rewrite(path, this.entries());
  }

  /** Opens the state in `folder`, or makes it. Only one process may use a folder at a time. */
  static async open(folder: string): Promise<World> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const chain = await openChain(folder);
    const account = await openDeveloperAccount(folder);
    return new World(join(folder, 'journal.jsonl'), chain, account);
  }

  saveApp(app: App): void {
    this.save({ kind: 'app', app });
  }

  savePurchase(purchase: Purchase): void {
    this.save({ kind: 'purchase', purchase });
  }

  saveClock(offsetMs: number): void {
    this.save({ kind: 'clock', offsetMs });
  }

  close(): void {
    this.faults.close();
    this.journal.close();
  }

  /** The app that a purchase was made in. */
  appOf(purchase: Purchase): App {
    const app = this.apps.find(purchase.title);
    if (!app) throw new Error(`The purchase ${purchase.number} belongs to an app that is unknown.`);
    return app;
  }

  private save(entry: JournalEntry): void {
    this.journal.append(entry);
    this.apply(entry);
  }

  private apply(entry: JournalEntry): void {
    if (entry.kind === 'app') this.apps.put(entry.app);
    else if (entry.kind === 'purchase') this.purchases.put(entry.purchase);
    else this.clock.moveTo(entry.offsetMs);
  }

  /** The present state as the shortest journal that leads to it. */
  private entries(): JournalEntry[] {
    return [
      { kind: 'clock', offsetMs: this.clock.offsetMs },
      ...this.apps.all().map((app) => ({ kind: 'app' as const, app })),
      ...this.purchases.all().map((purchase) => ({ kind: 'purchase' as const, purchase })),
    ];
  }
}
