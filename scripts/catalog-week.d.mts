/** Where a week is played: see `catalog-week.mjs`. */
export interface Stage {
  readonly url: string;
  now(): number;
  readonly aheadMs: number;
  waitUntil(time: number): Promise<void>;
  tell(line: string): void;
}

export interface Week {
  /** The versions that sold: before and after the scheduled publish. */
  readonly first: string;
  readonly second: string;
  readonly draft: string;
  /** Codes of what the checks found. */
  readonly findings: readonly string[];
  readonly order: { readonly catalogVersion: string; readonly price: object };
  readonly trail: readonly {
    readonly by: string;
    readonly action: string;
    readonly reason: string | null;
  }[];
}

export function playWeek(stage: Stage): Promise<Week>;
