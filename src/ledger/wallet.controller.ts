import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { PlayerCaller } from '../platform/http/caller.js';
import { CurrentPlayer } from '../platform/http/caller-parameters.js';
import { ListQuery } from '../platform/http/list-query.js';
import { ENTRIES, WALLET } from './wallet.answers.js';
import { WalletService } from './wallet.service.js';

@ApiTags('wallet')
@Controller('v1/wallet')
export class WalletController {
  constructor(@Inject(WalletService) private readonly wallets: WalletService) {}

  @Get()
  @Access('player')
  @ApiOperation({ summary: 'The balances of the player, per currency' })
  @Answers(WALLET)
  view(@CurrentPlayer() player: PlayerCaller) {
    return this.wallets.view(player, player.playerId);
  }

  @Get('entries')
  @Access('player')
  @ApiOperation({ summary: 'The entries of the player, newest first' })
  @Answers(ENTRIES)
  entries(@CurrentPlayer() player: PlayerCaller, @ListQuery() query: ListQuery) {
    return this.wallets.entries(player, query);
  }
}
