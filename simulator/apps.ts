/** One title as both stores know it. */
export interface App {
  title: string;
  bundleId: string;
  appAppleId: number;
  packageName: string;
}

export const demoApp: App = {
  title: 'demo',
  bundleId: 'com.example.demo',
  appAppleId: 1000000001,
  packageName: 'com.example.demo',
};

/** The apps of the one studio whose developer account is simulated. */
export class AppRegistry {
  private readonly byTitle = new Map<string, App>([[demoApp.title, demoApp]]);

  put(app: App): void {
    this.byTitle.set(app.title, app);
  }

  find(title: string): App | undefined {
    return this.byTitle.get(title);
  }

  all(): App[] {
    return [...this.byTitle.values()];
  }

  hasBundle(bundleId: unknown): boolean {
    return this.all().some((app) => app.bundleId === bundleId);
  }

  /** The field that a second app may not share with an earlier one, or nothing. */
  conflict(app: App): 'title' | 'bundleId' | 'appAppleId' | 'packageName' | undefined {
    const fields = ['title', 'bundleId', 'appAppleId', 'packageName'] as const;
    return fields.find((field) => this.all().some((other) => other[field] === app[field]));
  }

  /** True when exactly this app is registered already: saying so twice is no conflict. */
  has(app: App): boolean {
    const known = this.find(app.title);
    return known !== undefined && JSON.stringify(known) === JSON.stringify(app);
  }
}
