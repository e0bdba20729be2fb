import type { FieldType } from './field.ts'

/** A tag or a field of all points of a form; its value is at the same index among a point's values. */
export interface FormMember {
  readonly type: FieldType | 'tag'
  readonly key: string
}

/** What setting a member of this type and key leads to: the form that the point has then, and the value's index. */
interface Step extends FormMember {
  readonly to: Form
  readonly at: number
}

const MOST_FORMS = 4096
let roots = new Map<string, Form>()
let count = 0

/** The form of a point that has a measurement and nothing else. */
export function formOf(measurement: string): Form {
  let form = roots.get(measurement)
  if (!form) roots.set(measurement, (form = new Form(measurement, [])))
  return form
}

/**
 * What points with the same keys, of the same types and set in the same order, have in common, so that an encoder looks
 * at the keys once for all of them. Forms are a tree, in which every setter is a step.
 */
export class Form {
  readonly measurement: string
  readonly members: readonly FormMember[]
  #last: Step | undefined
  readonly #steps = new Map<string, Step>()

  constructor(measurement: string, members: readonly FormMember[]) {
    this.measurement = measurement
    this.members = members
    // Names that never come again must not fill the memory; points keep the forms that they have.
    if (++count > MOST_FORMS) {
      roots = new Map()
      count = 0
    }
  }

  /** What setting a member leads to. Most of the time it is what followed for the point before. */
  step(type: FieldType | 'tag', key: string): Step {
    const step = this.#last
    return step !== undefined && step.key === key && step.type === type ? step : (this.#last = this.#find(type, key))
  }

  #find(type: FieldType | 'tag', key: string): Step {
    let step = this.#steps.get(type + key)
    if (!step) {
      const { measurement, members } = this
      // A tag and a field may share a key; otherwise the value goes to the place that the key has.
      const twin = members.findIndex((member) => member.key === key && (member.type === 'tag') === (type === 'tag'))
      const at = twin < 0 ? members.length : twin
      const to = members[at]?.type === type ? this : new Form(measurement, members.toSpliced(at, 1, { type, key }))
      step = { type, key, to, at }
      this.#steps.set(type + key, step)
    }
    return step
  }
}
