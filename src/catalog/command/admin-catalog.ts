import type { Change } from '../drafts/diff.js';
import type { CatalogDocument } from './document.js';

/** One request to the admin routes of a catalog. */
export interface AdminRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below `/v1/admin/catalog`. */
  readonly path: string;
  readonly body?: unknown;
  /** The entity tag that the draft must still have. */
  readonly ifMatch?: string;
}

export interface AdminAnswer {
  readonly status: number;
  /** Parsed JSON; null when there was none. */
  readonly body: unknown;
  readonly etag: string | null;
}

/** The way to the admin routes: a server far away, or the application in this process. */
export interface Transport {
  send(request: AdminRequest): Promise<AdminAnswer>;
  close(): Promise<void>;
}

/** Something that is wrong with a catalog, or looks so, as a server tells it. */
export interface RemoteFinding {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** The server said no. */
export class AdminRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: readonly RemoteFinding[],
  ) {
    super(detail);
  }
}

export interface CurrentVersion {
  readonly version: string;
  readonly hash: string;
  readonly content: CatalogDocument;
}

export interface DraftAnswer {
  readonly id: string;
  readonly state: string;
  readonly base: string | null;
  readonly revision: number;
}

export interface PublishAnswer {
  readonly version: string;
  readonly hash: string;
  readonly takesEffectAt: string;
  readonly changed: boolean;
  readonly warnings: readonly RemoteFinding[];
}

export interface ValidateAnswer {
  readonly valid: boolean;
  readonly hash: string | null;
  readonly errors: readonly RemoteFinding[];
  readonly warnings: readonly RemoteFinding[];
}

export interface DiffAnswer {
  readonly changes: readonly Change[];
}

/** What a publish wants to know beside the draft. */
export interface PublishOrder {
  readonly at?: string | undefined;
  readonly reason: string;
}

/** A title's catalog, through its admin routes. Every method throws `AdminRefusal`. */
export class AdminCatalog {
  constructor(private readonly transport: Transport) {}

  close(): Promise<void> {
    return this.transport.close();
  }

  /** null while nothing is published. */
  async current(): Promise<CurrentVersion | null> {
    try {
      return await this.version('current');
    } catch (error) {
      if (error instanceof AdminRefusal && error.code === 'no_catalog') return null;
      throw error;
    }
  }

  version(id: string): Promise<CurrentVersion> {
    return this.#ask('GET', `versions/${encodeURIComponent(id)}`);
  }

  diff(from: string, to: string): Promise<DiffAnswer> {
    return this.#ask('GET', `diff?${new URLSearchParams({ from, to })}`);
  }

  validate(content: CatalogDocument): Promise<ValidateAnswer> {
    return this.#ask('POST', 'validate', content);
  }

  createDraft(draft: {
    readonly name: string;
    readonly base?: string;
    readonly content: CatalogDocument;
    readonly reason?: string;
  }): Promise<DraftAnswer> {
    return this.#ask('POST', 'drafts', draft);
  }

  /** The content of a draft with the tag that a change of it must name. */
  async draftContent(id: string): Promise<{ content: CatalogDocument; etag: string }> {
    const path = `drafts/${encodeURIComponent(id)}/content`;
    const { body, etag } = await this.#send({ method: 'GET', path });
    return { content: body as CatalogDocument, etag: etag ?? '' };
  }

  async replaceDraftContent(
    id: string,
    { content, etag }: { content: CatalogDocument; etag: string },
  ): Promise<DraftAnswer> {
    const path = `drafts/${encodeURIComponent(id)}/content`;
    const request = { method: 'PUT' as const, path, body: content, ifMatch: etag };
    return (await this.#send(request)).body as DraftAnswer;
  }

  approve(id: string, reason: string | undefined): Promise<DraftAnswer> {
    return this.#ask('POST', `drafts/${encodeURIComponent(id)}/approve`, { reason });
  }

  publish(id: string, { at, reason }: PublishOrder): Promise<PublishAnswer> {
    return this.#ask('POST', `drafts/${encodeURIComponent(id)}/publish`, { at, reason });
  }

  rollBack(version: string, reason: string): Promise<PublishAnswer> {
    return this.#ask('POST', 'rollback', { version, reason });
  }

  preview(wish: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    return this.#ask('POST', 'preview', wish);
  }

  async #ask<Answer>(
    method: AdminRequest['method'],
    path: string,
    body?: unknown,
  ): Promise<Answer> {
    return (await this.#send({ method, path, body })).body as Answer;
  }

  async #send(request: AdminRequest): Promise<AdminAnswer> {
    const answer = await this.transport.send(request);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw refusalOf(answer);
  }
}

function refusalOf({ status, body }: AdminAnswer): AdminRefusal {
  const { code, detail, errors } = (body ?? {}) as Partial<Record<string, unknown>>;
  if (typeof code !== 'string') {
    const words = `The server answered ${status}, which is no answer of Gemtill.`;
    return new AdminRefusal(status, 'unknown', words, []);
  }
  const found = Array.isArray(errors) ? (errors as RemoteFinding[]) : [];
  return new AdminRefusal(status, code, String(detail ?? code), found);
}
