/** What each template must be given, by the names that Kratos uses where it has the template. */
const required = {
  recovery_code_valid: ['recovery_code', 'expires_in_minutes'],
  recovery_code_invalid: [],
  recovery_valid: ['recovery_url', 'expires_in_minutes'],
  recovery_invalid: [],
  verification_code_valid: ['verification_code', 'expires_in_minutes'],
  verification_code_invalid: [],
  verification_valid: ['verification_url', 'expires_in_minutes'],
  verification_invalid: [],
  login_code_valid: ['login_code', 'expires_in_minutes'],
  login_code_invalid: [],
  registration_code_valid: ['registration_code', 'expires_in_minutes'],
  registration_exists: ['link'],
  factor_changed: ['what', 'when', 'link'],
  address_changed: ['when', 'link'],
  recovered: ['hold_hours', 'when', 'link'],
  account_deletion: ['due', 'when', 'link'],
  jar_news: ['what', 'link'],
  factors_reset: ['when', 'link'],
  api_key_expires: ['key', 'due', 'link'],
  new_device: ['when', 'link'],
  break_glass: ['who', 'due', 'when', 'link'],
  invitation: ['inviter', 'due', 'link'],
} as const satisfies Record<string, readonly string[]>;

export type TemplateName = keyof typeof required;

/** What a template may be given besides; a line that names one of them is left out when it is not known. */
const optional: readonly string[] = ['country', 'device', 'ip', 'request_url', 'verification_url', 'when'];

/** What the courier knows itself; a caller cannot change it. */
const given: readonly string[] = ['to', 'product', 'request_url_domain'];

/** What a message changed about the ways in: the values of `what`. */
export type FactorChange =
  | 'passkey_added'
  | 'passkey_removed'
  | 'passkey_renamed'
  | 'totp_added'
  | 'totp_removed'
  | 'backup_codes_generated'
  | 'backup_codes_used'
  | 'backup_codes_removed'
  | 'security_key_added'
  | 'security_key_removed'
  | 'security_key_renamed'
  | 'changed_by_operator'
  | 'recovery_issued'
  | 'earlier_factors'
  | 'password_changed'
  | 'password_removed'
  | 'address_changed'
  | 'api_key_created'
  | 'api_key_rotated'
  | 'api_key_revoked'
  | 'api_keys_revoked'
  | 'recovery';

/** What happened around a Honey Jar: further values of `what`. */
export type JarEvent =
  | 'upload_approved'
  | 'upload_rejected'
  | 'transfer_offered'
  | 'transfer_accepted'
  | 'transfer_declined'
  | 'break_glass_read';

/** The words of one template. `{name}` stands for a value; a paragraph that is only a code or a link stands out in HTML. */
export interface Wording {
  subject: string;
  text: string;
  sms: string;
  /** What the button of the link says. */
  action?: string;
}

/** Everything that is said in one language. */
export interface Language {
  /** BCP 47. */
  tag: string;
  templates: Record<TemplateName, Wording>;
  changes: Record<FactorChange | JarEvent, string>;
}

export const templateNames = Object.keys(required) as TemplateName[];

export const isTemplateName = (name: string): name is TemplateName => Object.hasOwn(required, name);

export const requiredNames = (template: TemplateName): readonly string[] => required[template];

/** Every name that a text of the template may use. */
export const namesOf = (template: TemplateName): ReadonlySet<string> =>
  new Set([...required[template], ...optional, ...given]);

const plain = new Set([
  'to',
  'product',
  'request_url_domain',
  'expires_in_minutes',
  'hold_hours',
  'what',
  'when',
  'due',
  'inviter',
  'key',
  'who',
]);
for (const name of ['country', 'device', 'ip']) plain.add(name);

/** Whether a value may be kept and shown: everything else is a code, or a link that works like one. */
export const isSecret = (name: string): boolean => !plain.has(name);

export const isLink = (name: string): boolean => name === 'link' || name.endsWith('_url');

export const isCode = (name: string): boolean => name.endsWith('_code');
