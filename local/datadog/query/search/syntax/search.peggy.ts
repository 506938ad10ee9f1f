/**
 * Datadog's search syntax. AND binds stronger than OR and may be left out; `-`, `!` and NOT negate what follows. Inside
 * `key:( … )` each value stands for `key:value`. A backslash makes the next character an ordinary one.
 */
export const grammar = String.raw`
{{
  const join = (type, parts) => (parts.length === 1 ? parts[0] : { type, of: parts })

  // Neighbouring characters make one piece of text.
  function term(parts) {
    const merged = []
    for (const part of parts) {
      const last = merged.length - 1
      if (typeof part === 'string' && typeof merged[last] === 'string') merged[last] += part
      else merged.push(part)
    }
    return { parts: merged }
  }

  const isAnything = value =>
    value.parts !== undefined && value.parts.length === 1 && value.parts[0].wildcard === '*'

  const matching = (key, value) => (isAnything(value) ? { type: 'exists', key } : { type: 'match', key, term: value })
}}

Search
  = _ query:Or? _ { return query ?? { type: 'all' } }

Or
  = head:And tail:(_ "OR" End _ @And)* { return join('or', [head, ...tail]) }

And
  = head:Unary tail:((_ "AND" End _ / _ !("OR" End)) @Unary)* { return join('and', [head, ...tail]) }

Unary
  = ("-" / "!" / "NOT" End _) of:Unary { return { type: 'not', of } }
  / "(" _ @Or _ ")"
  / Facet
  / !(Keyword End) value:Term { return isAnything(value) ? { type: 'all' } : { type: 'text', term: value } }

Facet
  = "_exists_:" key:Key { return { type: 'exists', key } }
  / "_missing_:" key:Key { return { type: 'not', of: { type: 'exists', key } } }
  / key:Key ":" "(" _ make:Group _ ")" { return make(key) }
  / key:Key ":" make:Value { return make(key) }

Group
  = head:GroupAnd tail:(_ "OR" End _ @GroupAnd)* {
      return key => join('or', [head, ...tail].map(make => make(key)))
    }

GroupAnd
  = head:GroupUnary tail:((_ "AND" End _ / _ !("OR" End)) @GroupUnary)* {
      return key => join('and', [head, ...tail].map(make => make(key)))
    }

GroupUnary
  = ("-" / "!" / "NOT" End _) make:GroupUnary { return key => ({ type: 'not', of: make(key) }) }
  / "(" _ @Group _ ")"
  / !(Keyword End) @Value

Value
  = "[" _ from:Bound __ "TO" __ to:Bound _ "]" { return key => ({ type: 'range', key, from, to }) }
  / operator:(">=" / ">" / "<=" / "<") value:Operand { return key => ({ type: 'compare', key, operator, value }) }
  / value:(Phrase / ValueWord) { return key => matching(key, value) }

Bound
  = "*" &(_ ("]" / "TO")) { return null }
  / value:Phrase { return value.phrase }
  / characters:(Escaped / $[^\] \t\r\n"])+ { return characters.join('') }

Operand
  = value:Phrase { return value.phrase }
  / characters:(Escaped / $[^ \t\r\n()"\\])+ { return characters.join('') }

Key
  = attribute:"@"? first:(Escaped / $[^ \t\r\n():"\\*?<>=[\]{}@!-]) rest:(Escaped / $[^ \t\r\n():"\\*?<>=[\]{}])* {
      return { name: first + rest.join(''), attribute: attribute !== null }
    }
  / attribute:"@"? "*" &":" { return { name: '*', attribute: attribute !== null } }

Term
  = Phrase / Word

Phrase
  = '"' characters:($[^"\\]+ / '\\' @$["\\] / $'\\')* '"' { return { phrase: characters.join('') } }

Word
  = first:(Wildcard / Escaped / $[^ \t\r\n():"\\!-]) rest:(Wildcard / Escaped / $[^ \t\r\n():"\\])* {
      return term([first, ...rest])
    }

ValueWord
  = ![[<>] parts:(Wildcard / Escaped / $[^ \t\r\n()"\\])+ { return term(parts) }

Wildcard
  = wildcard:("*" / "?") { return { wildcard } }

Escaped
  = '\\' @.

Keyword
  = "AND" / "OR" / "NOT"

End
  = &[ \t\r\n()"] / !.

_ = [ \t\r\n]*
__ = [ \t\r\n]+
`
