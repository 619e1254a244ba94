/** A port of this machine that is free now, and that no outgoing connection takes meanwhile. */
export function quietPort(): Promise<number>;
