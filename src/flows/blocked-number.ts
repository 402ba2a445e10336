import type { Config } from '../config/config.ts';

/** Whether no text message goes to this number (E.164): it is expensive, or no telephone of a person. */
export function isBlockedNumber(config: Config, number: string): boolean {
  if (!config['selfservice.methods.code.sms.enabled']) return false;
  return config['selfservice.methods.code.sms.blocked_prefixes'].some((prefix) => number.startsWith(prefix));
}
