import { Controller, Get, Inject, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../platform/http/access.js';
import { Answers } from '../../platform/http/answers.js';
import type { PlayerCaller } from '../../platform/http/caller.js';
import { CurrentPlayer } from '../../platform/http/caller-parameters.js';
import { JsonBody } from '../../platform/http/json-body.js';
import { SPENDING_LIMITS } from '../payment.answers.js';
import { SpendingLimitsBody } from './spending-limits.dto.js';
import { SpendingLimitsService } from './spending-limits.service.js';

@ApiTags('player')
@Controller('v1/me/limits')
export class SpendingLimitsController {
  constructor(@Inject(SpendingLimitsService) private readonly limits: SpendingLimitsService) {}

  @Get()
  @Access('player')
  @ApiOperation({ summary: 'How much the player wants to spend at most' })
  @Answers(SPENDING_LIMITS)
  view(@CurrentPlayer() player: PlayerCaller) {
    return this.limits.view(player);
  }

  @Put()
  @Access('player')
  @ApiOperation({
    summary: 'Set own spending limits',
    description: 'A stricter limit holds at once; a more generous one, or none, after 24 hours.',
  })
  @Answers(SPENDING_LIMITS)
  set(@CurrentPlayer() player: PlayerCaller, @JsonBody() body: SpendingLimitsBody) {
    const { daily = null, monthly = null } = body;
    return this.limits.set(player, { daily, monthly });
  }
}
