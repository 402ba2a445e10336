import { join } from 'node:path';
import type { EnrolmentSettings } from './access/access.ts';
import type { RequirementSettings } from './assurance/tiers.ts';
import { type Config, ConfigError, type Hook, type RoleMinimum, roles } from './config/config.ts';
import type { Rule } from './forward-auth/forward-auth.ts';
import type { HookFlow, HookSettings, WebHook } from './hooks/hooks.ts';
import type { CodeOptions } from './methods/code/code.ts';
import type { LinkOptions } from './methods/link/link.ts';
import type { PolicyOptions } from './methods/password/password.ts';
import type { createSessionCookie } from './sessions/sessions.ts';
import { checkRelyingParty, type RelyingParty } from './webauthn/webauthn.ts';

/** What each module wants to know of the configuration, in its own words. Nothing else translates between them. */

const hookFlows = ['login', 'registration', 'settings', 'recovery', 'verification'] as const satisfies HookFlow[];

/** The web hooks of each flow; what STING does itself is read where it is done. */
export function hookSettings(config: Config): HookSettings {
  const values = config as unknown as Record<string, Hook[] | undefined>;
  const before: HookSettings['before'] = {};
  const after: HookSettings['after'] = {};
  for (const flow of hookFlows) {
    const prefix = `selfservice.flows.${flow}`;
    before[flow] = webHooks(values[`${prefix}.before.hooks`]);
    const byMethod: Record<string, WebHook[]> = {};
    for (const key of Object.keys(config)) {
      const method = key.startsWith(`${prefix}.after.`) && /\.after\.(\w+)\.hooks$/.exec(key)?.[1];
      if (method && values[key]) byMethod[method] = webHooks(values[key]);
    }
    after[flow] = { all: webHooks(values[`${prefix}.after.hooks`]), byMethod };
  }
  return { before, after };
}

function webHooks(hooks: readonly Hook[] = []): WebHook[] {
  return hooks.flatMap((entry) => (entry.hook === 'web_hook' ? [entry.config] : []));
}

export function codeOptions(config: Config): CodeOptions {
  return {
    lifetimeSeconds: config['selfservice.methods.code.config.lifespan'],
    passwordless: config['selfservice.methods.code.passwordless_enabled'],
    secondFactor: config['selfservice.methods.code.mfa_enabled'],
    sms: config['selfservice.methods.code.sms.enabled'],
    mitigate: config['security.account_enumeration.mitigate'],
    notifyUnknown: notifyUnknown(config),
    baseUrl: config['serve.public.base_url'],
    loginUrl: config['selfservice.flows.login.ui_url'],
  };
}

export function linkOptions(config: Config): LinkOptions {
  return {
    lifetimeSeconds: config['selfservice.methods.link.config.lifespan'],
    notifyUnknown: notifyUnknown(config),
    baseUrl: config['selfservice.methods.link.config.base_url'] ?? config['serve.public.base_url'],
  };
}

const notifyUnknown = (config: Config) => ({
  recovery: config['selfservice.flows.recovery.notify_unknown_recipients'],
  verification: config['selfservice.flows.verification.notify_unknown_recipients'],
});

export function passwordPolicy(config: Config): PolicyOptions {
  const prefix = 'selfservice.methods.password.config';
  const breachedFile = config[`${prefix}.breached_list_path`];
  const refusedFile = config[`${prefix}.refused_list_path`];
  return {
    minLength: config[`${prefix}.min_password_length`],
    similarity: config[`${prefix}.identifier_similarity_check_enabled`],
    maxBreaches: config[`${prefix}.max_breaches`],
    ...(breachedFile === undefined ? {} : { breachedFile }),
    ...(refusedFile === undefined ? {} : { refusedFile }),
  };
}

/** Throws ConfigError for a relying party that no browser would take. */
export function passkeyRelyingParty(config: Config): RelyingParty {
  const prefix = 'selfservice.methods.passkey.config';
  const attachment = config[`${prefix}.authenticator_selection.attachment`];
  return checked(config, prefix, {
    id: config[`${prefix}.rp.id`],
    name: config[`${prefix}.rp.display_name`],
    origins: config[`${prefix}.rp.origins`],
    userVerification: config[`${prefix}.authenticator_selection.user_verification`],
    residentKey: config[`${prefix}.authenticator_selection.resident_key`],
    ...(attachment ? { attachment } : {}),
  });
}

/** Of security keys, as far as the configuration says. Throws ConfigError. */
export function securityKeyRelyingParty(config: Config): Pick<RelyingParty, 'id' | 'name' | 'origins'> {
  const prefix = 'selfservice.methods.webauthn.config';
  return checked(config, prefix, {
    id: config[`${prefix}.rp.id`],
    name: config[`${prefix}.rp.display_name`],
    origins: config[`${prefix}.rp.origins`],
    userVerification: 'discouraged',
    residentKey: 'discouraged',
  });
}

function checked(config: Config, prefix: string, relyingParty: RelyingParty): RelyingParty {
  const problems = checkRelyingParty(relyingParty, {
    development: new URL(config['serve.public.base_url']).protocol === 'http:',
  });
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `${prefix}.rp: ${problem}`));
  return relyingParty;
}

/** Of the session cookie: Kratos's keys, as far as they are set. */
export function cookieSettings(config: Config): Parameters<typeof createSessionCookie>[0] {
  return {
    https: config['serve.public.base_url'].startsWith('https:'),
    configured: {
      name: config['session.cookie.name'],
      domain: config['session.cookie.domain'],
      path: config['session.cookie.path'],
      sameSite: config['session.cookie.same_site']?.toLowerCase() as 'lax' | 'strict' | 'none' | undefined,
      persistent: config['session.cookie.persistent'],
    },
  };
}

/** The domain of forward-auth, and its rules: they are read at each use and made anew when the configuration was. */
export function forwardAuthSettings(config: Config): { domain: string | null; rules: () => readonly Rule[] } {
  let from: Config['forward_auth.rules'] = [];
  let made: Rule[] = [];
  const current = () => {
    const rules = config['forward_auth.rules'];
    if (rules === from) return made;
    from = rules;
    made = rules.map(({ hosts, paths, roles, teams, deny, ...asked }) => ({
      hosts,
      paths,
      roles,
      teams,
      deny: deny ?? false,
      requirement: {
        level: asked.level ?? 'aal1',
        ...(asked.phishing_resistant ? { phishing_resistant: true } : {}),
        ...(asked.user_verified ? { user_verified: true } : {}),
        ...(asked.max_age === null ? {} : { max_age_seconds: asked.max_age }),
      },
    }));
    return made;
  };
  return { domain: config['forward_auth.domain'] ?? null, rules: current };
}

/** What tiers and roles ask for. */
export function requirementSettings(config: Config): RequirementSettings {
  return {
    tier2MaxAge: config['assurance.tier2.max_age'] ?? null,
    tier3MaxAge: config['assurance.tier3.max_age'],
    phishingResistant: {
      3: config['assurance.tier3.phishing_resistant'],
      4: config['assurance.tier4.phishing_resistant'],
    },
    roleMinimums: Object.fromEntries(
      roles.map((role): [string, RoleMinimum] => [role, config[`assurance.role_minimum.${role}`]]),
    ),
  };
}

/** Which keys roles ask for beside that, and when; read at each use. */
export function enrolmentSettings(config: Config): EnrolmentSettings {
  return {
    keyRoles: () => config['assurance.passkey_required_roles'],
    graceSeconds: () => config['assurance.enrolment_grace'],
    possible: config['selfservice.methods.passkey.enabled'] || config['selfservice.methods.webauthn.enabled'],
  };
}

/** Of sessions, by level; read at each use, so that a new configuration holds for the sessions that there are. */
export function sessionLimits(config: Config) {
  const aal1 = () => ({
    absoluteSeconds: config['session.aal1.lifespan'],
    idleSeconds: config['session.aal1.idle'] ?? null,
  });
  return {
    get aal0() {
      return aal1();
    },
    get aal1() {
      return aal1();
    },
    get aal2() {
      return { absoluteSeconds: config['session.aal2.lifespan'], idleSeconds: config['session.aal2.idle'] };
    },
    get aal3() {
      return { absoluteSeconds: config['session.aal3.lifespan'], idleSeconds: config['session.aal3.idle'] };
    },
  };
}

export const apiKeyLimits = (config: Config) => ({
  lifespanSeconds: config['api_keys.lifespan'],
  maxLifespanSeconds: config['api_keys.max_lifespan'],
  maxPerPerson: config['api_keys.max_per_person'],
});

/** The secrets by which the installation keeps others, newest first; none where it uses the file that it made itself. */
export function configuredKeys(config: Config): readonly string[] {
  return [...(config['secrets.cipher'] ?? []), ...(config['secrets.default'] ?? [])];
}

export const keyFile = ({ data }: Config): string => join(data, 'secret-key');
