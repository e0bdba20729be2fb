const TYPES = 'string,long,dateTime:RFC3339,string,long,unsignedLong,double,boolean,dateTime:RFC3339'
const CELLS = '_result,0,2026-01-01T00:00:00Z,a,1,1,0.5,true,2026-01-01T00:00:00.5Z'

/**
 * A few rows of each type, for a reader that is kept for as long as the program runs, with what it read.
 *
 * V8 throws optimised code away when the last object of a shape that it is made for is collected, so that an answer after
 * a pause would begin with slow code again.
 */
export function sampleRows(): Uint8Array {
  const head = `#datatype,${TYPES}\r\n#group,false,false,true,true${',false'.repeat(5)}\r\n,result,table,_start,host,a,b,c,d,_time\r\n`
  return new TextEncoder().encode(head + `,${CELLS}\r\n`.repeat(3))
}
