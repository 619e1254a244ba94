import { IsOpaque, IsOptionalField } from '../platform/http/fields.js';

export class SeedBody {
  /** The player's word for the next seed; without it one is made at random. */
  @IsOptionalField()
  @IsOpaque(1, 64)
  clientSeed?: string;
}
