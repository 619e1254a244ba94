import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Roles } from '../platform/http/access.js';
import { type OperatorCaller, ROLES } from '../platform/http/caller.js';
import { CurrentOperator } from '../platform/http/caller-parameters.js';
import { ListQuery } from '../platform/http/list-query.js';
import { AuditLog } from './audit-log.service.js';

@ApiTags('admin')
@Controller('v1/admin/audit-log')
export class AuditLogController {
  constructor(@Inject(AuditLog) private readonly log: AuditLog) {}

  @Get()
  @Access('operator')
  @Roles(...ROLES)
  @ApiOperation({ summary: 'Who did what, newest first' })
  list(@CurrentOperator() operator: OperatorCaller, @ListQuery() query: ListQuery) {
    return this.log.list(operator, query);
  }
}
