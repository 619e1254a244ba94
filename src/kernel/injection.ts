/** The injection token of the process's id source. */
export const ID_SOURCE = Symbol('id source');
