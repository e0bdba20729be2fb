import type { OrgChoice, OrgFilter } from '../shared/org-choice.ts'

/** A word to put on buckets and tasks. */
export interface Label {
  readonly id: string
  readonly orgID: string
  /** Unique in its organization, whatever the case. */
  readonly name: string
  /** Such as `color` and `description`; absent where there are none. */
  readonly properties?: Readonly<Record<string, string>> | undefined
}

/** What a new label is. */
export interface LabelRequest extends OrgChoice {
  /** Blanks around it are taken off. */
  readonly name: string
  readonly properties?: Readonly<Record<string, string>> | undefined
}

/** What can be changed of a label. */
export interface LabelChanges {
  readonly name?: string | undefined
  /** Joins the properties that there are; `null` removes a key, or all of them. */
  readonly properties?: Readonly<Record<string, string | null>> | null | undefined
}

/** Which labels to list. */
export interface LabelFilter extends OrgFilter {
  readonly name?: string | undefined
}
