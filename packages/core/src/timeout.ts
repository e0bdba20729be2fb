/** Milliseconds; a number bounds connecting, the first byte and each pause between bytes. */
export type Timeout = number
