/** A phrase that a native engineer would not write, and what to write instead. */
export interface Phrase {
  readonly pattern: RegExp
  readonly better: string
}

/** Each pattern is looked for in every line of every source, test and document. */
export const phrases: readonly Phrase[] = [
  { pattern: /\b(?:is|are) no (?!longer\b|more\b|op\b|")/, better: 'is not a, has no, there is no' },
  { pattern: /\bwhere (?:it|there|they|that|this|these|nobody|nothing|one)\b/, better: 'if' },
  { pattern: /\bso many\b/, better: 'N, at most N' },
  { pattern: /\bin place of\b/, better: 'instead of' },
  { pattern: /\bbut for\b/, better: 'except' },
  { pattern: /\bby (?:itself|themselves)\b/, better: 'automatically, alone' },
  { pattern: /\bof (?:its|their|your|his|our|one's) own\b/, better: 'its own, separate' },
  { pattern: /\b[Ww]hoever\b/, better: 'anyone who, the caller' },
  { pattern: /\bfor ever\b/, better: 'forever, without limit' },
  { pattern: /\banswer(?:s|ed|ing)?\b/i, better: 'response, respond, return' },
  { pattern: /\bin vain\b/, better: 'without effect' },
  { pattern: /\bof late\b/, better: 'recently' },
  { pattern: /\bin turns\b/, better: 'alternately' },
  { pattern: /\banew\b/, better: 'again' },
  { pattern: /\b(?:borne|thereof|whichever|wherever it)\b/, better: 'a plainer word' },
  { pattern: /\bexclude each other\b/, better: 'are mutually exclusive' },
  { pattern: /\bhas to be\b|\bhave to be\b/, better: 'must be' },
  { pattern: /\bis told\b|\bare told\b|\bnobody is\b/, better: 'receives, is called with' },
]
