/**
 * Keys of Kratos, and groups of them, that STING does not have: the rest of the sentence that the start ends with. Never
 * ignored: whoever sets one relies on what it does.
 */
export const unsupported: Record<string, string> = {
  'clients.web_hook': 'web hooks get the user agent of a request only; remove clients.web_hook',
  'courier.smtp.client_cert_path': 'STING signs in to the SMTP server by user and password',
  'courier.smtp.client_key_path': 'STING signs in to the SMTP server by user and password',
  'courier.templates': 'STING reads templates from a folder; name it in courier.template_override_path',
  'courier.sms.enabled': 'name the gateway in courier.channels or courier.sms.twilio',
  'courier.sms.request_config': 'name the gateway in courier.channels',
  database: 'STING removes by itself what has expired',
  dev: 'STING has mode: development instead',
  'expose-metrics-port': 'STING answers metrics on its admin listener',
  'feature_flags.cacheable_sessions_max_age': 'a session that ended must not be read from a cache',
  'identity.default_schema_url': 'list the schema in identity.schemas and name it in identity.default_schema_id',
  oauth2_provider: 'STING is no OAuth 2.0 server and joins none yet',
  organizations: 'STING has teams instead of organizations',
  preview: 'STING reads what it has written, always',
  profiling: 'STING is profiled by the tools of Node.js',
  'selfservice.flows.login.after.oidc': 'STING has no social sign-in yet',
  'selfservice.flows.registration.after.oidc': 'STING has no social sign-in yet',
  'selfservice.flows.settings.after.oidc': 'STING has no social sign-in yet',
  'selfservice.flows.login.after.saml': 'STING has no SAML',
  'selfservice.flows.registration.after.saml': 'STING has no SAML',
  'selfservice.flows.settings.after.saml': 'STING has no SAML',
  'selfservice.methods.b2b': 'STING has teams instead of organizations',
  'selfservice.methods.captcha.config': 'STING slows attempts down instead',
  'selfservice.methods.deviceauthn.config': 'STING does not bind devices this way',
  'selfservice.methods.oidc.config': 'STING has no social sign-in yet',
  'selfservice.methods.password.config.haveibeenpwned_host':
    'no part of a password leaves STING; name a file in breached_list_path',
  'selfservice.methods.password.config.migrate_hook':
    'STING does not ask another service about passwords; import their hashes by the admin API',
  'selfservice.methods.saml.config': 'STING has no SAML',
  'selfservice.methods.webauthn.config.rp.icon': 'browsers no longer show it',
  'serve.admin.socket': 'STING listens on an address and a port',
  'serve.admin.tls': 'the admin listener is on this machine only and speaks http',
  'serve.public.socket': 'STING listens on an address and a port',
  'serve.public.tls.cert.base64': 'save it to a file and name that in serve.public.tls.cert.path',
  'serve.public.tls.key.base64': 'save it to a file and name that in serve.public.tls.key.path',
  'session.whoami.tokenizer': 'STING does not issue JWTs from templates yet; remove session.whoami.tokenizer',
  'sqa-opt-out': 'STING reports to nobody',
  tracing: 'STING sends no traces yet',
  'watch-courier': 'STING always sends its messages itself',
};

/** The key or group of the table that a key belongs to; undefined when it belongs to none. */
export function unsupportedGroup(key: string): string | undefined {
  return Object.keys(unsupported).find((group) => key === group || key.startsWith(`${group}.`));
}
