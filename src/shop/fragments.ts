import { hash } from 'node:crypto';

/** A text that was made once, as bytes, with a short name that no other text has. */
export interface Fragment {
  readonly bytes: Buffer;
  /** The SHA-256 of the bytes. */
  readonly name: string;
}

export function fragment(text: string): Fragment {
  return { bytes: Buffer.from(text), name: hash('sha256', text, 'base64url') };
}

const VARIANTS_MAX = 40_000;

/** Tells the looks of one element apart. A number where possible: it is found twice as fast. */
export type Look = number | string;

/**
 * The elements of a JSON array. Most look the same to everybody and lie side by side in one buffer,
 * so that any run of them is copied at once; those that vary are kept in each of their looks.
 */
export class FragmentList {
  readonly #always: Fragment;
  /** Where element `index` begins in the buffer, which it does with a comma. */
  readonly #starts: Uint32Array;
  /** By element. */
  #variants: Map<Look, Fragment>[] = [];
  #variantCount = 0;

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

  /** The look of a varying element, when it was made before. */
  variant(index: number, look: Look): Fragment | undefined {
    return this.#variants[index]?.get(look);
  }

  addVariant(index: number, look: Look, text: string): Fragment {
    if (this.#variantCount >= VARIANTS_MAX) {
      this.#variants = [];
      this.#variantCount = 0;
    }
    const made = fragment(`,${text}`);
    this.#variants[index] ??= new Map();
    this.#variants[index].set(look, made);
    this.#variantCount++;
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
    if (this.#bytes[0] !== undefined) this.#bytes[0] = this.#bytes[0].subarray(1);
    return { parts: this.#bytes, name: this.#names.join() };
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
