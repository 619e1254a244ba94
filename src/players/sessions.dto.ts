import { IsNested, IsOpaque, IsOptionalField } from '../platform/http/fields.js';

export class GuestRequest {
  @IsOpaque(8, 128)
  deviceId!: string;

  @IsOpaque(16, 256)
  deviceSecret!: string;
}

/** Exactly one of the two. */
export class SessionRequest {
  @IsOptionalField()
  @IsNested(() => GuestRequest)
  guest?: GuestRequest;

  @IsOptionalField()
  @IsOpaque(1, 8_192)
  identityToken?: string;
}

export class RefreshRequest {
  @IsOpaque(1, 512)
  refreshToken!: string;
}
