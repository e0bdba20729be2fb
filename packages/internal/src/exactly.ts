/** Options with their types kept, so that records are typed by them; a name that is not `Known` is an error. */
export type Exactly<Options, Known> = Options & { readonly [Name in Exclude<keyof Options, keyof Known>]: never }
