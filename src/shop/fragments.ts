import { contentHash } from '../catalog/canonical-json.js';

/** A text that was made once, as bytes, with a short name that no other text has. */
export interface Fragment {
  readonly bytes: Buffer;
  /** The SHA-256 of the bytes. */
  readonly name: string;
}

export function fragment(text: string): Fragment {
  return { bytes: Buffer.from(text), name: contentHash(text).toString('base64url') };
}

const VARIANTS_MAX = 40_000;

/**
 * The elements of a JSON array. Most look the same to everybody and lie side by side in one buffer,
 * so that any run of them is copied at once; those that vary are kept in each of their looks.
 */
export class FragmentList {
  readonly #always: Fragment;
  /** Where element `index` begins in the buffer, which it does with a comma. */
  readonly #starts: Uint32Array;
  readonly #variants = new Map<string, Fragment>();

  /** `texts` has null for an element that varies. */
  constructor(texts: readonly (string | null)[]) {
    const parts = texts.map((text) => (text === null ? '' : `,${text}`));
    this.#always = fragment(parts.join(''));
    this.#starts = new Uint32Array(texts.length + 1);
    for (const [index, part] of parts.entries()) {
      this.#starts[index + 1] = this.#starts[index]! + Buffer.byteLength(part);
    }
  }

  get byteLength(): number {
    return this.#always.bytes.length;
  }

  pick(): Picked {
    return new Picked(this.#always, this.#starts);
  }

  /** The look of a varying element; `make` writes it at first sight. */
  variant(index: number, look: string, make: () => string): Fragment {
    const key = `${index} ${look}`;
    const known = this.#variants.get(key);
    if (known) return known;
    if (this.#variants.size >= VARIANTS_MAX) this.#variants.clear();
    const made = fragment(`,${make()}`);
    this.#variants.set(key, made);
    return made;
  }
}

/** A choice of elements, in their order. */
class Picked {
  readonly #bytes: Buffer[] = [];
  readonly #names: string[];
  #from = 0;
  #to = 0;

  constructor(
    private readonly always: Fragment,
    private readonly starts: Uint32Array,
  ) {
    this.#names = [always.name];
  }

  /** Takes an element that never varies. */
  take(index: number): void {
    const from = this.starts[index]!;
    if (from !== this.#to) this.#flush(from);
    this.#to = this.starts[index + 1]!;
  }

  /** Takes a look of an element that varies. */
  add({ bytes, name }: Fragment): void {
    this.#flush(this.#to);
    this.#bytes.push(bytes);
    this.#names.push(name);
  }

  /** The elements with commas between them, and a name that only these bytes have. */
  end(): { readonly parts: readonly Buffer[]; readonly name: string } {
    this.#flush(this.#to);
    const [first, ...rest] = this.#bytes;
    const parts = first === undefined ? [] : [first.subarray(1), ...rest];
    return { parts, name: this.#names.join() };
  }

  #flush(next: number): void {
    if (this.#to > this.#from) {
      this.#bytes.push(this.always.bytes.subarray(this.#from, this.#to));
      this.#names.push(`${this.#from}-${this.#to}`);
    }
    this.#from = next;
    this.#to = next;
  }
}
