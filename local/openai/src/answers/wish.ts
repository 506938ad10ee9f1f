const LONG =
  /\b(verbose|detailed|in detail|details|at length|long|longer|lengthy|thorough(?:ly)?|comprehensive|exhaustive|extensive(?:ly)?|in depth|in-depth|elaborate|every aspect|step by step|as much as)\b/g
const SHORT =
  /\b(concise(?:ly)?|brief(?:ly)?|short(?:ly)?|succinct(?:ly)?|terse(?:ly)?|compact|to the point|few sentences|one sentence|two sentences|three sentences|one paragraph|not too long)\b/g
const NEGATION =
  /\b(not|never|no|don't|avoid|without|rather than|instead of)( be| being| a| an| the| give| write| too| just| merely)*\s*$/

/** The length of answers that the system prompt asks for; short unless it clearly wants them long. */
export function wishedLength(systemPrompt: string): 'short' | 'long' {
  const text = systemPrompt.toLowerCase()
  const votes = (pattern: RegExp, other: RegExp) => count(text, pattern, false) + count(text, other, true)
  return votes(LONG, SHORT) > votes(SHORT, LONG) ? 'long' : 'short'
}

/** How often a pattern stands in the text, either negated ("not too long") or plainly. */
function count(text: string, pattern: RegExp, negated: boolean): number {
  return [...text.matchAll(pattern)].filter(match => NEGATION.test(text.slice(0, match.index)) === negated).length
}
