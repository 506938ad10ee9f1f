/**
 * Replaces `$(NAME)` by its value; an unknown name stays as it is and `$$` stands for one `$`.
 * @example expand('http://$(HOST):$(PORT)', name => …)
 */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (match, token: string, name: string | undefined) => {
    if (token === '$') return '$'
    return (name === undefined ? undefined : lookup(name)) ?? match
  })
}
