const FORMATS = [
  { format: 'md', title: 'Markdown' },
  { format: 'html', title: 'HTML' },
  { format: 'json', title: 'JSON' },
]

/** The report as a file to keep or to send. */
export function Exports({ id }: { id: string }) {
  return FORMATS.map(({ format, title }) => (
    <a key={format} className="btn sm" href={`/api/v1/runs/${encodeURIComponent(id)}/report.${format}`} download>
      {title}
    </a>
  ))
}
