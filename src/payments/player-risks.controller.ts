import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { ServerCaller } from '../platform/http/caller.js';
import { CurrentServer } from '../platform/http/caller-parameters.js';
import { JsonBody } from '../platform/http/json-body.js';
import { RISK } from './payment.answers.js';
import { LiftBody } from './payments.dto.js';
import { PlayerRisksService } from './player-risks.service.js';

/** Players whose refunds were too many. */
@ApiTags('server')
@Controller('v1/server/players/:player/risk')
export class PlayerRisksController {
  constructor(@Inject(PlayerRisksService) private readonly risks: PlayerRisksService) {}

  @Get()
  @Access('server')
  @ApiOperation({ summary: 'Was this player flagged for refunds' })
  @Answers(RISK)
  find(@CurrentServer() server: ServerCaller, @Param('player') player: string) {
    return this.risks.find(server, player);
  }

  @Post('lift')
  @HttpCode(200)
  @Access('server')
  @ApiOperation({ summary: 'Lift the flag of a player' })
  @Answers(RISK)
  lift(
    @CurrentServer() server: ServerCaller,
    @Param('player') player: string,
    @JsonBody() { reason }: LiftBody,
  ) {
    return this.risks.lift(server, player, reason);
  }
}
