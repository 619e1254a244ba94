import { Inject, Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import type { PublishedCatalog } from '../catalog/model.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Environment } from '../kernel/environment.js';
import { idOfUuid, type PlayerId, type TitleId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Database } from '../platform/database/database.js';
import type { PlayerCaller, Scope } from '../platform/http/caller.js';
import { PlayersService } from '../players/players.service.js';
import type { Purchase, Store } from '../stores/store-gateway.js';
import type { Answer, Claim } from '../till/operation.js';
import { Till } from '../till/till.js';
import { TitlesService } from '../titles/titles.service.js';
import type { Payment } from './payment.js';
import { PaymentStore } from './payment.store.js';
import { isCredited } from './payment-status.js';
import type { StepSource } from './payment-step.js';
import { riskKey } from './player-risk.js';
import { PromotionFacts } from './promotion-facts.service.js';
import { RefundedItems } from './refunded-items.service.js';
import {
  type AssignRequest,
  assignOperation,
  type SettleRequest,
  settleOperation,
} from './settle.js';
import { SettleAgain, type SettlementTerms } from './settlement.js';

/** A claim, a notification and a check of one payment may overtake each other so often. */
const ATTEMPTS_MAX = 5;
const DAY_MS = 24 * 60 * 60_000;

/** Settles what stores say of purchases, whoever brought the news: one way for all of them. */
@Injectable()
export class SettlementService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(Till) private readonly till: Till,
    @Inject(PaymentStore) private readonly payments: PaymentStore,
    @Inject(PlayersService) private readonly players: PlayersService,
    @Inject(TitlesService) private readonly titles: TitlesService,
    @Inject(RefundedItems) private readonly items: RefundedItems,
    @Inject(PromotionFacts) private readonly facts: PromotionFacts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What a player claims. Throws a `Problem` for every refusal (`settle.ts`). */
  async claimed(
    player: PlayerCaller,
    purchases: SettleRequest['purchases'],
    claim: Claim,
  ): Promise<Answer> {
    const { playerId } = player;
    const catalog = await this.catalog.require(player);
    const terms = await this.#terms(player, {
      store: purchases[0].store,
      source: 'client',
      catalog,
    });
    const facts = await this.facts.of(player, catalog, purchases);
    const request = { ...terms, playerId, facts, purchases, claim };
    try {
      return await this.till.run(settleOperation(request));
    } catch (error) {
      if (!(error instanceof SettleAgain)) throw error;
      const whole = { ...request, riskKey: await this.#riskKey(player.titleId, playerId) };
      const owner = { titleId: player.titleId, playerId };
      return this.items.around(owner, purchases, () => this.till.run(settleOperation(whole)));
    }
  }

  /**
   * What a store said by itself or when it was asked. The owner is whom the purchase names, else
   * who claimed it; without either it waits in the inbox of unassigned payments. Tells the payment
   * as it is then, or null for one that belongs to another title.
   */
  async learned(
    titleId: TitleId,
    purchase: Purchase,
    { source, owner = null }: { source: StepSource; owner?: PlayerId | null },
  ): Promise<Payment | null> {
    const scope = { titleId, environment: purchase.environment };
    const catalog = await this.#catalogOf(scope);
    const terms = await this.#terms(scope, { store: purchase.store, source, catalog });
    for (let attempt = 1; ; attempt++) {
      const known = await this.payments.findByStoreTransaction(this.database.reader, purchase);
      if (known && known.titleId !== titleId) return null;
      const playerId = await this.#ownerOf(scope, purchase, known, owner);
      const key = playerId === null ? null : await this.#riskKey(titleId, playerId);
      const facts = await this.facts.of({ ...scope, playerId }, catalog, [purchase]);
      const request = { ...terms, playerId, facts, purchases: [purchase] as const, riskKey: key };
      try {
        const settle = () => this.till.run(settleOperation({ ...request, claim: null }));
        await this.items.around({ titleId, playerId }, [purchase], settle);
        return this.payments.findByStoreTransaction(this.database.reader, purchase);
      } catch (error) {
        if (!(error instanceof SettleAgain) || attempt === ATTEMPTS_MAX) throw error;
      }
    }
  }

  /** Whom the studio says a payment belongs to. Throws a `Problem` for every refusal. */
  async assigned(
    scope: Scope,
    given: Pick<AssignRequest, 'playerId' | 'purchase' | 'claim' | 'view'>,
  ): Promise<Answer> {
    const { store } = given.purchase;
    const catalog = await this.#catalogOf(scope);
    const terms = await this.#terms(scope, { store, source: 'server', catalog });
    const key = await this.#riskKey(scope.titleId, given.playerId);
    const facts = await this.facts.of({ ...scope, ...given }, catalog, [given.purchase]);
    return this.till.run(assignOperation({ ...terms, ...given, facts, riskKey: key }));
  }

  async #ownerOf(
    scope: Scope,
    { accountToken }: Purchase,
    known: Payment | null,
    given: PlayerId | null,
  ): Promise<PlayerId | null> {
    if (known && isCredited(known.status)) return known.playerId;
    if (given !== null) return given;
    const named = accountToken === null ? null : idOfUuid('player', accountToken);
    if (named === null) return accountToken === null ? (known?.playerId ?? null) : null;
    try {
      return (await this.players.player(scope, named)).id;
    } catch (error) {
      if (error instanceof Problem && error.code === 'not_found') return null;
      throw error;
    }
  }

  async #catalogOf(scope: Scope): Promise<PublishedCatalog | null> {
    await this.catalog.load(scope);
    return this.catalog.current(scope);
  }

  async #terms(
    { titleId, environment }: { titleId: TitleId; environment: Environment },
    facts: { store: Store; source: StepSource; catalog: PublishedCatalog | null },
  ): Promise<Omit<SettlementTerms, 'playerId' | 'facts'>> {
    const { refunds } = await this.titles.settings(titleId);
    const { store, source, catalog } = facts;
    return {
      titleId,
      environment,
      source,
      catalog,
      // Apple's device finishes what it claimed; Google wants to hear it from whoever granted it.
      finishes: store === 'google' || source !== 'client',
      rest: refunds.policy === 'write_off' ? 'write_off' : 'debt',
      flagAfter: refunds.flagAfter,
      riskKey: null,
    };
  }

  /** Counted from the beginning of a day, so that refunds of one moment are counted together. */
  async #riskKey(titleId: TitleId, playerId: PlayerId): Promise<string> {
    const { refunds } = await this.titles.settings(titleId);
    const today = Math.floor(this.clock.now() / DAY_MS) * DAY_MS;
    return riskKey(playerId, today - refunds.windowDays * DAY_MS);
  }
}
