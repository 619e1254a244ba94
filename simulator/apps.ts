import type { StoreName } from './purchases/purchase.js';

/** Where a store sends an app's notifications; null when nobody wants to be told. */
export type NotificationUrls = Partial<Record<StoreName, string | null>>;

/** One app of a title: at Apple, at Google, or at both. A title may have several. */
export interface App {
  title: string;
  bundleId?: string;
  appAppleId?: number;
  packageName?: string;
  /** What is absent follows the simulator's own default. */
  notificationUrls?: NotificationUrls;
}

export const demoApp: App = {
  title: 'demo',
  bundleId: 'com.example.demo',
  appAppleId: 1000000001,
  packageName: 'com.example.demo',
};

const identity = ['bundleId', 'appAppleId', 'packageName'] as const;
type IdentityField = (typeof identity)[number];

/** The apps of the one studio whose developer account is simulated. */
export class AppRegistry {
  private readonly apps: App[] = [demoApp];

  /** `home` is where a studio's server listens by default; null when there is none. */
  constructor(private readonly home: string | null) {}

  put(app: App): void {
    const at = this.apps.findIndex((known) => isSame(known, app));
    if (at < 0) this.apps.push(app);
    else this.apps[at] = app;
  }

  all(): App[] {
    return [...this.apps];
  }

  /** In the order in which they were registered. */
  ofTitle(title: string): App[] {
    return this.apps.filter((app) => app.title === title);
  }

  /** The named app of a title, or its first one at this store. */
  atApple(title: string, bundleId?: string): App | undefined {
    return this.ofTitle(title).find(
      (app) => app.bundleId !== undefined && (bundleId ?? app.bundleId) === app.bundleId,
    );
  }

  atGoogle(title: string, packageName?: string): App | undefined {
    return this.ofTitle(title).find(
      (app) =>
        app.packageName !== undefined && (packageName ?? app.packageName) === app.packageName,
    );
  }

  ofBundle(bundleId: unknown): App | undefined {
    return this.apps.find((app) => app.bundleId !== undefined && app.bundleId === bundleId);
  }

  ofPackage(packageName: unknown): App | undefined {
    return this.apps.find(
      (app) => app.packageName !== undefined && app.packageName === packageName,
    );
  }

  /** The field that an app may not share with another, or nothing. */
  conflict(app: App): IdentityField | undefined {
    const others = this.apps.filter((known) => !isSame(known, app));
    return identity.find((field) =>
      others.some((other) => app[field] !== undefined && other[field] === app[field]),
    );
  }

  /** Where this store tells what happens in this app, or null when it tells nobody. */
  notificationUrl(app: App, store: StoreName): string | null {
    const own = app.notificationUrls?.[store];
    if (own !== undefined) return own;
    if (this.home === null) return null;
    return `${this.home}/v1/notifications/${store}/${encodeURIComponent(app.title)}`;
  }
}

/** Registering an app again says nothing new, except where it wants to be told. */
function isSame(one: App, other: App): boolean {
  return one.title === other.title && identity.every((field) => one[field] === other[field]);
}
