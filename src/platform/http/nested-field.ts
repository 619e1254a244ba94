/** A class whose decorated properties are the fields of a JSON object. */
export type BodyClass = new () => object;

const NESTED = Symbol('nested field');

/** Remembers the class of a nested field; a function, since classes may refer to later ones. */
export function nestedIn(target: object, property: string | symbol, type: () => BodyClass): void {
  Reflect.defineMetadata(NESTED, type, target, property);
}

/** The class of a nested field, or undefined when the field was not declared so. */
export function nestedClassOf(owner: BodyClass, property: string): BodyClass | undefined {
  const type = Reflect.getMetadata(NESTED, owner.prototype, property);
  return (type as (() => BodyClass) | undefined)?.();
}
