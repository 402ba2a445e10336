/** A rule to start from: its names, numbers and networks are there to be changed. */
interface PolicyTemplate {
  /** The `@id` of the text. */
  id: string;
  title: string;
  /** What to know before it is used. */
  advice: string;
  text: string;
}

/** Of signing in: without `unless` a rule refuses, with it a rule asks for what stands there. */
const signingIn: PolicyTemplate[] = [
  {
    id: 'sign-in.second-factor-on-new-device',
    title: 'Ask for a second factor on a new device',
    advice: 'A passkey with PIN or biometric is two factors. Whoever has none is refused and told so.',
    text: `@id("sign-in.second-factor-on-new-device")
@sentence("On a device that is new for them people prove two factors.")
forbid (principal, action == Action::"sign_in", resource)
when { context.signals.new_device }
unless { context.proof has aal2 };
`,
  },
  {
    id: 'sign-in.networks',
    title: 'Nobody outside of these networks',
    advice: 'Put in the networks of your offices and of your VPN. You cannot save it from anywhere else.',
    text: `@id("sign-in.networks")
@sentence("People sign in from the networks of the organisation.")
forbid (principal, action == Action::"sign_in", resource)
unless {
  context.environment has network &&
  (context.environment.network.isInRange(ip("10.0.0.0/8")) ||
   context.environment.network.isInRange(ip("192.0.2.0/24")) ||
   context.environment.network.isInRange(ip("2001:db8::/32")))
};
`,
  },
  {
    id: 'sign-in.office-hours',
    title: 'Office hours for administrators',
    advice: 'Hours are those of `policies.time_zone`. An owner still gets in, should anything happen at night.',
    text: `@id("sign-in.office-hours")
@sentence("Administrators sign in from Monday to Friday, from 7 to 19 o'clock.")
forbid (principal in Role::"admin", action == Action::"sign_in", resource)
when {
  context.environment.hour < 7 ||
  context.environment.hour >= 19 ||
  context.environment.weekday > 5
};
`,
  },
  {
    id: 'sign-in.many-failures',
    title: 'Block after many failures',
    advice: 'Anybody can make attempts fail, so a key still lets its owner in.',
    text: `@id("sign-in.many-failures")
@sentence("After ten failed attempts within an hour only a passkey or security key lets somebody in.")
forbid (principal, action == Action::"sign_in", resource)
when { context.signals.recent_failures >= 10 }
unless { context.proof has phishing_resistant };
`,
  },
  {
    id: 'sign-in.long-unused',
    title: 'Long unused accounts prove more',
    advice: 'An account that nobody has used for long is an account that nobody would miss.',
    text: `@id("sign-in.long-unused")
@sentence("Whoever has not signed in for 90 days proves two factors.")
forbid (principal, action == Action::"sign_in", resource)
when { context.signals has idle_days && context.signals.idle_days >= 90 }
unless { context.proof has aal2 };
`,
  },
];

/** By what administrators know of people and jars. */
const attributes: PolicyTemplate[] = [
  {
    id: 'department.finance',
    title: 'Only the finance department reads what is tagged finance',
    advice: 'Set the department of people first; it holds for the owners of such jars as well.',
    text: `@id("department.finance")
@sentence("What is tagged finance is for the finance department.")
forbid (principal, action in [Action::"jar.discover", Action::"jar.inside"], resource is Jar)
when { resource.tags.contains("finance") }
unless { principal has department && principal.department == "finance" };
`,
  },
  {
    id: 'employment.ended',
    title: 'Nobody whose employment has ended',
    advice: 'Whoever has no end of employment is not concerned. It ends what people do, and their signing in.',
    text: `@id("employment.ended")
@sentence("Whoever has left the organisation does nothing here any more.")
forbid (principal, action, resource)
when { principal has employment_end && principal.employment_end <= context.environment.now };
`,
  },
  {
    id: 'clearance.restricted',
    title: 'Clearance for restricted jars',
    advice: 'People without a clearance have none.',
    text: `@id("clearance.restricted")
@sentence("What is restricted needs a clearance of 3 or more.")
forbid (principal, action in Action::"jar.inside", resource is Jar)
when { resource.sensitivity == "restricted" }
unless { principal has clearance && principal.clearance >= 3 };
`,
  },
  {
    id: 'jurisdiction.eu',
    title: 'Data of a jurisdiction stays in it',
    advice: 'Tag the jars, set the jurisdiction of people, and make one such rule for each jurisdiction.',
    text: `@id("jurisdiction.eu")
@sentence("What is tagged jurisdiction-eu is for people of the EU.")
forbid (principal, action in [Action::"jar.discover", Action::"jar.inside"], resource is Jar)
when { resource.tags.contains("jurisdiction-eu") }
unless { principal has jurisdiction && principal.jurisdiction == "EU" };
`,
  },
  {
    id: 'network.confidential',
    title: 'No access to confidential jars from outside of the office network',
    advice: 'Put in the network of your office. What is restricted is closed there as well.',
    text: `@id("network.confidential")
@sentence("What is confidential stays in the network of the office.")
forbid (principal, action in Action::"jar.inside", resource is Jar)
when { resource.sensitivity == "confidential" || resource.sensitivity == "restricted" }
unless {
  context.environment has network &&
  context.environment.network.isInRange(ip("192.0.2.0/24"))
};
`,
  },
];

export const policyTemplates: readonly PolicyTemplate[] = [...signingIn, ...attributes];
