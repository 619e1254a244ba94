import { Controller, Delete, Get, HttpCode, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../platform/http/access.js';
import type { PlayerCaller, ServerCaller } from '../platform/http/caller.js';
import { CurrentPlayer, CurrentServer } from '../platform/http/caller-parameters.js';
import { AccountService } from './account.service.js';
import { ExportService } from './export.service.js';

@ApiTags('player')
@Controller('v1')
export class AccountController {
  constructor(
    @Inject(AccountService) private readonly accounts: AccountService,
    @Inject(ExportService) private readonly exports: ExportService,
  ) {}

  @Delete('me')
  @HttpCode(204)
  @Access('player')
  @ApiOperation({ summary: 'Delete the account, with all gems and whatever names the person' })
  erase(@CurrentPlayer() player: PlayerCaller): Promise<void> {
    return this.accounts.erase(player);
  }

  @Get('me/export')
  @Access('player')
  @ApiOperation({ summary: 'All that is held on the player' })
  export(@CurrentPlayer() player: PlayerCaller) {
    return this.exports.of(player);
  }

  @Delete('server/players/:player')
  @HttpCode(204)
  @Access('server')
  @ApiOperation({ summary: 'Delete a player, who asked the studio for it' })
  eraseOf(@CurrentServer() server: ServerCaller, @Param('player') player: string): Promise<void> {
    return this.accounts.eraseOf(server, player);
  }
}
