/** Whether this instance wants requests. Turned off before the shutdown, so that none is cut. */
export class Readiness {
  draining = false;
}
