const titleLength = 40

/** The first 40 characters as people count them (grapheme clusters), white space folded. */
export function titleOf(question: string): string {
  const text = question.replace(/\s+/gu, ' ').trim()
  let title = ''
  let count = 0
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text.slice(0, 2_000))) {
    if (count === titleLength) return `${title.trimEnd()}…`
    title += segment
    count += 1
  }
  return title
}
