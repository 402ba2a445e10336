import { type Hook, hookList, type PlainHook } from '../hooks.ts';
import { atStart, derived, type Filled, type Key, optional, page, required, uiUrl } from '../key.ts';
import { advised, duration, flag, listOf, oneOf, only, url } from '../kinds.ts';
import { byProfile } from '../profiles/profiles.ts';

const flowLifespan = duration('1m', '24h');

type Hooked = 'login' | 'registration' | 'settings' | 'recovery' | 'verification';
type HookKeys<F extends string, M extends string> = Record<`selfservice.flows.${F}.before.hooks`, Filled<Hook[]>> &
  Record<`selfservice.flows.${F}.after.hooks`, Filled<Hook[]>> &
  Record<`selfservice.flows.${F}.after.default_browser_return_url`, Key<string>> &
  Record<`selfservice.flows.${F}.after.${M}.hooks`, Key<Hook[]>> &
  Record<`selfservice.flows.${F}.after.${M}.default_browser_return_url`, Key<string>>;

/** `before.hooks`, and what comes after the flow: in general, and by the method that completed it. */
function around<F extends Hooked, M extends string>(flow: F, hooks: PlainHook[], methods: M[]): HookKeys<F, M> {
  const prefix = `selfservice.flows.${flow}`;
  const hookKind = hookList(...hooks);
  const lists: Record<string, Key<Hook[]>> = {
    [`${prefix}.before.hooks`]: required(hookList(), [], `What is called before a ${flow} flow begins.`),
    [`${prefix}.after.hooks`]: required(hookKind, [], `What happens after a ${flow} flow.`),
  };
  const targets: Record<string, Key<string>> = {
    [`${prefix}.after.default_browser_return_url`]: optional(url(), `Where a ${flow} flow leads.`),
  };
  for (const method of methods) {
    lists[`${prefix}.after.${method}.hooks`] = optional(hookKind, `The same by ${method}, in place of after.hooks.`);
    targets[`${prefix}.after.${method}.default_browser_return_url`] = optional(url(), `Where it leads by ${method}.`);
  }
  return { ...atStart(lists), ...targets } as HookKeys<F, M>;
}

/** The flows, apart from what they ask of a session. */
export const selfserviceKeys = {
  'selfservice.default_browser_return_url': required(url(), page('/console'), 'Where people land after a flow.'),
  'selfservice.allowed_return_urls': required(listOf(url()), [] as string[], 'Foreign URLs that return_to may name.'),
  'selfservice.flows.error.ui_url': uiUrl('/error', 'Page that shows an error.'),

  'selfservice.flows.login.ui_url': uiUrl('/login', 'Page that shows a login flow.'),
  'selfservice.flows.login.lifespan': required(flowLifespan, 3600, 'Life of a login flow.'),
  'selfservice.flows.login.style': required(
    oneOf('unified', 'identifier_first'),
    'unified',
    'Whether login offers every method at once or asks who somebody is first.',
  ),
  ...around(
    'login',
    ['require_verified_address', 'revoke_active_sessions', 'show_verification_ui'],
    ['password', 'passkey', 'webauthn', 'code', 'totp', 'lookup_secret'],
  ),

  'selfservice.flows.registration.enabled': required(flag(), true, 'Whether anybody may register at all.'),
  'selfservice.flows.registration.ui_url': uiUrl('/registration', 'Page that shows a registration flow.'),
  'selfservice.flows.registration.lifespan': required(flowLifespan, 3600, 'Life of a registration flow.'),
  'selfservice.flows.registration.enable_legacy_one_step': required(
    flag(),
    false,
    'The same as style: unified, as older files say it.',
  ),
  'selfservice.flows.registration.style': required(
    oneOf('profile_first', 'unified'),
    derived('`profile_first`; `unified` with enable_legacy_one_step', (above) =>
      above['selfservice.flows.registration.enable_legacy_one_step'] === true ? 'unified' : 'profile_first',
    ),
    'Whether registration asks for the profile first or for everything at once.',
  ),
  'selfservice.flows.registration.login_hints': optional(
    only(false, 'it tells strangers how somebody signs in'),
    'Accepted for Kratos.',
  ),
  ...around(
    'registration',
    ['session', 'show_verification_ui', 'verification'],
    ['password', 'passkey', 'webauthn', 'code'],
  ),
  'registration.mode': required(
    oneOf('open', 'invite_only', 'closed'),
    derived('`open` in development, `invite_only` in production', ({ mode }) =>
      mode === 'development' ? 'open' : 'invite_only',
    ),
    'Who may register: anybody, invited people, or nobody.',
  ),

  'selfservice.flows.settings.ui_url': uiUrl('/settings', 'Page that shows the account.'),
  'selfservice.flows.settings.lifespan': required(flowLifespan, 3600, 'Life of a settings flow.'),
  'selfservice.flows.settings.privileged_session_max_age': byProfile(
    'selfservice.flows.settings.privileged_session_max_age',
    advised(duration('10s', '15m'), duration('1s', '365d')),
    'How fresh a proof must be to change sign-in methods.',
  ),
  ...around(
    'settings',
    [
      'show_verification_ui',
      'verification',
      'verify_new_address',
      'notify_previous_addresses',
      'revoke_active_sessions',
    ],
    ['password', 'profile', 'totp', 'lookup_secret', 'webauthn', 'passkey'],
  ),

  'selfservice.flows.recovery.enabled': required(flag(), true, 'Whether people may recover their account themselves.'),
  'selfservice.flows.recovery.ui_url': uiUrl('/recovery', 'Page that shows a recovery flow.'),
  'selfservice.flows.recovery.lifespan': required(flowLifespan, 3600, 'Life of a recovery flow.'),
  ...atStart({
    'selfservice.flows.recovery.use': required(
      oneOf('code', 'link'),
      'code',
      'Whether recovery sends a code or a link.',
    ),
  }),
  'selfservice.flows.recovery.notify_unknown_recipients': required(
    flag(),
    false,
    'Whether an address without account is told so by mail.',
  ),
  ...around('recovery', ['revoke_active_sessions'], []),

  'selfservice.flows.verification.enabled': required(flag(), true, 'Whether people prove their addresses.'),
  'selfservice.flows.verification.ui_url': uiUrl('/verification', 'Page that shows a verification flow.'),
  'selfservice.flows.verification.lifespan': required(flowLifespan, 3600, 'Life of a verification flow.'),
  ...atStart({
    'selfservice.flows.verification.use': required(
      oneOf('code', 'link'),
      'code',
      'Whether verification sends a code or a link.',
    ),
  }),
  'selfservice.flows.verification.notify_unknown_recipients': required(
    flag(),
    false,
    'Whether an address without account is told so by mail.',
  ),
  ...around('verification', [], []),

  'selfservice.flows.logout.clear_browser_data': required(
    flag(),
    true,
    'Whether signing out clears what the browser stored (Clear-Site-Data).',
  ),
  'selfservice.flows.logout.after.default_browser_return_url': required(
    url(),
    page('/login'),
    'Where signing out leads.',
  ),
};
