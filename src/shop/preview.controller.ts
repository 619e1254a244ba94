import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CatalogService } from '../catalog/catalog.service.js';
import { FALLBACK_LOCALE } from '../catalog/locale.js';
import { NOBODY, type PlayerFacts } from '../catalog/player-facts.js';
import { canonicalLocale } from '../catalog/reading/localized-text.js';
import { CLOCK, type Clock, timestamp } from '../kernel/clock.js';
import { isId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Access, Roles } from '../platform/http/access.js';
import type { OperatorCaller, Scope } from '../platform/http/caller.js';
import { CurrentOperator } from '../platform/http/caller-parameters.js';
import { JsonBody } from '../platform/http/json-body.js';
import { attributesOf } from '../players/attributes.js';
import { PlayersService } from '../players/players.service.js';
import { PlayerFactsService } from './player-facts.service.js';
import { PreviewBody, type PreviewFactsBody } from './preview.dto.js';
import { PreviewService } from './preview.service.js';
import { momentOfPreview } from './preview-moment.js';
import { PreviewedCatalogs } from './previewed-catalog.service.js';

@ApiTags('admin')
@Controller('v1/admin/catalog/preview')
export class PreviewController {
  constructor(
    private readonly catalogs: CatalogService,
    private readonly previewed: PreviewedCatalogs,
    private readonly previews: PreviewService,
    private readonly players: PlayersService,
    private readonly facts: PlayerFactsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('operator')
  @Roles('liveops', 'publisher')
  @ApiOperation({ summary: 'The shop of a version or draft at any time, as any player sees it' })
  async preview(@CurrentOperator() operator: OperatorCaller, @JsonBody() body: PreviewBody) {
    if (body.draft !== undefined && body.version !== undefined) throw twoSubjects();
    const at = body.at === undefined ? this.clock.now() : momentOfPreview(body.at)!;
    const locale = body.locale === undefined ? FALLBACK_LOCALE : canonicalLocale(body.locale);
    if (locale === null) throw wrongLocale();
    const { catalog, id } = await this.previewed.find(operator, body, at);
    const known = body.player === undefined ? NOBODY : await this.#known(operator, body.player);
    const sells = body.draft === undefined && body.version === undefined;
    const shop = this.previews.preview({
      catalog,
      at,
      facts: body.facts === undefined ? known : factsOver(known, body.facts),
      locale,
      audiences: body.audiences ?? [],
      nextPublicationAt: sells ? this.catalogs.nextPublicationAt(operator, at) : null,
    });
    return { at: timestamp(at), ...shop, version: id };
  }

  async #known(scope: Scope, player: string): Promise<PlayerFacts> {
    if (!isId('player', player)) throw new Problem('not_found');
    const { titleId, environment, id } = await this.players.player(scope, player);
    return this.facts.inFull({ titleId, environment, playerId: id });
  }
}

/** Only what is given counts instead of what is known. */
function factsOver(known: PlayerFacts, body: PreviewFactsBody): PlayerFacts {
  const { heldLevels, ...told } = body;
  const attributes = attributesOf(told);
  const given = Object.entries(attributes).filter(([name]) => Object.hasOwn(told, name));
  const levels = heldLevels && new Map(Object.entries(heldLevels));
  return { ...known, ...Object.fromEntries(given), heldLevels: levels ?? known.heldLevels };
}

function twoSubjects(): Problem {
  const detail = 'must be left out beside a draft';
  return new Problem('validation_failed', {
    errors: [{ pointer: '/version', code: 'validation_failed', detail }],
  });
}

function wrongLocale(): Problem {
  const detail = 'must be a language tag, such as de or pt-BR';
  return new Problem('invalid_format', {
    errors: [{ pointer: '/locale', code: 'invalid_format', detail }],
  });
}
