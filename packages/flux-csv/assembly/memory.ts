// Where things lie in the memory. Constants lie below, what the compiler keeps in front of them.

/** The bytes that rows are read from, and behind them those that end any cell. */
export const INPUT: usize = 0x1_0000
export const INPUT_SIZE: usize = 0x2_0000
/** Line ends behind the input: each read of 16 bytes that begins before them stays within. */
export const SENTINELS: usize = 64
/** A text while its quotes are taken away. */
export const UNQUOTED: usize = 0x3_1000
/** The columns, one after the other, as {@link Column} has them. */
export const COLUMNS: usize = 0x5_2000
export const MAX_COLUMNS: i32 = 400
/** The rows in which cells that mostly repeat did not, 4 bytes each. */
export const CHANGES: usize = 0x5_6000
export const MAX_ROWS: i32 = 0x2000
/** For each column and row 1 where the cell is empty. */
export const EMPTINESS: usize = 0x6_0000
/** For each column and row the value, 8 bytes each. */
export const VALUES: usize = 0x9_0000
/** How many values there is room for. */
export const MAX_VALUES: i32 = 0x2_8000
/** For each text its place and its length. */
export const TEXTS: usize = 0x1d_0000
export const MAX_TEXTS: i32 = 0x8000
/** A hash table of texts: hash, length, place, number. */
export const SLOTS: usize = 0x21_0000
/** The bytes of the texts. */
export const TEXT_BYTES: usize = 0x31_0000
export const TEXT_BYTES_END: usize = 0x51_0000

/** A column, and how its cells stand. */
@unmanaged
export class Column {
  code!: i32
  values!: usize
  /** Where the nanoseconds of a split time are, for each row. */
  rests!: usize
  emptiness!: usize
  /** Whether there are empty cells; what `emptiness` says does not count otherwise. */
  hasEmpty!: bool
  /** Where the columns end that are read together with this one. */
  end!: usize
  /** Whether those mostly repeat, all of them, so that they are compared before they are read. */
  isRun!: bool
  /** Where the run was read last, and how long it was there; 0 where that is not known. */
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
