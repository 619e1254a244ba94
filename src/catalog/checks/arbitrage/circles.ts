/**
 * The strongly connected parts of a graph (Tarjan, 1972), without recursion: a chain of thousands
 * of currencies must not end the process. Every node is in exactly one; a part comes before those
 * that lead to it.
 */
export function connectedParts<Node>(
  nodes: Iterable<Node>,
  next: (node: Node) => Iterable<Node>,
): Node[][] {
  const search = new PartSearch(next);
  for (const node of nodes) search.from(node);
  return search.parts;
}

interface Visit<Node> {
  readonly node: Node;
  readonly ahead: Iterator<Node>;
}

class PartSearch<Node> {
  readonly parts: Node[][] = [];
  readonly #number = new Map<Node, number>();
  readonly #lowest = new Map<Node, number>();
  readonly #open: Node[] = [];
  readonly #isOpen = new Set<Node>();

  constructor(private readonly next: (node: Node) => Iterable<Node>) {}

  from(start: Node): void {
    if (this.#number.has(start)) return;
    const visits: Visit<Node>[] = [this.#visit(start)];
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const step = visit.ahead.next();
      if (step.done) {
        visits.pop();
        this.#close(visit.node);
        const before = visits.at(-1)?.node;
        if (before !== undefined) this.#lower(before, this.#lowest.get(visit.node)!);
      } else if (!this.#number.has(step.value)) {
        visits.push(this.#visit(step.value));
      } else if (this.#isOpen.has(step.value)) {
        this.#lower(visit.node, this.#number.get(step.value)!);
      }
    }
  }

  #visit(node: Node): Visit<Node> {
    const number = this.#number.size;
    this.#number.set(node, number);
    this.#lowest.set(node, number);
    this.#open.push(node);
    this.#isOpen.add(node);
    return { node, ahead: this.next(node)[Symbol.iterator]() };
  }

  #lower(node: Node, number: number): void {
    if (number < this.#lowest.get(node)!) this.#lowest.set(node, number);
  }

  #close(node: Node): void {
    if (this.#lowest.get(node) !== this.#number.get(node)) return;
    const part = this.#open.splice(this.#open.lastIndexOf(node));
    for (const other of part) this.#isOpen.delete(other);
    this.parts.push(part);
  }
}
