import { Controller, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { isId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { PlayerCaller, ServerCaller } from '../platform/http/caller.js';
import { CurrentPlayer, CurrentServer } from '../platform/http/caller-parameters.js';
import { JsonBody } from '../platform/http/json-body.js';
import { ConsentsBody } from './consents.dto.js';
import { ConsentsService } from './consents.service.js';
import { CONSENTS } from './player.answers.js';
import { PlayersService } from './players.service.js';

/** What players allow: the latest word counts, whoever said it. */
@Controller('v1')
export class ConsentsController {
  constructor(
    private readonly consents: ConsentsService,
    private readonly players: PlayersService,
  ) {}

  @Put('me/consents')
  @Access('player')
  @ApiTags('player')
  @ApiOperation({ summary: 'Allow or forbid what needs my consent' })
  @Answers(CONSENTS)
  async own(@CurrentPlayer() { playerId }: PlayerCaller, @JsonBody() body: ConsentsBody) {
    return { consents: await this.consents.set(playerId, body, 'player') };
  }

  @Put('server/players/:player/consents')
  @Access('server')
  @ApiTags('server')
  @ApiOperation({ summary: 'Record what a player allowed or forbade in the game' })
  @Answers(CONSENTS)
  async ofPlayer(
    @CurrentServer() server: ServerCaller,
    @Param('player') player: string,
    @JsonBody() body: ConsentsBody,
  ) {
    if (!isId('player', player)) throw new Problem('not_found');
    const { id } = await this.players.player(server, player);
    return { consents: await this.consents.set(id, body, 'server') };
  }
}
