import type { FieldType } from '../field-types.ts'

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

/**
 * What points with the same keys, of the same types and set in the same order, have in common, so that an encoder looks
 * at the keys once for all of them. Forms are a tree, in which every call of a setter is a step.
 */
export interface Form {
  readonly measurement: string
  readonly members: readonly FormMember[]
  readonly steps: Map<string, Step>
  last: Step | undefined
}

const MOST_FORMS = 4096
let forms = new Map<string, Form>()
let count = 0

/** The form of a point that has a measurement and nothing else. */
export function formOf(measurement: string): Form {
  let form = forms.get(measurement)
  if (!form) forms.set(measurement, (form = newForm(measurement, [])))
  return form
}

/** What setting a member leads to. Most of the time it is what followed for the point before. */
export function stepFrom(form: Form, type: FieldType | 'tag', key: string): Step {
  const { last } = form
  return last !== undefined && last.key === key && last.type === type ? last : (form.last = findStep(form, type, key))
}

function findStep(form: Form, type: FieldType | 'tag', key: string): Step {
  let step = form.steps.get(type + key)
  if (!step) {
    const { measurement, members } = form
    // A tag and a field may share a key; otherwise the value goes to the place that the key has.
    let at = members.findIndex((member) => member.key === key && (member.type === 'tag') === (type === 'tag'))
    if (at < 0) at = members.length
    const to = members[at]?.type === type ? form : newForm(measurement, members.toSpliced(at, 1, { type, key }))
    form.steps.set(type + key, (step = { type, key, to, at }))
  }
  return step
}

function newForm(measurement: string, members: readonly FormMember[]): Form {
  // Names that never come again must not fill the memory; points keep the forms that they have.
  if (++count > MOST_FORMS) {
    forms = new Map()
    count = 0
  }
  return { measurement, members, steps: new Map(), last: undefined }
}
