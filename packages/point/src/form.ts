import type { FieldType } from './field.ts'

/** What a member of a point is. */
export type MemberType = FieldType | 'tag'

/** What a setter does to a point: the form it has then, and the place of the value among its tags or fields. */
export interface Step {
  readonly type: MemberType
  readonly key: string
  readonly to: Form
  readonly at: number
}

const MOST_FORMS = 16_384
let count = 0
let roots = new Map<string, Form>()
let last: Form | undefined

/** The form of a point that has a measurement and nothing else. */
export function formOf(measurement: string): Form {
  if (last?.measurement === measurement) return last
  // Names that never come again must not fill the memory; points keep the forms that they have.
  if (count >= MOST_FORMS) {
    roots = new Map()
    count = 0
  }
  let root = roots.get(measurement)
  if (root === undefined) roots.set(measurement, (root = new Form(measurement)))
  return (last = root)
}

/**
 * What points with the same keys, of the same types and set in the same order, have in common, so that an encoder looks
 * at the keys once for all of them. Forms are a tree, in which every setter is a step.
 */
export class Form {
  readonly measurement: string
  readonly #tagCount: number
  readonly #fieldCount: number
  readonly #before: Form | undefined
  readonly #own: Step | undefined
  #last: Step | undefined
  #steps: Map<string, Step> | undefined

  constructor(measurement: string, before?: Form, type?: MemberType, key = '') {
    count++
    this.measurement = measurement
    this.#before = before
    const tags = before?.#tagCount ?? 0
    const fields = before?.#fieldCount ?? 0
    this.#own = type && { type, key, to: this, at: type === 'tag' ? tags : fields }
    this.#tagCount = tags + (type === 'tag' ? 1 : 0)
    this.#fieldCount = fields + (type === undefined || type === 'tag' ? 0 : 1)
  }

  /** What setting a member leads to. Most of the time it is what followed for the point before. */
  step(type: MemberType, key: string): Step {
    const step = this.#last
    return step !== undefined && step.key === key && step.type === type ? step : (this.#last = this.#find(type, key))
  }

  /** The tags' keys and the places of their values. */
  tags(): [key: string, at: number][] {
    return this.#members().flatMap(({ type, key, at }) => (type === 'tag' ? [[key, at]] : []))
  }

  /** The fields' keys, the places of their values, and their types. */
  fields(): [key: string, at: number, type: FieldType][] {
    return this.#members().flatMap(({ type, key, at }) => (type === 'tag' ? [] : [[key, at, type]]))
  }

  /** The steps that lead here, in the order in which the keys were set. */
  #members(): Step[] {
    const members: Step[] = []
    for (let form: Form | undefined = this; form?.#own !== undefined; form = form.#before) members.push(form.#own)
    return members.reverse()
  }

  #find(type: MemberType, key: string): Step {
    this.#steps ??= new Map()
    const known = this.#steps.get(type + key)
    if (known) return known
    const step = this.#make(type, key)
    this.#steps.set(type + key, step)
    return step
  }

  #make(type: MemberType, key: string): Step {
    const members = this.#members()
    const twin = members.find((member) => member.key === key && (member.type === 'tag') === (type === 'tag'))
    if (twin === undefined) return new Form(this.measurement, this, type, key).#own!
    // The key is there: the value goes to its place, and its type changes where it has to.
    let to: Form = this
    if (twin.type !== type) {
      to = formOf(this.measurement)
      for (const member of members) to = to.step(member === twin ? type : member.type, member.key).to
    }
    return { type, key, to, at: twin.at }
  }
}
