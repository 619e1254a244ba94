import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENTS, type Environment } from '../kernel/environment.js';
import type { TitleId } from '../kernel/id.js';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { hintOf } from './api-key.js';
import { API_KEY_KINDS, type ApiKeyKind, type Title } from './title.js';
import { TitlesService } from './titles.service.js';

export const DEMO_SETTINGS = {
  apple: { apps: [{ bundleId: 'com.example.demo', appAppleId: 1_000_000_001 }] },
  google: { apps: [{ packageName: 'com.example.demo' }] },
} as const;

const KEYS: Readonly<Record<Environment, Readonly<Record<ApiKeyKind, string>>>> = {
  production: { publishable: 'pk_demo', secret: 'sk_demo' },
  sandbox: { publishable: 'pk_demo_sandbox', secret: 'sk_demo_sandbox' },
};

/** The title that a fresh clone starts with. */
@Injectable()
export class DemoTitle {
  constructor(
    private readonly titles: TitlesService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async isDemo(titleId: TitleId): Promise<boolean> {
    return (await this.titles.bySlug('demo'))?.id === titleId;
  }

  /** Makes what is missing of the demo title; throws outside simulator mode. */
  async ensureDemoTitle(): Promise<Title> {
    if (this.configuration.storeMode !== 'simulator') {
      throw new Error('the demo title exists only with the store simulator');
    }
    const title =
      (await this.titles.bySlug('demo')) ??
      (await this.titles.create('demo', 'Demo game', DEMO_SETTINGS));
    const hints = new Set((await this.titles.keys(title.id)).map((key) => key.hint));
    for (const environment of ENVIRONMENTS) {
      for (const kind of API_KEY_KINDS) {
        const key = KEYS[environment][kind];
        if (hints.has(hintOf(key))) continue;
        await this.titles.keepKey({ titleId: title.id, environment, kind }, key);
      }
    }
    return title;
  }
}
