/** Words of a question that say how it is asked and not what it is about. */
const stopWords = new Set(
  `about after again also always another anything because been before being best between both cannot come could does
  doing done down each else enough even ever every from good have having help here herself himself hello into itself
  just keep know like long look make many maybe more most much must need needs never next often once only other over
  please really same should some someone something still such take than thank thanks that their them then there these
  they thing things this those through time together under until very want wants well were what when where whether
  which while will with without would your yours`.split(/\s+/),
)

const shortest = 4

/**
 * How far a reply takes up what a question is about: the share, 0 to 1, of the question's keywords that stand in the
 * reply. A cheap sign of an answer that misses its question; it knows no synonyms and does not tell right from wrong.
 * @returns undefined for a question without keywords
 */
export function keywordOverlap(question: string, reply: string): number | undefined {
  const asked = keywords(question)
  if (asked.size === 0) return undefined
  const said = keywords(reply)
  const shared = [...asked].filter(word => said.has(word)).length
  return Math.round((shared / asked.size) * 100) / 100
}

function keywords(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  return new Set(words.filter(word => word.length >= shortest && !stopWords.has(word)).map(singular))
}

/** Enough for "leaves" and "plants" to meet "leaf" and "plant". */
function singular(word: string): string {
  if (word.endsWith('ves')) return `${word.slice(0, -3)}f`
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}
