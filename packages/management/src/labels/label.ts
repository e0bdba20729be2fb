import type { OrgChoice, OrgFilter } from '../shared/org-choice.ts'
import type { CallOptions } from '../shared/request.ts'

/** A label, which marks buckets and tasks. */
export interface Label {
  readonly id: string
  readonly orgID: string
  /** Unique in its organization, regardless of case. */
  readonly name: string
  /** Such as `color` and `description`; absent if there are none. */
  readonly properties?: Readonly<Record<string, string>> | undefined
}

/** A new label. */
export interface LabelRequest extends OrgChoice {
  /** InfluxDB removes blanks around it. */
  readonly name: string
  readonly properties?: Readonly<Record<string, string>> | undefined
}

/** Changes to a label. */
export interface LabelChanges {
  readonly name?: string | undefined
  /** Added to the properties of the label. `null` removes a property, or all of them. */
  readonly properties?: Readonly<Record<string, string | null>> | null | undefined
}

/** Which labels to list. */
export interface LabelFilter extends OrgFilter, CallOptions {
  readonly name?: string | undefined
}
