import { Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Roles } from '../platform/http/access.js';
import type { OperatorCaller } from '../platform/http/caller.js';
import { CurrentOperator } from '../platform/http/caller-parameters.js';
import { JsonBody } from '../platform/http/json-body.js';
import { CouponCodesService } from './coupon-codes.service.js';
import { CodesBody } from './coupons.dto.js';

@ApiTags('admin')
@Controller('v1/admin/catalog/coupons')
export class CouponCodesController {
  constructor(@Inject(CouponCodesService) private readonly codes: CouponCodesService) {}

  /**
   * Without an Idempotency-Key: its answer would have to be kept, and codes are kept nowhere. Codes
   * of an answer that was lost are never handed out; make others.
   */
  @Post(':key/codes')
  @Access('operator')
  @Roles('liveops', 'publisher')
  @ApiOperation({ summary: 'Make codes for a coupon; they are shown this once' })
  async make(
    @CurrentOperator() operator: OperatorCaller,
    @Param('key') coupon: string,
    @JsonBody() { count, usesPerCode, code }: CodesBody,
  ) {
    const usesMax = usesPerCode ?? (code === undefined ? 1 : null);
    const wish = { coupon, count: count ?? null, word: code ?? null, usesMax };
    return { coupon, usesPerCode: usesMax, codes: await this.codes.make(operator, wish) };
  }
}
