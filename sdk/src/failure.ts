import type { Failure } from './results.js';

/**
 * Inside the SDK a failure travels as an exception, so that each step may rely on the one before;
 * here, at the edge, it becomes a value. What else is thrown is a programmer's error and goes on.
 */
export const expected =
  <Parameters extends unknown[], Result>(work: (...given: Parameters) => Promise<Result>) =>
  (...given: Parameters): Promise<Result | Failure> =>
    work(...given).catch((failure) => {
      if (failure.status) return failure;
      throw failure;
    });

export const unauthenticated = (code: string): Failure => ({ status: 'unauthenticated', code });
