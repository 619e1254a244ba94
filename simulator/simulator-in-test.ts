import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlClient } from './control-client.js';
import { keyReadyForTests } from './rsa-keys-in-test.js';
import { type Simulator, type SimulatorOptions, startSimulator } from './server.js';

/** A simulator on a free port, with its own temporary folder and a client for its controls. */
export interface SimulatorInTest extends Simulator {
  control: ControlClient;
  folder: string;
  /** Ends it as `close` does, but leaves its folder. */
  stop(): Promise<void>;
  /** Starts a second time on the same folder, as after a crash. */
  restart(changes?: Partial<SimulatorOptions>): Promise<SimulatorInTest>;
}

/** Nobody is told anything unless the test says where. */
export async function startSimulatorInTest(
  folder = mkdtempSync(join(tmpdir(), 'gemtill-simulator-')),
  options: Omit<SimulatorOptions, 'folder'> = {},
): Promise<SimulatorInTest> {
  const simulator = await startSimulator({ folder, makeRsaKey: keyReadyForTests, ...options });
  return {
    url: simulator.url,
    port: simulator.port,
    get chain() {
      return simulator.chain;
    },
    folder,
    control: new ControlClient(simulator.url),
    stop: () => simulator.close(),
    restart: async (changes = {}) => {
      await simulator.close();
      return startSimulatorInTest(folder, { ...options, ...changes });
    },
    close: async () => {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
