import { Command, InvalidArgumentError } from 'commander';
import type { ConfigKey } from '../config/config.ts';

export { diagnose } from './doctor.ts';
export { testPolicies } from './policy-test/policy-test.ts';
export { reportChecks, reportPolicyTests, reportReload, reportSetup, reportVerification } from './report.ts';

/** Options that every command takes. */
export interface CommonOptions {
  config?: string;
  data?: string;
  json?: boolean;
}

/** Keys of the configuration that the command line sets. */
export type Flags = Partial<Record<ConfigKey, unknown>>;

/** What the command line can ask for; main.ts supplies it over a composed application. */
export interface Commands {
  serve(flags: Flags, options: CommonOptions): Promise<void>;
  init(flags: Flags, options: CommonOptions): Promise<void>;
  doctor(options: CommonOptions): Promise<void>;
  verifyAudit(options: CommonOptions): Promise<void>;
  testPolicies(files: readonly string[], options: Pick<CommonOptions, 'json'>): Promise<void>;
  recoverOwner(flags: Flags, options: CommonOptions): Promise<void>;
}

const exitCodes = `
Exit codes: 0 done and well, 1 a check failed or the command could not run (standard error says why), 2 wrong usage.
Every setting is in docs/configuration.md.`;

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65535) throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  return port;
}

const publicPort = ['--public-port <port>', 'port of the public listener (default: 4433)', portNumber] as const;

function flags({ publicPort, adminPort }: { publicPort?: number; adminPort?: number }): Flags {
  return {
    ...(publicPort === undefined ? {} : { 'serve.public.port': publicPort }),
    ...(adminPort === undefined ? {} : { 'serve.admin.port': adminPort }),
  };
}

/** The command line. Wrong usage ends with exit code 2 and says what would be right. */
export function program(version: string, commands: Commands): Command {
  const sting = new Command('sting')
    .description('Passkey-first identity and access for self-hosted applications.')
    .version(version)
    .showHelpAfterError()
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

  const command = (parent: Command, name: string, description: string) =>
    parent
      .command(name)
      .description(description)
      .option('--config <file>', 'configuration file (YAML); without one it is development mode')
      .option('--data <folder>', 'data folder (default: ./data)')
      .addHelpText('after', exitCodes);
  const withJson = (parent: Command, name: string, description: string) =>
    command(parent, name, description).option('--json', 'print the result as one line of JSON');

  command(sting, 'serve', 'Serve sign-in, the API, the pages and the console until SIGTERM or Ctrl-C.')
    .option(...publicPort)
    .option('--admin-port <port>', 'port of the admin listener (default: 4434)', portNumber)
    .action((options) => commands.serve(flags(options), options));
  withJson(sting, 'init', 'Prepare the data folder and print the one-time set-up URL.')
    .option(...publicPort)
    .action((options) => commands.init(flags(options), options));
  withJson(
    sting,
    'doctor',
    'Check the configuration, the database, the files and the audit chain. Writes nothing.',
  ).action(commands.doctor);
  withJson(
    sting,
    'recover-owner',
    'Print a one-time URL by which the owner adds a passkey; using it ends all their earlier sessions.',
  )
    .option(...publicPort)
    .action((options) => commands.recoverOwner(flags(options), options));

  const audit = sting.command('audit').description('The audit chain.');
  withJson(
    audit,
    'verify',
    'Check every event of the chain; names the first row that was changed, removed or reordered. Writes nothing.',
  ).action(commands.verifyAudit);
  const policy = sting.command('policy').description('The rules.');
  policy
    .command('test')
    .description('Decide the cases of test files by the rules of STING and those that the files name. Writes nothing.')
    .argument('<files...>', 'test files (YAML), as docs/policies.md describes them')
    .option('--json', 'print the result as one line of JSON')
    .addHelpText('after', exitCodes)
    .action(commands.testPolicies);
  return sting;
}
