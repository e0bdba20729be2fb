import { docsSchema } from '@astrojs/starlight/schema'
import { defineCollection } from 'astro:content'
import { glob } from 'astro/loaders'
import { z } from 'astro/zod'

/** Words that people type to find a page, though its text has others. */
const schema = docsSchema({ extend: z.object({ words: z.string().optional() }) })

export const collections = {
  docs: defineCollection({ loader: glob({ base: './.generated/docs', pattern: '**/*.md' }), schema }),
}
