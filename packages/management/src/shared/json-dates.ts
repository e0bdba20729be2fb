/** A resource as JSON has it: its times are text. */
export type Wire<Resource> = { readonly [Key in keyof Resource]: Date extends Resource[Key] ? string : Resource[Key] }

/** Returns a resource with its times as dates, those that it has. */
export function dated<Resource extends object>(wire: Wire<Resource>, ...times: (keyof Resource)[]): Resource {
  const resource = { ...wire } as Record<keyof Resource, unknown>
  for (const time of times) if (typeof resource[time] === 'string') resource[time] = new Date(resource[time])
  return resource as Resource
}

/** Paths of a resource and of what belongs to it, below the server's address. */
export type Links = Readonly<Record<string, string>>
