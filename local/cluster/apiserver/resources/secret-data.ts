import { fieldObject, type KubeObject } from '../object.ts'

/** `stringData` is only a way to write: its values go into `data` in base64 and it is never read back. */
export function foldStringData(secret: KubeObject): void {
  const plain = fieldObject(secret, 'stringData')
  const encoded = Object.entries(plain).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')])
  if (encoded.length > 0) secret.data = { ...fieldObject(secret, 'data'), ...Object.fromEntries(encoded) }
  delete secret.stringData
}
