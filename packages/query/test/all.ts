/** Returns all values. */
export async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const got: Value[] = []
  for await (const value of values) got.push(value)
  return got
}
