import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { systemClock } from '../clock.ts'
import { describeProblem } from '../yaml/read.ts'
import { Catalog } from './catalog.ts'
import { parseScenario } from './parse.ts'

const shipped = new URL('../../../scenarios/worker-crash.yaml', import.meta.url)

function problems(text: string): string[] {
  const parsed = parseScenario('test.yaml', text)
  return 'problems' in parsed ? parsed.problems.map(describeProblem) : []
}

const edited = async (from: string | RegExp, to: string) => (await readFile(shipped, 'utf8')).replace(from, to)

describe('a scenario file', () => {
  it('is read as it is shipped', async () => {
    const parsed = parseScenario('worker-crash.yaml', await readFile(shipped, 'utf8'))
    expect(parsed).toMatchObject({
      scenario: {
        id: 'worker-crash',
        duration: { defaultSeconds: 180, maxSeconds: 600 },
        healed: { everyQuestionAnswered: true },
      },
    })
  })

  it('names file, line, column and field of what is wrong', async () => {
    expect(problems(await edited('replicas: 0', 'replicas: -1'))).toEqual([
      'test.yaml:9:17: steps[0].scale.replicas Too small: expected number to be >=0',
    ])
    expect(problems(await edited('withinSeconds: 20', 'withinSeconds: soon'))).toEqual([
      expect.stringMatching(/^test\.yaml:20:20: promises\[1\]\.withinSeconds Invalid input: expected number/),
    ])
  })

  it('names a field that it does not know, and one that is missing', async () => {
    expect(problems(await edited('teaches:', 'teachs:'))).toEqual([
      expect.stringMatching(/^test\.yaml:\d+:\d+: teaches Invalid input/),
      expect.stringMatching(/^test\.yaml:\d+:\d+: teachs is not a known field$/),
    ])
  })

  it('names what YAML itself refuses', () => {
    expect(problems('id: a\nid: b\n')).toEqual([expect.stringMatching(/^test\.yaml:2:1: Map keys must be unique/)])
    expect(problems('')).toEqual([expect.stringMatching(/^test\.yaml:1:1: Invalid input: expected object/)])
  })

  it('refuses two steps that change the same place, and array elements that would move others', async () => {
    expect(problems(await edited('replicas: 0', 'replicas: 0\n  - scale:\n      replicas: 1'))).toEqual([
      expect.stringMatching('changes /spec/replicas, which /spec/replicas changes too'),
    ])
    const patch = '  - patch:\n      - { op: add, path: /spec/template/spec/containers/0, value: 1 }\nduration:'
    expect(problems(await edited('duration:', patch))).toEqual([expect.stringMatching('not in an array index')])
  })
})

describe('the catalog', () => {
  it('reads again when a file changes, and keeps the last good version', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scenarios-'))
    const text = await readFile(shipped, 'utf8')
    await writeFile(join(folder, 'one.yaml'), text)
    const catalog = await Catalog.open(folder, systemClock)
    onTestFinished(async () => {
      catalog.close()
      await rm(folder, { recursive: true })
    })
    expect(catalog.list().map(one => one.id)).toEqual(['worker-crash'])
    const changed = vi.fn()
    catalog.watch(changed, problem => expect.fail(problem))

    await writeFile(join(folder, 'one.yaml'), text.replace('title: Worker crash', 'title: Worker gone'))
    await vi.waitFor(() => expect(catalog.get('worker-crash')?.title).toBe('Worker gone'), { timeout: 5_000 })

    await writeFile(join(folder, 'one.yaml'), 'id: [')
    await writeFile(join(folder, 'two.yaml'), text)
    await vi.waitFor(() => expect(catalog.problems()).toHaveLength(2), { timeout: 5_000 })
    expect(catalog.get('worker-crash')?.title).toBe('Worker gone')
    expect(catalog.problems()).toContainEqual('two.yaml:1:5: id worker-crash is the id of one.yaml already')
    expect(changed).toHaveBeenCalled()
  })
})
