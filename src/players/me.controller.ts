import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { timestamp } from '../kernel/clock.js';
import type { Environment } from '../kernel/environment.js';
import { type PlayerId, uuidOf } from '../kernel/id.js';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { CurrentPlayer } from '../platform/http/caller-parameters.js';
import { type Consents, ConsentsService } from './consents.service.js';
import { ME } from './player.answers.js';
import { PlayersService } from './players.service.js';

interface Me {
  readonly player: { readonly id: PlayerId; readonly createdAt: string };
  readonly accountToken: string;
  readonly environment: Environment;
  /** What the player allows. */
  readonly consents: Consents;
}

@ApiTags('player')
@Controller('v1/me')
export class MeController {
  constructor(
    private readonly players: PlayersService,
    private readonly consents: ConsentsService,
  ) {}

  @Get()
  @Access('player')
  @ApiOperation({ summary: 'Who am I' })
  @Answers(ME)
  async read(@CurrentPlayer() caller: PlayerCaller): Promise<Me> {
    const { id, createdAt, environment } = await this.players.player(caller, caller.playerId);
    const player = { id, createdAt: timestamp(createdAt) };
    const consents = await this.consents.of(id);
    return { player, accountToken: uuidOf(id), environment, consents };
  }
}
