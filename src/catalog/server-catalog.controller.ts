import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { timestamp } from '../kernel/clock.js';
import { Problem } from '../kernel/problem.js';
import { Access, BodyLimit } from '../platform/http/access.js';
import type { ServerCaller } from '../platform/http/caller.js';
import { CurrentServer } from '../platform/http/caller-parameters.js';
import { strictQuery } from '../platform/http/list-query.js';
import { CatalogService } from './catalog.service.js';
import { CatalogBody, CatalogPublished } from './catalog-body.dto.js';
import { type CatalogContent, readCatalogJson } from './catalog-content.js';
import { DOCUMENT_BYTES_MAX, DOCUMENT_KEYS_MAX } from './drafts/drafts.service.js';
import { catalogInvalid } from './publishing/refusals.js';

@ApiTags('server')
@Controller('v1/server/catalogs')
export class ServerCatalogController {
  constructor(private readonly catalogs: CatalogService) {}

  /** Needs no Idempotency-Key: the content itself is the key, a repeat changes nothing. */
  @Post()
  @Access('server')
  @BodyLimit(DOCUMENT_BYTES_MAX, DOCUMENT_KEYS_MAX)
  @ApiOperation({ summary: 'Validate a catalog and sell from it' })
  @ApiQuery({ name: 'dryRun', required: false, schema: { type: 'boolean' } })
  @ApiBody({ type: CatalogBody })
  @ApiCreatedResponse({ type: CatalogPublished })
  async publish(
    @CurrentServer() caller: ServerCaller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CatalogPublished> {
    const { dryRun = 'false' } = strictQuery(request.url, ['dryRun']);
    if (dryRun !== 'true' && dryRun !== 'false') throw new Problem('invalid_query');
    const content = soundContent(request.body);
    if (dryRun === 'true') {
      reply.status(200); // nothing is created
      return { ...(await this.catalogs.rehearse(caller, content)), publishedAt: null };
    }
    const result = await this.catalogs.publish(caller, content, 'server key');
    return { ...result, publishedAt: timestamp(result.publishedAt) };
  }
}

function soundContent(body: unknown): CatalogContent {
  const { content, faults } = readCatalogJson(body);
  if (content !== null) return content;
  throw catalogInvalid(faults.map(({ message: detail, ...fault }) => ({ ...fault, detail })));
}
