/**
 * An answer whose body is JSON text already, such as the stored answer of an idempotent request. A
 * controller returns it; it is sent byte for byte, with this status, and with
 * `Idempotent-Replayed: true` when it was decided by an earlier request.
 */
export class Reply {
  constructor(
    readonly status: number,
    /** JSON text. */
    readonly body: string,
    readonly replayed = false,
  ) {}
}
