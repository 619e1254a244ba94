import { Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Problem } from '../kernel/problem.js';
import { Access } from '../platform/http/access.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { CurrentPlayer } from '../platform/http/caller-parameters.js';
import { JsonBody } from '../platform/http/json-body.js';
import { DemoTitle } from '../titles/demo-title.js';
import { DemoBooksStore } from './books.store.js';
import { DemoSaleService } from './demo-sale.service.js';
import { DemoSaleBody } from './sale.dto.js';

/** What the demo game shows and no game may: both sides of the ledger, and a hand on the prices. */
@ApiExcludeController()
@Controller('v1/demo')
export class GameDeskController {
  constructor(
    @Inject(DemoTitle) private readonly demo: DemoTitle,
    @Inject(DemoBooksStore) private readonly books: DemoBooksStore,
    @Inject(DemoSaleService) private readonly sales: DemoSaleService,
  ) {}

  @Get('ledger')
  @Access('player')
  async ledger(@CurrentPlayer() player: PlayerCaller) {
    await this.#onlyTheDemo(player);
    const { playerId } = player;
    const data = await this.books.transactions(playerId);
    return { data, sums: await this.books.sums(playerId) };
  }

  @Post('sale')
  @Access('player')
  async sale(@CurrentPlayer() player: PlayerCaller, @JsonBody() body: DemoSaleBody) {
    await this.#onlyTheDemo(player);
    return this.sales.start(player, body);
  }

  /** A simulator may carry a studio's own titles beside the demo: their players change no price. */
  async #onlyTheDemo({ titleId }: PlayerCaller): Promise<void> {
    if (!(await this.demo.isDemo(titleId))) throw new Problem('not_found');
  }
}
