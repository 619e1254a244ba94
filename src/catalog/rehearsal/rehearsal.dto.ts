import { ApiProperty } from '@nestjs/swagger';
import { IsOpaque, IsOptionalField, IsWhole } from '../../platform/http/fields.js';

const DAYS_MAX = 90;
const TIME_LENGTH_MAX = 40;

export class RehearsalBody {
  @IsWhole(1, DAYS_MAX)
  days!: number;
  @IsOptionalField()
  @IsOpaque(1, TIME_LENGTH_MAX)
  @ApiProperty({ type: 'string', format: 'date-time', description: 'By default now' })
  until?: string;
}
