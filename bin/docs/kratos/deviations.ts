import { table } from '../table.ts';

export interface Deviation {
  /** Heading under which it stands. */
  about: 'Signing in' | 'Registering' | 'Coming back in' | 'The account' | 'Sessions' | 'Answers' | 'The operator';
  what: string;
  why: string;
  /** Keys of the configuration that change it, and to what; none: it stays. */
  switches: readonly (readonly [key: string, to: string])[];
  /** Test files that show it. */
  tests: readonly string[];
}

/** Where STING does something else than Kratos on purpose. */
export const deviations: readonly Deviation[] = [
  {
    about: 'Signing in',
    what: 'Nothing tells who has an account. A code to sign in, `identifier_first`, a passwordless security key and recovery answer alike for addresses that nobody has; 4000035, 4000037 and, where mail is sent, 4000007 are not said.',
    why: 'A list of who uses a service is what phishing starts from.',
    switches: [['security.account_enumeration.mitigate', 'false']],
    tests: [
      'test/contract/login-code.test.ts',
      'test/contract/login-style.test.ts',
      'test/contract/registration-proof.test.ts',
      'test/contract/recovery.test.ts',
    ],
  },
  {
    about: 'Signing in',
    what: 'After `identifier_first` every method of the installation is shown, not those of the account.',
    why: 'The same.',
    switches: [],
    tests: ['test/contract/login-style.test.ts'],
  },
  {
    about: 'Signing in',
    what: 'A passkey that verified its person shows as `aal2`, alone; one that did not as `aal1`.',
    why: 'It is two factors in one gesture (SP 800-63B-4 §3.1.7). With the switch sessions show Kratos’s grades; what STING asks for itself still goes by what was proven.',
    switches: [['assurance.passkey', 'aal1']],
    tests: ['src/sessions/wire.test.ts', 'test/contract/sdk.test.ts'],
  },
  {
    about: 'Signing in',
    what: 'whoami and settings ask for `aal1`.',
    why: 'Each operation states what it needs and asks for it; a second gesture at every visit teaches people to give it without looking.',
    switches: [
      ['session.whoami.required_aal', 'highest_available'],
      ['selfservice.flows.settings.required_aal', 'highest_available'],
    ],
    tests: ['test/contract/login-second.test.ts', 'test/config/kratos.test.ts'],
  },
  {
    about: 'Signing in',
    what: 'A login flow with `aal=aal2` shows the passkey nodes too.',
    why: 'A passkey that verifies its person is the second proof at hand.',
    switches: [],
    tests: ['test/contract/login-second.test.ts'],
  },
  {
    about: 'Signing in',
    what: 'There are no passwords: no flow has a field for one.',
    why: 'They are what gets phished. Where they are switched on, new ones are compared with a list of breached ones on the disk; nothing of them leaves the machine.',
    switches: [
      ['selfservice.methods.password.enabled', 'true'],
      ['selfservice.methods.password.config.breached_list_path', 'a file'],
    ],
    tests: ['test/flows/password.test.ts', 'test/security/claims.test.ts'],
  },
  {
    about: 'Signing in',
    what: 'A code lives ten minutes, five wrong ones close its flow, and an address gets five messages an hour; one IP address may ask for a hundred.',
    why: 'SP 800-63B-4 §3.1.3 wants at most ten minutes; the limits keep strangers from filling somebody’s mailbox.',
    switches: [
      ['selfservice.methods.code.config.lifespan', 'up to 24h'],
      ['selfservice.methods.code.config.max_submissions', 'up to 255'],
      ['security.code_sends_per_hour', '1 to 10'],
    ],
    tests: ['test/contract/login-code.test.ts', 'test/config/values.test.ts'],
  },
  {
    about: 'Signing in',
    what: 'A code by SMS goes to verified numbers only, to no administrator, to no number that stands for no country, and as a second proof only beside another one.',
    why: 'A number can be moved to another phone (SP 800-63B-4 §3.1.3.3), and some are made to be called for money.',
    switches: [['selfservice.methods.code.sms.blocked_prefixes', 'a list of prefixes']],
    tests: ['test/flows/text-messages.test.ts'],
  },
  {
    about: 'Signing in',
    what: 'Wrong codes, passwords, backup codes and codes of an app are counted for each account and factor (codes by address), over all flows and restarts: after five in a row the next attempt waits two seconds, and twice as long after each further one, up to an hour; after a hundred the factor is closed. The answer is 429 `too_many_attempts` with `Retry-After`. Other ways in stay open.',
    why: 'SP 800-63B-4 §3.2.2. Kratos has no limit for an app or a password.',
    switches: [],
    tests: ['src/methods/attempts/attempts.test.ts', 'test/contract/login-code.test.ts', 'test/flows/totp.test.ts'],
  },
  {
    about: 'Signing in',
    what: 'A code of an authenticator app is good once.',
    why: 'RFC 6238 §5.2.',
    switches: [],
    tests: ['test/flows/totp.test.ts'],
  },
  {
    about: 'Registering',
    what: 'In production people do not register themselves.',
    why: 'Most installations are for people somebody knows.',
    switches: [['registration.mode', 'open']],
    tests: ['test/docs.test.ts', 'test/flows/set-up.test.ts'],
  },
  {
    about: 'Registering',
    what: 'The address is proven by a code before the ways to sign in are shown, and every address is answered alike (400, `sent_email`, 1040005). Whoever has an account already gets a message that says so. Without a mail transport, in development, addresses count as verified and 4000007 is said.',
    why: 'Otherwise registering tells who is here, and an address may be taken by whoever types it first.',
    switches: [['security.account_enumeration.mitigate', 'false']],
    tests: ['test/contract/registration-proof.test.ts'],
  },
  {
    about: 'Registering',
    what: 'Registering signs in. In Kratos it does where the hook `session` is configured; here it does not where hooks are configured and `session` is not among them.',
    why: 'Nobody wants to prove twice in a row what they just made.',
    switches: [['selfservice.flows.registration.after.hooks', 'a list without `session`']],
    tests: ['test/contract/flow-outcomes.test.ts'],
  },
  {
    about: 'Registering',
    what: 'Traits that the schema does not name are refused, and so is a person’s own word for traits with a name that gives power, such as `role` or `is_admin`, even where the schema has them. A schema that means something harmless by such a name says `"disableFormField": false`; one that wants unknown traits says `"additionalProperties": true`.',
    why: 'Other programs read traits as facts.',
    switches: [],
    tests: ['test/security/claims.test.ts', 'src/identity/own-traits.test.ts'],
  },
  {
    about: 'Coming back in',
    what: 'Only a verified recovery address gets a code or link to come back in.',
    why: 'An address that nobody proved may be anybody’s.',
    switches: [],
    tests: ['test/flows/notices.test.ts'],
  },
  {
    about: 'Coming back in',
    what: 'Who has a second proof (an app, backup codes, a security key, a verified phone or another passkey) has to give it before the recovered session opens anything: it is answered with `session_aal2_required` and led to `login?aal=aal2`.',
    why: 'SP 800-63B-4 §4.2.2.2: a mailbox must not be worth more than what it replaces.',
    switches: [],
    tests: ['test/contract/recovery.test.ts'],
  },
  {
    about: 'Coming back in',
    what: 'Who has one passkey and nothing beside it signs in, and adds a new way in only after a day: until then 403 `recovery_hold`, unless the passkey is shown. Every verified address is told, with a link that takes the recovery back.',
    why: 'The owner gets the time to notice.',
    switches: [['security.recovery_hold', '0s']],
    tests: ['test/flows/recovery.test.ts'],
  },
  {
    about: 'Coming back in',
    what: 'Recovery ends all other sessions of the person.',
    why: 'Whoever recovers may do so because somebody else is inside.',
    switches: [],
    tests: ['test/contract/recovery.test.ts'],
  },
  {
    about: 'Coming back in',
    what: 'Native recovery always answers 200 with `continue_with`: `set_ory_session_token` and what comes next.',
    why: 'A redirect is of no use to an app. Pages get Kratos’s 422 unless `feature_flags.use_continue_with_transitions` is on.',
    switches: [],
    tests: ['test/contract/recovery.test.ts'],
  },
  {
    about: 'The account',
    what: 'Changing ways to sign in or addresses wants a proof of the last five minutes, and as much of it as the person can give: who can reach `aal2` has to.',
    why: 'A session that was left open must not be enough to take the account over.',
    switches: [['selfservice.flows.settings.privileged_session_max_age', 'up to 365d']],
    tests: ['test/contract/settings-fresh.test.ts'],
  },
  {
    about: 'The account',
    what: 'Removing a passkey, a security key or an app in a settings flow wants a proof by something else than itself (400, 4000001).',
    why: 'Whoever found a key unlocked must not be able to throw its owner’s others out by it.',
    switches: [],
    tests: ['test/flows/totp.test.ts'],
  },
  {
    about: 'The account',
    what: 'A new address takes effect with the code that is sent to it, entered where it was asked for (`continue_with` names the flow); until then the old one stays. The old address is told and can take the change back for seven days. One address changes at a time (4050002). Kratos does so with the hooks `verify_new_address` and `notify_previous_addresses`.',
    why: 'An address is a way in.',
    switches: [],
    tests: ['test/contract/settings-address.test.ts', 'test/flows/notices.test.ts'],
  },
  {
    about: 'The account',
    what: 'Every change of how somebody signs in is told to their verified addresses, with a link “this wasn’t me” that ends all sessions and suspends what was added.',
    why: 'SP 800-63B-4 §4.6.',
    switches: [],
    tests: ['test/flows/notices.test.ts'],
  },
  {
    about: 'The account',
    what: 'The last way in stays, and a code by e-mail is no way in by itself: who has one passkey keeps it.',
    why: 'A mailbox is not in its owner’s hands alone.',
    switches: [],
    tests: ['src/methods/ways-in.test.ts', 'test/contract/sdk.test.ts'],
  },
  {
    about: 'The account',
    what: 'There are ten backup codes of 80 bits; they are shown once, in the flow that made them, and `lookup_secret_reveal` is answered 400 with 4000001. Only hashes are kept.',
    why: 'Codes that can be shown again can be read by whoever finds a session.',
    switches: [],
    tests: ['src/methods/backup-codes/codes.test.ts', 'test/compatibility.test.ts'],
  },
  {
    about: 'The account',
    what: 'A person has one WebAuthn user handle for ever, and at most 20 passkeys.',
    why: 'In Kratos every enrolment is another account in the authenticator.',
    switches: [],
    tests: ['test/contract/settings.test.ts', 'test/security/passkeys.test.ts'],
  },
  {
    about: 'Sessions',
    what: 'A new proof on a session (`refresh`, `aal2`) gives it a new token; the old one answers reads for five seconds. A native client takes the `session_token` of the answer. In settings a browser’s cookie is renewed and a native client keeps its token.',
    why: 'Whoever copied the token before has no part in the proof.',
    switches: [],
    tests: ['test/security/sessions.test.ts', 'test/flows/totp.test.ts'],
  },
  {
    about: 'Sessions',
    what: 'The level decides how long a session lives: `aal1` 24 hours, `aal2` 12 hours and an hour without use. `session.lifespan` shortens it and makes `aal1` longer.',
    why: 'SP 800-63B-4 §2.',
    switches: [
      ['session.aal1.lifespan', 'up to 30d'],
      ['session.aal2.lifespan', 'up to 24h'],
      ['session.aal2.idle', 'up to 1h'],
    ],
    tests: ['src/sessions/limits.test.ts', 'test/security/sessions.test.ts'],
  },
  {
    about: 'Sessions',
    what: 'On https the session cookie is `__Host-ory_kratos_session`. The keys under `cookies` and `session.cookie` are about this cookie only.',
    why: 'No other host of the domain can set it.',
    switches: [['session.cookie.name', 'ory_kratos_session']],
    tests: ['src/sessions/cookie.test.ts', 'test/security/sessions.test.ts'],
  },
  {
    about: 'Sessions',
    what: 'No JWT is made of a session: `tokenize_as` is 400 `tokenizer_unsupported`, and `session.whoami.tokenizer` ends the start.',
    why: 'A JWT outlives the session it was made of. It may come.',
    switches: [],
    tests: ['test/contract/admin-sessions.test.ts', 'test/config/unsupported.test.ts'],
  },
  {
    about: 'Answers',
    what: 'An invalid attestation and a stale challenge are 400 with the flow and 4000001.',
    why: 'Kratos answers 500 to what a client sent.',
    switches: [],
    tests: ['test/contract/flow-matrix.test.ts', 'test/contract/settings.test.ts'],
  },
  {
    about: 'Answers',
    what: 'Where a message cannot be sent a script and an app get 503 with the flow and 4000001; the flow stays as it was.',
    why: 'Otherwise people wait for what does not come.',
    switches: [],
    tests: ['test/contract/no-mail.test.ts'],
  },
  {
    about: 'Answers',
    what: '`return_to` has to have exactly the origin of an entry of `selfservice.allowed_return_urls`, and its path or one below. `*.` is not expanded, and addresses of apps (`myapp://`) are no entries.',
    why: 'A host that somebody lets others use must not receive everybody.',
    switches: [],
    tests: ['test/contract/return-to.test.ts'],
  },
  {
    about: 'Answers',
    what: 'A JSON body and a query say everything once; session tokens are refused in addresses; a form may be submitted from our own origin, from those of the configured pages and of `serve.public.cors.allowed_origins`.',
    why: 'Two readers of one request must not see two requests.',
    switches: [],
    tests: ['test/security/bodies.test.ts', 'test/security/cross-site.test.ts'],
  },
  {
    about: 'Answers',
    what: 'One address may send 600 requests a minute and start 600 flows; more are 429 `too_many_requests`. whoami and health are not counted.',
    why: 'Every flow is stored.',
    switches: [
      ['serve.requests_per_minute', '60 to 1000000'],
      ['serve.flow_starts_per_minute', '10 to 1000000'],
    ],
    tests: ['test/security/flow-starts.test.ts'],
  },
  {
    about: 'The operator',
    what: 'The admin listener is on this machine only, asks for the token in `DIR/admin-token` as `Authorization: Bearer` and refuses browsers. What it reads or changes is an audit event, but for what programs poll.',
    why: 'Whoever reaches it may do everything.',
    switches: [['serve.admin.auth', 'none']],
    tests: ['test/security/cross-site.test.ts', 'test/contract/admin-identity-input.test.ts'],
  },
  {
    about: 'The operator',
    what: 'The operator can remove passkeys, one by one and the last one too; all sessions of the person end.',
    why: 'A lost key has to go.',
    switches: [],
    tests: ['test/contract/admin-credentials.test.ts'],
  },
  {
    about: 'The operator',
    what: '`include_credential` shows no hash, seed or backup code, and the messages of the courier no code or link.',
    why: 'Whoever could read them could sign in as the person.',
    switches: [],
    tests: ['test/contract/admin-credentials.test.ts', 'test/contract/admin-courier.test.ts'],
  },
  {
    about: 'The operator',
    what: 'A web hook needs a `secret`, by which its requests are signed; `body` (Jsonnet) ends the start, because STING sends [its own JSON](web-hooks.md). The same JSON for all goes to mail and SMS gateways.',
    why: 'A receiver has to know who is calling; templates that run are programs in a configuration.',
    switches: [],
    tests: ['src/hooks/receiver.test.ts', 'test/courier/gateway.test.ts'],
  },
  {
    about: 'The operator',
    what: 'Mail goes over TLS with a certificate that can be verified. `skip_ssl_verify` and `disable_starttls` in `courier.smtp.connection_uri` are for a server on this machine; elsewhere they end the start.',
    why: 'Mail holds the codes to sign in.',
    switches: [],
    tests: ['src/courier/smtp-uri.test.ts', 'test/courier/smtp-tls.test.ts'],
  },
  {
    about: 'The operator',
    what: 'Web hooks and gateways are never on private networks or on this machine.',
    why: 'A server that calls addresses for others is a way into its network.',
    switches: [
      ['clients.http.private_ip_exception_urls', 'single URLs'],
      ['clients.http.disallow_private_ip_ranges', 'false'],
    ],
    tests: ['src/kernel/http-client.test.ts'],
  },
  {
    about: 'The operator',
    what: 'Identity schemas are files or base64; none is fetched. Unknown keywords, formats and extension keys end the start.',
    why: 'A rule that is misspelt would silently not hold.',
    switches: [],
    tests: ['src/identity/schemas.test.ts', 'test/config/values.test.ts'],
  },
];

function switchIn({ switches }: Deviation): string {
  if (switches.length === 0) return 'no switch';
  return switches.map(([key, to]) => `\`${key}\`: ${to}`).join('<br>');
}

export function deviationTables(): string {
  const sections = [...Map.groupBy(deviations, ({ about }) => about)].map(([about, rows]) => {
    const lines = rows.map((row) => [
      row.what,
      row.why,
      switchIn(row),
      row.tests.map((test) => `[${test.split('/').at(-1)!.replace('.test.ts', '')}](../${test})`).join(' '),
    ]);
    return `### ${about}\n\n${table(['what is different', 'why', 'switch', 'shown by'], lines)}`;
  });
  return sections.join('\n\n');
}
