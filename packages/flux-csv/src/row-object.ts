/** The labels of a table's columns, and whether an object can be made of them by plain assignment. */
export interface RowShape {
  readonly labels: readonly string[]
  /** An object with all the labels: a copy of it is quick to make, and stays quick to read however many there are. */
  readonly template: Readonly<Record<string, never>>
  /** `__proto__` among the labels would set the prototype instead. */
  readonly isPlain: boolean
}

/** The shape of rows with these labels. */
export function rowShape(labels: readonly string[]): RowShape {
  // Parsed, not assembled: with many keys that are added one by one, engines turn an object into a hash table.
  const template = JSON.parse(JSON.stringify(Object.fromEntries(labels.map((label) => [label, null])))) as Record<
    string,
    never
  >
  return { labels: labels.map(asKey), template, isPlain: !labels.includes('__proto__') }
}

/** The same text as the engine keeps it for keys: one that was cut out of bytes would be looked up at each store. */
function asKey(label: string): string {
  return Object.keys({ [label]: 0 })[0] ?? label
}

/** An object of a row's values by label; of several columns with one label, the last. */
export function rowObject<Value>(
  { labels, template, isPlain }: RowShape,
  row: readonly Value[],
): Record<string, Value> {
  if (isPlain) return assign({ ...template }, labels, row)
  const object: Record<string, Value> = {}
  for (const [index, value] of row.entries()) {
    Object.defineProperty(object, labels[index]!, { value, enumerable: true, writable: true, configurable: true })
  }
  return object
}

/**
 * Assigns column by column, each at a place of its own in the code: there the engine remembers the one label that it saw,
 * and a store takes a fifth of the time that it takes in a loop over the labels.
 */
function assign<Value>(
  object: Record<string, Value>,
  labels: readonly string[],
  row: readonly Value[],
): Record<string, Value> {
  const count = row.length
  if (count === 0) return object
  object[labels[0]!] = row[0]!
  if (count === 1) return object
  object[labels[1]!] = row[1]!
  if (count === 2) return object
  object[labels[2]!] = row[2]!
  if (count === 3) return object
  object[labels[3]!] = row[3]!
  if (count === 4) return object
  object[labels[4]!] = row[4]!
  if (count === 5) return object
  object[labels[5]!] = row[5]!
  if (count === 6) return object
  object[labels[6]!] = row[6]!
  if (count === 7) return object
  object[labels[7]!] = row[7]!
  if (count === 8) return object
  object[labels[8]!] = row[8]!
  if (count === 9) return object
  object[labels[9]!] = row[9]!
  if (count === 10) return object
  object[labels[10]!] = row[10]!
  if (count === 11) return object
  object[labels[11]!] = row[11]!
  if (count === 12) return object
  object[labels[12]!] = row[12]!
  if (count === 13) return object
  object[labels[13]!] = row[13]!
  if (count === 14) return object
  object[labels[14]!] = row[14]!
  if (count === 15) return object
  object[labels[15]!] = row[15]!
  if (count === 16) return object
  object[labels[16]!] = row[16]!
  if (count === 17) return object
  object[labels[17]!] = row[17]!
  if (count === 18) return object
  object[labels[18]!] = row[18]!
  if (count === 19) return object
  object[labels[19]!] = row[19]!
  if (count === 20) return object
  object[labels[20]!] = row[20]!
  if (count === 21) return object
  object[labels[21]!] = row[21]!
  if (count === 22) return object
  object[labels[22]!] = row[22]!
  if (count === 23) return object
  object[labels[23]!] = row[23]!
  if (count === 24) return object
  object[labels[24]!] = row[24]!
  if (count === 25) return object
  object[labels[25]!] = row[25]!
  if (count === 26) return object
  object[labels[26]!] = row[26]!
  if (count === 27) return object
  object[labels[27]!] = row[27]!
  if (count === 28) return object
  object[labels[28]!] = row[28]!
  if (count === 29) return object
  object[labels[29]!] = row[29]!
  if (count === 30) return object
  object[labels[30]!] = row[30]!
  if (count === 31) return object
  object[labels[31]!] = row[31]!
  if (count === 32) return object
  object[labels[32]!] = row[32]!
  if (count === 33) return object
  object[labels[33]!] = row[33]!
  if (count === 34) return object
  object[labels[34]!] = row[34]!
  if (count === 35) return object
  object[labels[35]!] = row[35]!
  if (count === 36) return object
  object[labels[36]!] = row[36]!
  if (count === 37) return object
  object[labels[37]!] = row[37]!
  if (count === 38) return object
  object[labels[38]!] = row[38]!
  if (count === 39) return object
  object[labels[39]!] = row[39]!
  for (let index = 40; index < count; index++) object[labels[index]!] = row[index]!
  return object
}
