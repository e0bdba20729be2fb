// The layout of the memory. The compiler's own data comes first.

/** The bytes that rows are read from. */
export const INPUT: usize = 0x1_0000
export const INPUT_SIZE: usize = 0x2_0000
/** The number of line ends after the input: a read of 16 bytes that begins in the input ends in them. */
export const SENTINELS: usize = 64
/** A text while it is unquoted. */
export const UNQUOTED: usize = 0x3_1000
/** One {@link Column} for each column. */
export const COLUMNS: usize = 0x5_2000
export const MAX_COLUMNS: i32 = 400
/** The rows in which cells of a run differ from the row before, 4 bytes each. */
export const CHANGES: usize = 0x5_6000
export const MAX_ROWS: i32 = 0x2000
/** 1 for each column and row whose cell is empty. */
export const EMPTINESS: usize = 0x6_0000
/** The value for each column and row, 8 bytes each. */
export const VALUES: usize = 0x9_0000
/** How many values fit. */
export const MAX_VALUES: i32 = 0x2_8000
/** The address and the length of each text. */
export const TEXTS: usize = 0x1d_0000
export const MAX_TEXTS: i32 = 0x8000
/** A hash table of texts: hash, length, address, number. */
export const SLOTS: usize = 0x21_0000
/** The bytes of the texts. */
export const TEXT_BYTES: usize = 0x31_0000
export const TEXT_BYTES_END: usize = 0x51_0000

/** A column and the state of its reader. */
@unmanaged
export class Column {
  code!: i32
  values!: usize
  /** Where the nanoseconds of a split time are, for each row. */
  rests!: usize
  emptiness!: usize
  /** Whether there are empty cells; `emptiness` is valid only then. */
  hasEmpty!: bool
  /** Where the columns end that are read in one loop with this one. */
  end!: usize
  /** Whether they are a run: their cells rarely change, so they are compared with the row before instead of read. */
  isRun!: bool
  /** Where the run was read last, and its length there; 0 if unknown. */
  runStart!: usize
  runLength!: usize
  /** The row that it was read from. */
  runRow!: i32
}

export const NEWLINE: u8 = 10
export const CARRIAGE_RETURN: u8 = 13
export const QUOTE: u8 = 34
export const MINUS: u8 = 45
export const DOT: u8 = 46
export const ZERO: u8 = 48
