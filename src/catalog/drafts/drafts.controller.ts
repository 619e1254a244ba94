import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Put,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access, BodyLimit, Roles } from '../../platform/http/access.js';
import { type OperatorCaller, ROLES } from '../../platform/http/caller.js';
import { CurrentOperator } from '../../platform/http/caller-parameters.js';
import { JsonBody } from '../../platform/http/json-body.js';
import { ListQuery, strictQuery } from '../../platform/http/list-query.js';
import { CatalogBody } from '../catalog-body.dto.js';
import { DraftPublishing } from './draft-publishing.service.js';
import { DraftReview } from './draft-review.service.js';
import { ApproveBody, CancelBody, NewDraftBody, PublishBody, RebaseBody } from './drafts.dto.js';
import { DOCUMENT_BYTES_MAX, DOCUMENT_KEYS_MAX, DraftsService } from './drafts.service.js';
import { momentOfText } from './moment-text.js';
import { documentOf } from './request-document.js';
import { revisionTag } from './revision-tag.js';

/** The frame around the content. */
const FRAME_BYTES_MAX = 10_000;

const IF_MATCH = { name: 'If-Match', description: 'The ETag of the revision that you saw' };
const IfMatchNeeded = () => ApiHeader({ ...IF_MATCH, required: true });
const IfMatchTaken = () => ApiHeader({ ...IF_MATCH, required: false });

/** Catalogs in the making. */
@ApiTags('admin')
@Controller('v1/admin/catalog/drafts')
export class DraftsController {
  constructor(
    @Inject(DraftsService) private readonly drafts: DraftsService,
    @Inject(DraftReview) private readonly review: DraftReview,
    @Inject(DraftPublishing) private readonly publishing: DraftPublishing,
  ) {}

  @Post()
  @Access('operator')
  @Roles('liveops', 'publisher')
  @BodyLimit(DOCUMENT_BYTES_MAX + FRAME_BYTES_MAX, DOCUMENT_KEYS_MAX)
  @ApiOperation({ summary: 'Begin a draft, by default of what sells now' })
  async create(
    @CurrentOperator() operator: OperatorCaller,
    @JsonBody() body: NewDraftBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.drafts.create(operator, body));
  }

  @Get()
  @Access('operator')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'Drafts, newest first' })
  list(@CurrentOperator() operator: OperatorCaller, @ListQuery() query: ListQuery) {
    return this.drafts.list(operator, query);
  }

  @Get(':id')
  @Access('operator')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'One draft, without its content' })
  async find(
    @CurrentOperator() operator: OperatorCaller,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.drafts.find(operator, id));
  }

  @Delete(':id')
  @Access('operator')
  @Roles('liveops', 'publisher')
  @IfMatchTaken()
  @ApiOperation({ summary: 'Discard a draft' })
  async discard(
    @CurrentOperator() operator: OperatorCaller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.drafts.discard(operator, wishOf(id, request)));
  }

  @Get(':id/content')
  @Access('operator')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'The content of a draft' })
  async content(
    @CurrentOperator() operator: OperatorCaller,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { text, revision } = await this.drafts.content(operator, id);
    reply.header('etag', revisionTag(revision));
    reply.type('application/json; charset=utf-8').send(text);
  }

  @Put(':id/content')
  @Access('operator')
  @Roles('liveops', 'publisher')
  @BodyLimit(DOCUMENT_BYTES_MAX, DOCUMENT_KEYS_MAX)
  @IfMatchNeeded()
  @ApiBody({ type: CatalogBody })
  @ApiOperation({ summary: 'Write the whole content anew' })
  async replace(
    @CurrentOperator() operator: OperatorCaller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const wish = wishOf(id, request);
    return tagged(reply, await this.drafts.replace(operator, wish, documentOf(request)));
  }

  @Patch(':id/content')
  @Access('operator')
  @Roles('liveops', 'publisher')
  @BodyLimit(DOCUMENT_BYTES_MAX, DOCUMENT_KEYS_MAX)
  @IfMatchNeeded()
  @ApiBody({ type: CatalogBody, description: 'JSON Merge Patch (RFC 7396): null removes' })
  @ApiOperation({ summary: 'Change parts of the content' })
  async patch(
    @CurrentOperator() operator: OperatorCaller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const wish = wishOf(id, request);
    return tagged(reply, await this.drafts.patch(operator, wish, documentOf(request)));
  }

  @Get(':id/diff')
  @Access('operator')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'What a draft changes' })
  @ApiQuery({ name: 'against', required: false, schema: { type: 'string', default: 'base' } })
  diff(
    @CurrentOperator() operator: OperatorCaller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ) {
    const { against = 'base' } = strictQuery(request.url, ['against']);
    return this.review.draftDiff(operator, id, against);
  }

  @Get(':id/checks')
  @Access('operator')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'What a publish of this draft would say' })
  checks(@CurrentOperator() operator: OperatorCaller, @Param('id') id: string) {
    return this.review.checks(operator, id);
  }

  @Post(':id/rebase')
  @HttpCode(200)
  @Access('operator')
  @Roles('liveops', 'publisher')
  @IfMatchTaken()
  @ApiOperation({ summary: 'Bring a draft onto what others published' })
  async rebase(
    @CurrentOperator() operator: OperatorCaller,
    @Param('id') id: string,
    @JsonBody() { resolutions = {}, onto = 'current' }: RebaseBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const wish = wishOf(id, request);
    return tagged(reply, await this.review.rebase(operator, wish, { resolutions, onto }));
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Access('operator')
  @Roles('publisher')
  @IfMatchTaken()
  @ApiOperation({ summary: 'Approve the present revision of a draft' })
  async approve(
    @CurrentOperator() operator: OperatorCaller,
    @Param('id') id: string,
    @JsonBody() { reason }: ApproveBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const wish = wishOf(id, request);
    return tagged(reply, await this.drafts.approve(operator, wish, reason ?? null));
  }

  @Post(':id/publish')
  @HttpCode(200)
  @Access('operator')
  @Roles('publisher')
  @IfMatchTaken()
  @ApiOperation({ summary: 'Sell from a draft, now or from a moment on' })
  publish(
    @CurrentOperator() operator: OperatorCaller,
    @Param('id') id: string,
    @JsonBody() { at, reason }: PublishBody,
    @Req() request: FastifyRequest,
  ) {
    const wish = wishOf(id, request);
    return this.publishing.publish(operator, wish, { at: momentOfText(at), reason });
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Access('operator')
  @Roles('publisher')
  @IfMatchTaken()
  @ApiOperation({ summary: 'Take back a publish that lies ahead' })
  async cancel(
    @CurrentOperator() operator: OperatorCaller,
    @Param('id') id: string,
    @JsonBody() { reason }: CancelBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return tagged(reply, await this.publishing.cancel(operator, wishOf(id, request), reason));
  }
}

function wishOf(id: string, { headers }: FastifyRequest) {
  return { id, ifMatch: headers['if-match'] };
}

function tagged<View extends { readonly revision: number }>(reply: FastifyReply, view: View): View {
  reply.header('etag', revisionTag(view.revision));
  return view;
}
