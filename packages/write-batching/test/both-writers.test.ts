import { vi } from 'vitest'
import { describeBoth } from './both-writers.ts'
import { optionBehaviours } from './option-behaviours.ts'
import { writerBehaviours } from './writer-behaviours.ts'

// A thread takes its time to start where the machine is busy.
vi.setConfig({ testTimeout: 60_000 })

describeBoth({ ...optionBehaviours, ...writerBehaviours })
