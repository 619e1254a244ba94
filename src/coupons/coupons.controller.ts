import { Controller, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { ClientAddress, CurrentPlayer } from '../platform/http/caller-parameters.js';
import { Idempotency, type IdempotencyKey } from '../platform/http/idempotency-key.js';
import { JsonBody } from '../platform/http/json-body.js';
import { Reply } from '../platform/http/stored-reply.js';
import { REDEEMED } from './coupon.answers.js';
import { RedemptionBody } from './coupons.dto.js';
import { CouponsService } from './coupons.service.js';

@ApiTags('coupons')
@Controller('v1/coupons')
export class CouponsController {
  constructor(@Inject(CouponsService) private readonly coupons: CouponsService) {}

  @Post('redemptions')
  @Access('player')
  @ApiOperation({ summary: 'Redeem a code' })
  @Answers(REDEEMED, 201)
  async redeem(
    @CurrentPlayer() player: PlayerCaller,
    @ClientAddress() address: string,
    @JsonBody() { code }: RedemptionBody,
    @Idempotency() key: IdempotencyKey,
  ): Promise<Reply> {
    const answer = await this.coupons.redeem({ player, address, code, key });
    return new Reply(answer.status, answer.body, answer.replayed);
  }
}
