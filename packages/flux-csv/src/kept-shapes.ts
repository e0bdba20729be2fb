import { ColumnReader } from './column-reader.ts'

const TYPES = 'string,long,unsignedLong,double,boolean,dateTime:RFC3339'
const CELLS = 'a,1234567890123,1234567890123,12.345678901234567,true,2026-01-01T00:00:00.5Z'
const SAMPLE = `#datatype,${TYPES}\r\n,a,b,c,d,e,f\r\n${`,${CELLS}\r\n,"",0,0,0.5,false,2026-01-01T00:00:00Z\r\n`.repeat(40)}`

let kept: ColumnReader | undefined

/**
 * Keeps one reader, which has read a few rows of each type, for as long as the program runs.
 *
 * V8 throws optimised code away when the last object of a shape that it is made for is collected, so that an answer after
 * a pause would begin with slow code again.
 */
export function keepShapes(): void {
  if (kept !== undefined) return
  kept = new ColumnReader({})
  kept.csv.tokens.push(new TextEncoder().encode(SAMPLE))
  kept.next()
}
