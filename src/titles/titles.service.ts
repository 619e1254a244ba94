import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Environment } from '../kernel/environment.js';
import type { TitleId } from '../kernel/id.js';
import type { IdSource } from '../kernel/id-source.js';
import { ID_SOURCE } from '../kernel/injection.js';
import { isStudioKey } from '../kernel/key.js';
import { Problem } from '../kernel/problem.js';
import { CONFIGURATION, type Configuration } from '../platform/config/configuration.js';
import { Database } from '../platform/database/database.js';
import { hashOfKey, hintOf, newApiKey } from './api-key.js';
import { TitleSettingsError } from './setting-fields.js';
import type { ApiKey, ApiKeyKind, Title } from './title.js';
import { type TitleSettings, titleSettingsOf } from './title-settings.js';
import { type StoredTitle, TitlesStore } from './titles.store.js';

const CACHE_MS = 5_000;
const CACHED_TITLES_MAX = 1_000;

/** Which scope and kind of key to make. */
export interface KeyRequest {
  readonly titleId: TitleId;
  readonly environment: Environment;
  readonly kind: ApiKeyKind;
}

/** Games, their settings and their keys. */
@Injectable()
export class TitlesService {
  readonly #cache = new Map<TitleId, { title: Title; readAt: number }>();

  constructor(
    private readonly database: Database,
    private readonly store: TitlesStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_SOURCE) private readonly ids: IdSource,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** The title; a change by another instance shows within five seconds. Throws `not_found`. */
  async title(id: TitleId): Promise<Title> {
    const cached = this.#cache.get(id);
    if (cached && this.clock.now() - cached.readAt < CACHE_MS) return cached.title;
    const stored = await this.store.title(this.database.reader, id);
    if (!stored) throw new Problem('not_found');
    const title = this.#read(stored);
    if (this.#cache.size >= CACHED_TITLES_MAX) this.#cache.clear();
    this.#cache.set(id, { title, readAt: this.clock.now() });
    return title;
  }

  /** The title's settings, as `title` reads them. */
  async settings(id: TitleId): Promise<TitleSettings> {
    return (await this.title(id)).settings;
  }

  async bySlug(slug: string): Promise<Title | null> {
    const stored = await this.store.titleBySlug(this.database.reader, slug);
    return stored && this.#read(stored);
  }

  async list(): Promise<Title[]> {
    return (await this.store.titles(this.database.reader)).map((stored) => this.#read(stored));
  }

  /** Makes a title; throws `TitleSettingsError` for wrong settings or a wrong slug. */
  async create(slug: string, name: string, settings: unknown = {}): Promise<Title> {
    if (!isStudioKey(slug)) throw new TitleSettingsError('a slug has letters, digits, . _ and -');
    if (name.length < 1 || name.length > 255) {
      throw new TitleSettingsError('a name has 1 to 255 characters');
    }
    const checked = this.#checked(settings);
    const stored = {
      id: this.ids.next('title'),
      slug,
      name,
      settings: JSON.stringify(checked),
      createdAt: this.clock.now(),
    };
    await this.database.write((transaction) => this.store.insertTitle(transaction, stored));
    return { ...stored, settings: checked };
  }

  /** Replaces the settings; throws `TitleSettingsError` and changes nothing when they are wrong. */
  async setSettings(id: TitleId, settings: unknown): Promise<TitleSettings> {
    const checked = this.#checked(settings);
    const text = JSON.stringify(checked);
    await this.database.write((transaction) => this.store.updateSettings(transaction, id, text));
    this.#cache.delete(id);
    return checked;
  }

  /** Makes a key. This is the only time that the key itself can be seen. */
  async createKey(request: KeyRequest): Promise<{ key: string; record: ApiKey }> {
    const key = newApiKey(request.kind, randomBytes);
    return { key, record: await this.keepKey(request, key) };
  }

  /** Stores a given key; only the demo title's keys are not made by `createKey`. */
  async keepKey(request: KeyRequest, key: string): Promise<ApiKey> {
    const record: ApiKey = {
      ...request,
      id: this.ids.next('key'),
      hint: hintOf(key),
      createdAt: this.clock.now(),
      revokedAt: null,
    };
    const hash = hashOfKey(key);
    await this.database.write((transaction) => this.store.insertKey(transaction, record, hash));
    return record;
  }

  keys(titleId: TitleId): Promise<ApiKey[]> {
    return this.store.keys(this.database.reader, titleId);
  }

  /** Ends a key; every instance notices within five seconds. False when there is none to end. */
  revokeKey(keyId: string): Promise<boolean> {
    const now = this.clock.now();
    return this.database.write((transaction) => this.store.revokeKey(transaction, keyId, now));
  }

  #checked(settings: unknown): TitleSettings {
    return titleSettingsOf(settings, this.configuration.storeMode === 'simulator');
  }

  #read(stored: StoredTitle): Title {
    return { ...stored, settings: this.#checked(JSON.parse(stored.settings)) };
  }
}
