import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { describe, expect, it } from 'vitest'
import { decodeProtobuf } from './decode.ts'

type Part = [field: number, value: string | number | boolean | Uint8Array]

/** A message of strings, integers, booleans and other messages. */
function message(...parts: Part[]): Uint8Array {
  const writer = new BinaryWriter()
  for (const [field, value] of parts) {
    if (typeof value === 'number' || typeof value === 'boolean') writer.tag(field, WireType.Varint).int64(Number(value))
    else if (typeof value === 'string') writer.tag(field, WireType.LengthDelimited).string(value)
    else writer.tag(field, WireType.LengthDelimited).bytes(value)
  }
  return writer.finish()
}

const body = (apiVersion: string, kind: string, raw: Uint8Array) =>
  Buffer.concat([Buffer.from('k8s\0'), message([1, message([1, apiVersion], [2, kind])], [2, raw])])

describe('decodeProtobuf', () => {
  it('reads a Deployment as its JSON form', () => {
    const metadata = message([1, 'web'], [2, ''], [8, message()], [11, message([1, 'app'], [2, 'web'])])
    const httpGet = message([1, '/healthz'], [2, message([1, 1], [3, 'http'])])
    const limits = message([1, 'memory'], [2, message([1, '64Mi'])])
    const container = message(
      [1, 'web'],
      [2, 'web:1'],
      [6, message([1, ''], [2, 0], [3, 8080])],
      [8, message([1, limits])],
      [11, message([1, message([2, httpGet])], [2, 0])],
    )
    const template = message([1, message([11, message([1, 'app'], [2, 'web'])])], [2, message([2, container], [4, 0])])
    const raw = message([1, metadata], [2, message([1, 0], [3, template], [7, false])])
    expect(decodeProtobuf(body('apps/v1', 'Deployment', raw))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        replicas: 0, // set, as it may be absent; the zeros around it were not
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            terminationGracePeriodSeconds: 0,
            containers: [
              {
                name: 'web',
                image: 'web:1',
                ports: [{ containerPort: 8080 }],
                resources: { limits: { memory: '64Mi' } },
                readinessProbe: { httpGet: { path: '/healthz', port: 'http' } },
              },
            ],
          },
        },
      },
    })
  })

  it('reads times and bytes', () => {
    const metadata = message([1, 's'], [8, message([1, 1767225600])])
    const raw = message([1, metadata], [2, message([1, 'a'], [2, Buffer.from('b')])])
    expect(decodeProtobuf(body('v1', 'Secret', raw))).toMatchObject({
      metadata: { creationTimestamp: '2026-01-01T00:00:00Z' },
      data: { a: 'Yg==' },
    })
  })

  it('answers 400 to what is none, is cut short or of an unknown kind', () => {
    expect(() => decodeProtobuf(Buffer.from('{}'))).toThrow('does not appear to be a protobuf message')
    expect(() => decodeProtobuf(body('v1', 'Secret', message([1, 'x'])).subarray(0, -3))).toThrow('the protobuf body')
    expect(() => decodeProtobuf(body('batch/v1', 'Job', message()))).toThrow('no kind "Job" is registered')
  })
})
