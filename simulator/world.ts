import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Agenda } from './agenda.js';
import { type App, AppRegistry } from './apps.js';
import { VirtualClock } from './clock.js';
import { type DeveloperAccount, openDeveloperAccount } from './developer-account.js';
import { FaultBoard } from './faults.js';
import { type FolderLock, lockFolder } from './folder-lock.js';
import { AccessTokens } from './google/access-tokens.js';
import { LicenseKeys } from './google/license-keys.js';
import { PushKeys } from './google/push-keys.js';
import { Journal } from './journal.js';
import { Announcer } from './notifications/announcer.js';
import { HoldingPen } from './notifications/holding-pen.js';
import {
  type Attempt,
  type Notification,
  type NotificationState,
  type Stored,
  upgradeResends,
} from './notifications/notification.js';
import { NotificationBook } from './notifications/notification-book.js';
import { CertificateAuthority } from './pki/certificate-authority.js';
import type { Decision } from './purchases/event.js';
import { acknowledgeBy, openReview, type Purchase } from './purchases/purchase.js';
import { PurchaseBook } from './purchases/purchase-book.js';
import { type StoredPurchase, upgradePurchase } from './purchases/upgrade.js';
import { Randomness } from './randomness.js';
import { type MakeRsaKey, makeRsaKey } from './rsa-key.js';
import { SignedDates } from './signed-dates.js';

export interface WorldOptions {
  /** Where keys and purchases are kept; made when it is missing. One simulator per folder. */
  folder: string;
  /** Makes ids and choices the same in every run. */
  seed?: string | undefined;
  /** Where a studio's server listens by default; without it, only apps that say so are told. */
  notifyUrl?: string | undefined;
  /** Where RSA keys come from; without it, they are made. */
  makeRsaKey?: MakeRsaKey;
  /** Where others reach this simulator, when that is not the host and port it listens on. */
  publicUrl?: string | undefined;
}

/** What became of a notification: attempts that were made, and what is still to come. */
export interface Progress {
  id: string;
  attempts: Attempt[];
  state: NotificationState;
  nextAttemptAt: number | null;
  resends: number;
}

type JournalEntry =
  | { kind: 'app'; app: App }
  | { kind: 'purchase'; purchase: StoredPurchase }
  | { kind: 'clock'; offsetMs: number }
  | { kind: 'signed'; until: number }
  | { kind: 'notification'; notification: Stored<Notification> }
  | { kind: 'progress'; progress: Stored<Progress> }
  /** Happened at once: all of it survives, or nothing. */
  | { kind: 'together'; entries: JournalEntry[] };

/** Due whatever the clock says, also after it was moved back. */
const atOnce = 0;
/** As long as Apple keeps a history; older ones are forgotten at the next start. */
const notificationsKeptMs = 180 * 24 * 3_600_000;

/**
 * Everything that the two simulated stores know. What must survive a restart is in the journal
 * before it is in memory; access tokens and faults are only in memory.
 */
export class World {
  readonly authority: CertificateAuthority;
  readonly developerAccount: DeveloperAccount;
  readonly publicUrl: string | undefined;
  readonly apps: AppRegistry;
  readonly purchases = new PurchaseBook();
  readonly notifications = new NotificationBook();
  readonly clock = new VirtualClock();
  readonly signedDates = new SignedDates(this.clock, (until) =>
    this.save({ kind: 'signed', until }),
  );
  readonly faults = new FaultBoard();
  readonly accessTokens = new AccessTokens();
  readonly agenda = new Agenda();
  readonly randomness: Randomness;
  readonly pen: HoldingPen;
  readonly announcer: Announcer;
  readonly pushKeys: PushKeys;
  readonly licenseKeys: LicenseKeys;
  private readonly journal: Journal<JournalEntry>;
  private readonly lock: FolderLock;
  /** Called when something is due that no request asked for. */
  onDue: () => void = () => undefined;

  private constructor(
    options: WorldOptions,
    opened: { authority: CertificateAuthority; account: DeveloperAccount; lock: FolderLock },
  ) {
    this.authority = opened.authority;
    this.developerAccount = opened.account;
    this.lock = opened.lock;
    this.publicUrl = options.publicUrl;
    const path = join(options.folder, 'journal.jsonl');
    this.apps = new AppRegistry(options.notifyUrl ?? null);
    this.randomness = Randomness.of(options.seed);
    this.pen = new HoldingPen(this.randomness, () => this.onDue());
    this.announcer = new Announcer(this);
    this.pushKeys = new PushKeys(options.folder, options.makeRsaKey ?? makeRsaKey);
    this.licenseKeys = new LicenseKeys(options.folder);
    for (const entry of Journal.read<JournalEntry>(path)) this.apply(entry);
    this.journal = Journal.rewrite(path, this.entries());
  }

  /**
   * Opens the state in a folder, or makes it. Throws `FolderTaken` while another simulator uses it,
   * before anything in it is touched.
   */
  static async open(options: WorldOptions): Promise<World> {
    const { folder } = options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = lockFolder(folder);
    try {
      const account = await openDeveloperAccount(folder, options.makeRsaKey ?? makeRsaKey);
      return new World(options, { authority: new CertificateAuthority(folder), account, lock });
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  saveApp(...apps: App[]): void {
    this.save(...apps.map((app) => ({ kind: 'app' as const, app })));
  }

  /** Keeps a change that nobody is told of. */
  savePurchase(purchase: Purchase): Purchase {
    return this.decide({ purchase, events: [] });
  }

  /** Keeps a change together with what the stores have to tell of it, in one line. */
  decide(decision: Decision, { notify = true }: { notify?: boolean } = {}): Purchase {
    const purchase = { ...decision.purchase, revision: this.purchases.nextRevision };
    const app = this.appOf(purchase);
    const told = notify
      ? decision.events.flatMap((event) => this.announcer.about(event, purchase, app))
      : [];
    this.save({ kind: 'purchase', purchase }, ...told.map(asEntry));
    return purchase;
  }

  saveNotifications(notifications: Notification[]): void {
    this.save(...notifications.map(asEntry));
  }

  saveProgress(progress: Progress): void {
    this.save({ kind: 'progress', progress });
  }

  saveClock(offsetMs: number): void {
    this.save({ kind: 'clock', offsetMs });
  }

  close(): void {
    this.pen.close();
    this.faults.close();
    this.journal.close();
    this.lock.release();
  }

  /** The app that a purchase was made in. */
  appOf(purchase: Purchase): App {
    const { store, title, bundleId, packageName } = purchase;
    const app =
      store === 'apple'
        ? this.apps.atApple(title, bundleId ?? undefined)
        : this.apps.atGoogle(title, packageName ?? undefined);
    if (!app) throw new Error(`The purchase ${purchase.number} belongs to an app that is unknown.`);
    return app;
  }

  /** Comes back to a notification when it is due. */
  remind({ nextAttemptAt, resends, id }: Notification): void {
    const at = resends > 0 ? atOnce : nextAttemptAt;
    if (at !== null) this.agenda.add({ at, kind: 'notification', id });
  }

  private save(...entries: JournalEntry[]): void {
    if (entries.length === 0) return;
    const entry = entries.length === 1 ? entries[0]! : { kind: 'together' as const, entries };
    this.journal.append(entry);
    this.apply(entry);
  }

  private apply(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'together':
        for (const one of entry.entries) this.apply(one);
        break;
      case 'app':
        this.apps.put(entry.app);
        break;
      case 'purchase':
        this.keepPurchase(entry.purchase);
        break;
      case 'clock':
        this.clock.moveTo(entry.offsetMs);
        break;
      case 'signed':
        this.signedDates.after(entry.until);
        break;
      case 'notification':
        this.keepNotification(upgradeResends(entry.notification));
        break;
      case 'progress':
        this.keepProgress(upgradeResends(entry.progress));
    }
  }

  private keepPurchase(stored: StoredPurchase): void {
    const app = this.apps.ofTitle(stored.title)[0];
    const purchase = upgradePurchase(stored, app);
    const revision = purchase.revision || this.purchases.nextRevision;
    this.purchases.put({ ...purchase, revision });
    const moments = [acknowledgeBy(purchase), openReview(purchase)?.decideAt ?? null];
    for (const at of moments) {
      if (at !== null) this.agenda.add({ at, kind: 'purchase', id: purchase.id });
    }
  }

  private keepNotification(notification: Notification): void {
    this.notifications.put(notification);
    this.remind(notification);
    if (notification.store === 'apple') {
      this.signedDates.after(Number(notification.claims.signedDate) || 0);
    }
  }

  private keepProgress({ id, attempts, ...rest }: Progress): void {
    const known = this.notifications.find(id);
    if (!known) return;
    this.keepNotification({ ...known, ...rest, attempts: [...known.attempts, ...attempts] });
  }

  /** The present state as the shortest journal that leads to it. */
  private entries(): JournalEntry[] {
    const oldest = this.clock.now() - notificationsKeptMs;
    const all = this.notifications.all();
    // The last one stays in any case: without it its number, and by a seed its id, would come
    // again.
    const kept = all.filter(
      (one) => isPending(one) || one.createdAt > oldest || one === all.at(-1),
    );
    return [
      { kind: 'clock', offsetMs: this.clock.offsetMs },
      { kind: 'signed', until: this.signedDates.reservedUntil },
      ...this.apps.all().map((app) => ({ kind: 'app' as const, app })),
      ...this.purchases.all().map((purchase) => ({ kind: 'purchase' as const, purchase })),
      ...kept.map(asEntry),
    ];
  }
}

function isPending({ nextAttemptAt, resends }: Notification): boolean {
  return nextAttemptAt !== null || resends > 0;
}

function asEntry(notification: Notification): JournalEntry {
  return { kind: 'notification', notification };
}
