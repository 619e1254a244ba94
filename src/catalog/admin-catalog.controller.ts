import { Controller, Get, HttpCode, Inject, Param, Post, Put, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { TitleEventsService } from '../events/title-events.service.js';
import { Problem } from '../kernel/problem.js';
import { Access, BodyLimit, Roles } from '../platform/http/access.js';
import { type OperatorCaller, ROLES } from '../platform/http/caller.js';
import { CurrentOperator } from '../platform/http/caller-parameters.js';
import { JsonBody } from '../platform/http/json-body.js';
import { ListQuery, strictQuery } from '../platform/http/list-query.js';
import { CatalogBody } from './catalog-body.dto.js';
import { CatalogSettingsService } from './catalog-settings.service.js';
import { DraftPublishing } from './drafts/draft-publishing.service.js';
import { DraftReview } from './drafts/draft-review.service.js';
import { CatalogSettingsBody, RollbackBody } from './drafts/drafts.dto.js';
import { DOCUMENT_BYTES_MAX, DOCUMENT_KEYS_MAX } from './drafts/drafts.service.js';
import { documentOf } from './drafts/request-document.js';
import { PublicationsService } from './publishing/publications.service.js';

/** The catalog of a title and environment as its operators see it. */
@ApiTags('admin')
@Controller('v1/admin/catalog')
export class AdminCatalogController {
  constructor(
    @Inject(PublicationsService) private readonly publications: PublicationsService,
    @Inject(DraftReview) private readonly review: DraftReview,
    @Inject(DraftPublishing) private readonly publishing: DraftPublishing,
    @Inject(CatalogSettingsService) private readonly settings: CatalogSettingsService,
    @Inject(TitleEventsService) private readonly events: TitleEventsService,
  ) {}

  @Get('versions')
  @Access('operator')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'What was sold, is sold and will be sold; a row per publication' })
  versions(@CurrentOperator() operator: OperatorCaller, @ListQuery() query: ListQuery) {
    return this.publications.list(operator, query);
  }

  @Get('versions/:id')
  @Access('operator')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'One version with its content; `current` is what sells now' })
  version(@CurrentOperator() operator: OperatorCaller, @Param('id') id: string) {
    return this.review.version(operator, id);
  }

  @Get('diff')
  @Access('operator')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'What is different between two versions or drafts' })
  @ApiQuery({ name: 'from', schema: { type: 'string' } })
  @ApiQuery({ name: 'to', schema: { type: 'string' } })
  diff(@CurrentOperator() operator: OperatorCaller, @Req() request: FastifyRequest) {
    const { from, to } = strictQuery(request.url, ['from', 'to']);
    if (from === undefined || to === undefined) throw new Problem('invalid_query');
    return this.review.diff(operator, { from, to });
  }

  @Post('validate')
  @HttpCode(200)
  @Access('operator')
  @Roles(...ROLES)
  @BodyLimit(DOCUMENT_BYTES_MAX, DOCUMENT_KEYS_MAX)
  @ApiOperation({ summary: 'Check a catalog as a publish would, without keeping it' })
  @ApiBody({ type: CatalogBody })
  validate(@CurrentOperator() operator: OperatorCaller, @Req() request: FastifyRequest) {
    return this.review.validate(operator, documentOf(request));
  }

  @Post('rollback')
  @HttpCode(200)
  @Access('operator')
  @Roles('publisher')
  @ApiOperation({ summary: 'Sell from an earlier version again' })
  rollBack(@CurrentOperator() operator: OperatorCaller, @JsonBody() body: RollbackBody) {
    return this.publishing.rollBack(operator, body);
  }

  @Get('settings')
  @Access('operator')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'How catalogs of this title are published' })
  seeSettings(@CurrentOperator() operator: OperatorCaller) {
    return this.settings.settings(operator.titleId);
  }

  @Put('settings')
  @Access('operator')
  @Roles('publisher')
  @ApiOperation({ summary: 'Turn the two-person rule on, or off (an admin alone)' })
  changeSettings(
    @CurrentOperator() operator: OperatorCaller,
    @JsonBody() { twoPersonRule }: CatalogSettingsBody,
  ) {
    return this.settings.change(operator, twoPersonRule);
  }

  @Get('events')
  @Access('operator')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'What happened to the title: publishes, sales that start and end' })
  @ApiQuery({ name: 'after', required: false, schema: { type: 'integer', minimum: 0 } })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', maximum: 200 } })
  titleEvents(@CurrentOperator() operator: OperatorCaller, @Req() request: FastifyRequest) {
    return this.events.list(operator, request.url);
  }
}
