import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { CurrentPlayer } from '../platform/http/caller-parameters.js';
import { Idempotency, type IdempotencyKey } from '../platform/http/idempotency-key.js';
import { JsonBody } from '../platform/http/json-body.js';
import { Reply } from '../platform/http/stored-reply.js';
import { CONSUMED, INVENTORY } from './inventory.answers.js';
import { ConsumeBody } from './inventory.dto.js';
import { InventoryService } from './inventory.service.js';

@ApiTags('inventory')
@Controller('v1/inventory')
export class InventoryController {
  constructor(@Inject(InventoryService) private readonly inventory: InventoryService) {}

  @Get()
  @Access('player')
  @ApiOperation({ summary: 'What the player owns' })
  @Answers(INVENTORY)
  list(@CurrentPlayer() player: PlayerCaller) {
    return this.inventory.list(player);
  }

  @Post(':sku/consume')
  @Access('player')
  @ApiOperation({ summary: 'Use up a number of a consumable' })
  @Answers(CONSUMED)
  async consume(
    @CurrentPlayer() player: PlayerCaller,
    @Param('sku') sku: string,
    @JsonBody() body: ConsumeBody,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reply> {
    const answer = await this.inventory.consume(player, sku, body.quantity, key);
    return new Reply(answer.status, answer.body, answer.replayed);
  }
}
