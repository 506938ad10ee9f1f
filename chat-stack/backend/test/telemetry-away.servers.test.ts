import { expect, inject, test, vi } from 'vitest'
import { type ChatClient, collect } from './chat-client.ts'
import { Management } from './servers.ts'
import { startTraceAgent } from './trace-agent.ts'
import { startTracedStack } from './traced-stack.ts'

const questions = 40

function start(agentUrl: string) {
  return startTracedStack({
    postgresUrl: inject('postgresUrl'),
    rabbitmqUrl: inject('rabbitmqUrl'),
    management: new Management(inject('rabbitmqManagementUrl')),
    agentUrl,
  })
}

/** The median of milliseconds that a question takes to be accepted, through the frontend. */
async function acceptance(chat: ChatClient): Promise<number> {
  const id = await chat.conversation()
  const times: number[] = []
  for (let asked = 0; asked < questions; asked += 1) {
    const begun = performance.now()
    await chat.askLater(id, 'How often does a cactus want water?')
    times.push(performance.now() - begun)
  }
  return times.sort((one, other) => one - other)[questions / 2] ?? Number.NaN
}

test('without an Agent the services work as fast as with one, and each warns once', async () => {
  const agent = await startTraceAgent()
  const present = await start(agent.url)
  const withAgent = await acceptance(present.chat)
  await present.stop()
  // Nothing listens where the Agent was.
  await agent.close()

  const away = await start(agent.url)
  try {
    expect(await acceptance(away.chat)).toBeLessThan(2 * withAgent + 5)
    const answer = await away.chat.ask(await away.chat.conversation(), 'Do you sell pots?')
    expect((await collect(answer.events)).at(-1)?.event).toBe('done')
    const services = [away.frontend, away.backend, away.worker]
    for (const { child } of services) expect(child.exitCode).toBeNull()
    const warnings = () =>
      services.map(({ log }) => log.filter(({ level }) => level === 'warn' || level === 'error').map(({ msg }) => msg))
    const one = ['the Datadog Agent cannot be reached, telemetry is dropped']
    // The tracer tries again for a while before it says so.
    await vi.waitFor(() => expect(warnings()).toEqual([one, one, one]), { timeout: 20_000, interval: 100 })
    await away.stop()
    expect(warnings()).toEqual([one, one, one])
    for (const { exited } of services) expect((await exited).code).toBe(0)
  } finally {
    await away.stop()
  }
})
