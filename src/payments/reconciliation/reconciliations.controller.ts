import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../platform/http/access.js';
import type { ServerCaller } from '../../platform/http/caller.js';
import { CurrentServer } from '../../platform/http/caller-parameters.js';
import { JsonBody } from '../../platform/http/json-body.js';
import { type FilteredQuery, ListQuery } from '../../platform/http/list-query.js';
import { AcceptBody } from '../payments.dto.js';
import { DIFFERENCE_STATES, type DifferenceState } from './difference.js';
import { DifferencesService } from './differences.service.js';
import { reconciledView } from './reconciled.js';
import { ReconciliationService } from './reconciliation.service.js';

/** Where stores and our books differ. */
@ApiTags('server')
@Controller('v1/server')
export class ReconciliationsController {
  constructor(
    @Inject(ReconciliationService) private readonly reconciliation: ReconciliationService,
    @Inject(DifferencesService) private readonly differences: DifferencesService,
  ) {}

  @Post('reconciliations')
  @HttpCode(200)
  @Access('server')
  @ApiOperation({ summary: 'Compare with all stores now' })
  async reconcile(@CurrentServer() server: ServerCaller) {
    return { data: (await this.reconciliation.all(server)).map(reconciledView) };
  }

  @Get('differences')
  @Access('server')
  @ApiOperation({ summary: 'Differences between stores and our books, newest first' })
  list(
    @CurrentServer() server: ServerCaller,
    @ListQuery({ state: DIFFERENCE_STATES }) { limit, cursor, filters }: FilteredQuery,
  ) {
    const state = (filters.state ?? null) as DifferenceState | null;
    return this.differences.list(server, { state, limit, cursor });
  }

  @Post('differences/:id/accept')
  @HttpCode(200)
  @Access('server')
  @ApiOperation({ summary: 'Leave an open difference as it is' })
  accept(
    @CurrentServer() server: ServerCaller,
    @Param('id') id: string,
    @JsonBody() { reason }: AcceptBody,
  ) {
    return this.differences.accept(server, id, reason);
  }
}
