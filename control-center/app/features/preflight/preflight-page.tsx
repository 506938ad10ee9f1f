import type { Preflight } from '@chat-demo/engine/preflight'
import { preflightSummary, preflightText, preflightVerdict } from '@chat-demo/engine/preflight/words'
import { useQuery } from '@tanstack/react-query'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { call } from '../api/call.ts'
import { ChecksTable } from './checks-table.tsx'
import { CopyButton } from './copy-button.tsx'
import { UntilYouStart } from './until-you-start.tsx'

/** Everything that would embarrass on stage, looked at when the page is opened and whenever asked again. */
export function PreflightPage() {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['preflight'],
    queryFn: ({ signal }) => call<Preflight>('/api/v1/preflight', { signal }),
    // It asks the chat a real question: not each time the window gets the focus.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
    retry: false,
  })
  return (
    <main className="report preflight">
      <header className={`preflight-verdict ${data ? (data.ready ? 'ok' : 'bad') : ''}`} aria-live="polite">
        <Icon name={data ? (data.ready ? 'ok' : 'bad') : error ? 'bad' : 'busy'} className="large" />
        <div>
          <h1 className="verdict">{data ? preflightVerdict(data) : error ? 'Not checked' : 'Checking'}</h1>
          <p className="mid">
            {data
              ? preflightSummary(data)
              : (error?.message ?? 'All at once; the slowest waits for a reply of the chat.')}
          </p>
        </div>
        <span className="grow" />
        {data && <CopyButton text={preflightText(data)}>Copy as text</CopyButton>}
        <Button look="pri" icon="undo" busy={isFetching} onClick={() => void refetch()}>
          Check again
        </Button>
      </header>
      {data && (
        <div className="report-row">
          <ChecksTable checks={data.checks} />
          <UntilYouStart checks={data.checks} />
        </div>
      )}
    </main>
  )
}
