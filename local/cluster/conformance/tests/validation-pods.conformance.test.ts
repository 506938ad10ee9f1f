import type { V1Container, V1PodSpec } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api } from '../support/cluster.ts'
import { testNamespace } from '../support/namespace.ts'
import { refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { container, pod } from '../support/workloads.ts'

const ns = testNamespace('pod-rules')
const dryRun = '?dryRun=All'

const postPod = async (more: Partial<V1Container>, spec: Partial<V1PodSpec> = {}) =>
  refusal(await api.post(`${ns.core('pods')}${dryRun}`, pod('broken', container({}, more), spec)), ns)

quick('rules of a pod', () => {
  it('value and valueFrom exclude each other', async () => {
    const valueFrom = { secretKeyRef: { name: 'a', key: 'b' } }
    expect(await postPod({ env: [{ name: 'A', value: 'x', valueFrom }] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when \`value\` is not empty [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].env[0].valueFrom"
    `)
    const two = { ...valueFrom, configMapKeyRef: { name: 'a', key: 'b' } }
    expect(await postPod({ env: [{ name: 'A', valueFrom: two }] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].env[0].valueFrom: Invalid value: "": may not have more than one field specified at a time [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].env[0].valueFrom"
    `)
    expect(await postPod({ env: [{ name: 'A', valueFrom: {} }] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: \`fieldRef\`, \`resourceFieldRef\`, \`configMapKeyRef\` or \`secretKeyRef\` [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].env[0].valueFrom"
    `)
    const fieldRef = { fieldPath: 'status.weather' }
    expect(await postPod({ env: [{ name: 'A', valueFrom: { fieldRef } }] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "status.weather": error converting fieldPath: field label not supported: status.weather [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].env[0].valueFrom.fieldRef.fieldPath"
    `)
  })

  it('names of variables', async () => {
    expect(await postPod({ env: [{ name: '', value: 'x' }] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].env[0].name: Required value [kind=Pod name=broken]
        FieldValueRequired spec.containers[0].env[0].name"
    `)
    expect(await postPod({ env: [{ name: 'A=B', value: 'x' }] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].env[0].name: Invalid value: "A=B": a valid environment variable name must consist only of printable ASCII characters other than '=' [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].env[0].name"
    `)
  })

  it('a request is at most its limit', async () => {
    const memory = { requests: { memory: '65Mi' }, limits: { memory: '64Mi' } }
    expect(await postPod({ resources: memory })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].resources.requests: Invalid value: "65Mi": must be less than or equal to memory limit of 64Mi [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].resources.requests"
    `)
    const cpu = { requests: { cpu: '1100m' }, limits: { cpu: '1' } }
    expect(await postPod({ resources: cpu })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].resources.requests: Invalid value: "1100m": must be less than or equal to cpu limit of 1 [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].resources.requests"
    `)
    expect(await postPod({ resources: { limits: { memory: '-1' } } })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: [spec.containers[0].resources.limits[memory]: Invalid value: "-1": must be greater than or equal to 0, spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0] [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].resources.limits[memory]
        FieldValueInvalid spec.containers[0].resources.requests[memory]"
    `)
  })

  it('names of containers and of the pod', async () => {
    expect(await postPod({ name: 'Not_A_Label' })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].name: Invalid value: "Not_A_Label": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?') [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].name"
    `)
    expect(await postPod({ name: '' })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].name: Required value [kind=Pod name=broken]
        FieldValueRequired spec.containers[0].name"
    `)
    expect(await postPod({}, { containers: [container(), container()] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[1].name: Duplicate value: "tool" [kind=Pod name=broken]
        FieldValueDuplicate spec.containers[1].name"
    `)
    expect(await postPod({}, { containers: [] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers: Required value [kind=Pod name=broken]
        FieldValueRequired spec.containers"
    `)
    const named = await api.post(`${ns.core('pods')}${dryRun}`, pod('Bad_Name'))
    expect(refusal(named).split('\n')[0]).toMatchInlineSnapshot(
      `"422 Invalid: Pod "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*') [kind=Pod name=Bad_Name]"`,
    )
    const nameless = await api.post(`${ns.core('pods')}${dryRun}`, { spec: { containers: [container()] } })
    expect(refusal(nameless)).toMatchInlineSnapshot(`
      "422 Invalid: Pod "" is invalid: metadata.name: Required value: name or generateName is required [kind=Pod]
        FieldValueRequired metadata.name"
    `)
  })

  it('image, pull policy, restart policy', async () => {
    expect(await postPod({ image: '' })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].image: Required value [kind=Pod name=broken]
        FieldValueRequired spec.containers[0].image"
    `)
    expect(await postPod({ imagePullPolicy: 'Sometimes' })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never" [kind=Pod name=broken]
        FieldValueNotSupported spec.containers[0].imagePullPolicy"
    `)
    expect(await postPod({}, { restartPolicy: 'Perhaps' })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.restartPolicy: Unsupported value: "Perhaps": supported values: "Always", "OnFailure", "Never" [kind=Pod name=broken]
        FieldValueNotSupported spec.restartPolicy"
    `)
  })

  it('ports', async () => {
    expect(await postPod({ ports: [{ containerPort: 0 }] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].ports[0].containerPort: Required value [kind=Pod name=broken]
        FieldValueRequired spec.containers[0].ports[0].containerPort"
    `)
    expect(await postPod({ ports: [{ containerPort: 70000, name: 'Name_That_Is_Bad' }] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: [spec.containers[0].ports[0].name: Invalid value: "Name_That_Is_Bad": must be no more than 15 characters, spec.containers[0].ports[0].name: Invalid value: "Name_That_Is_Bad": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-), spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive] [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].ports[0].name
        FieldValueInvalid spec.containers[0].ports[0].containerPort"
    `)
    const twice = [
      { name: 'http', containerPort: 80 },
      { name: 'http', containerPort: 81 },
    ]
    expect(await postPod({ ports: twice })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].ports[1].name: Duplicate value: "http" [kind=Pod name=broken]
        FieldValueDuplicate spec.containers[0].ports[1].name"
    `)
  })

  it('probes', async () => {
    expect(await postPod({ livenessProbe: {} })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].livenessProbe: Required value: must specify a handler type [kind=Pod name=broken]
        FieldValueRequired spec.containers[0].livenessProbe"
    `)
    const both = { httpGet: { port: 80 }, tcpSocket: { port: 80 } }
    expect(await postPod({ livenessProbe: both })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type [kind=Pod name=broken]
        FieldValueForbidden spec.containers[0].livenessProbe.tcpSocket"
    `)
    const twice = { httpGet: { port: 80 }, successThreshold: 2, periodSeconds: -1 }
    expect(await postPod({ livenessProbe: twice })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: [spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0, spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1] [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].livenessProbe.periodSeconds
        FieldValueInvalid spec.containers[0].livenessProbe.successThreshold"
    `)
  })

  it('volumes and their mounts', async () => {
    expect(await postPod({ volumeMounts: [{ name: 'none', mountPath: '/a' }] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].volumeMounts[0].name: Not found: "none" [kind=Pod name=broken]
        FieldValueNotFound spec.containers[0].volumeMounts[0].name"
    `)
    const volumes = [{ name: 'a', emptyDir: {}, secret: { secretName: 's' } }, { name: 'a' }]
    expect(await postPod({}, { volumes })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type [kind=Pod name=broken]
        FieldValueForbidden spec.volumes[0].secret"
    `)
    const mounts = [
      { name: 'a', mountPath: '/x' },
      { name: 'a', mountPath: '/x' },
    ]
    expect(await postPod({ volumeMounts: mounts }, { volumes: [{ name: 'a', emptyDir: {} }] })).toMatchInlineSnapshot(`
      "422 Invalid: Pod "broken" is invalid: spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/x": must be unique [kind=Pod name=broken]
        FieldValueInvalid spec.containers[0].volumeMounts[1].mountPath"
    `)
  })

  it('a ServiceAccount that is not there', async () => {
    expect(await postPod({}, { serviceAccountName: 'missing' })).toMatchInlineSnapshot(
      `"403 Forbidden: pods "broken" is forbidden: error looking up service account NAMESPACE/missing: serviceaccount "missing" not found [kind=pods name=broken]"`,
    )
  })
})
