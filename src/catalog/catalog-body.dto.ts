import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/**
 * A whole catalog as JSON, in the form of the YAML files. For the documentation alone: the
 * catalog's own reader checks it, since its rules go across sections.
 */
export class CatalogBody {
  @ApiProperty({ type: 'object', additionalProperties: true })
  currencies!: Record<string, unknown>;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  products?: Record<string, unknown>;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  items?: Record<string, unknown>;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  offers?: Record<string, unknown>;
}

export class CatalogPublished {
  @ApiProperty({ nullable: true, type: String, description: 'Null for a dry run of a new content' })
  version!: string | null;
  @ApiProperty({ description: 'SHA-256 of the canonical content, in hex' })
  hash!: string;
  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  publishedAt!: string | null;
  @ApiProperty({ description: 'False when the title sold from this very content already' })
  changed!: boolean;
  @ApiProperty({ type: 'array', items: { type: 'object' }, description: 'What looks wrong' })
  warnings!: readonly object[];
}
