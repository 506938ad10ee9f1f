import type { V1Deployment } from '@kubernetes/client-node'
import { expect, it } from 'vitest'
import { api, ok } from '../support/cluster.ts'
import { testNamespace } from '../support/namespace.ts'
import { refusal } from '../support/stable.ts'
import { quick } from '../support/tags.ts'
import { container, deployment, service, statefulSet } from '../support/workloads.ts'

const ns = testNamespace('rules')
const dryRun = '?dryRun=All'

const postDeployment = async (change: (body: V1Deployment) => void) => {
  const body = deployment('broken', {}, container())
  change(body)
  return refusal(await api.post(`${ns.apps('deployments')}${dryRun}`, body), ns)
}

quick('rules of workloads', () => {
  it('the selector is there, matches the template, and stays', async () => {
    expect(
      await postDeployment(body => Object.assign(body.spec ?? {}, { selector: { matchLabels: { app: 'other' } } })),
    ).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "broken" is invalid: spec.template.metadata.labels: Invalid value: {"app":"broken"}: \`selector\` does not match template \`labels\` [group=apps kind=Deployment name=broken]
        FieldValueInvalid spec.template.metadata.labels"
    `)
    expect(await postDeployment(body => Object.assign(body.spec ?? {}, { selector: {} }))).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "broken" is invalid: spec.selector: Invalid value: {}: empty selector is invalid for deployment [group=apps kind=Deployment name=broken]
        FieldValueInvalid spec.selector"
    `)
    expect(
      await postDeployment(body => Object.assign(body.spec ?? {}, { selector: undefined })),
    ).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "broken" is invalid: [spec.selector: Required value, spec.template.metadata.labels: Invalid value: {"app":"broken"}: \`selector\` does not match template \`labels\`] [group=apps kind=Deployment name=broken]
        FieldValueRequired spec.selector
        FieldValueInvalid spec.template.metadata.labels"
    `)
    const made = ok(await api.post<V1Deployment>(ns.apps('deployments'), deployment('kept', { replicas: 0 })))
    const labels = { app: 'kept', more: 'yes' }
    const template = { ...made.spec?.template, metadata: { labels } }
    // Without a resourceVersion: a controller may have written its status since.
    const metadata = { ...made.metadata, resourceVersion: undefined }
    const changed = { ...made, metadata, spec: { ...made.spec, template, selector: { matchLabels: labels } } }
    expect(refusal(await api.put(ns.apps('deployments/kept'), changed))).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "kept" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"kept","more":"yes"}}: field is immutable [group=apps kind=Deployment name=kept]
        FieldValueInvalid spec.selector"
    `)
  })

  it('strategy', async () => {
    const strategy = (value: unknown) => postDeployment(body => Object.assign(body.spec ?? {}, { strategy: value }))
    expect(await strategy({ rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } })).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "broken" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when \`maxSurge\` is 0 [group=apps kind=Deployment name=broken]
        FieldValueInvalid spec.strategy.rollingUpdate.maxUnavailable"
    `)
    expect(await strategy({ rollingUpdate: { maxSurge: '10', maxUnavailable: '120%' } })).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "broken" is invalid: [spec.strategy.rollingUpdate.maxSurge: Invalid value: "10": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%'), spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "120%": must not be greater than 100%] [group=apps kind=Deployment name=broken]
        FieldValueInvalid spec.strategy.rollingUpdate.maxSurge
        FieldValueInvalid spec.strategy.rollingUpdate.maxUnavailable"
    `)
    expect(await strategy({ type: 'Recreate', rollingUpdate: {} })).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "broken" is invalid: spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy \`type\` is 'Recreate' [group=apps kind=Deployment name=broken]
        FieldValueForbidden spec.strategy.rollingUpdate"
    `)
    expect(await strategy({ type: 'Sideways' })).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "broken" is invalid: spec.strategy: Unsupported value: {"Type":"Sideways","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate" [group=apps kind=Deployment name=broken]
        FieldValueNotSupported spec.strategy"
    `)
  })

  it('restart policy and numbers', async () => {
    expect(
      await postDeployment(body => Object.assign(body.spec?.template.spec ?? {}, { restartPolicy: 'Never' })),
    ).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "broken" is invalid: spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always" [group=apps kind=Deployment name=broken]
        FieldValueNotSupported spec.template.spec.restartPolicy"
    `)
    expect(
      await postDeployment(body =>
        Object.assign(body.spec ?? {}, { minReadySeconds: 700, progressDeadlineSeconds: 600 }),
      ),
    ).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "broken" is invalid: spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds [group=apps kind=Deployment name=broken]
        FieldValueInvalid spec.progressDeadlineSeconds"
    `)
    expect(
      await postDeployment(body => Object.assign(body.spec ?? {}, { replicas: -1, revisionHistoryLimit: -2 })),
    ).toMatchInlineSnapshot(`
      "422 Invalid: Deployment.apps "broken" is invalid: [spec.replicas: Invalid value: -1: must be greater than or equal to 0, spec.revisionHistoryLimit: Invalid value: -2: must be greater than or equal to 0] [group=apps kind=Deployment name=broken]
        FieldValueInvalid spec.replicas
        FieldValueInvalid spec.revisionHistoryLimit"
    `)
  })

  it('a StatefulSet changes in a few fields only', async () => {
    const body = statefulSet('set', { replicas: 0 })
    ok(await api.post(ns.apps('statefulsets'), body))
    const patch = { spec: { serviceName: 'other' } }
    expect(refusal(await api.patch('merge', ns.apps('statefulsets/set'), patch))).toMatchInlineSnapshot(`
      "422 Invalid: StatefulSet.apps "set" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden [group=apps kind=StatefulSet name=set]
        FieldValueForbidden spec"
    `)
  })
})

quick('rules of other kinds', () => {
  const post = async (path: string, body: unknown) => refusal(await api.post(`${path}${dryRun}`, body), ns)

  it('labels, annotations, names', async () => {
    // One at a time: a real server goes through a map in any order.
    const labelled = (labels: Record<string, string>) =>
      post(ns.core('configmaps'), { metadata: { name: 'a', labels } })
    expect(await labelled({ 'bad key': 'x' })).toMatchInlineSnapshot(`
      "422 Invalid: ConfigMap "a" is invalid: metadata.labels: Invalid value: "bad key": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') [kind=ConfigMap name=a]
        FieldValueInvalid metadata.labels"
    `)
    expect(await labelled({ fine: 'bad value!' })).toMatchInlineSnapshot(`
      "422 Invalid: ConfigMap "a" is invalid: metadata.labels: Invalid value: "bad value!": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?') [kind=ConfigMap name=a]
        FieldValueInvalid metadata.labels"
    `)
    const long = { metadata: { name: 'x'.repeat(254) } }
    expect((await post(ns.core('configmaps'), long)).split('\n')[1]).toMatchInlineSnapshot(
      `"  FieldValueInvalid metadata.name"`,
    )
  })

  it('Services', async () => {
    expect(await post(ns.core('services'), service('a', { ports: [] }))).toMatchInlineSnapshot(`
      "422 Invalid: Service "a" is invalid: spec.ports: Required value [kind=Service name=a]
        FieldValueRequired spec.ports"
    `)
    expect(await post(ns.core('services'), service('1-starts-with-a-digit'))).toMatchInlineSnapshot(`
      "422 Invalid: Service "1-starts-with-a-digit" is invalid: metadata.name: Invalid value: "1-starts-with-a-digit": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?') [kind=Service name=1-starts-with-a-digit]
        FieldValueInvalid metadata.name"
    `)
    const ports = [{ port: 80 }, { port: 81 }]
    expect(await post(ns.core('services'), service('a', { ports }))).toMatchInlineSnapshot(`
      "422 Invalid: Service "a" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: Required value] [kind=Service name=a]
        FieldValueRequired spec.ports[0].name
        FieldValueRequired spec.ports[1].name"
    `)
    const taken = [{ name: 'a', port: 80, nodePort: 80 }]
    const nodePort = service('a', { type: 'NodePort', ports: taken })
    expect(
      refusal(await api.post(ns.core('services'), nodePort))
        .replace(/range of .*? - /, '')
        .split(' [')[0],
    ).toMatchInlineSnapshot(
      `"422 Invalid: Service "a" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767"`,
    )
    expect(await post(ns.core('services'), service('a', { type: 'Sometimes' }))).toMatchInlineSnapshot(`
      "422 Invalid: Service "a" is invalid: spec.type: Unsupported value: "Sometimes": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort" [kind=Service name=a]
        FieldValueNotSupported spec.type"
    `)
    const outside = await api.post(ns.core('services'), service('a', { clusterIP: '192.0.2.1' }))
    expect(refusal(outside).replaceAll(/IP range: [\d./]+/g, 'IP range: CIDR')).toMatchInlineSnapshot(`
      "422 Invalid: Service "a" is invalid: spec.clusterIPs: Invalid value: ["192.0.2.1"]: failed to allocate IP 192.0.2.1: the provided network does not match the current range [kind=Service name=a]
        FieldValueInvalid spec.clusterIPs"
    `)
  })

  it('ConfigMaps and Secrets', async () => {
    expect(await post(ns.core('configmaps'), { metadata: { name: 'a' }, data: { 'b d': 'x' } })).toMatchInlineSnapshot(`
      "422 Invalid: ConfigMap "a" is invalid: data[b d]: Invalid value: "b d": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+') [kind=ConfigMap name=a]
        FieldValueInvalid data[b d]"
    `)
    ok(await api.post(ns.core('configmaps'), { metadata: { name: 'frozen' }, immutable: true, data: { a: '1' } }))
    const thaw = { data: { a: '2' } }
    expect(refusal(await api.patch('merge', ns.core('configmaps/frozen'), thaw))).toMatchInlineSnapshot(`
      "422 Invalid: ConfigMap "frozen" is invalid: data: Forbidden: field is immutable when \`immutable\` is set [kind=ConfigMap name=frozen]
        FieldValueForbidden data"
    `)
    ok(await api.post(ns.core('secrets'), { metadata: { name: 'typed' }, stringData: { a: 'x' } }))
    const type = { type: 'example.com/other' }
    expect(refusal(await api.patch('merge', ns.core('secrets/typed'), type))).toMatchInlineSnapshot(`
      "422 Invalid: Secret "typed" is invalid: type: Invalid value: "example.com/other": field is immutable [kind=Secret name=typed]
        FieldValueInvalid type"
    `)
  })

  it('Roles and RoleBindings', async () => {
    const rules = [{ apiGroups: [''], resources: ['pods'], verbs: [] }]
    expect(await post(ns.rbac('roles'), { metadata: { name: 'a' }, rules })).toMatchInlineSnapshot(`
      "422 Invalid: Role.rbac.authorization.k8s.io "a" is invalid: rules[0].verbs: Required value: verbs must contain at least one value [group=rbac.authorization.k8s.io kind=Role name=a]
        FieldValueRequired rules[0].verbs"
    `)
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' }
    ok(await api.post(ns.rbac('rolebindings'), { metadata: { name: 'bound' }, roleRef, subjects: [] }))
    const other = { roleRef: { ...roleRef, name: 'b' } }
    expect(refusal(await api.patch('merge', ns.rbac('rolebindings/bound'), other))).toMatchInlineSnapshot(`
      "422 Invalid: RoleBinding.rbac.authorization.k8s.io "bound" is invalid: roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef [group=rbac.authorization.k8s.io kind=RoleBinding name=bound]
        FieldValueInvalid roleRef"
    `)
    const subjects = [{ kind: 'Robot', name: 'a' }]
    expect(await post(ns.rbac('rolebindings'), { metadata: { name: 'b' }, roleRef, subjects })).toMatchInlineSnapshot(`
      "422 Invalid: RoleBinding.rbac.authorization.k8s.io "b" is invalid: subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group" [group=rbac.authorization.k8s.io kind=RoleBinding name=b]
        FieldValueNotSupported subjects[0].kind"
    `)
  })
})
