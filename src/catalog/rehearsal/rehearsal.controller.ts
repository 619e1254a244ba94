import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Problem } from '../../kernel/problem.js';
import { Access, Roles } from '../../platform/http/access.js';
import type { OperatorCaller } from '../../platform/http/caller.js';
import { CurrentOperator } from '../../platform/http/caller-parameters.js';
import { JsonBody } from '../../platform/http/json-body.js';
import { momentOfText } from '../drafts/moment-text.js';
import { RehearsalBody } from './rehearsal.dto.js';
import { RehearsalService } from './rehearsal.service.js';

/** Drafts tried on history. */
@ApiTags('admin')
@Controller('v1/admin/catalog/drafts')
export class RehearsalController {
  constructor(@Inject(RehearsalService) private readonly rehearsals: RehearsalService) {}

  @Post(':id/rehearsal')
  @HttpCode(200)
  @Access('operator')
  @Roles('liveops', 'publisher')
  @ApiOperation({ summary: 'What the last days would have been under a draft; changes nothing' })
  rehearse(
    @CurrentOperator() operator: OperatorCaller,
    @Param('id') id: string,
    @JsonBody() { days, until }: RehearsalBody,
  ) {
    return this.rehearsals.ofDraft(operator, id, { days, until: momentOf(until) });
  }
}

function momentOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const moment = momentOfText(text);
  if (moment !== null) return moment;
  const detail = 'must be a time with its offset, such as 2026-11-27T18:00:00+01:00';
  const errors = [{ pointer: '/until', code: 'invalid_format', detail }];
  throw new Problem('invalid_request', { errors });
}
