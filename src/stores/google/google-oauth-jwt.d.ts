/** The package brings no types. Only what is used is here. */
declare module 'google-oauth-jwt' {
  /** One request as google-play-billing-validator makes it. */
  export interface Asked {
    readonly uri: string;
    readonly jwt: { readonly key: string };
    readonly callback: Told;
    headers?: Readonly<Record<string, string>>;
  }

  export type Told = (error: unknown, answer?: { statusCode: number }, body?: string) => void;

  /** The part of the `request` package that is used; another one may stand in for it. */
  export interface RequestPackage {
    (uri: string | null, asked: Asked, told: Told): unknown;
    initParams(asked: Asked, told: Told): Asked;
  }

  interface Tokens {
    get(jwt: Asked['jwt'], told: (error: null, token: string) => void): void;
  }
  const oauth: {
    requestWithJWT(tokens?: Tokens, request?: RequestPackage): unknown;
  };
  export default oauth;
}
