import { setImmediate as breath } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { withSnapshot } from '../../audit/snapshot.store.js';
import { CLOCK, type Clock, timestamp } from '../../kernel/clock.js';
import { idOf, type PlayerId } from '../../kernel/id.js';
import { Problem } from '../../kernel/problem.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/configuration.js';
import type { Scope } from '../../platform/http/caller.js';
import type { CatalogContent } from '../catalog-content.js';
import { DraftDesk } from '../drafts/draft-desk.service.js';
import { DraftJudge } from '../drafts/draft-judge.service.js';
import type { PublishedCatalog } from '../model.js';
import { NOBODY, type PlayerFacts } from '../player-facts.js';
import { publishedCatalog } from '../published-catalog.js';
import { catalogInvalid } from '../publishing/refusals.js';
import { History, keyOf, type PastCredit, type PastOrder } from './history.store.js';
import { Replay } from './replay.js';

const DAY_MS = 86_400_000;
const FACTS_KEPT_MAX = 20_000;
/** The draft has no version yet, and no price depends on one. */
const NO_VERSION = idOf('catalog', Buffer.alloc(16));

export interface RehearsalLimits {
  /** Of more, the newest are replayed. */
  ordersMax: number;
  creditsMax: number;
  timeMaxMs: number;
}

export interface RehearsalWish {
  readonly days: number;
  /** Milliseconds since 1970 UTC, not in the future; null: now. */
  readonly until: number | null;
}

/**
 * Tries a draft on what players did. Reads one moment of the database through a connection of its
 * own, so it takes no lock and nobody waits for it; one at a time in a process.
 */
@Injectable()
export class RehearsalService {
  readonly limits: RehearsalLimits = {
    ordersMax: 200_000,
    creditsMax: 200_000,
    timeMaxMs: 20_000,
  };
  #isRunning = false;

  constructor(
    @Inject(DraftDesk) private readonly desk: DraftDesk,
    @Inject(DraftJudge) private readonly judge: DraftJudge,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Throws `not_found`, `catalog_invalid` for a draft that cannot be read, `invalid_request` for an
   * `until` in the future, `rehearsal_too_long`, and `temporarily_unavailable` while another runs.
   */
  async ofDraft(scope: Scope, id: string, wish: RehearsalWish) {
    const { draft, text } = await this.desk.content(scope, id);
    const { content, errors } = await this.judge.judged(scope, {
      document: text,
      base: draft.baseId,
    });
    if (content === null) throw catalogInvalid(errors);
    const report = await this.ofContent(scope, content, wish);
    const hash = content.hash.toString('hex');
    return { draft: draft.id, revision: draft.revision, hash, ...report };
  }

  /** The same of any content. */
  async ofContent(scope: Scope, content: CatalogContent, { days, until }: RehearsalWish) {
    const now = this.clock.now();
    const end = until ?? now;
    if (end > now) throw untilAhead();
    if (this.#isRunning) throw new Problem('temporarily_unavailable', { retryAfterSeconds: 5 });
    this.#isRunning = true;
    try {
      const catalog = publishedCatalog(NO_VERSION, content.model);
      const deadline = performance.now() + this.limits.timeMaxMs;
      return await withSnapshot(this.configuration, now, async (snapshot) => {
        const wanted = { from: end - days * DAY_MS, until: end };
        const begin = await new History(snapshot, scope, wanted).beginOfNewest(
          this.limits.ordersMax,
        );
        const span = { from: Math.max(wanted.from, begin ?? wanted.from), until: end };
        const history = new History(snapshot, scope, span);
        const run = new Run(catalog, history, { ...this.limits, deadline });
        return {
          days,
          from: timestamp(span.from),
          until: timestamp(end),
          complete: begin === null || begin <= wanted.from,
          ...(await run.all()),
        };
      });
    } finally {
      this.#isRunning = false;
    }
  }
}

function untilAhead(): Problem {
  const detail = 'must not be in the future';
  const errors = [{ pointer: '/until', code: 'out_of_range', detail }];
  return new Problem('invalid_request', { errors });
}

/** One replay from the first page to the last. */
class Run {
  readonly #replay: Replay;
  readonly #facts = new Map<PlayerId, PlayerFacts>();
  readonly #needsFacts: boolean;

  constructor(
    private readonly catalog: PublishedCatalog,
    private readonly history: History,
    private readonly bounds: { readonly creditsMax: number; readonly deadline: number },
  ) {
    this.#replay = new Replay(catalog);
    const { audiences, offers, sales } = catalog.model;
    const windows = [...offers.values(), ...sales.values()];
    this.#needsFacts = audiences.size > 0 || windows.some(({ zone }) => zone === 'player');
  }

  async all() {
    const credits = await this.#credits();
    let next = 0;
    for await (const orders of this.history.orders()) {
      await this.#page();
      for (const { order, facts } of await this.#known(orders)) {
        for (; next < credits.length && credits[next]!.at <= order.at; next += 1) {
          this.#replay.add(credits[next]!, NOBODY);
        }
        this.#replay.add(order, facts);
      }
    }
    for (const credit of credits.slice(next)) this.#replay.add(credit, NOBODY);
    return this.#replay.tally.view();
  }

  /** All of them, in the order of time: their ids have another. */
  async #credits(): Promise<PastCredit[]> {
    const credits: PastCredit[] = [];
    for await (const page of this.history.credits()) {
      await this.#page();
      credits.push(...page);
      if (credits.length > this.bounds.creditsMax) throw new Problem('rehearsal_too_long');
    }
    return credits.sort((left, right) => left.at - right.at || left.id.compare(right.id));
  }

  /** Between two pages: on the embedded database each of them keeps everybody else waiting. */
  async #page(): Promise<void> {
    await breath();
    if (performance.now() > this.bounds.deadline) throw new Problem('rehearsal_too_long');
  }

  /** With all that a replay has to know of them. */
  async #known(orders: readonly PastOrder[]) {
    if (orders.length === 0) return [];
    const { offers } = this.catalog.model;
    const byCurrency = new Map<string, PastOrder[]>();
    const leveled: PastOrder[] = [];
    for (const order of orders) {
      const offer = offers.get(order.offer);
      for (const code of new Set([order.currency, offer?.price.currency ?? order.currency])) {
        const known = byCurrency.get(code);
        if (known) known.push(order);
        else byCurrency.set(code, [order]);
      }
      if (offer?.levelPrices) leveled.push(order);
    }
    const balances = new Map<string, Map<string, number>>();
    for (const [code, some] of byCurrency) {
      balances.set(code, await this.history.balancesBefore(some, code));
    }
    const gifts = await this.history.gifts(orders);
    const levels = leveled.length > 0 ? await this.history.levels(leveled) : null;
    if (this.#needsFacts) await this.#learn(orders);
    return orders.map((past) => {
      const key = keyOf(past.id);
      const held = [...balances].flatMap(([code, of]) => {
        const units = of.get(key);
        return units === undefined ? [] : [[code, units] as const];
      });
      const order = {
        ...past,
        kind: 'order' as const,
        balances: new Map(held),
        gave: gifts.get(key) ?? new Map<string, number>(),
        level: levels?.get(key) ?? null,
      };
      return { order, facts: this.#facts.get(past.playerId) ?? NOBODY };
    });
  }

  async #learn(orders: readonly PastOrder[]): Promise<void> {
    if (this.#facts.size > FACTS_KEPT_MAX) this.#facts.clear();
    const unknown = new Set(orders.map(({ playerId }) => playerId));
    for (const playerId of unknown) if (this.#facts.has(playerId)) unknown.delete(playerId);
    if (unknown.size === 0) return;
    for (const [playerId, facts] of await this.history.facts([...unknown])) {
      this.#facts.set(playerId, facts);
    }
  }
}
