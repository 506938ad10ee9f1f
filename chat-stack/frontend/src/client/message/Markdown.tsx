import { memo } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import remend from 'remend'

/** What a reply may consist of: no pictures, which would be fetched from wherever the text says, and no raw HTML. */
const schema = {
  ...defaultSchema,
  tagNames: defaultSchema.tagNames?.filter(name => !['img', 'picture', 'source', 'input'].includes(name)),
}

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ),
  // The page has its own first heading.
  h1: 'h2',
  table: ({ children }) => (
    <div className="table">
      <table>{children}</table>
    </div>
  ),
}

/**
 * A reply as it was written: text by a model, so nothing in it is trusted.
 * @param unfinished more is coming: what is opened at the end of the text is closed for now
 */
export default memo(function Markdown({ text, unfinished }: { text: string; unfinished: boolean }) {
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      rehypePlugins={[[rehypeSanitize, schema]]}
      components={components}
      skipHtml
    >
      {unfinished ? remend(text, { linkMode: 'text-only' }) : text}
    </ReactMarkdown>
  )
})
