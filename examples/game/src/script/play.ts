import type { Actions } from '../till/actions.js';
import type { Session } from '../till/session.js';
import type { Store } from '../till/state.js';
import type { Sky } from '../till/weather.js';
import { type Memory, writeMemory } from './memory.js';
import { STEPS, type Stagehand } from './steps.js';

/** A slow machine is not a failure: what is wrong stays wrong. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 60;

/** How far the script is: for the panel. */
export interface Progress {
  readonly proofs: readonly string[];
  readonly failure: string | null;
  readonly over: boolean;
  readonly seconds: number;
}

interface Parts {
  readonly memory: Memory;
  readonly session: Session;
  readonly store: Store;
  readonly sky: Sky;
  readonly actions: Actions;
  readonly show: (progress: Progress) => void;
}

const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Plays the steps in order and stops at the first that is not as it should be. */
export async function playScript(parts: Parts): Promise<Progress> {
  let { memory } = parts;
  const { show, sky } = parts;
  const told = { dropped: memory.dropped, replayed: memory.replayed };
  const progress = (failure: string | null = null): Progress => ({
    proofs: memory.proofs,
    failure,
    over: failure === null && memory.proofs.length === STEPS.length,
    seconds: (Date.now() - memory.startedAt) / 1000,
  });
  const remember = (members: Partial<Memory>) => {
    const { dropped, replayed } = sky.report;
    memory = { ...memory, ...members };
    writeMemory({
      ...memory,
      dropped: told.dropped + dropped,
      replayed: told.replayed + replayed,
    });
  };
  show(progress());
  for (const step of STEPS.slice(memory.proofs.length)) {
    const hand = stagehand(parts, memory, () => remember({ reloaded: true }));
    try {
      const proof = await step.run(hand);
      remember({ proofs: [...memory.proofs, proof], reloaded: false });
      show(progress());
    } catch (error) {
      writeMemory(null);
      const failed = progress(error instanceof Error ? error.message : String(error));
      show(failed);
      return failed;
    }
  }
  writeMemory(null);
  return progress();
}

function stagehand(
  { session, store, sky, actions }: Parts,
  { speed, reloaded }: Memory,
  expectReload: () => void,
): Stagehand {
  const pause = (milliseconds: number) => sleep(milliseconds / speed);
  return {
    session,
    store,
    sky,
    actions,
    reloaded,
    pause,
    expectReload,
    async press(testId) {
      const target = await found(testId);
      target.classList.add('pressed');
      if (speed <= 2) target.scrollIntoView({ block: 'nearest', behavior: 'auto' });
      await pause(500);
      target.click();
      target.classList.remove('pressed');
    },
    until: (holds, sentence) => until(() => holds(store.current), sentence),
  };

  async function found(testId: string): Promise<HTMLElement> {
    const query = `[data-testid="${testId}"]`;
    let target: HTMLElement | null = null;
    await until(() => {
      target = document.querySelector<HTMLElement>(query);
      return target !== null && target.getClientRects().length > 0;
    }, `there is ${testId}`);
    return target as unknown as HTMLElement;
  }

  async function until(holds: () => boolean, sentence: string): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!holds()) {
      if (performance.now() > end) throw new Error(`not so: ${sentence}`);
      await sleep(LOOK_MS);
    }
  }
}
