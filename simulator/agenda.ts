/** Something that will be due at a moment of the virtual clock. */
export interface Appointment {
  at: number;
  kind: 'notification' | 'purchase';
  id: string;
}

/**
 * What comes next, earliest first, as a binary heap. An appointment is only a reminder: whoever
 * keeps it looks at the present state, so one that has become pointless may stay in.
 */
export class Agenda {
  private readonly heap: (Appointment & { order: number })[] = [];
  private added = 0;

  add(appointment: Appointment): void {
    this.added += 1;
    const { heap } = this;
    heap.push({ ...appointment, order: this.added });
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(at, parent)) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  /** The moment of the earliest one, or infinity. */
  get nextAt(): number {
    return this.heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Removes and returns what is due, in order of its moment and then of its making. */
  take(now: number): Appointment[] {
    const due: Appointment[] = [];
    while (this.nextAt <= now) due.push(this.pop());
    return due;
  }

  private pop(): Appointment {
    const { heap } = this;
    this.swap(0, heap.length - 1);
    const { order: _order, ...first } = heap.pop()!;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < heap.length && this.isBefore(left, least)) least = left;
      if (right < heap.length && this.isBefore(right, least)) least = right;
      if (least === at) return first;
      this.swap(at, least);
      at = least;
    }
  }

  private isBefore(one: number, other: number): boolean {
    const [a, b] = [this.heap[one]!, this.heap[other]!];
    return a.at === b.at ? a.order < b.order : a.at < b.at;
  }

  private swap(one: number, other: number): void {
    const { heap } = this;
    [heap[one], heap[other]] = [heap[other]!, heap[one]!];
  }
}
