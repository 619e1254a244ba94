/** A parameter decorator that also documents the route that the parameter belongs to. */
export function documented(
  parameter: ParameterDecorator,
  ...documents: readonly MethodDecorator[]
): ParameterDecorator {
  return (target, property, index) => {
    parameter(target, property, index);
    const descriptor = property && Object.getOwnPropertyDescriptor(target, property);
    if (!descriptor) return;
    for (const document of documents) document(target, property, descriptor);
  };
}
