type Kind = 'space' | 'comment' | 'value' | 'word' | 'quoted' | 'dot' | 'comma' | 'open' | 'close' | 'end' | 'operator'

/** What a statement consists of, in the order in which it is tried. */
const TOKENS: readonly (readonly [Kind, RegExp])[] = [
  ['space', /\s+/y],
  ['comment', /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  // E'…' with backslashes, then '…' with doubled quotes (U&, B, X, N before it), then $tag$…$tag$.
  ['value', /[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|(?:[uU]&|[bBxXnN])?'(?:[^']|'')*(?:'|$)/y],
  ['value', /\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)/y],
  ['value', /\$\d+|\?|%\(\w+\)s|%s|0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w$])/y],
  ['quoted', /"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)/y],
  ['word', /[\p{L}_@#][\p{L}\p{N}_$@#]*/uy],
  ['operator', /::|:=|<=|>=|<>|!=|\|\||->>|->|#>>|#>|@>|<@|&&|~\*|!~\*|!~|[-+*/<>=~!@#%^&|`:[\]{}\\]/y],
  ['dot', /\./y],
  ['comma', /,/y],
  ['open', /\(/y],
  ['close', /\)/y],
  ['end', /;/y],
]
const LITERAL_WORDS = new Set(['NULL', 'TRUE', 'FALSE'])

export interface ObfuscationOptions {
  /** Keep `AS name`; Database Monitoring does, traces do not. */
  keepAlias?: boolean
}

/**
 * The statement without what its author typed in: literals and parameters are `?`, lists of them one `?`, comments are
 * gone, white space is single. Anything that cannot be read is left as it stands.
 */
export function obfuscateSql(sql: string, options: ObfuscationOptions = {}): string {
  const words: string[] = []
  let glue = true
  const push = (text: string, tight = false) => {
    const last = words.length - 1
    if ((tight || glue) && last >= 0) words[last] += text
    else words.push(text)
    glue = false
  }
  let skipAlias = false
  let previous = ''
  for (const { kind, text } of tokens(sql)) {
    if (kind === 'space' || kind === 'comment') continue
    if (skipAlias) {
      skipAlias = false
      // `AS (` opens a common table expression, whose word is kept.
      if (kind === 'word' || kind === 'quoted') continue
      push('AS')
    }
    const upper = text.toUpperCase()
    if (kind === 'value' || (kind === 'word' && LITERAL_WORDS.has(upper) && previous !== 'IS' && previous !== 'NOT')) {
      push('?')
    } else if (kind === 'word' && upper === 'AS' && !options.keepAlias) skipAlias = true
    else if (kind === 'quoted') push(text.slice(1, -1).replaceAll('""', '"'))
    else if (kind === 'dot') {
      push(text, true)
      glue = true
    } else if (kind === 'comma') push(text, true)
    else if (kind !== 'end') push(text)
    if (kind !== 'dot') previous = upper
  }
  return collapse(words.join(' '))
}

function* tokens(sql: string): Generator<{ kind: Kind; text: string }> {
  let at = 0
  next: while (at < sql.length) {
    for (const [kind, pattern] of TOKENS) {
      pattern.lastIndex = at
      const match = pattern.exec(sql)
      if (!match || match[0] === '') continue
      at += match[0].length
      yield { kind, text: match[0] }
      continue next
    }
    yield { kind: 'operator', text: sql.slice(at, at + 1) }
    at++
  }
}

/** `( ?, ?, ? )` is `( ? )`, and so is a row of such lists: the shape of a statement does not depend on its length. */
function collapse(text: string): string {
  return text.replace(/([([]) \?(?:, \?)+ (?=[)\]])/g, '$1 ? ').replace(/\( \? \)(?:, \( \? \))+/g, '( ? )')
}
