import Phaser from 'phaser';
import type { Stage, StageOptions } from './contract.js';
import { RunScene } from './scene.js';

const DENSITY_MAX = 2;

/** Opens the engine on an element of the page. The page loads this file once all else is there. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { parent } = options;
  const scene = new RunScene(options);
  const size = () => {
    const density = Math.min(devicePixelRatio, DENSITY_MAX);
    const { clientWidth, clientHeight } = parent;
    return { density, width: clientWidth * density, height: clientHeight * density };
  };
  const first = size();
  const game = new Phaser.Game({
    type: Phaser.AUTO,
    parent,
    width: first.width,
    height: first.height,
    scale: { mode: Phaser.Scale.NONE, zoom: 1 / first.density },
    backgroundColor: 'rgba(0,0,0,0)',
    transparent: true,
    banner: false,
    audio: { noAudio: true },
    input: { keyboard: false, mouse: false, touch: false, gamepad: false },
    fps: options.calm ? { limit: 6 } : {},
    disableContextMenu: false,
  });
  await new Promise<void>((resolve) => game.events.once('ready', resolve));
  game.scene.add('run', scene, true);
  await scene.prepare();
  new ResizeObserver(() => {
    const { density, width, height } = size();
    if (width === 0 || height === 0) return;
    game.scale.setZoom(1 / density);
    game.scale.resize(width, height);
  }).observe(parent);

  return {
    run() {
      if (scene.world.phase === 'running') scene.paused = false;
      else scene.begin();
    },
    pause() {
      scene.paused = true;
    },
    press() {
      scene.button.pressed = true;
      scene.button.held = true;
    },
    release() {
      scene.button.held = false;
    },
    dress(gear) {
      scene.gear = gear;
    },
    heal: () => scene.heal(),
    cheer: () => scene.cheer(),
    autopilot(on) {
      scene.automatic = on;
    },
  };
}
