/**
 * For so long work that one instance has taken is left alone by the others: longer than a store may
 * take to answer (`storeDeadline`), and short enough that the work of one that was killed goes on
 * soon. Should both do it after all, nothing is done twice: stores and books know what was done.
 */
export const TAKEN_MS = 15_000;
