/** The labels of a table's columns, and how an object is made of them. */
export interface RowShape {
  readonly labels: readonly string[]
  /**
   * An object with all the labels, and the values that are not assigned. A copy of it is quick to make, and stays quick
   * to read however many labels there are.
   */
  readonly template: Readonly<Record<string, unknown>>
  /** `__proto__` among the labels would set the prototype instead. */
  readonly isPlain: boolean
  /** The columns whose values the template does not have; all of them where this is left out. */
  readonly assigned?: readonly number[]
}

/** The shape of rows with these labels, some of whose columns differ from row to row. */
export function rowShape(labels: readonly string[], varying: readonly number[]): RowShape {
  const template = templateOf(labels)
  // Of several columns with one label the last counts.
  const last = new Map(labels.map((label, index) => [label, index]))
  const assigned = [...new Set([...varying, ...labels.keys()])].filter((index) => last.get(labels[index]!) === index)
  return { labels: labels.map(asKey), template, isPlain: !labels.includes('__proto__'), assigned }
}

/** Tables whose rows are remembered. */
const MOST_TEMPLATES = 64
const templates = new Map<string, Readonly<Record<string, null>>>()

/** An object with these labels. The ones of late are kept, and with them the code that engines made for their rows. */
function templateOf(labels: readonly string[]): Readonly<Record<string, null>> {
  const key = JSON.stringify(labels)
  const known = templates.get(key)
  // Parsed, not assembled: with many keys that are added one by one, engines turn an object into a hash table.
  const template =
    known ?? (JSON.parse(JSON.stringify(Object.fromEntries(labels.map((label) => [label, null])))) as typeof known)!
  templates.delete(key)
  templates.set(key, template)
  for (const oldest of templates.keys()) {
    if (templates.size <= MOST_TEMPLATES) break
    templates.delete(oldest)
  }
  return template
}

/** The shape of rows that differ from one row in the varying columns alone. */
export function rowShapeLike(shape: RowShape, row: readonly unknown[], varying: readonly number[]): RowShape {
  const isVarying = new Set(varying)
  const assigned = shape.assigned?.filter((index) => isVarying.has(index))
  return shape.isPlain && assigned ? { ...shape, template: rowObject(shape, row), assigned } : shape
}

/** The same text as the engine keeps it for keys: one that was cut out of bytes would be looked up at each store. */
function asKey(label: string): string {
  return Object.keys({ [label]: 0 })[0] ?? label
}

/** An object of a row's values by label; of several columns with one label, the last. */
export function rowObject<Value>(shape: RowShape, row: readonly Value[]): Record<string, Value> {
  const { labels, template, isPlain, assigned } = shape
  if (isPlain && assigned) {
    const copy = copiers[labels.length % copiers.length]!
    return assign(copy(template) as Record<string, Value>, labels, row, assigned)
  }
  const object: Record<string, Value> = {}
  for (const [index, value] of row.entries()) {
    Object.defineProperty(object, labels[index]!, { value, enumerable: true, writable: true, configurable: true })
  }
  return object
}

type Copy = (template: Readonly<Record<string, unknown>>) => Record<string, unknown>

/**
 * Copies a template. At a place that copies objects an engine remembers four shapes, and with a fifth each copy takes ten
 * times as long: so tables of different widths are copied at different places.
 */
const copiers: readonly Copy[] = [
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
]

/**
 * Assigns column by column, each at a place of its own in the code: there the engine remembers the one label that it saw,
 * and a store takes a fifth of the time that it takes in a loop over the labels. The columns that differ from row to row
 * come first, so that a place has the same label whether the others are assigned or not.
 */
function assign<Value>(
  object: Record<string, Value>,
  labels: readonly string[],
  row: readonly Value[],
  assigned: readonly number[],
): Record<string, Value> {
  const count = assigned.length
  if (count === 0) return object
  object[labels[assigned[0]!]!] = row[assigned[0]!]!
  if (count === 1) return object
  object[labels[assigned[1]!]!] = row[assigned[1]!]!
  if (count === 2) return object
  object[labels[assigned[2]!]!] = row[assigned[2]!]!
  if (count === 3) return object
  object[labels[assigned[3]!]!] = row[assigned[3]!]!
  if (count === 4) return object
  object[labels[assigned[4]!]!] = row[assigned[4]!]!
  if (count === 5) return object
  object[labels[assigned[5]!]!] = row[assigned[5]!]!
  if (count === 6) return object
  object[labels[assigned[6]!]!] = row[assigned[6]!]!
  if (count === 7) return object
  object[labels[assigned[7]!]!] = row[assigned[7]!]!
  if (count === 8) return object
  object[labels[assigned[8]!]!] = row[assigned[8]!]!
  if (count === 9) return object
  object[labels[assigned[9]!]!] = row[assigned[9]!]!
  if (count === 10) return object
  object[labels[assigned[10]!]!] = row[assigned[10]!]!
  if (count === 11) return object
  object[labels[assigned[11]!]!] = row[assigned[11]!]!
  if (count === 12) return object
  object[labels[assigned[12]!]!] = row[assigned[12]!]!
  if (count === 13) return object
  object[labels[assigned[13]!]!] = row[assigned[13]!]!
  if (count === 14) return object
  object[labels[assigned[14]!]!] = row[assigned[14]!]!
  if (count === 15) return object
  object[labels[assigned[15]!]!] = row[assigned[15]!]!
  if (count === 16) return object
  object[labels[assigned[16]!]!] = row[assigned[16]!]!
  if (count === 17) return object
  object[labels[assigned[17]!]!] = row[assigned[17]!]!
  if (count === 18) return object
  object[labels[assigned[18]!]!] = row[assigned[18]!]!
  if (count === 19) return object
  object[labels[assigned[19]!]!] = row[assigned[19]!]!
  if (count === 20) return object
  object[labels[assigned[20]!]!] = row[assigned[20]!]!
  if (count === 21) return object
  object[labels[assigned[21]!]!] = row[assigned[21]!]!
  if (count === 22) return object
  object[labels[assigned[22]!]!] = row[assigned[22]!]!
  if (count === 23) return object
  object[labels[assigned[23]!]!] = row[assigned[23]!]!
  if (count === 24) return object
  object[labels[assigned[24]!]!] = row[assigned[24]!]!
  if (count === 25) return object
  object[labels[assigned[25]!]!] = row[assigned[25]!]!
  if (count === 26) return object
  object[labels[assigned[26]!]!] = row[assigned[26]!]!
  if (count === 27) return object
  object[labels[assigned[27]!]!] = row[assigned[27]!]!
  if (count === 28) return object
  object[labels[assigned[28]!]!] = row[assigned[28]!]!
  if (count === 29) return object
  object[labels[assigned[29]!]!] = row[assigned[29]!]!
  if (count === 30) return object
  object[labels[assigned[30]!]!] = row[assigned[30]!]!
  if (count === 31) return object
  object[labels[assigned[31]!]!] = row[assigned[31]!]!
  if (count === 32) return object
  object[labels[assigned[32]!]!] = row[assigned[32]!]!
  if (count === 33) return object
  object[labels[assigned[33]!]!] = row[assigned[33]!]!
  if (count === 34) return object
  object[labels[assigned[34]!]!] = row[assigned[34]!]!
  if (count === 35) return object
  object[labels[assigned[35]!]!] = row[assigned[35]!]!
  if (count === 36) return object
  object[labels[assigned[36]!]!] = row[assigned[36]!]!
  if (count === 37) return object
  object[labels[assigned[37]!]!] = row[assigned[37]!]!
  if (count === 38) return object
  object[labels[assigned[38]!]!] = row[assigned[38]!]!
  if (count === 39) return object
  object[labels[assigned[39]!]!] = row[assigned[39]!]!
  for (let place = 40; place < count; place++) object[labels[assigned[place]!]!] = row[assigned[place]!]!
  return object
}
