import { Controller, Headers, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { isId } from '../../kernel/id.js';
import { Problem } from '../../kernel/problem.js';
import { Access, BodyLimit } from '../../platform/http/access.js';
import type { Store } from '../../stores/store-gateway.js';
import { TitlesService } from '../../titles/titles.service.js';
import { InboxService } from './inbox.service.js';
import { InboxWorker } from './inbox.worker.js';

const NOTIFICATION_BYTES_MAX = 256 * 1024;

/** Where stores tell what happened. They are answered as soon as it is kept. */
@ApiTags('stores')
@Controller('v1/notifications')
export class NotificationsController {
  constructor(
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(InboxWorker) private readonly worker: InboxWorker,
    @Inject(TitlesService) private readonly titles: TitlesService,
  ) {}

  @Post('apple/:title')
  @HttpCode(200)
  @Access('store')
  @BodyLimit(NOTIFICATION_BYTES_MAX)
  @ApiOperation({ summary: 'App Store Server Notifications, version 2' })
  async apple(@Param('title') title: string, @Req() request: FastifyRequest) {
    await this.#receive('apple', title, null, request);
    return {};
  }

  /** Pub/Sub delivers again whatever is not answered with success. */
  @Post('google/:title')
  @HttpCode(204)
  @Access('store')
  @BodyLimit(NOTIFICATION_BYTES_MAX)
  @ApiOperation({ summary: 'Real-time developer notifications of Google Play' })
  async google(
    @Param('title') title: string,
    @Req() request: FastifyRequest,
    @Headers('authorization') authorization?: string,
  ): Promise<void> {
    await this.#receive('google', title, authorization ?? null, request);
  }

  async #receive(
    store: Store,
    name: string,
    authorization: string | null,
    { body }: FastifyRequest,
  ): Promise<void> {
    const title = isId('title', name)
      ? await this.titles.title(name)
      : await this.titles.bySlug(name);
    if (!title) throw new Problem('not_found');
    if (typeof body !== 'object' || body === null) throw new Problem('malformed_json');
    const incoming = { authorization, body: body as Readonly<Record<string, unknown>> };
    await this.inbox.receive(title.id, store, incoming);
    this.worker.job.nudge();
  }
}
