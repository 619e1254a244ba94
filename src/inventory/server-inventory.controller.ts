import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { ServerCaller } from '../platform/http/caller.js';
import { CurrentServer } from '../platform/http/caller-parameters.js';
import { INVENTORY } from './inventory.answers.js';
import { InventoryService } from './inventory.service.js';

@ApiTags('server')
@Controller('v1/server/players/:player/inventory')
export class ServerInventoryController {
  constructor(@Inject(InventoryService) private readonly inventory: InventoryService) {}

  @Get()
  @Access('server')
  @ApiOperation({ summary: 'What any player of the title owns' })
  @Answers(INVENTORY)
  list(@CurrentServer() server: ServerCaller, @Param('player') player: string) {
    return this.inventory.listOf(server, player);
  }
}
