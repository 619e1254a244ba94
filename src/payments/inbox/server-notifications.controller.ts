import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../platform/http/access.js';
import type { ServerCaller } from '../../platform/http/caller.js';
import { CurrentServer } from '../../platform/http/caller-parameters.js';
import { type FilteredQuery, ListQuery } from '../../platform/http/list-query.js';
import { InboxService } from './inbox.service.js';
import { InboxWorker } from './inbox.worker.js';
import { INBOX_STATES, type InboxState } from './inbox-entry.js';

/** What stores told, and what came of it. */
@ApiTags('server')
@Controller('v1/server/notifications')
export class ServerNotificationsController {
  constructor(
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(InboxWorker) private readonly worker: InboxWorker,
  ) {}

  @Get()
  @Access('server')
  @ApiOperation({ summary: 'Notifications of stores, newest first' })
  list(
    @CurrentServer() server: ServerCaller,
    @ListQuery({ state: INBOX_STATES }) { limit, cursor, filters }: FilteredQuery,
  ) {
    const state = (filters.state ?? null) as InboxState | null;
    return this.inbox.list(server, { state, limit, cursor });
  }

  @Post(':id/retry')
  @HttpCode(202)
  @Access('server')
  @ApiOperation({ summary: 'Act again on a notification that was set aside' })
  async retry(@CurrentServer() server: ServerCaller, @Param('id') id: string) {
    await this.inbox.retry(server, id);
    this.worker.job.nudge();
    return {};
  }
}
