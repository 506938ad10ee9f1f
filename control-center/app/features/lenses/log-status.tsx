import { Icon, type IconName } from '../../ui/icon.tsx'

const LOOKS: Record<string, [IconName, string]> = {
  emergency: ['bad', 'bad'],
  alert: ['bad', 'bad'],
  critical: ['bad', 'bad'],
  error: ['bad', 'bad'],
  warn: ['warn', 'warn'],
  warning: ['warn', 'warn'],
}

/** Status of a line by shape and colour; said to those who see neither. */
export function LogStatus({ status }: { status: string }) {
  const [icon, tone] = LOOKS[status] ?? ['circle', 'dim']
  return <Icon name={icon} className={tone} label={status} />
}
