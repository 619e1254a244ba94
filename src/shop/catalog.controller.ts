import { Readable } from 'node:stream';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CatalogService } from '../catalog/catalog.service.js';
import { acceptedLocales } from '../catalog/locale.js';
import { NOBODY } from '../catalog/player-facts.js';
import { canonicalLocale } from '../catalog/reading/localized-text.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { Problem } from '../kernel/problem.js';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { Caller } from '../platform/http/caller.js';
import { CurrentCaller } from '../platform/http/caller-parameters.js';
import { strictQuery } from '../platform/http/list-query.js';
import { PlayerFactsService } from './player-facts.service.js';
import { isKnown, PreparedShops } from './prepared-shop.js';
import { CATALOG } from './shop.answers.js';

@ApiTags('catalog')
@Controller('v1/catalog')
export class CatalogController {
  readonly #shops = new PreparedShops();

  constructor(
    private readonly catalogs: CatalogService,
    private readonly facts: PlayerFactsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Sends the prepared bytes itself: nothing between them and the socket may serialise again. */
  @Get()
  @Access('game-or-player')
  @ApiOperation({ summary: 'What the player sees in the shop now, in one language' })
  @Answers(CATALOG)
  @ApiQuery({ name: 'locale', required: false, schema: { type: 'string', example: 'de-AT' } })
  async shop(
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const preferences = preferencesOf(request);
    if (this.catalogs.current(caller) === null) await this.catalogs.require(caller);
    const facts = await this.#factsOf(caller);
    const now = this.clock.now();
    const catalog =
      this.catalogs.current(caller, now) ?? (await this.catalogs.require(caller, now));
    const nextPublicationAt = this.catalogs.nextPublicationAt(caller, now);
    const shop = this.#shops.shop({ catalog, facts, preferences, now, nextPublicationAt });
    reply.headers({
      etag: shop.etag,
      vary: 'Accept-Language',
      'cache-control': 'private, max-age=0, must-revalidate',
      'content-language': shop.locale,
    });
    if (isKnown(request.headers['if-none-match'], shop.etag)) {
      reply.status(304).send();
      return;
    }
    reply.type('application/json; charset=utf-8');
    const [only] = shop.chunks;
    if (only && shop.chunks.length === 1) reply.send(only);
    else reply.header('content-length', shop.byteLength).send(Readable.from(shop.chunks));
  }

  #factsOf(caller: Caller) {
    if (caller.kind !== 'player') return NOBODY;
    return this.facts.known(caller) ?? this.facts.of(caller);
  }
}

/** `?locale=` is the player's own choice in the game and outweighs the device's languages. */
function preferencesOf(request: FastifyRequest): string[] {
  const { locale } = strictQuery(request.url, ['locale']);
  if (locale === undefined) return acceptedLocales(request.headers['accept-language']);
  const canonical = locale.length <= 64 ? canonicalLocale(locale) : null;
  if (canonical === null) throw new Problem('invalid_query');
  return [canonical];
}
