/** What is in one list and not in the other. */
export function differences(some: Iterable<string>, others: Iterable<string>): readonly string[] {
  const [left, right] = [new Set(some), new Set(others)];
  return [...left].filter((one) => !right.has(one)).concat([...right].filter((one) => !left.has(one)));
}
